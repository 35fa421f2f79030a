"""What a programme declares of its read side: lists, routes, and what forms and pages offer."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

import msgspec

from fokus_core.domain.commands import Command, command_type
from fokus_core.domain.facts import Fact
from fokus_core.domain.policy import Policy
from fokus_kommune.places import place, refusing
from fokus_kommune.shown import Shown, Table
from fokus_kommune.tables import Tables

V = TypeVar("V", bound=msgspec.Struct)
P = ParamSpec("P")

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

    from fokus_api.ask import Ask
    from fokus_api.pages.link_actions import LinkAction
    from fokus_api.plugins.bulk_imports import BulkImport, Column
    from fokus_api.plugins.choices import Choices
    from fokus_api.plugins.intakes import Intake
    from fokus_api.plugins.pages import ProgrammePage
    from fokus_api.plugins.tasks import Task

    ListOf = Callable[Concatenate[Ask, P], Awaitable[list[V]]]


class ReadSide(Tables):
    """The declarations of lists, routes and pages; see `Programme`."""

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
        otherwise: str = "",
    ) -> "Choices":
        """Declare the list that forms offer the things of a kind from.

        `path` is that of the list, within a thing where it names one: `runs/{cohort}/workshops`. `value` is the column
        with the id, `label` and `note` are columns, or texts with columns in braces; with `each` the things stand in a
        list in that column. The commands in `new` name a thing which is not there yet. `otherwise` is said where the
        label says nothing.
        """
        from fokus_api.plugins.choices import Choices

        names = tuple(command_type(one).name for one in new)
        made = Choices(kind, f"{self.id}/{path}", value, label, note, each, names, otherwise=otherwise)
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

    def bulk_import(
        self,
        name: str,
        command: type[Command],
        *,
        title: str,
        key: str,
        columns: Sequence["Column"],
        fixed: Mapping[str, object] | None = None,
    ) -> "BulkImport":
        """Declare a table whose rows each become a command, once, by what stands in the column `key`.

        `columns` say which field each fills in, `fixed` are the fields that are the same for all.
        """
        from fokus_api.imports.job import ReadInTables
        from fokus_api.plugins.bulk_imports import BulkImport

        job = ReadInTables(self.id)
        if job.name not in self._contents.named("job"):
            self._contents.add("job", job.name, job, place())
        made = BulkImport(f"{self.id}.{name}", title, command, key, tuple(columns), fixed or {})
        self._contents.add("bulk import", made.name, made, place())
        return made

    def takes_in(self, name: str, command: type[Command], *, title: str) -> "Intake":
        """Declare that portals hand over documents which each become a command, once, by their own reference.

        They are handed over at `/api/v1/<programme>/intake/<name>`, where their JSON Schema is to be had, or as files.
        """
        from fokus_api.plugins.intakes import Intake

        made = Intake(f"{self.id}.{name}", title, command)
        self._contents.add("intake", made.name, made, place())
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

    def _named(self, schema: str, at: str) -> None:
        for name in (schema, f"{schema}Page"):
            self._contents.add("schema", name, name, at)
