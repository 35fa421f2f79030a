"""A figure that a programme is known by: a count on a day, as known at a position."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fokus_core.domain.facts import PUBLIC, Fact, Recorded, fact_type
from fokus_projections.reader import Reader
from fokus_projections.tables.two_clocks import TwoClockTable


@dataclass(frozen=True)
class KeyFigure:
    """A count for everybody: `title` says of what, `count` is told the day and the position; `link` leads to what.

    What is counted in it but told `apart` is a figure of its own. It `shows` facts that everybody may see; raises
    `ValueError` for others. `behind` returns the facts that it counts by, told what `count` is told.
    """

    name: str
    title: str
    count: Callable[[Reader, date, int], int]
    shows: tuple[type[Fact], ...]
    link: str = ""
    apart: "KeyFigure | None" = None
    behind: Callable[[Reader, date, int], Sequence[Recorded[Fact]]] | None = None

    def __post_init__(self) -> None:
        for cls in self.shows:
            if fact_type(cls).audience != PUBLIC:
                raise ValueError(f"figure {self.name!r} shows {fact_type(cls).name!r}, which is not for everybody.")


def figure_by(
    table: TwoClockTable[Any],
    name: str,
    title: str,
    *,
    where: str = "1",
    link: str = "",
    apart: KeyFigure | None = None,
) -> KeyFigure:
    """Return the figure that counts what is in force in a table; `where` is an SQL condition on its columns."""
    counted = f'FROM "{table.table.name}" WHERE {table.in_force()} AND ({where})'

    def count(reader: Reader, on: date, known: int) -> int:
        found = reader.first(f"SELECT count(*) {counted}", {"on": on.isoformat(), "known": known})
        return int(found[0]) if found else 0

    def behind(reader: Reader, on: date, known: int) -> list[Recorded[Fact]]:
        things = reader.rows(f'SELECT "{table.subject}" {counted}', {"on": on.isoformat(), "known": known})
        told = (table.told(reader, thing, known=known) for (thing,) in things)
        found = {one.position: one for some in told for one in some if one.fact.effective <= on}
        return [found[position] for position in sorted(found)]

    return KeyFigure(name, title, count, table.facts, link, apart, behind)
