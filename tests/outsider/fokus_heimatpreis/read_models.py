"""The read model: which prizes stand on a day, through two clocks."""

from typing import Any

import msgspec
from fokus_core import BodyId, Recorded
from fokus_projections import TwoClockTable

from fokus_heimatpreis.facts import CallId, Euros, Honoured, PrizeAwarded, PrizeReturned


class Prize(msgspec.Struct, frozen=True):
    """A prize that stands."""

    body: BodyId
    call: CallId
    honoured: Honoured
    euros: Euros


def prize(state: Prize | None, record: Recorded[Any]) -> Prize | None:
    """Fold one fact into a prize."""
    match record.fact:
        case PrizeAwarded() as awarded:
            return Prize(awarded.body, awarded.call, awarded.honoured, awarded.euros)
        case PrizeReturned():
            return None
        case _:
            return state


PRIZES = TwoClockTable(
    name="heimatpreis.prize",
    table="heimatpreis_prize",
    description="Prizes: they stand from valid_from until valid_to, as known from known_from until known_to.",
    subject="prize",
    facts=(PrizeAwarded, PrizeReturned),
    state=Prize,
    fold=prize,
)
