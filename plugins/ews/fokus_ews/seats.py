"""Seats: the accounts of a cohort's teams, and how their access ends with what it rests on."""

from collections.abc import Callable, Iterator
from datetime import date

from fokus_core import Past
from fokus_ews.facts import SeatEnded, SeatGiven


def seats_of(past: Past) -> list[SeatGiven]:
    """Return the seats that no end follows, now or later; `past` has read the seats of a run."""
    held: dict[str, SeatGiven] = {}
    for fact in past.of(SeatGiven, SeatEnded):
        if isinstance(fact, SeatGiven):
            held[fact.actor] = fact
        else:
            held.pop(fact.actor, None)
    return list(held.values())


def end_seats(past: Past, effective: date, reason: str, concerned: Callable[[SeatGiven], bool]) -> Iterator[SeatEnded]:
    """Yield the end of every seat that is concerned; one that would begin later ends on the day it begins."""
    for seat in seats_of(past):
        if concerned(seat):
            yield SeatEnded(
                effective=max(effective, seat.effective),
                actor=seat.actor,
                role=seat.role,
                scope=seat.scope,
                reason=reason,
                run=seat.run,
                cohort=seat.cohort,
                body=seat.body,
            )
