"""Seats: the accounts of a cohort's teams, and how their access ends with what it rests on."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from fokus_core import Past, _, without_reason
from fokus_ews.facts import SeatEnded, SeatGiven

SITE_LEFT = _("Standort ausgeschieden")
MEMBER_LEFT = _("Die Person ist aus dem Team ausgeschieden.")
WRITTEN_BY_THE_HOUSE = (SITE_LEFT, MEMBER_LEFT)


def without_what_was_typed(shape: dict[str, Any]) -> dict[str, Any]:
    """Return the stored shape of the end of a seat, of its reason only what the house wrote itself."""
    return shape if shape["reason"] in WRITTEN_BY_THE_HOUSE else without_reason(shape)


def seats_of(past: Past) -> list[SeatGiven]:
    """Return the seats that no end follows, now or later; `past` has read the seats of a run."""
    held: dict[str, SeatGiven] = {}
    for fact in past.of(SeatGiven, SeatEnded):
        if isinstance(fact, SeatGiven):
            held[fact.actor] = fact
        else:
            held.pop(fact.actor, None)
    return list(held.values())


def end_seats(
    past: Past, effective: date, why: str | Mapping[str, Any], concerned: Callable[[SeatGiven], bool]
) -> Iterator[SeatEnded]:
    """Yield the end of every seat that is concerned; one that would begin later ends on the day it begins.

    `why` is a reason that the house writes, or the fields of one that somebody typed.
    """
    for seat in seats_of(past):
        if concerned(seat):
            yield SeatEnded(
                effective=max(effective, seat.effective),
                actor=seat.actor,
                role=seat.role,
                scope=seat.scope,
                run=seat.run,
                cohort=seat.cohort,
                body=seat.body,
                **({"reason": why} if isinstance(why, str) else why),
            )
