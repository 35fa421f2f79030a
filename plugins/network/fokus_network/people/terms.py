"""Which terms run: begun and not ended, however often the end was said."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from datetime import date
from typing import Any

from fokus_core import PRIVATE, BodyEnded, Fact, Past, PersonErased, Reads, Recorded, Sealed
from fokus_network.people.facts import BEGINNINGS, ENDS

Running = dict[str, Recorded[Any]]


class Terms:
    """The terms that run, by id, each with the fact it began with; found by their body, task and holder, too."""

    def __init__(self) -> None:
        self.running: Running = {}
        self._about: defaultdict[Hashable, set[str]] = defaultdict(set)

    def step(self, record: Recorded[Fact]) -> None:
        """Take in one fact, in effective order; the first of several ends is the one that counts."""
        match record.fact:
            case fact if isinstance(fact, BEGINNINGS):
                self._end(fact.term)
                self.running[fact.term] = record
                for mark in _marks(fact):
                    self._about[mark].add(fact.term)
            case fact if isinstance(fact, ENDS):
                self._end(fact.term)
            case BodyEnded(body=body):
                for term in [*self._about["body", body]]:
                    self._end(term)
            case _:
                pass

    def same_holder(self, fact: Any) -> bool:
        """Tell whether a term of the same task and holder runs; who is not named is nobody in particular."""
        return _holder(fact) is not None and bool(self._about[_task(fact), _holder(fact)])

    def count(self, fact: Any) -> int:
        """Return how many terms of the same task run."""
        return len(self._about[_task(fact)])

    def _end(self, term: str) -> None:
        ended = self.running.pop(term, None)
        for mark in _marks(ended.fact) if ended else ():
            self._about[mark].discard(term)


def _task(fact: Any) -> Hashable:
    return type(fact), getattr(fact, "function", None) or getattr(fact, "task", None)


def _holder(fact: Any) -> str | None:
    holder: str | None = getattr(fact, "person", None) or getattr(fact, "party", None)
    return holder


def _marks(fact: Any) -> tuple[Hashable, ...]:
    return ("body", getattr(fact, "body", None)), _task(fact), (_task(fact), _holder(fact))


def running(records: Iterable[Recorded[Fact]]) -> Running:
    """Return the terms that run after these facts, by id, each with the fact it began with."""
    terms = Terms()
    for record in records:
        terms.step(record)
    return terms.running


def erasure_of(terms: Running, term: str) -> Reads | None:
    """Return what tells whether the holder of a running term was erased; None where nobody is named."""
    person = terms[term].fact.person if term in terms else None
    return Reads(f"person:{person}", PersonErased) if person else None


def why(reason: str, ended: Any, past: Past) -> dict[str, Any]:
    """Return the fields of an end that say why: sealed for whose term it is; nothing is kept of who was erased."""
    if ended.person is None:
        return {"reason": reason}
    if past.of(PersonErased):
        return {"reason": PRIVATE}
    return {"reason": PRIVATE, "person": ended.person, "words": Sealed.of(reason)}


def by_day(history: Iterable[Recorded[Fact]]) -> list[Recorded[Fact]]:
    """Return a history in which the ends of a day come before its beginnings: an end's day is no day of the term."""

    def place(record: Recorded[Fact]) -> tuple[date, int]:
        return record.fact.effective, isinstance(record.fact, BEGINNINGS) - isinstance(record.fact, (*ENDS, BodyEnded))

    return sorted(history, key=place)


def same_person(one: Any, other: Any) -> bool:
    """Tell whether two beginnings are about the same person; who is not named is nobody in particular."""
    return one.person is not None and one.person == other.person
