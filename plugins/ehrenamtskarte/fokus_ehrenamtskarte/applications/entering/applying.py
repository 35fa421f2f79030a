"""What every application says, however it comes in: of a person, of engagements, with documents."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, ClassVar

import msgspec
from msgspec import Meta

from fokus_core import Plan
from fokus_ehrenamtskarte.applications.desk.documents import demand_new, named
from fokus_ehrenamtskarte.applications.record.facts import ApplicationHandedIn, DocumentEnclosed, EngagementStated
from fokus_ehrenamtskarte.applications.record.terms import Details, NamedEngagement, StatedDocument
from fokus_ehrenamtskarte.cards.facts import CardKind
from fokus_ehrenamtskarte.rules.application import BodyText, Ground
from fokus_ehrenamtskarte.rules.asking import town_meant
from fokus_ehrenamtskarte.rules.calendar import first_of
from fokus_kommune import BodyRef, Command, Invalid, Lookup, Past, Person, Reads, Refused, Sealed, _

HOURS_A_WEEK = 168
NRW = "05"  # the state, in official keys


class Applying(Command, frozen=True, kw_only=True):
    """An application to a municipality."""

    blames: ClassVar[str] = "body"
    body: BodyRef | None = None
    kind: CardKind
    renewal: bool = False
    person: Person
    residence: BodyText
    street: Annotated[str, Meta(min_length=1, max_length=300)]
    phone: Annotated[str, Meta(max_length=32)] = ""
    engagements: Sequence[NamedEngagement]
    grounds: Annotated[tuple[Ground, ...], Meta(max_length=5)] = ()
    documents: tuple[StatedDocument, ...]
    effective: date

    def plan(self, lookup: Lookup) -> Plan:
        """Read names of places as keys; those of other states stay as they are.

        What is none is refused only once it is sure that the actor may do this at all.
        """
        unknown: list[Invalid] = []

        def meant(text: str, field: str) -> str:
            elsewhere = text.isdecimal() and len(text) == len("05914000") and not text.startswith(NRW)
            try:
                return text if elsewhere else lookup.body(text, field=field)
            except Invalid as error:
                if (town := town_meant(error)) is None:
                    unknown.append(error)
                return town or text

        def begin(_past: Past) -> None:
            if unknown:
                raise unknown[0]

        engagements = tuple(
            msgspec.structs.replace(one, body=meant(one.body, f"engagements/{number}/body"))
            for number, one in enumerate(self.engagements)
        )
        settled = msgspec.structs.replace(self, residence=meant(self.residence, "residence"), engagements=engagements)
        return replace(super().plan(lookup), command=settled, begin=begin)

    def more(self, past: Past) -> Reads | None:
        """Read where else its files are named."""
        return named(one.file for one in self.documents)

    def handed_in(
        self, past: Past, town: str, office: str
    ) -> Iterator[ApplicationHandedIn | EngagementStated | DocumentEnclosed]:
        """Yield the application at an office, its engagements and documents; raises `Refused`."""
        birth, mail = self.person.birth, self.person.email or ""
        if birth is None or len(birth) < len("1950-01-01"):
            message = _("Geben Sie Tag, Monat und Jahr Ihrer Geburt an.")
            raise Invalid("no-birth-date", message, field="person/birth")
        near = [self.residence, *(one.body for one in self.engagements)]
        if not any(one.startswith(town) for one in near):
            message = _(
                "Sie wohnen nicht in {body_dative} und engagieren sich nicht dort. Wählen Sie eine andere Kommune."
            )
            raise Refused("elsewhere", message, field="body")
        held: dict[str, Any] = {
            "effective": self.effective,
            "application": past.new_id("application"),
            "body": office,
            "person": self.person.id,
        }
        self._demand_dated()
        details = Details(
            residence=self.residence,
            town=town,
            birth=birth,
            mail=mail,
            street=self.street,
            phone=self.phone or None,
            grounds=self.grounds,
        )
        yield ApplicationHandedIn(
            **held,
            kind=self.kind,
            ground=self.grounds[0].kind if self.grounds else "hours",
            renewal=self.renewal,
            name=Sealed.of(self.person.name),
            details=Sealed.of(details),
        )
        named = set[str]()
        for number, one in enumerate(self.engagements):
            contact = past.person(f"contact-{number}", one.contact, one.contact_mail)
            if contact in named:  # each engagement is asked about by a letter of its own
                contact = past.new_id(f"contact-{number}")
            named.add(contact)
            self._demand_possible(one, mail, f"engagements/{number}/")
            yield EngagementStated(
                **held,
                engagement=past.new_id(f"engagement-{number}"),
                claim=Sealed.of(one.claim),
                contact=contact,
                contact_name=Sealed.of(one.contact),
                contact_mail=Sealed.of(one.contact_mail) if one.contact_mail else None,
            )
        demand_new(past, [one.file for one in self.documents], "documents/{}/file")
        for document in self.documents:
            yield DocumentEnclosed(**held, file=document.file, shows=document.shows)

    def _demand_dated(self) -> None:
        for number, one in enumerate(self.grounds):
            if one.kind == "juleica" and one.valid_until is None:
                message = _("Geben Sie an, bis wann die Juleica gilt.")
                raise Invalid("no-last-day", message, field=f"grounds/{number}/valid_until")

    def _demand_possible(self, one: NamedEngagement, mail: str, at: str) -> None:
        if one.per == "week" and one.hours > HOURS_A_WEEK:
            raise Invalid("hours-a-week", _("Eine Woche hat 168 Stunden. Prüfen Sie die Zahl."), field=f"{at}hours")
        if first_of(one.since) > self.effective:
            message = _("Das Engagement beginnt erst später. Geben Sie einen früheren Monat an.")
            raise Invalid("begins-later", message, field=f"{at}since")
        if one.until is not None and one.until < one.since:
            message = _("Das Ende liegt vor dem Beginn. Prüfen Sie beide Monate.")
            raise Invalid("ends-before", message, field=f"{at}until")
        if one.contact_mail and one.contact_mail.casefold() == mail.casefold():
            message = _("Bestätigen kann das nur eine andere Person. Geben Sie deren E-Mail-Adresse an.")
            raise Invalid("self-confirmed", message, field=f"{at}contact_mail")
