"""Statutes: rules over the whole history of a key, run before an append and by `fokus check` over everything."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import msgspec

from fokus_core.domain.bounds import closes, ends
from fokus_core.domain.facts import Fact, Recorded, in_effective_order
from fokus_core.domain.retraction import FactRetracted


class Breach(msgspec.Struct, frozen=True):
    """What must not be: a stable slug, a sentence, and the position of the fact where it shows.

    `field` is the field of a command that the sentence is about, where one is more to blame than the key. `because` is
    the position of the fact in the way, where the one at `position` is the new one. The sentence may have places for
    `values`, and for the fields of the fact at `position`.
    """

    slug: str
    message: str
    position: int
    field: str | None = None
    because: int | None = None
    values: Mapping[str, Any] = MappingProxyType({})


Rule = Callable[[list[Recorded[Fact]]], Iterable[Breach]]


@dataclass(frozen=True)
class Statute:
    """A rule over the whole effective-ordered history of one key, of the fact types it names.

    A command that records a fact of a class in `relied_on`, and says nothing of what it reads, reads that history: so
    that whoever takes back what the fact rests on is told.
    """

    kind: str
    types: tuple[type[Fact], ...]
    rule: Rule
    relied_on: frozenset[type[Fact]] = frozenset()

    @property
    def name(self) -> str:
        """The rule's name."""
        return self.rule.__name__


def statute(kind: str, *types: type[Fact]) -> Callable[[Rule], Statute]:
    """Make a statute of a pure function over the history of one key of the kind `kind`, such as `body`."""
    return lambda rule: Statute(kind, types, rule)


def standing(records: Iterable[Recorded[Fact]], without: Iterable[int] = ()) -> list[Recorded[Fact]]:
    """Return records without retractions and what they retract, and without the positions in `without`."""
    kept = list(records)
    gone = {record.fact.target for record in kept if isinstance(record.fact, FactRetracted)} | set(without)
    return [one for one in kept if one.position not in gone and not isinstance(one.fact, FactRetracted)]


def lasting(history: list[Recorded[Fact]], kind: str) -> list[Recorded[Fact]]:
    """Return a history up to the fact that closes the thing of a kind it is about, with what ends on that very day."""
    closing = next((one for one in history if closes(one) == kind), None)
    if closing is None:
        return history
    day = closing.fact.effective
    return [
        one
        for one in history
        if one.fact.effective < day or one is closing or (one.fact.effective == day and ends(one))
    ]


def breaches(
    statutes: Iterable[Statute], key: str, records: Iterable[Recorded[Fact]], *, also: frozenset[str] = frozenset()
) -> Iterator[Breach]:
    """Yield what breaches the statutes in the history of one key; `records` are its standing facts.

    What belongs to a thing ends with it: its history stops at the fact that closes it. Facts that close other things
    are handed to the statutes that name them. The keys in `also` name the same thing.
    """
    kind, keys = key.partition(":")[0], also | {key}
    history = in_effective_order(
        [one for one in records if not keys.isdisjoint(one.keys) or closes(one) not in ("", kind)]
    )
    history = lasting(history, kind)
    for statute in statutes:
        if statute.kind == kind:
            yield from statute.rule([record for record in history if isinstance(record.fact, statute.types)])
