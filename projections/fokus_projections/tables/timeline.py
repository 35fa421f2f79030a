"""The history of one thing as known at one position: which state holds from when until when. Pure."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import msgspec

from fokus_core.domain.bounds import open_from
from fokus_core.domain.facts import Fact, Recorded

OPEN_DAY = "9999-12-31"  # the end of what has none
OPEN_POSITION = 1 << 62  # the position of what is not retracted

Order = tuple[date, int, int]
Fold = Callable[[Any, Recorded[Any]], Any]
Told = tuple[Recorded[Any], Order, Recorded[Any] | None]  # a fact, its place, and the fact that it takes back


class Segment(msgspec.Struct):
    """A state that holds from a day until another, and the positions from and until which this is known.

    `entry` is the position of the fact that it begins with.
    """

    thing: str
    valid_from: str
    valid_to: str
    state: Any
    known_from: int
    known_to: int = OPEN_POSITION
    entry: int = 0


class Changes:
    """The segments that became known, and those that ceased to be, while facts were taken in."""

    __slots__ = ("begun", "ended")

    def __init__(self) -> None:
        self.begun: list[Segment] = []
        self.ended: list[Segment] = []

    def end(self, segment: Segment, position: int) -> None:
        """Let a segment be known no longer."""
        segment.known_to = position
        self.ended.append(segment)


class Timeline:
    """The facts of a thing that stand, in (effective, place) order, the state after each, and the segments.

    One that is not `whole` holds only the end of all that, to which facts may be added that are last in order.
    """

    __slots__ = ("_fold", "last", "orders", "records", "segments", "state", "states", "thing", "touched", "whole")

    def __init__(self, thing: str, fold: Fold) -> None:
        self.thing = thing
        self._fold = fold
        self.whole = True
        self.touched = 0
        self.last: Order | None = None  # the place of the last fact, and the state after it
        self.state: Any = None
        self.orders: list[Order] = []
        self.records: list[Recorded[Fact]] = []
        self.states: list[Any] = []
        self.segments: list[Segment] = []

    @classmethod
    def of(cls, thing: str, fold: Fold, records: Iterable[Recorded[Fact]]) -> "Timeline":
        """Return the timeline of facts in any order; when its segments became known is not."""
        made, changes = cls(thing, fold), Changes()
        for record in sorted(records, key=lambda record: record.order):
            made._append(record, record.order, 0, changes)
        return made

    def known_since(self, positions: Mapping[str, int]) -> None:
        """Say when the segments became known, by their first days; raises `KeyError` where one is missing."""
        for segment in self.segments:
            segment.known_from = positions[segment.valid_from]

    def shorten(self) -> None:
        """Let go of all but the end; no fact makes more than the last two segments different by being added to it."""
        self.whole = False
        del self.orders[:], self.states[:], self.records[:], self.segments[:-2]

    def takes(self, told: Sequence[Told]) -> bool:
        """Tell whether it can take in these facts: all of it is here, or each of them is last in order."""
        if self.whole:
            return True
        last = self.last
        for _, order, target in told:
            if target is not None or (last is not None and order <= last):
                return False
            last = order
        return True

    def add(self, record: Recorded[Fact], order: Order, changes: Changes) -> None:
        """Take in a fact, at its place; one that is last in order only extends the fold."""
        if self.last is None or order > self.last:
            self._append(record, order, record.position, changes)
            return
        index = bisect_left(self.orders, order)
        self.orders.insert(index, order)
        self.records.insert(index, record)
        self.states.insert(index, None)
        self._fold_from(index, at_least=index + 1)
        self._derive(record.position, changes)

    def remove(self, target: Recorded[Fact], position: int, changes: Changes) -> None:
        """Leave out a fact from a position on."""
        index = bisect_left(self.orders, target.order)
        if index == len(self.orders) or self.orders[index] != target.order:
            return
        del self.orders[index], self.records[index], self.states[index]
        self._fold_from(index, at_least=index)
        self._derive(position, changes)

    def _append(self, record: Recorded[Fact], order: Order, position: int, changes: Changes) -> None:
        before, last = self.state, self.last
        self.last, self.state = order, self._fold(before, record)
        state = self.state
        if self.whole:
            self.orders.append(order)
            self.records.append(record)
            self.states.append(state)
        if state == before:
            return
        day, entry, segments = order[0].isoformat(), record.position, self.segments
        new: list[Segment] = []
        if before is not None:
            held, end = segments.pop(), day if state is not None else _certain_end(record, last).isoformat()
            changes.end(held, position)
            if held.valid_from < end:
                new.append(Segment(self.thing, held.valid_from, end, held.state, position, entry=held.entry))
        if state is not None:
            earlier = segments[-1] if segments and not new else None
            if earlier is not None and earlier.valid_to == day and earlier.state == state:
                changes.end(segments.pop(), position)
                day, entry = earlier.valid_from, earlier.entry
            new.append(Segment(self.thing, day, OPEN_DAY, state, position, entry=entry))
        segments += new
        changes.begun += new
        if not self.whole:
            del segments[:-2]

    def _fold_from(self, index: int, *, at_least: int) -> None:
        """Fold anew from an index on, until the states are the same as before."""
        state = self.states[index - 1] if index else None
        for number in range(index, len(self.records)):
            state = self._fold(state, self.records[number])
            if number >= at_least and state == self.states[number]:
                return
            self.states[number] = state

    def _derive(self, position: int, changes: Changes) -> None:
        """Make the segments anew; those that stay equal stay known since when they were."""
        self.last, self.state = (self.orders[-1], self.states[-1]) if self.orders else (None, None)
        before = {segment.valid_from: segment for segment in self.segments}
        self.segments = []
        for valid_from, valid_to, state, index in _runs(self.records, self.states):
            old, entry = before.get(valid_from), self.records[index].position
            if old is not None and (old.valid_to, old.entry, old.state) == (valid_to, entry, state):
                self.segments.append(before.pop(valid_from))
            else:
                self.segments.append(Segment(self.thing, valid_from, valid_to, state, position, entry=entry))
                changes.begun.append(self.segments[-1])
        for segment in before.values():
            changes.end(segment, position)


def _certain_end(record: Recorded[Fact], last: Order | None) -> date:
    """Return the first day on which, by a fact that ends a state, it may hold no longer; `last` came before the fact.

    It is the day of the fact, unless the sources leave open an earlier one. What came before was true on its own day.
    """
    day, earliest = record.fact.effective, open_from(record)
    return day if earliest is None or last is None else min(day, max(earliest, last[0] + timedelta(days=1)))


def _runs(records: Sequence[Recorded[Fact]], states: Sequence[Any]) -> list[tuple[str, str, Any, int]]:
    """Return the longest spans of days over which the state after the facts is the same, None left out.

    Each with the index of the fact that it begins with: the last of its first day that made the state another.
    """
    runs: list[tuple[str, str, Any, int]] = []
    before, last = None, None
    for index, (record, state) in enumerate(zip(records, states, strict=True)):
        day = record.fact.effective.isoformat()
        if state != before:
            if before is not None:
                begun, _, _, first = runs.pop()
                end = day if state is not None else _certain_end(record, last).isoformat()
                if begun < end:
                    runs.append((begun, end, before, first))
            if state is not None:
                begun, first = day, index
                if runs and runs[-1][1:3] == (day, state):
                    begun, _, _, first = runs.pop()
                runs.append((begun, OPEN_DAY, state, first))
        before, last = state, record.order
    return runs
