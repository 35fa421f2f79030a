"""Renewing a card: a new application made of the last one, in which only what changed is said."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

import msgspec

from fokus_core import ERASED, MailAddress, Plan
from fokus_ehrenamtskarte.applications.entering.applying import NRW, Applying
from fokus_ehrenamtskarte.applications.record.desk_facts import ApplicationHandedOver, ContactReleased, RenewalBegun
from fokus_ehrenamtskarte.applications.record.facts import (
    STEPS,
    AddressConfirmed,
    ApplicationApproved,
    ApplicationHandedIn,
    EngagementAnswered,
    EngagementStated,
)
from fokus_ehrenamtskarte.applications.record.policies import DECIDE
from fokus_ehrenamtskarte.applications.record.responsible import (
    demand_offered,
    described,
    office_reads,
    privacy_of,
    responsible,
)
from fokus_ehrenamtskarte.applications.record.steps import AboutApplication
from fokus_ehrenamtskarte.applications.record.terms import (
    Changed,
    Details,
    Hours,
    Line,
    PaperEngagement,
    Ticked,
    demand_ticked,
)
from fokus_ehrenamtskarte.cards.facts import CardIssued, CardRevoked
from fokus_ehrenamtskarte.offices.facts import RENEWAL_MONTHS, OfficeDescribed
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ehrenamtskarte.rules.application import BodyText
from fokus_ehrenamtskarte.rules.calendar import later
from fokus_kommune import Fact, Invalid, Lookup, Past, Person, Reads, Recorded, Refused, _

GONE = _("Die Angaben aus dem letzten Antrag sind gelöscht. Stellen Sie einen neuen Antrag.")
FIRST = "engagements/0/"  # the one whose hours and contact can be changed


@ehrenamtskarte.command("renew-card", DECIDE, title=_("Ehrenamtskarte verlängern"))
class RenewCard(AboutApplication, frozen=True, kw_only=True):
    """Apply for the renewal of the card of an application: the holder by a link, or a clerk who heard it from them.

    What is left out is as it was; who does other things than before makes a new application.
    """

    reads: ClassVar[Reads] = Reads("application", *STEPS, CardIssued)
    then: ClassVar[tuple[str, ...]] = (
        _("Die Organisation bestätigt das Engagement noch einmal."),
        _("Danach entscheidet die zuständige Stelle."),
    )
    residence: BodyText | None = None
    street: Line | None = None
    hours: Hours | None = None
    contact: Line | None = None
    contact_mail: MailAddress | None = None
    truthful: Ticked

    def plan(self, lookup: Lookup) -> Plan:
        """Read the name of the new place of residence as a key, one of another state as it is."""
        made, text = super().plan(lookup), self.residence
        if text is None or (text.isdecimal() and not text.startswith(NRW)):
            return replace(made, where=_where)
        settled = msgspec.structs.replace(self, residence=lookup.body(text, field="residence"))
        return replace(made, command=settled, where=_where)

    def more(self, past: Past) -> Reads | None:
        """Read whether the card is valid still, and who decides for the town now."""
        found = Reads()
        for one in past.of(CardIssued):
            found |= Reads(f"card:{one.card}", CardIssued, CardRevoked)
        town = town_of(past)
        return found if town is ERASED else found | office_reads([town])

    def decide(self, past: Past) -> Iterator[Fact]:
        """Yield the application that renews, with what is known of the last one, at the office that is responsible."""
        demand_ticked(self.truthful, "truthful")
        held = self.held(past, decided=True, reached_before=True)
        card = self._renewable(past)
        if town_of(past) is ERASED:
            raise Refused("person-erased", GONE, field="application")
        now, town = past.on(self.effective), town_of(past)
        office = responsible(now, town)
        demand_offered(now, office, None)
        opens = opens_on(card, _months(now, office))
        if self.effective < opens:
            message = _("Die Verlängerung ist ab dem {day} möglich. Warten Sie bis dahin.")
            raise Refused("renewal-too-early", message, field="effective", day=opens)
        stated = past.recorded(EngagementStated)
        again = self._again(past, stated)
        handed, *others = again.handed_in(past, town, office)
        yield RenewalBegun(**held, renewal=handed.application)
        assert isinstance(handed, ApplicationHandedIn)  # noqa: S101  # what is handed in begins with that
        yield msgspec.structs.replace(
            handed, renews=self.application, changed=self._changed(), privacy=privacy_of(now, office)
        )
        yield from others
        about = {name: getattr(handed, name) for name in ("effective", "application", "body", "person")}
        yield AddressConfirmed(**about)  # whoever has the link got it at that address, or a clerk heard them
        released = {one.engagement for one in past.of(ContactReleased)}
        for before, one in zip(stated, (one for one in others if isinstance(one, EngagementStated)), strict=True):
            if before.fact.engagement in released and self.contact is None:
                yield ContactReleased(**about, engagement=one.engagement)

    def _renewable(self, past: Past) -> CardIssued:
        """Return the card; raises `Refused` where there is none that can be renewed."""
        if past.of(RenewalBegun):
            message = _("Die Verlängerung ist schon beantragt. Sie brauchen nichts zu tun.")
            raise Refused("already-renewed", message, field="application")
        card = card_of(past)
        if card is None or past.latest(ApplicationApproved) is None:
            message = _("Zu diesem Antrag gibt es keine Karte. Stellen Sie einen neuen Antrag.")
            raise Refused("no-card", message, field="application")
        if card.valid_until is None:
            raise Refused(
                "card-for-life",
                _("Diese Karte gilt ein Leben lang. Sie brauchen sie nicht zu verlängern."),
                field="application",
            )
        if past.of(CardRevoked):
            message = _("Diese Karte ist widerrufen. Stellen Sie einen neuen Antrag.")
            raise Refused("card-revoked", message, field="application")
        return card

    def _again(self, past: Past, stated: list[Recorded[EngagementStated]]) -> Applying:
        """Return the application with what was said in the last one, and what is said now."""
        if len(stated) > 1 and (self.hours or self.contact or self.contact_mail):
            message = _("Im letzten Antrag stehen mehrere Engagements. Stellen Sie für Änderungen einen neuen Antrag.")
            raise Refused("several-engagements", message, field="hours" if self.hours else "contact")
        if (self.contact is None) != (self.contact_mail is None):
            message = _("Geben Sie Name und E-Mail-Adresse der anderen Person an.")
            raise Invalid("contact-incomplete", message, field="contact" if self.contact is None else "contact_mail")
        handed = past.recorded(ApplicationHandedIn)[0]
        details, name = _details(past, handed), past.open(handed, "name")
        engagements = [engagement_again(past, one) for one in stated]
        if ERASED in (details, name, *engagements):
            raise Refused("person-erased", GONE, field="application")
        now: dict[str, Any] = {"hours": self.hours, "contact": self.contact, "contact_mail": self.contact_mail}
        engagements[0] = msgspec.structs.replace(engagements[0], **{key: one for key, one in now.items() if one})
        return Applying(
            body=town_of(past),
            kind=handed.fact.kind,
            renewal=True,
            person=Person(name=name, email=details.mail or None, birth=details.birth, id=handed.fact.person),
            residence=self.residence or details.residence,
            street=self.street or details.street,
            phone=details.phone or "",
            engagements=engagements,
            grounds=details.grounds,
            documents=(),
            effective=self.effective,
        )

    def _changed(self) -> tuple[Changed, ...]:
        names: tuple[Changed, ...] = ("residence", "street", "hours", "contact")
        return tuple(one for one in names if getattr(self, one) is not None)


def card_of(past: Past) -> CardIssued | None:
    """Return the card that was issued for an application, the last one."""
    found = past.recorded(CardIssued)
    return found[-1].fact if found else None


def opens_on(card: CardIssued, months: int) -> date:
    """Return the first day on which the renewal of a card with a last day can be applied for."""
    assert card.valid_until is not None  # noqa: S101  # one for life is not renewed
    return later(card.valid_until, -months)


def town_of(past: Past) -> Any:
    """Return the town that an application is for, `ERASED` where that is not known any more."""
    over = past.of(ApplicationHandedOver)
    handed = past.recorded(ApplicationHandedIn)
    if not handed:
        return ERASED
    details = _details(past, handed[0])
    return ERASED if details is ERASED else over[-1].town if over else details.town


def engagement_again(past: Past, stated: Recorded[EngagementStated]) -> Any:
    """Return an engagement as it was confirmed last, with who confirmed it; `ERASED` where that is gone."""
    answers = [one for one in past.recorded(EngagementAnswered) if one.fact.engagement == stated.fact.engagement]
    passed = [one for one in answers if one.fact.answer == "passed-on"]
    named: Recorded[Any] = passed[-1] if passed else stated
    claim, contact = past.open(stated, "claim"), past.open(named, "contact_name")
    mail = past.open(named, "contact_mail") if named.fact.contact_mail is not None else None
    if ERASED in (claim, contact, mail):
        return ERASED
    other = next((one for one in answers if one.fact.hours is not None), None)
    hours = past.open(other, "hours") if other is not None else ERASED
    told = dict(claim) | ({} if hours is ERASED else {"hours": hours})
    return msgspec.convert({**told, "contact": contact, "contact_mail": mail}, PaperEngagement)


def _details(past: Past, handed: Recorded[ApplicationHandedIn]) -> Any:
    held = past.open(handed, "details")
    return held if held is ERASED else msgspec.convert(held, Details)


def months_said(records: Iterable[Recorded[Fact]], day: date) -> int:
    """Return how many months before its end a card can be renewed on a day, by what its office said."""
    said = [one.fact for one in records if isinstance(one.fact, OfficeDescribed) and one.fact.effective <= day]
    last = max(enumerate(said), key=lambda one: (one[1].effective, one[0]), default=(0, None))[1]
    return last.renewal_months if last is not None else RENEWAL_MONTHS


def _months(now: Past, office: str) -> int:
    said = described(now, office)
    return said.renewal_months if said is not None else RENEWAL_MONTHS


def _where(field: str) -> str:
    return field.removeprefix(FIRST)
