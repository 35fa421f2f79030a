"""A second signature for an engagement, where the rules want two: entered by a clerk who has seen it."""

from collections.abc import Iterator

from fokus_ehrenamtskarte.applications.record.desk_facts import EngagementSeconded
from fokus_ehrenamtskarte.applications.record.facts import ApplicationHandedIn, EngagementAnswered, EngagementStated
from fokus_ehrenamtskarte.applications.record.policies import DECIDE
from fokus_ehrenamtskarte.applications.record.steps import AboutApplication
from fokus_ehrenamtskarte.applications.record.terms import EngagementId, Line, Ticked, demand_ticked
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Past, Refused, Sealed, _


@ehrenamtskarte.command("second-engagement", DECIDE, title=_("Zweite Unterschrift eintragen"))
class SecondEngagement(AboutApplication, frozen=True, kw_only=True):
    """Enter that a second person of the organisation signed for an engagement which a first one confirmed."""

    engagement: EngagementId
    signatory: Line
    seen: Ticked

    def decide(self, past: Past) -> Iterator[EngagementSeconded]:
        """Yield the second signature, once, of somebody else than the applicant and who confirmed it."""
        demand_ticked(self.seen, "seen")
        held = self.held(past)
        stated = next((one for one in past.recorded(EngagementStated) if one.fact.engagement == self.engagement), None)
        if stated is None:
            message = _("Dieses Engagement steht nicht in dem Antrag. Wählen Sie ein anderes.")
            raise Refused("unknown-engagement", message, field="engagement")
        answers = [one for one in past.recorded(EngagementAnswered) if one.fact.engagement == self.engagement]
        if not answers or answers[-1].fact.answer not in {"confirmed", "other-hours"}:
            message = _("Dieses Engagement hat noch niemand bestätigt. Tragen Sie zuerst die erste Bestätigung ein.")
            raise Refused("not-confirmed", message, field="engagement")
        if any(one.engagement == self.engagement for one in past.of(EngagementSeconded)):
            message = _("Die zweite Unterschrift ist schon eingetragen.")
            raise Refused("already-seconded", message, field="engagement")
        passed = [one for one in answers if one.fact.answer == "passed-on"]
        named = [past.open(one, "contact_name") for one in (passed[-1] if passed else stated,)]
        named += [past.open(one, "name") for one in past.recorded(ApplicationHandedIn)]
        if _plain(self.signatory) in {_plain(one) for one in named if isinstance(one, str)}:
            message = _("Die zweite Unterschrift muss von einer anderen Person sein.")
            raise Refused("same-signatory", message, field="signatory")
        yield EngagementSeconded(
            **held,
            engagement=self.engagement,
            contact=past.person("second", self.signatory, None),
            contact_name=Sealed.of(self.signatory),
        )


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
