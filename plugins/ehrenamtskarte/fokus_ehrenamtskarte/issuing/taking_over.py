"""Cards that were made before the service: each taken over once with its holder, by hand or from a table."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from fokus_core import Plan
from fokus_ehrenamtskarte.cards.facts import CardIssued, CardKind, ValidUntil
from fokus_ehrenamtskarte.cards.policies import ISSUE
from fokus_ehrenamtskarte.facts import TAKES_PART
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import BodyRef, Column, Command, Lookup, Past, Person, Reads, Refused, Sealed, _


@ehrenamtskarte.command("take-over-card", ISSUE, title=_("Vorhandene Karte übernehmen"))
class TakeOverCard(Command, frozen=True, kw_only=True):
    """Take over a card that was made elsewhere, with its holder; the date is the first day on which it is valid.

    The birth date or a mail address is needed, so that nobody is given two cards. It has no code that others can check
    until it is given one.
    """

    reads: ClassVar[Reads] = Reads("body", evidence=(TAKES_PART.id,))
    body: BodyRef
    person: Annotated[Person, Meta(extra={"needs": ("birth",)})]
    kind: CardKind
    effective: date
    valid_until: ValidUntil | None = None

    def plan(self, lookup: Lookup) -> Plan:
        """Refuse a day that is yet to come: what is taken over has been made."""
        made = super().plan(lookup)

        def begin(past: Past) -> None:
            made.begin(past)
            if self.effective > lookup.today:
                message = _("Diese Karte gilt erst später. Stellen Sie sie zum bewilligten Antrag aus.")
                raise Refused("not-yet-valid", message, field="effective")

        return replace(made, begin=begin)

    def decide(self, past: Past) -> Iterator[CardIssued]:
        """Yield the card, unless the body did not take part on its first day."""
        if past.on(self.effective).evidence(TAKES_PART.id).state != "proven":
            message = _("{body} nimmt am {effective} nicht an der Ehrenamtskarte teil.")
            raise Refused("not-taking-part", message, field="body")
        if self.person.email is None and self.person.birth is None:
            message = _("Geben Sie Geburtsdatum oder E-Mail-Adresse an. Sonst bekommt jemand zwei Karten.")
            raise Refused("unrecognisable-person", message, field="person")
        yield CardIssued(
            effective=self.effective,
            card=past.new_id("card"),
            body=self.body,
            person=self.person.id,
            name=Sealed.of(self.person.name),
            kind=self.kind,
            valid_until=self.valid_until,
        )


CARDS_TABLE = ehrenamtskarte.bulk_import(
    "cards",
    TakeOverCard,
    title=_("Vorhandene Karten"),
    key="Kartennummer",
    columns=(
        Column("Kommune", "body"),
        Column("Vorname", "person/name"),
        Column("Nachname", "person/name"),
        Column("Geburtsdatum", "person/birth"),
        Column("E-Mail", "person/email"),
        Column("Kartenart", "kind"),
        Column("Gültig ab", "effective"),
        Column("Gültig bis", "valid_until"),
    ),
)
