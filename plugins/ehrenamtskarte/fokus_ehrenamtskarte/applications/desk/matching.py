"""Which organisation of the office an engagement is at: proposed by likeness, decided by a clerk."""

from collections.abc import Iterator
from typing import Any, ClassVar

from fokus_core import ERASED
from fokus_ehrenamtskarte.applications.desk.releasing import last_of
from fokus_ehrenamtskarte.applications.record.desk_facts import ContactReleased, EngagementMatched
from fokus_ehrenamtskarte.applications.record.facts import STEPS, EngagementStated
from fokus_ehrenamtskarte.applications.record.policies import DECIDE
from fokus_ehrenamtskarte.applications.record.steps import AboutApplication
from fokus_ehrenamtskarte.applications.record.terms import EngagementId
from fokus_ehrenamtskarte.organisations.commands import demand_kept, status_of
from fokus_ehrenamtskarte.organisations.facts import (
    OF_ORGANISATIONS,
    OrganisationBlocked,
    OrganisationContactDropped,
    OrganisationContactNamed,
    OrganisationId,
    OrganisationVetted,
)
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Past, Reads, Recorded, Refused, _


@ehrenamtskarte.command("match-engagement", DECIDE, title=_("Engagement einer Organisation zuordnen"))
class MatchEngagement(AboutApplication, frozen=True, kw_only=True):
    """Say at which organisation an engagement is; a contact whom a vetted one has named is thereby released."""

    reads: ClassVar[Reads] = Reads("application", *STEPS) | Reads("organisation", *OF_ORGANISATIONS)
    engagement: EngagementId
    organisation: OrganisationId

    def decide(self, past: Past) -> Iterator[EngagementMatched | ContactReleased]:
        """Yield the match, and the release where the contact is known."""
        held = self.held(past)
        found = (one for one in past.recorded(EngagementStated) if one.fact.engagement == self.engagement)
        stated = next(found, None)
        if stated is None:
            message = _("Dieses Engagement steht nicht in dem Antrag. Wählen Sie ein anderes.")
            raise Refused("unknown-engagement", message, field="engagement")
        demand_kept(past, self.organisation, self.body, "organisation")
        status = status_of(past, self.organisation)
        if isinstance(status, OrganisationBlocked):
            message = _("Diese Organisation ist gesperrt. Fragen Sie die Person nach einer anderen.")
            raise Refused("organisation-blocked", message, field="organisation")
        before = [one for one in past.of(EngagementMatched) if one.engagement == self.engagement]
        if before and before[-1].organisation == self.organisation:
            message = _("Das Engagement ist dieser Organisation schon zugeordnet.")
            raise Refused("already-matched", message, field="organisation")
        yield EngagementMatched(**held, engagement=self.engagement, organisation=self.organisation)
        if (
            last_of(past, self.engagement) is None
            and isinstance(status, OrganisationVetted)
            and _is_known(past, stated)
        ):
            yield ContactReleased(**held, engagement=self.engagement)


def _is_known(past: Past, stated: Recorded[Any]) -> bool:
    """Tell whether the organisation that was read has the contact that was stated among its own."""
    asked = past.open(stated, "contact_mail") if stated.fact.contact_mail is not None else ERASED
    dropped = {one.contact for one in past.of(OrganisationContactDropped)}
    named = [one for one in past.recorded(OrganisationContactNamed) if one.fact.contact not in dropped]
    known = {mail.casefold() for one in named if (mail := past.open(one, "contact_mail")) is not ERASED}
    return asked is not ERASED and asked.casefold() in known
