"""Where in the input an error stands, and what is wrong there, without the value itself."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import msgspec
from litestar.connection import ASGIConnection
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.params import ParameterKwarg

from fokus_api.http.route_options import options_of
from fokus_core.domain.flaws import MISSING, flaw
from fokus_core.domain.refusals import Wrong
from fokus_core.plugins.texts import GERMAN, Words

Asked = ASGIConnection[Any, Any, Any, Any]
SHOWN = 80  # characters of the name of a parameter that are repeated


class FieldError(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One error in the input: a JSON pointer (RFC 6901) into the body, or the name of a parameter."""

    detail: str
    pointer: str | None = None
    parameter: str | None = None


def body_errors(wrong: Iterable[Wrong], words: Words = GERMAN) -> list[FieldError]:
    """Return what is wrong with a body, each with its pointer."""
    return [
        FieldError(pointer=f"/{one.field}" if one.field else "", detail=words(one.message, **one.values))
        for one in wrong
    ]


def parameter_errors(request: Asked, words: Words = GERMAN) -> list[FieldError]:
    """Return what is wrong with the parameters of a request, every one of them, by the names people write."""
    found = []
    for one in _parameters(request):
        wrong = _flaw(request, one)
        if wrong is not None:
            found.append(FieldError(parameter=one.name[:SHOWN], detail=words(wrong.message, **wrong.values)))
    return found


class _Parameter(NamedTuple):
    name: str
    kind: str
    hint: Any
    required: bool
    several: bool


def _parameters(request: Asked) -> Iterator[_Parameter]:
    """Yield the parameters that a route takes, those of its dependencies included."""
    handler: HTTPRouteHandler = request.route_handler
    options = options_of(handler)
    taken = frozenset() if options is None else options.query
    owners: list[HTTPRouteHandler | Provide] = [handler, *handler.resolve_dependencies().values()]
    for owner in owners:
        for name, one in owner.parsed_fn_signature.parameters.items():
            limits = one.kwarg_definition
            named = limits if isinstance(limits, ParameterKwarg) else None
            kind = "path" if name in request.path_params else named.param_type.value if named else "query"
            written = (named.name if named else None) or name
            if (kind == "query" and written in taken) or kind == "path" or (kind == "header" and owner is handler):
                hint = owner.signature_model.__annotations__[name]
                required = not one.has_default and not one.is_optional
                yield _Parameter(written, kind, hint, required, one.is_non_string_sequence)


def _flaw(request: Asked, one: _Parameter) -> Wrong | None:
    given: Any
    if one.kind == "query":
        found = request.query_params.getall(one.name, [])
        given = [f"{value} " if value.lower() == "null" else value for value in found]  # which is taken for None
    else:
        source = request.path_params if one.kind == "path" else request.headers
        given = [source[one.name]] if one.name in source else []
    if not given:
        return Wrong(one.name, MISSING) if one.required else None
    return flaw(given if one.several else given[-1], one.hint, one.name, strict=False)
