"""What a telephone holds: how its card stands, from the facts about the card alone."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal, NamedTuple

from fokus_core import Journal, standing
from fokus_ehrenamtskarte.cards.facts import CardIssued, CardReinstated, CardRevoked, CardSigned, CardSuspended
from fokus_ehrenamtskarte.phone.facts import PhoneEnded
from fokus_kommune import Recorded

State = Literal["active", "elsewhere", "ended", "suspended", "revoked", "expired"]


class Held(NamedTuple):
    """A card with all that happened to it by a day."""

    records: Sequence[Recorded[Any]]
    day: date

    def last(self, *kinds: type[Any]) -> Recorded[Any] | None:
        """Return the last fact of these classes that is true on the day."""
        found = [one for one in self.records if isinstance(one.fact, kinds) and one.fact.effective <= self.day]
        return max(found, key=lambda one: (one.fact.effective, one.position), default=None)

    @property
    def issued(self) -> Recorded[CardIssued] | None:
        """How it was issued, whenever it begins."""
        return next((one for one in reversed(self.records) if isinstance(one.fact, CardIssued)), None)

    @property
    def codes(self) -> list[Recorded[CardSigned]]:
        """Its codes on telephones, in the order in which they were made."""
        return [one for one in self.records if isinstance(one.fact, CardSigned) and one.fact.device]

    @property
    def current(self) -> Recorded[CardSigned] | None:
        """The code that a telephone holds now."""
        codes = self.codes
        return codes[-1] if codes and not self.has_ended(codes[-1].fact.place) else None

    def has_ended(self, place: str) -> bool:
        """Whether the code at a place was ended."""
        return any(isinstance(one.fact, PhoneEnded) and one.fact.place == place for one in self.records)

    def state_of(self, code: CardSigned) -> State:
        """Return how the code of a telephone stands."""
        if self.issued is None or self.last(CardRevoked):
            return "revoked"
        if self.has_ended(code.place):
            return "ended"
        if self.codes[-1].fact.place != code.place:
            return "elsewhere"
        if code.valid_until is not None and code.valid_until < self.day:
            return "expired"
        turn = self.last(CardSuspended, CardReinstated)
        return "suspended" if turn is not None and isinstance(turn.fact, CardSuspended) else "active"


def held(journal: Journal, card: str, day: date) -> Held:
    """Return a card as it stands."""
    return Held(standing(journal.under(f"card:{card}")), day)
