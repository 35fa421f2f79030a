"""What facts would change about the things of a two-clock table, before they are recorded."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from fokus_core.domain.facts import Fact, Recorded
from fokus_core.domain.retraction import FactRetracted
from fokus_projections.reader import Reader
from fokus_projections.tables.timeline import OPEN_DAY, Segment, Timeline
from fokus_projections.tables.two_clocks import TwoClockTable


class Change(NamedTuple):
    """A span of days over which a state would be another one; `ends` is the first day after it, if there is one.

    `rests_on` are the positions of the recorded facts that both states are folded from.
    """

    thing: str
    begins: date
    ends: date | None
    before: Any
    after: Any
    rests_on: frozenset[int]


def foreseen(reader: Reader, table: TwoClockTable[Any], records: Sequence[Recorded[Fact]]) -> Iterator[Change]:
    """Yield what would change if facts, and the retractions among them, were recorded now."""
    new = [one for one in records if isinstance(one.fact, table.facts)]
    targets = [reader.recorded(one.fact.target) for one in records if isinstance(one.fact, FactRetracted)]
    gone = [one for one in targets if one is not None and isinstance(one.fact, table.facts)]
    for thing in sorted({thing for one in (*new, *gone) for thing in table.things_of(one)}):
        kept = table.kept(reader, thing, reader.position)
        left = {one.position for one in gone}
        standing = [one for one in kept if one.position not in left]
        coming = [one for one in new if thing in table.things_of(one)]
        before = Timeline.of(thing, table.fold, kept).segments
        after = Timeline.of(thing, table.fold, [*standing, *coming]).segments
        rests_on = frozenset(one.position for one in kept)
        for begins, ends, was, becomes in _differences(before, after):
            yield Change(thing, begins, ends, was, becomes, rests_on)


def _differences(before: Sequence[Segment], after: Sequence[Segment]) -> list[tuple[date, date | None, Any, Any]]:
    """Return the longest spans over which one state stands in the place of another."""
    days = sorted({day for one in (*before, *after) for day in (one.valid_from, one.valid_to)} - {OPEN_DAY})
    found: list[tuple[str, str, Any, Any]] = []
    for begins, ends in pairwise([*days, OPEN_DAY]):
        was, becomes = _on(before, begins), _on(after, begins)
        if was == becomes:
            continue
        if found and found[-1][1:] == (begins, was, becomes):
            begins = found.pop()[0]
        found.append((begins, ends, was, becomes))
    return [
        (date.fromisoformat(begins), None if ends == OPEN_DAY else date.fromisoformat(ends), was, becomes)
        for begins, ends, was, becomes in found
    ]


def _on(segments: Sequence[Segment], day: str) -> Any:
    return next((one.state for one in segments if one.valid_from <= day < one.valid_to), None)
