"""Issuing and revoking cards; the statutes know how long they may be valid, and what can follow what."""

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from fokus_core import BodyEnded, looked_after
from fokus_ehrenamtskarte.cards.code import Code, card_of
from fokus_ehrenamtskarte.cards.facts import CARDS, CardId, CardIssued, CardKind, CardRevoked, ValidUntil, WhyRevoked
from fokus_ehrenamtskarte.cards.policies import ISSUE
from fokus_ehrenamtskarte.facts import TAKES_PART
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import BodyRef, Command, Past, Person, Reads, Refused, Sealed, _


@ehrenamtskarte.command("issue-card", ISSUE, title=_("Karte ausstellen"))
class IssueCard(Command, frozen=True):
    """Issue a card, valid from this day on; its code is drawn by the issuing office and kept nowhere.

    The person needs a mail address or a birth date, so that nobody is given two cards.
    """

    reads: ClassVar[Reads] = Reads("body", evidence=(TAKES_PART.id,))
    body: BodyRef
    code: Code
    person: Person
    kind: CardKind
    effective: date
    valid_until: ValidUntil | None = None

    def more(self, past: Past) -> Reads:
        """Read whatever card has this code."""
        return Reads(f"card:{card_of(self.code)}", *CARDS)

    def decide(self, past: Past) -> Iterator[CardIssued]:
        """Yield the card unless the body does not take part on that day, or the code is on another card."""
        if past.on(self.effective).evidence(TAKES_PART.id).state != "proven":
            message = _("{body} nimmt am {effective} nicht an der Ehrenamtskarte teil.")
            raise Refused("not-taking-part", message, field="body")
        if self.person.email is None and self.person.birth is None:
            message = _("Geben Sie Geburtsdatum oder E-Mail-Adresse an. Sonst bekommt jemand zwei Karten.")
            raise Refused("unrecognisable-person", message, field="person")
        if past.of(*CARDS):
            raise Refused("code-taken", _("Dieser Code gehört schon zu einer Karte."), field="code")
        yield CardIssued(
            effective=self.effective,
            card=card_of(self.code),
            body=self.body,
            person=self.person.id,
            name=Sealed.of(self.person.name),
            kind=self.kind,
            valid_until=self.valid_until,
        )


@ehrenamtskarte.command("revoke-card", ISSUE, title=_("Karte widerrufen"))
class RevokeCard(Command, frozen=True):
    """Revoke a card for good; the date is the first day on which it is no longer valid."""

    reads: ClassVar[Reads] = Reads("card", *CARDS) | Reads("programme:core", BodyEnded)
    body: BodyRef
    card: CardId
    reason: WhyRevoked
    effective: date

    def decide(self, past: Past) -> Iterator[CardRevoked]:
        """Yield the revocation of a card that this body, or an ended one whose successor it is, issued."""
        issued = past.latest(CardIssued)
        ended = {one.body: one.successors for one in past.on(self.effective).of(BodyEnded)}
        if issued is None or issued.body not in looked_after(self.body, ended):
            raise Refused(
                "unknown-card",
                _("Eine solche Karte hat {body} nicht ausgestellt. Prüfen Sie die Kartennummer."),
                field="card",
            )
        yield CardRevoked(
            effective=self.effective, card=self.card, body=self.body, person=issued.person, reason=self.reason
        )
