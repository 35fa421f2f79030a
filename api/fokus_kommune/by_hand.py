"""Lists of what no table holds: the frame around a function that returns the rows."""

import inspect
from collections.abc import Awaitable, Callable, Iterable
from datetime import date
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, ParameterKwarg, QueryParameter

from fokus_api.ask import Ask
from fokus_api.auth.policy import read
from fokus_api.responses.paging import SORTED, Listed, Page
from fokus_api.responses.schemas import schema_of
from fokus_core.bodies.spelling import alphabetic
from fokus_core.domain.facts import Fact
from fokus_core.domain.policy import Policy
from fokus_kommune.sorting import SORT, bare_of, sortable, sorted_by, taken_apart

RowsOf = Callable[..., Awaitable[list[Any]]]


def route(
    programme: str,
    path: str,
    rows: RowsOf,
    policy: Policy,
    order: tuple[str, ...],
    shows: tuple[type[Fact], ...],
    *,
    live: bool,
    title: str = "",
) -> tuple[type[msgspec.Struct], HTTPRouteHandler]:
    """Return the class that a list's rows are documented as, and its route."""
    hints = get_type_hints(rows, include_extras=True)
    answer = hints.get("return")
    if get_origin(answer) is not list or not issubclass(get_args(answer)[0], msgspec.Struct):
        raise TypeError(f"{rows.__name__} returns `list[View]`, a view being a Struct")
    view = get_args(answer)[0]
    if unknown := {*order} - {*view.__struct_fields__}:
        raise TypeError(f"{rows.__name__} is ordered by {min(unknown)!r}, which {view.__name__} has not")
    shown = schema_of(programme, view)
    fields = {name: bare_of(hint) for name, hint in get_type_hints(view, include_extras=True).items()}
    kinds = {name: fields[name] for name in view.__struct_fields__ if sortable(fields[name])}

    async def endpoint(ask: Ask, **given: Any) -> Response[Page[Any]]:
        field, falling = taken_apart(given.pop(f"is_{SORT}", None))
        found = await rows(ask, **given)

        def place(one: Any) -> tuple[str | int | float, ...]:
            first = [sorted_by(kinds[field], getattr(one, field))] if field else []
            return (*first, *(mark(name, getattr(one, name)) for name in order))

        return ask.listing.listed([Listed(place(one), one) for one in found], view, descending=falling)

    _, *own = inspect.signature(rows).parameters.values()
    own = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=_told(one, hints, path)) for one in own]
    if SORT not in hints:
        own.append(
            inspect.Parameter(f"is_{SORT}", inspect.Parameter.KEYWORD_ONLY, annotation=asked(kinds), default=None)
        )
    disguise(endpoint, rows.__module__, rows.__name__, inspect.getdoc(rows) or "", own, shown)
    made = read(f"/{programme}/{path}", policy=policy, live=live, shows=shows, title=title)
    return shown, made(endpoint)


def disguise(
    endpoint: Any, module: str, name: str, doc: str, own: list[inspect.Parameter], shown: type[msgspec.Struct]
) -> None:
    """Give an endpoint the place and signature that others are to see: its own parameters, and a page of a class."""
    ask = inspect.Parameter("ask", inspect.Parameter.KEYWORD_ONLY, annotation=NamedDependency[Ask])
    answer = Response[Page[shown]]  # type: ignore[valid-type]  # known at run time only
    endpoint.__module__ = module
    endpoint.__name__ = name.replace("-", "_").replace("/", "_")
    endpoint.__doc__ = doc
    endpoint.__signature__ = inspect.Signature([ask, *own], return_annotation=answer)
    endpoint.__annotations__ = {one.name: one.annotation for one in (ask, *own)} | {"return": answer}


def asked(fields: Iterable[str]) -> Any:
    """Return the type of the parameter by which one of these fields is asked for, with a minus falling."""
    names = tuple(one for field in fields for one in (field, f"-{field}"))
    return Annotated[Literal[names] | None, QueryParameter(name=SORT, description=SORTED)]


def mark(name: str, value: Any) -> str | int | float:
    """Return what sorts a row by a field: names as German lists do, days as text, what is empty first."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return alphabetic(value) if name == "name" else value


def _told(one: inspect.Parameter, hints: dict[str, Any], path: str) -> Any:
    """Return the type of a parameter as the framework takes it: of the path, or else of the query."""
    hint = hints[one.name]
    if get_origin(hint) is Annotated and any(isinstance(mark, ParameterKwarg) for mark in hint.__metadata__):
        return hint
    where: Any = FromPath if f"{{{one.name}:" in path else FromQuery
    return where[hint]
