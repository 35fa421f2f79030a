"""An application that came on paper: a clerk enters it with its scan, on the day on which it was received."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Any, ClassVar

from msgspec import Meta

from fokus_core import Plan
from fokus_ehrenamtskarte.applications.entering.applying import Applying
from fokus_ehrenamtskarte.applications.record.desk_facts import ContactReleased
from fokus_ehrenamtskarte.applications.record.facts import (
    AddressConfirmed,
    ApplicationHandedIn,
    DocumentEnclosed,
    EngagementStated,
)
from fokus_ehrenamtskarte.applications.record.policies import DECIDE
from fokus_ehrenamtskarte.applications.record.terms import PaperEngagement, StatedDocument, Ticked, demand_ticked
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import BodyRef, Lookup, Past, Person, Refused, _


@ehrenamtskarte.command("enter-application", DECIDE, title=_("Antrag auf Papier eintragen"))
class EnterApplication(Applying, frozen=True, kw_only=True):
    """Enter an application that came on paper, at the clerk's own office, with its scan.

    Whoever signs on paper needs no mail address. Where there is one it counts as confirmed, and they are written to.
    """

    then: ClassVar[tuple[str, ...]] = (
        _("Organisationen mit E-Mail-Adresse werden gleich um ihre Bestätigung gebeten."),
        _("Was auf Papier bestätigt ist, tragen Sie bei dem Antrag unter „Engagement bestätigen“ ein."),
    )
    body: BodyRef  # pyright: ignore[reportGeneralTypeIssues]  # kw_only
    person: Annotated[Person, Meta(extra={"needs": ("birth",)})]
    engagements: Annotated[tuple[PaperEngagement, ...], Meta(min_length=1, max_length=10)]
    documents: Annotated[tuple[StatedDocument, ...], Meta(min_length=1, max_length=5)]  # pyright: ignore[reportGeneralTypeIssues]  # kw_only
    signed: Ticked

    def plan(self, lookup: Lookup) -> Plan:
        """Refuse a day that is yet to come: paper was received before it is entered."""
        made = super().plan(lookup)

        def begin(past: Past) -> None:
            made.begin(past)
            if self.effective > lookup.today:
                message = _("Der Tag des Eingangs liegt in der Zukunft. Wählen Sie einen früheren Tag.")
                raise Refused("not-received", message, field="effective")

        return replace(made, begin=begin)

    def decide(
        self, past: Past
    ) -> Iterator[ApplicationHandedIn | EngagementStated | DocumentEnclosed | ContactReleased | AddressConfirmed]:
        """Yield the application with its parts; the signature stands for what a link by mail confirms else.

        Whoever entered the contacts has looked at them: they are released.
        """
        demand_ticked(self.signed, "signed")
        found = list(self.handed_in(past, self.body, self.body))
        yield from found
        first = found[0]
        held: dict[str, Any] = {
            "effective": first.effective,
            "application": first.application,
            "body": first.body,
            "person": first.person,
        }
        for one in found:
            if isinstance(one, EngagementStated) and one.contact_mail is not None:
                yield ContactReleased(**held, engagement=one.engagement)
        yield AddressConfirmed(**held)
