"""What a read model says of a body in words: from when until when something holds of it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from fokus_core.domain.facts import Fact, Recorded
from fokus_projections.reader import Reader
from fokus_projections.tables.timeline import OPEN_DAY, Timeline
from fokus_projections.tables.two_clocks import TwoClockTable


@dataclass(frozen=True)
class Standing:
    """Something that holds of a body: `title` says what, `value` how; from the day on which it `ends` it does no more.

    With `choice`, a class and one of its fields, the value is said in the words of that field's choices. `by` is the
    fact that it begins with, `rests_on` are all that it is folded from. `link` is where more is told of it.
    """

    title: str
    value: str
    begins: date
    ends: date | None
    by: Recorded[Fact]
    rests_on: frozenset[int]
    choice: tuple[type[msgspec.Struct], str] | None = None
    link: str = ""


StandingOf = Callable[[Reader, str, int], Iterable[Standing]]  # of a body, as known at a position


def standing_by(table: TwoClockTable[Any], title: str, column: str = "", *, link: str = "") -> StandingOf:
    """Return what tells the periods of a body in a table by a column of its state, whatever else changes meanwhile.

    Without a column they have no value. `link` may name the `{body}`.
    """
    if table.kind != "body":
        raise ValueError(f"{table.name} is about a {table.kind}, and tells nothing of a body.")

    def value(state: Any) -> str:
        return str(getattr(state, column)) if column else ""

    def told(reader: Reader, body: str, known: int) -> Iterator[Standing]:
        kept = table.kept(reader, body, known)
        rests_on = frozenset(one.position for one in kept)
        spans: list[tuple[str, str, str]] = []
        for one in Timeline.of(body, table.fold, kept).segments:
            said = value(one.state)
            if spans and spans[-1][1:] == (one.valid_from, said):
                spans[-1] = (spans[-1][0], one.valid_to, said)
            else:
                spans.append((one.valid_from, one.valid_to, said))
        for begins, ends, said in spans:
            yield Standing(
                title=title,
                value=said,
                begins=date.fromisoformat(begins),
                ends=None if ends == OPEN_DAY else date.fromisoformat(ends),
                by=max((one for one in kept if one.fact.effective.isoformat() == begins), key=lambda one: one.order),
                rests_on=rests_on,
                choice=(table.state, column) if column else None,
                link=link.format(body=body),
            )

    return told
