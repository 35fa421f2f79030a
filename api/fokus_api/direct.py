"""Lists answered without the framework's way round, where nothing about a request is out of the ordinary.

Whatever is not plain (an unknown or repeated parameter, a value that does not convert, another form than JSON, a fault)
goes the way of the framework, which says what is wrong. Both ways go through the same guard, dependencies and handler.
"""

import inspect
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import fields
from datetime import date
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints
from urllib.parse import parse_qsl

import msgspec
from litestar import Litestar, Request, Response
from litestar.di import Provide
from litestar.enums import MediaType
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter
from litestar.routes import HTTPRoute

from fokus_api.kept import Headers
from fokus_api.negotiation import accepts
from fokus_api.policy import guard

JSON = (b"content-type", b"application/json")
ODD = frozenset({"", "true", "false", "null"})  # the framework converts these in ways of its own
LIMITS = ("gt", "ge", "lt", "le", "min_length", "max_length", "pattern")
TOLD = {"title", "description", "examples", "annotation", "default", "include_in_schema", "param_type"}
PLAIN = {str, int, date}
ONCE = "opening"  # leaves an entry, and is not called a second time where something turns out to be unusual
FORMAT = "format"  # a parameter that asks for another form than JSON


class Unusual(Exception):
    """The handler takes something that is only taken the framework's way."""


class Step(NamedTuple):
    """A function to call, with parameters of the request and with what earlier steps made."""

    name: str
    call: Callable[..., Any]
    awaited: bool
    parameters: list[str]
    made: list[str]


class Direct:
    """A read route taken apart into steps; the parameters of all of them are the fields of one struct."""

    def __init__(self, handler: HTTPRouteHandler, path: str) -> None:
        self.plain = True  # until it gives an answer that only the framework sends
        self.path = path
        self.handler = handler
        self._fields: dict[str, tuple[str, Any, Any]] = {}
        self._steps: list[Step] = []
        self._providers: Mapping[str, Provide] = handler.resolve_dependencies()
        self._take_apart("", handler.fn)
        self._asked = msgspec.defstruct(handler.handler_name, [*self._fields.values()], forbid_unknown_fields=True)

    async def answer(self, scope: Any) -> tuple[Headers, bytes] | None:
        """Return headers and body of the answer, or None where the request goes the framework's way."""
        pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        query = dict(pairs)
        if len(query) < len(pairs) or FORMAT in query or accepts(scope) != "json":
            return None
        if query and not (ODD.isdisjoint(map(str.lower, query.values())) and scope["query_string"].isascii()):
            return None
        scope.update(path_params={}, path_template=self.path, route_handler=self.handler)
        request: Request[Any, Any, Any] = Request(scope)
        made: dict[str, Any] = {"request": request}
        try:
            asked = msgspec.convert(query, self._asked, strict=False)
            await guard(request, self.handler)
            for name, call, awaited, parameters, others in self._steps:
                given = {one: getattr(asked, one) for one in parameters}
                for one in others:
                    given[one] = made[one]
                found = call(**given)
                made[name] = await found if awaited else found
        except Exception:  # the framework's way ends in it as well, and tells it
            return None
        answer = made[""]
        headers = [JSON]
        if type(answer) is Response:
            self.plain = not (answer.status_code or answer.media_type or answer.cookies or answer.background)
            headers += [(name.lower().encode(), value.encode("latin-1")) for name, value in answer.headers.items()]
            answer = answer.content
        self.plain &= isinstance(answer, msgspec.Struct)
        if not self.plain:
            return None
        body = msgspec.json.encode(answer)
        return [*headers, (b"content-length", str(len(body)).encode())], body

    def _take_apart(self, name: str, call: Callable[..., Any]) -> None:
        parameters, made = [], []
        hints = get_type_hints(call, include_extras=True)
        for one in inspect.signature(call).parameters.values():
            if one.name == ONCE:
                raise Unusual
            if one.name in self._providers:
                if one.name not in {step.name for step in self._steps}:
                    self._take_apart(one.name, self._providers[one.name].dependency)
                made.append(one.name)
            elif one.name == "request":
                made.append(one.name)
            else:
                self._fields[one.name] = (one.name, _constrained(hints[one.name]), one.default)
                parameters.append(one.name)
        self._steps.append(Step(name, call, inspect.iscoroutinefunction(call), parameters, made))


def direct_routes(app: Litestar) -> dict[str, Direct]:
    """Return the routes without parameters in their path whose answers are kept, by path, as far as they are plain."""
    found = {}
    for route in app.routes:
        handler = route.route_handler_map.get("GET", (None,))[0] if isinstance(route, HTTPRoute) else None
        if handler is None or handler.media_type not in {"", MediaType.JSON} or "{" in route.path:
            continue
        if handler.opt.get("tables") is not None and handler.opt.get("limit") is None:
            with suppress(Unusual):
                found[route.path] = Direct(handler, route.path)
    return found


def _constrained(hint: Any) -> Any:
    """Return the type of a query parameter with its limits as msgspec knows them; raises `Unusual`."""
    mark = next((one for one in get_args(hint)[1:] if isinstance(one, QueryParameter)), None)
    if get_origin(hint) is not Annotated or mark is None:
        raise Unusual
    said = {one.name: value for one in fields(mark) if (value := getattr(mark, one.name)) is not None}
    limits = {name: said[name] for name in LIMITS if name in said}
    kind = get_args(hint)[0]
    kinds = get_args(kind) if get_origin(kind) in {Union, UnionType} else (kind,)
    plain, *others = [one for one in kinds if one is not NoneType]
    if others or said.keys() - limits.keys() - TOLD or not (plain in PLAIN or get_origin(plain) is Literal):
        raise Unusual
    limited: Any = Annotated[plain, msgspec.Meta(**limits)] if limits else plain
    return limited | None if NoneType in kinds else limited
