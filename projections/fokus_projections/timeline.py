"""The history of one thing as known at one position: which state holds from when until when. Pure."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from fokus_core.facts import Fact, Recorded

OPEN_DAY = "9999-12-31"
OPEN_POSITION = 1 << 62

Order = tuple[date, int, int]
Fold = Callable[[Any, Recorded[Any]], Any]


class Segment(NamedTuple):
    """A state that holds from a day until another, and the position since which this is known."""

    valid_from: str
    valid_to: str
    state: Any
    known_from: int


class Change(NamedTuple):
    """What a fact changed: segments that are no longer known from here on, and segments that now are."""

    gone: Sequence[Segment]
    new: Sequence[Segment]


NOTHING = Change((), ())


class Timeline:
    """The facts of a thing that stand, in (effective, place) order, the state after each, and the segments.

    One that is not `whole` holds only the end of all that, to which facts may be added that are last in order.
    """

    __slots__ = ("_fold", "orders", "records", "segments", "states", "whole")

    def __init__(self, fold: Fold) -> None:
        self._fold = fold
        self.whole = True
        self.orders: list[Order] = []
        self.records: list[Recorded[Fact]] = []
        self.states: list[Any] = []
        self.segments: list[Segment] = []

    @classmethod
    def of(cls, records: Iterable[Recorded[Fact]], fold: Fold) -> "Timeline":
        """Return the timeline of facts in any order; when its segments became known is not."""
        made = cls(fold)
        for record in sorted(records, key=lambda record: record.order):
            made._append(record, record.order, 0)
        return made

    def known_since(self, positions: Mapping[str, int]) -> None:
        """Say when the segments became known, by their first days; raises `KeyError` where one is missing."""
        self.segments = [segment._replace(known_from=positions[segment.valid_from]) for segment in self.segments]

    def shorten(self) -> None:
        """Let go of all but the end; no fact makes more than the last two segments different by being added to it."""
        self.whole = False
        self.orders, self.states, self.segments = self.orders[-1:], self.states[-1:], self.segments[-2:]
        self.records = []

    def needs(self, order: Order) -> bool:
        """Tell whether a fact in this place can only be taken in by the whole timeline."""
        return not self.whole and bool(self.orders) and order <= self.orders[-1]

    def add(self, record: Recorded[Fact], order: Order) -> Change:
        """Take in a fact, at its place, and return what it changed; one that is last in order only extends the fold."""
        orders = self.orders
        if not orders or order > orders[-1]:
            return self._append(record, order, record.position)
        index = bisect_left(orders, order)
        orders.insert(index, order)
        self.records.insert(index, record)
        self.states.insert(index, None)
        self._fold_from(index, at_least=index + 1)
        return self._derive(record.position)

    def remove(self, target: Recorded[Fact], position: int) -> Change:
        """Leave out a fact from a position on, and return what that changed."""
        index = bisect_left(self.orders, target.order)
        if index == len(self.orders) or self.orders[index] != target.order:
            return NOTHING
        del self.orders[index], self.records[index], self.states[index]
        self._fold_from(index, at_least=index)
        return self._derive(position)

    def _append(self, record: Recorded[Fact], order: Order, position: int) -> Change:
        before = self.states[-1] if self.states else None
        state = self._fold(before, record)
        self.orders.append(order)
        self.records.append(record)
        self.states.append(state)
        if state == before:
            return NOTHING
        day, segments = order[0].isoformat(), self.segments
        gone: list[Segment] = []
        new: list[Segment] = []
        if before is not None:
            last = segments.pop()
            gone.append(last)
            if last.valid_from < day:
                new.append(Segment(last.valid_from, day, last.state, position))
        if state is not None:
            earlier = segments[-1] if segments and not new else None
            if earlier is not None and earlier.valid_to == day and earlier.state == state:
                gone.append(segments.pop())
                day = earlier.valid_from
            new.append(Segment(day, OPEN_DAY, state, position))
        segments += new
        return Change(gone, new)

    def _fold_from(self, index: int, *, at_least: int) -> None:
        """Fold anew from an index on, until the states are the same as before."""
        state = self.states[index - 1] if index else None
        for number in range(index, len(self.records)):
            state = self._fold(state, self.records[number])
            if number >= at_least and state == self.states[number]:
                return
            self.states[number] = state

    def _derive(self, position: int) -> Change:
        """Make the segments anew; those that stay equal stay known since when they were."""
        before = {segment.valid_from: segment for segment in self.segments}
        gone = dict(before)
        new: list[Segment] = []
        segments: list[Segment] = []
        for valid_from, valid_to, state in _runs(self.orders, self.states):
            old = before.get(valid_from)
            if old is not None and old.valid_to == valid_to and old.state == state:
                segments.append(old)
                del gone[valid_from]
            else:
                segments.append(Segment(valid_from, valid_to, state, position))
                new.append(segments[-1])
        self.segments = segments
        return Change([*gone.values()], new)


def _runs(orders: Sequence[Order], states: Sequence[Any]) -> list[tuple[str, str, Any]]:
    """Return the longest spans of days over which the state after each day's last fact is the same, None left out."""
    runs: list[tuple[date, Any]] = []
    for number, ((day, _, _), state) in enumerate(zip(orders, states, strict=True)):
        if number + 1 < len(orders) and orders[number + 1][0] == day:
            continue
        if (runs[-1][1] if runs else None) != state:
            runs.append((day, state))
    ends = [day.isoformat() for day, _ in runs[1:]] + [OPEN_DAY]
    return [(day.isoformat(), end, state) for (day, state), end in zip(runs, ends, strict=False) if state is not None]
