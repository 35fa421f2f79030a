"""Which terms run: begun and not ended, however often the end was said."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from fokus_core import BodyEnded, Fact, Recorded
from fokus_network.people.facts import BEGINNINGS, ENDS

Running = dict[str, Recorded[Any]]


def step(running: Running, record: Recorded[Fact]) -> None:
    """Take one fact, in effective order, into the terms that run; the first of several ends is the one that counts."""
    match record.fact:
        case fact if isinstance(fact, BEGINNINGS):
            running[fact.term] = record
        case fact if isinstance(fact, ENDS):
            running.pop(fact.term, None)
        case BodyEnded(body=body):
            for term in [term for term, held in running.items() if held.fact.body == body]:
                del running[term]
        case _:
            pass


def running(records: Iterable[Recorded[Fact]]) -> Running:
    """Return the terms that run after these facts, by id, each with the fact it began with."""
    found: Running = {}
    for record in records:
        step(found, record)
    return found


def by_day(history: Iterable[Recorded[Fact]]) -> list[Recorded[Fact]]:
    """Return a history in which the ends of a day come before its beginnings: an end's day is no day of the term."""

    def place(record: Recorded[Fact]) -> tuple[date, int]:
        return record.fact.effective, isinstance(record.fact, BEGINNINGS) - isinstance(record.fact, (*ENDS, BodyEnded))

    return sorted(history, key=place)


def same_person(one: Any, other: Any) -> bool:
    """Tell whether two beginnings are about the same person; who is not named is nobody in particular."""
    return one.person is not None and one.person == other.person
