"""The history of one subject as known at one position: which state holds from when until when. Pure."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

from fokus_core.facts import Fact, Recorded, in_effective_order

OPEN_DAY = "9999-12-31"
OPEN_POSITION = 1 << 62

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
    """The kept facts of a subject, folded: the order of the last one, the state after it, and the segments."""

    __slots__ = ("order", "segments", "state")

    def __init__(self) -> None:
        self.order: tuple[date, int, int] = (date.min, 0, 0)
        self.state: Any = None
        self.segments: list[Segment] = []

    @classmethod
    def of(cls, records: Sequence[Recorded[Fact]], fold: Fold, position: int) -> "Timeline":
        """Return the timeline of facts in any order, with segments known since a position."""
        made = cls()
        for record in in_effective_order([*records]):
            made.extend(record, fold, position)
        return made

    def extend(self, record: Recorded[Fact], fold: Fold, position: int) -> Change:
        """Take in a fact that is last in order, and return what it changed."""
        self.order = record.order
        state = fold(self.state, record)
        if state == self.state:
            return NOTHING
        day, segments = record.fact.effective.isoformat(), self.segments
        gone: list[Segment] = []
        new: list[Segment] = []
        if self.state is not None:
            last = segments.pop()
            gone.append(last)
            if last.valid_from < day:
                new.append(Segment(last.valid_from, day, last.state, position))
        if state is not None:
            before = segments[-1] if segments and not new else None
            if before is not None and before.valid_to == day and before.state == state:
                gone.append(segments.pop())
                day = before.valid_from
            new.append(Segment(day, OPEN_DAY, state, position))
        segments += new
        self.state = state
        return Change(gone, new)

    def replace_by(self, other: "Timeline") -> Change:
        """Become another timeline, keep what is equal as known since when it was, and return the difference."""
        before = {segment.valid_from: segment for segment in self.segments}
        gone = dict(before)
        new: list[Segment] = []
        segments: list[Segment] = []
        for segment in other.segments:
            old = before.get(segment.valid_from)
            if old is not None and (old.valid_to, old.state) == (segment.valid_to, segment.state):
                segments.append(old)
                del gone[segment.valid_from]
            else:
                segments.append(segment)
                new.append(segment)
        self.order, self.state, self.segments = other.order, other.state, segments
        return Change([*gone.values()], new)
