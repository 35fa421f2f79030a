"""Lists of what a table holds: one question to it, and the route that answers it in pages."""

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, get_args

import msgspec
from litestar import Response
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, QueryParameter

from fokus_api.ask import Ask
from fokus_api.auth.policy import read
from fokus_api.responses.moment import Possible
from fokus_api.responses.paging import Listed, Page
from fokus_api.routes.bodies import Below, Text, resolved_body
from fokus_core.bodies.spelling import alphabetic
from fokus_core.domain.policy import ANYWHERE, PUBLIC, SIGNED_IN, Policy
from fokus_kommune.by_hand import asked, disguise, mark
from fokus_kommune.shown import Shown, Table
from fokus_kommune.sorting import SORT, sortable, sorted_by, sql_for, taken_apart
from fokus_projections import TwoClockTable, standing

DISTRICT, SEARCH = "district", "q"
POSSIBLE = "possible"
TAKEN = frozenset({SORT, SEARCH, POSSIBLE, "cursor", "format", "known", "limit", "min_position", "on", "total"})
MOST = 20  # values of one filter
Row = Mapping[str, Any]


@dataclass(frozen=True)
class List:
    """A list as it is declared; see `Programme.listing`."""

    programme: str
    shown: Shown
    policy: Policy
    order: tuple[str, ...]
    filters: tuple[str, ...]
    search: tuple[str, ...]
    descending: bool

    def __post_init__(self) -> None:
        shown = self.shown
        if self.in_memory and (self.descending or shown.subject != shown.body):
            raise ValueError("only an ascending list of bodies is ordered by name or searched; others have no bound")
        if DISTRICT in self.filters and not shown.body:
            raise ValueError(f"{shown.table.table.name} names no body, whose district could be asked for")
        if self.policy in (PUBLIC, SIGNED_IN) and shown.persons:
            raise ValueError(f"a list for everybody cannot show {shown.persons[0]!r}, which names a person")
        if taken := TAKEN & {*self.filters}:
            raise ValueError(f"no filter is called {min(taken)!r}: every list takes a parameter of that name")
        for name in (*self.order, *self.filters, *self.search, *self.scope):
            if not shown.names(name) and name != DISTRICT:
                shown.column(name)

    @property
    def in_memory(self) -> bool:
        """Whether its rows are sorted by name or searched, and not by the table."""
        return bool(self.search) or any(map(self.shown.names, self.order))

    @property
    def scope(self) -> tuple[str, ...]:
        """The column that the path names a thing of, where the policy is about one."""
        return () if self.policy.scope in ANYWHERE else (self.policy.scope,)

    def route(self, path: str, doc: str, title: str = "") -> HTTPRouteHandler:
        """Return the route that answers it."""

        async def endpoint(ask: Ask, **given: Any) -> Response[Page[Any]]:
            return self.answer(ask, given)

        own = [_parameter(f"{name}_id", FromPath[str], inspect.Parameter.empty) for name in self.scope]
        own += [_parameter(f"is_{name}", self._filter(name)) for name in self.filters]
        if self.search:
            own.append(_parameter(SEARCH, Text))
        own.append(_parameter(f"is_{SORT}", asked(self._sortable())))
        if isinstance(self.shown.table, TwoClockTable):
            own.append(_parameter(POSSIBLE, Possible, default=False))
        name = "_".join(part for part in path.split("/") if part and part[0] != "{")
        disguise(
            endpoint,
            self.shown.facts[0].__module__,
            name,
            doc or self.shown.table.table.description,
            own,
            self.shown.row,
        )
        made = read(f"/{self.programme}/{path}", policy=self.policy, shows=self.shown.facts, title=title)
        return made(endpoint)

    def answer(self, ask: Ask, given: Mapping[str, Any]) -> Response[Page[Any]]:
        """Return the page that is asked for by the parameters of the route."""
        shown, marks = self.shown, self._marks()
        field, falling = taken_apart(given.get(f"is_{SORT}"))
        first = shown.fields[field] if field else ""
        descending = falling if field else self.descending
        where, params = self._where(ask, given)
        own = [one for one in shown.fields.values() if not shown.names(one)]
        columns = [*dict.fromkeys(one for one in (*own, *marks, *self._texts(), shown.body, shown.on_day) if one)]
        sql = f"{shown.rows} WHERE {where}"
        named = [f'"{one}"' for one in columns]
        if self.in_memory:
            found = ask.reader.rows(f"SELECT {', '.join(named)} FROM ({sql})", params)
        else:
            order = [*self._first(first), *(f'"{one}"' for one in marks)]
            found = ask.listing.select(ask.reader, sql, params, columns=named, order=order, descending=descending)
        rows = [dict(zip(columns, row, strict=True)) for row in found]
        both = [(row, self._name(ask, row)) for row in rows]
        if part := alphabetic(str(given.get(SEARCH) or "")):
            both = [(row, name) for row, name in both if self._says(part, row, name)]
        items = self._items(both)
        if not self.in_memory:
            places = [[*self._value(first, row, ""), *(row[one] for one in marks)] for row, _ in both]
            return ask.listing.page(items, places, shown.row)
        listed = [
            Listed((*self._value(first, row, name), *self._mark(row, name)), item)
            for (row, name), item in zip(both, items, strict=True)
        ]
        return ask.listing.listed(listed, shown.row, descending=descending)

    def _sortable(self) -> list[str]:
        """Return the fields that the list can be sorted by: the name of the body where all rows are held in memory."""
        return [
            field
            for field, one in self.shown.fields.items()
            if (self.in_memory if self.shown.names(one) else sortable(self.shown.columns[one].bare))
        ]

    def _first(self, column: str) -> list[str]:
        if not column:
            return []
        one = self.shown.columns[column]
        return [sql_for(column, one.bare, text=not one.kind)]

    def _value(self, column: str, row: Row, name: str) -> list[Any]:
        if not column:
            return []
        if self.shown.names(column):
            return [alphabetic(name)]
        one = self.shown.columns[column]
        return [sorted_by(one.bare, row[column], text=not one.kind)]

    def _items(self, both: Sequence[tuple[Row, str]]) -> list[Any]:
        """Return rows and the names of their bodies as what they are shown as."""
        shown = self.shown
        fields = [(field, one, shown.columns.get(one)) for field, one in shown.fields.items()]
        built = [
            {field: name if column is None else column.value(row[one]) for field, one, column in fields}
            for row, name in both
        ]
        return msgspec.convert(built, list[shown.row], strict=False)  # type: ignore[name-defined]  # known at run time

    def _texts(self) -> list[str]:
        return [self.shown.column(name) for name in self.search if not self.shown.names(name)]

    def _says(self, part: str, row: Row, name: str) -> bool:
        """Tell whether one of the texts that are searched holds a part, as names are sorted."""
        texts = [row[one] or "" for one in self._texts()]
        return any(part in alphabetic(text) for text in (*texts, *[name] * (len(texts) < len(self.search))))

    def _where(self, ask: Ask, given: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """Return the SQL condition of the rows that are asked for, and its parameters."""
        shown, day = self.shown, ask.moment.on
        parts = [_holding(shown.table, possible=given.get(POSSIBLE, False))]
        params = dict(ask.moment.params)
        if districts := given.get(f"is_{DISTRICT}"):
            uppers = [resolved_body(ask.bodies, one, day, parameter=DISTRICT) for one in districts]
            below = {body for upper in uppers for body in ask.bodies.register.below(upper, day)}
            parts.append(f'"{shown.body}" IN (SELECT value FROM json_each(:district))')
            params[DISTRICT] = msgspec.json.encode(sorted(below)).decode()
        wanted = [(name, [given[f"{name}_id"]], "") for name in self.scope]
        wanted += [(name, given[f"is_{name}"], name) for name in self.filters if name != DISTRICT]
        for column, values, parameter in ((shown.column(name), values, said) for name, values, said in wanted):
            if not values:
                continue
            if shown.columns[column].kind == "body":
                values = [resolved_body(ask.bodies, one, day, parameter=parameter) for one in values]
            parts.append(f'"{column}" IN (SELECT value FROM json_each(:is_{column}))')
            params[f"is_{column}"] = msgspec.json.encode(values).decode()
        return " AND ".join(parts), params

    def _marks(self) -> list[str]:
        """Return the columns that order the rows: those that are named, and one that tells rows apart."""
        return [*dict.fromkeys([*map(self.shown.column, self._columns()), self.shown.subject])]

    def _columns(self) -> list[str]:
        return [name for name in self.order if not self.shown.names(name)]

    def _mark(self, row: Row, name: str) -> tuple[Any, ...]:
        """Return what sorts a row that is held in memory."""
        shown = self.shown
        own = [alphabetic(name) if shown.names(one) else mark("", row[shown.column(one)]) for one in self.order]
        return (*own, *[row[shown.subject]] * (shown.subject not in map(shown.column, self._columns())))

    def _name(self, ask: Ask, row: Row) -> str:
        """Return the name of the body that a row is about, empty where it is about none."""
        body = row[self.shown.body] if self.shown.body else None
        day = date.fromisoformat(row[self.shown.on_day]) if self.shown.on_day else ask.moment.on
        return "" if body is None else ask.bodies.name(body, day)

    def _filter(self, name: str) -> Any:
        """Return the type of a query parameter, with what is said about it."""
        if name == DISTRICT:
            said = get_args(Below)[1].description
            text = Annotated[str, msgspec.Meta(max_length=120)]
            return Annotated[list[text] | None, QueryParameter(name=name, max_items=MOST, description=said)]
        column = self.shown.column(name)
        bare, said = self.shown.columns[column].bare, self.shown.table.table.columns[column].description
        one = Annotated[bare, msgspec.Meta(max_length=200)] if bare is str else bare
        return Annotated[list[one] | None, QueryParameter(name=name, max_items=MOST, description=said)]  # type: ignore[valid-type]  # known at run time only


def _holding(table: Table, *, possible: bool) -> str:
    """Return the SQL condition of the rows that hold, or may hold, in the moment that is asked about."""
    if isinstance(table, TwoClockTable):
        return table.may_hold() if possible else table.in_force()
    return standing()


def _parameter(name: str, annotation: Any, default: Any = None) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)
