"""What a programme declares of its read side: tables, lists and routes."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import msgspec

from fokus_core.domain.commands import Command, command_type
from fokus_core.domain.facts import Fact, Recorded, key_fields
from fokus_core.domain.policy import Policy
from fokus_kommune.places import place, refusing
from fokus_kommune.plugin import Plugin
from fokus_kommune.shown import Shown, Table
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
V = TypeVar("V", bound=msgspec.Struct)
P = ParamSpec("P")

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

    from fokus_api.ask import Ask
    from fokus_api.pages.link_actions import LinkAction
    from fokus_api.plugins.choices import Choices
    from fokus_api.plugins.pages import ProgrammePage
    from fokus_api.plugins.tasks import Task

    ListOf = Callable[Concatenate[Ask, P], Awaitable[list[V]]]


class ReadSide(Plugin):
    """The declarations of tables, lists and routes; see `Programme`."""

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

    def listing(
        self,
        path: str,
        table: Table,
        *,
        policy: Policy,
        order: Sequence[str],
        columns: Sequence[str] | Mapping[str, str] = (),
        into: type[msgspec.Struct] | None = None,
        filters: Sequence[str] = (),
        search: Sequence[str] = (),
        on_day: str = "",
        descending: bool = False,
        view: str = "",
        title: str = "",
        doc: str = "",
    ) -> None:
        """Declare a list of what a table holds on a day, as known at a position: a page in JSON, all of it as CSV.

        `columns` names them, `{"opened": "effective"}` by another name, or `into` is a Struct of the row; without both
        the list shows whatever state a two-clock table has. `name` is that of the body, on the day that is asked about
        or in the column `on_day`; lists of bodies may be ordered by it. `filters` name columns, and `district`;
        `search` the texts that `?q=` is looked for in. Sealed fields cannot be shown. A row is called `OfferView` after
        the table `offer`, unless `view` says otherwise. `title` is what people call the list.
        """
        at = place()
        with refusing(self.id, at):
            shown = Shown.of(self.id, table, columns, into, on_day, view)
        self._named(shown.row.__name__, at)

        def make() -> "HTTPRouteHandler":
            from fokus_kommune.listings import List

            made = List(self.id, shown, policy, tuple(order), tuple(filters), tuple(search), descending)
            return made.route(path, doc, title)

        self._contents.add("route", f"{self.id}/{path}", make, at)

    def lists(
        self,
        path: str,
        *,
        policy: Policy,
        order: Sequence[str],
        shows: Sequence[type[Fact]] = (),
        live: bool = False,
        title: str = "",
    ) -> "Callable[[ListOf[P, V]], ListOf[P, V]]":
        """Declare a list of what no table holds by `async def f(ask, …) -> list[View]`; the rest is as in `listing`.

        Parameters besides the first are those of the path and filters; `order` names fields of the view. The list may
        be no wider than the audience of the facts that it `shows`; say `live` where it reads anything but read models.
        """
        at = place()

        def declare(rows: "ListOf[P, V]") -> "ListOf[P, V]":
            def make() -> "HTTPRouteHandler":
                from fokus_kommune import by_hand

                view, made = by_hand.route(
                    self.id, path, rows, policy, tuple(order), tuple(shows), live=live, title=title
                )
                self._named(view.__name__, at)
                return made

            self._contents.add("route", f"{self.id}/{path}", make, at)
            return rows

        return declare

    def choice(
        self,
        kind: str,
        path: str,
        *,
        value: str,
        label: str,
        note: str = "",
        each: str = "",
        new: Sequence[type[Command]] = (),
    ) -> "Choices":
        """Declare the list that forms offer the things of a kind from.

        `path` is that of the list, within a thing where it names one: `runs/{cohort}/workshops`. `value` is the column
        with the id, `label` and `note` are columns, or texts with columns in braces; with `each` the things stand in a
        list in that column. The commands in `new` name a thing which is not there yet.
        """
        from fokus_api.plugins.choices import Choices

        names = tuple(command_type(one).name for one in new)
        made = Choices(kind, f"{self.id}/{path}", value, label, note, each, names)
        self._contents.add("choices", f"{kind} {made.within}", made, place())
        return made

    def task(
        self,
        name: str,
        path: str,
        command: type[Command],
        *,
        title: str,
        fields: Mapping[str, str],
        query: Mapping[str, str] | None = None,
        why: str = "",
        due: str = "",
    ) -> "Task":
        """Declare what waits for whoever may give a command: the rows of a list, as it is asked for by a query.

        The fields of the command are filled in from columns. `title` and `why` are texts with columns in braces, `due`
        is the column with the day by which.
        """
        from fokus_api.plugins.tasks import Task

        full, asked = f"{self.id}.{name}", command_type(command).name
        made = Task(full, f"{self.id}/{path}", title, asked, fields, query or {}, why, due)
        self._contents.add("task", full, made, place())
        return made

    def route(self, handler: "HTTPRouteHandler") -> "HTTPRouteHandler":
        """Declare a route that is written by hand with `read` or `query`, in a module that `routes` names."""
        self._contents.add("route", " ".join(sorted(handler.paths)), lambda: handler, place())
        return handler

    def link_action(self, action: "LinkAction") -> "LinkAction":
        """Declare what the holders of the programme's links may do without an account, as routes are."""
        self._contents.add("link action", action.id, action, place())
        return action

    def page(self, page: "ProgrammePage") -> "ProgrammePage":
        """Declare a page that the programme makes itself, in a module that `routes` names."""
        self._contents.add("page", page.at or "/", page, place())
        return page

    def _ends(self, given: bool | None, subject: str, cls: type[msgspec.Struct]) -> str:
        """Return the column with the body that the rows of a table end with, if they do."""
        found = "body" if subject == "body" else ""
        bodies = [name for name, key in key_fields(cls).items() if key.kind == "body"]
        if not found and len(bodies) == 1:
            (found,) = bodies
        if given and not found:
            raise ValueError("names no body, or several: there is none that its rows could end with")
        return found if (self._ends_with_body if given is None else given) else ""

    def _named(self, schema: str, at: str) -> None:
        for name in (schema, f"{schema}Page"):
            self._contents.add("schema", name, name, at)


def _first(facts: Facts) -> type[Fact]:
    return facts[0] if isinstance(facts, tuple) else facts
