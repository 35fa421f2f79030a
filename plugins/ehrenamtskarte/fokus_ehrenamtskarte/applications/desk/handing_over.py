"""Handing an application over to the office that is responsible: offered by a clerk, agreed to by the applicant."""

from collections.abc import Iterator
from typing import ClassVar

from fokus_ehrenamtskarte.applications.record.desk_facts import ApplicationHandedOver, HandOverOffered
from fokus_ehrenamtskarte.applications.record.facts import STEPS
from fokus_ehrenamtskarte.applications.record.policies import DECIDE
from fokus_ehrenamtskarte.applications.record.responsible import responsible
from fokus_ehrenamtskarte.applications.record.steps import AboutApplication
from fokus_ehrenamtskarte.applications.record.terms import Ticked, demand_ticked
from fokus_ehrenamtskarte.facts import PARTICIPATION
from fokus_ehrenamtskarte.issuers.facts import ASSIGNMENTS, ParticipationStated
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ehrenamtskarte.rules.facts import RulesSet
from fokus_kommune import BodyRef, Past, Reads, Refused, _


class ToTown(AboutApplication, frozen=True, kw_only=True):
    """An application that is to go to another municipality, or to the office that decides for it."""

    reads: ClassVar[Reads] = Reads("application", *STEPS) | Reads(
        "town", *ASSIGNMENTS, *PARTICIPATION, RulesSet, ParticipationStated
    )
    town: BodyRef

    def office(self, past: Past) -> str:
        """Return the office that would be responsible; raises `Refused` where that is the present one."""
        office = responsible(past.on(self.effective), self.town, field="town")
        if office == self.body:
            message = _("Dafür ist {body} schon zuständig. Wählen Sie eine andere Kommune.")
            raise Refused("same-office", message, field="town")
        return office


@ehrenamtskarte.command("offer-hand-over", DECIDE, title=_("Abgabe an eine andere Stelle anbieten"))
class OfferHandOver(ToTown, frozen=True, kw_only=True):
    """Ask the applicant whether the application may go to the office that is responsible for a municipality."""

    then: ClassVar[tuple[str, ...]] = (
        _("Die Person erhält eine Nachricht und stimmt mit einem Link zu."),
        _("Erst dann sieht die andere Stelle den Antrag."),
    )

    def decide(self, past: Past) -> Iterator[HandOverOffered]:
        """Yield the offer; a later one stands in for it."""
        held = self.held(past)
        self.office(past)
        yield HandOverOffered(**held, town=self.town)


@ehrenamtskarte.command("hand-over-application", DECIDE, title=_("Antrag mit Zustimmung der Person abgeben"))
class HandOverApplication(ToTown, frozen=True, kw_only=True):
    """Hand an application over: the applicant agrees by a link, or a clerk heard it from them."""

    agreed: Ticked

    def decide(self, past: Past) -> Iterator[ApplicationHandedOver]:
        """Yield the handing over, to what was offered last."""
        demand_ticked(self.agreed, "agreed")
        if any((one.former, one.town) == (self.body, self.town) for one in past.of(ApplicationHandedOver)):
            message = _("Der Antrag ist schon abgegeben. Sie brauchen nichts zu tun.")
            raise Refused("already-handed-over", message, field="application")
        held = self.held(past)
        office = self.office(past)
        offered = past.latest(HandOverOffered)
        if offered is None or offered.town != self.town or offered.body != self.body:
            message = _("Diese Abgabe ist der Person nicht angeboten. Bieten Sie sie zuerst an.")
            raise Refused("not-offered", message, field="town")
        yield ApplicationHandedOver(**dict(held, body=office), former=self.body, town=self.town)
