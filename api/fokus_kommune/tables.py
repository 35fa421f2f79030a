"""What a programme declares of its tables, and of what they tell of a body and of the programme."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from fokus_core.domain.facts import Fact, Recorded, key_fields
from fokus_kommune.places import place, refusing
from fokus_kommune.plugin import Plugin
from fokus_projections import (
    FactTable,
    KeyFigure,
    Projection,
    StandingOf,
    TwoClockTable,
    figure_by,
    period_table,
    standing_by,
)
from fokus_projections.tables.periods import Facts
from fokus_projections.tables.state import said_of, table_name

S = TypeVar("S", bound=msgspec.Struct)


class Tables(Plugin):
    """The declarations of tables; see `Programme`."""

    def two_clocks(
        self,
        name: str,
        *,
        subject: str,
        begins: Facts,
        ends: Facts = (),
        changes: Facts = (),
        status: Mapping[type[Fact], str] | None = None,
        indexes: Sequence[tuple[str, ...]] = (),
        version: int = 1,
        ends_with_body: bool | None = None,
    ) -> TwoClockTable[Any]:
        """Declare the table of the periods of things of a kind, from the facts that begin, change and end them."""
        at, full = place(), f"{self.id}.{name}"
        with refusing(self.id, at):
            made = period_table(
                full,
                subject=subject,
                begins=begins,
                ends=ends,
                changes=changes,
                status=status,
                indexes=indexes,
                version=version,
                ends_with=self._ends(ends_with_body, subject, _first(begins)),
            )
        self._contents.add("projection", full, made, at)
        return made

    def folded(
        self,
        name: str,
        *,
        subject: str,
        facts: Sequence[type[Fact]],
        state: type[S],
        fold: Callable[[S | None, Recorded[Any]], S | None],
        indexes: Sequence[tuple[str, ...]] = (),
        version: int = 1,
        of: Callable[[Recorded[Any]], Sequence[str]] | None = None,
        ends_with_body: bool | None = None,
    ) -> TwoClockTable[S]:
        """Declare a two-clock table by a state and the pure function that folds facts into it."""
        at, full = place(), f"{self.id}.{name}"
        with refusing(self.id, at):
            made = TwoClockTable(
                name=full,
                table=table_name(full),
                description=said_of(state),
                subject=subject,
                facts=facts,
                state=state,
                fold=fold,
                indexes=indexes,
                version=version,
                of=of,
                ends_with=self._ends(ends_with_body, subject, state),
            )
        self._contents.add("projection", full, made, at)
        return made

    def facts_of(self, fact: type[Fact], *, indexes: Sequence[tuple[str, ...]] = ()) -> FactTable:
        """Declare the table that keeps every fact of a class as a row."""
        at = place()
        with refusing(self.id, at):
            made = FactTable(fact, indexes=indexes)
        self._contents.add("projection", made.name, made, at)
        return made

    def tells(self, table: TwoClockTable[Any], *, title: str, column: str = "", link: str = "") -> None:
        """Declare that a table tells how a body stands in the programme: by a column of its state, in its words.

        `title` says what it is that holds; `link` where more is told, and may name the `{body}`.
        """
        at = place()
        with refusing(self.id, at):
            made = standing_by(table, title, column, link=link)
        self._contents.add("standing", f"{table.name} {column}", made, at)

    def figure(
        self, name: str, table: TwoClockTable[Any], *, title: str, where: str = "1", link: str = ""
    ) -> KeyFigure:
        """Declare a figure that the programme is known by: how many rows of a table are in force on a day.

        `where` is an SQL condition on its columns. It is shown to everybody, and so counts public facts alone.
        """
        at = place()
        with refusing(self.id, at):
            made = figure_by(table, name, title, where=where, link=link)
        self._contents.add("figure", name, made, at)
        return made

    def standing(self, told: StandingOf) -> StandingOf:
        """Declare a function of the reader, a body and a position that tells how the body stands in the programme."""
        self._contents.add("standing", told.__name__, told, place())
        return told

    def projection(self, projection: Projection) -> Projection:
        """Declare a projection that is written by hand."""
        self._contents.add("projection", projection.name, projection, place())
        return projection

    def _ends(self, given: bool | None, subject: str, cls: type[msgspec.Struct]) -> str:
        """Return the column with the body that the rows of a table end with, if they do."""
        found = "body" if subject == "body" else ""
        bodies = [name for name, key in key_fields(cls).items() if key.kind == "body"]
        if not found and len(bodies) == 1:
            (found,) = bodies
        if given and not found:
            raise ValueError("names no body, or several: there is none that its rows could end with")
        return found if (self._ends_with_body if given is None else given) else ""


def _first(facts: Facts) -> type[Fact]:
    return facts[0] if isinstance(facts, tuple) else facts
