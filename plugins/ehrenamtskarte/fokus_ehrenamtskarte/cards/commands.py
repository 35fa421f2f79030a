"""Taking over, signing, suspending and revoking cards; the statutes know for how long, and what can follow what."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from fokus_core import ERASED, BodyEnded, Plan, looked_after
from fokus_ehrenamtskarte.cards.facts import (
    LIFE,
    CardId,
    CardIssued,
    CardKind,
    CardReinstated,
    CardRevoked,
    CardSigned,
    CardSuspended,
    ValidUntil,
    WhyRevoked,
    WhySigned,
    WhySuspended,
)
from fokus_ehrenamtskarte.cards.policies import ISSUE
from fokus_ehrenamtskarte.cards.signing import KEYS_AND_LISTS, places, signed
from fokus_ehrenamtskarte.facts import TAKES_PART
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import BodyRef, Command, Lookup, Past, Person, Reads, Recorded, Refused, Sealed, _


@ehrenamtskarte.command("take-over-card", ISSUE, title=_("Vorhandene Karte übernehmen"))
class TakeOverCard(Command, frozen=True, kw_only=True):
    """Take over a card that somebody holds already, valid from this day on: a clerk confirms it, once.

    The person needs a mail address or a birth date, so that nobody has two cards.
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
        """Yield the card unless the body does not take part on that day."""
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
            origin="taken-over",
        )


class AboutCard(Command, frozen=True, kw_only=True):
    """Something about a card that this body, or an ended one whose successor it is, issued."""

    reads: ClassVar[Reads] = Reads("card", *LIFE) | Reads("programme:core", BodyEnded)
    body: BodyRef
    card: CardId
    effective: date

    def issued(self, past: Past) -> Recorded[CardIssued]:
        """Return how the card was issued; raises `Refused` where it is none of this body."""
        found = past.recorded(CardIssued)
        ended = {one.body: one.successors for one in past.on(self.effective).of(BodyEnded)}
        if not found or found[-1].fact.body not in looked_after(self.body, ended):
            raise Refused(
                "unknown-card",
                _("Eine solche Karte hat {body} nicht ausgestellt. Prüfen Sie die Kartennummer."),
                field="card",
            )
        return found[-1]

    def alive(self, past: Past) -> Recorded[CardIssued]:
        """Return the same; raises `Refused` where the card is revoked for good."""
        found = self.issued(past)
        if past.of(CardRevoked):
            raise Refused("already-revoked", _("Diese Karte ist schon widerrufen."), field="card")
        return found


@ehrenamtskarte.command("revoke-card", ISSUE, title=_("Karte widerrufen"))
class RevokeCard(AboutCard, frozen=True, kw_only=True):
    """Revoke a card for good; the date is the first day on which it is no longer valid."""

    reason: WhyRevoked

    def decide(self, past: Past) -> Iterator[CardRevoked]:
        """Yield the revocation."""
        person = self.issued(past).fact.person
        yield CardRevoked(effective=self.effective, card=self.card, body=self.body, person=person, reason=self.reason)


@ehrenamtskarte.command("suspend-card", ISSUE, title=_("Karte vorläufig sperren"))
class SuspendCard(AboutCard, frozen=True, kw_only=True):
    """Suspend a card from a day on, until it is reinstated."""

    reason: WhySuspended

    def decide(self, past: Past) -> Iterator[CardSuspended]:
        """Yield the suspension of a card that is not revoked."""
        person = self.alive(past).fact.person
        yield CardSuspended(effective=self.effective, card=self.card, body=self.body, person=person, reason=self.reason)


@ehrenamtskarte.command("reinstate-card", ISSUE, title=_("Sperre einer Karte aufheben"))
class ReinstateCard(AboutCard, frozen=True, kw_only=True):
    """Let a suspended card be valid again from a day on."""

    def decide(self, past: Past) -> Iterator[CardReinstated]:
        """Yield the end of the suspension of a card that is not revoked."""
        person = self.alive(past).fact.person
        yield CardReinstated(effective=self.effective, card=self.card, body=self.body, person=person)


@ehrenamtskarte.command("sign-card", ISSUE, title=_("Karte mit einem Code versehen oder ersetzen"))
class SignCard(AboutCard, frozen=True, kw_only=True):
    """Give a card the code that others check, or a new one for one that was lost: the earlier one ends with it."""

    reads: ClassVar[Reads] = AboutCard.reads | KEYS_AND_LISTS
    why: WhySigned

    def more(self, past: Past) -> Reads:
        """Read whether places are taken."""
        return places(past)

    def decide(self, past: Past) -> Iterator[CardSigned]:
        """Yield the code of a card that is not revoked, first or else for a reason."""
        record = self.alive(past)
        before = [one for one in past.of(CardSigned) if one.card == self.card]
        if (self.why == "first") != (not before):
            message = _("Wählen Sie den Grund: Die Karte hat schon einen Code.") if before else None
            message = message or _("Die Karte hat noch keinen Code. Wählen Sie „Zum ersten Mal“.")
            raise Refused("why-signed", message, field="why")
        name = past.open(record, "name")
        if name is ERASED:
            message = _("Die Angaben zu dieser Person sind gelöscht. Es gibt keine neue Karte für sie.")
            raise Refused("person-erased", message, field="card")
        yield signed(past, record.fact, str(name), self.effective, self.why)
