"""How a state, a msgspec Struct, becomes the columns of a table."""

import types
from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from fokus_core.privacy.sealed import Sealed, enc_hook
from fokus_projections.storage.schema import Column

PLAIN: dict[Any, type] = {str: str, int: int, float: float, bool: int}

_encode = msgspec.json.Encoder(enc_hook=enc_hook).encode


def columns_of(state: type[msgspec.Struct]) -> tuple[dict[str, Column], Callable[[Any], Sequence[Any]]]:
    """Return the columns of a state's fields, and what turns a state into their values.

    Text, numbers and truth values stay what they are, dates are ISO 8601, sealed fields their sealed form, everything
    else JSON. What a field has no description of is described by its title.
    """
    hints = get_type_hints(state, include_extras=True)
    columns: dict[str, Column] = {}
    writers: list[tuple[int, Callable[[Any], Any]]] = []
    for number, name in enumerate(state.__struct_fields__):
        kind, nullable, description = _taken_apart(hints[name])
        if kind in PLAIN:
            columns[name] = Column(PLAIN[kind], description, nullable, _unit(hints[name]))
            continue
        columns[name] = Column(str, description, nullable)
        if kind is date:
            writers.append((number, date.isoformat))
        else:
            writers.append((number, _token if (get_origin(kind) or kind) is Sealed else _json))

    def values(state: Any) -> Sequence[Any]:
        found = [*msgspec.structs.astuple(state)]
        for number, writer in writers:
            if found[number] is not None:
                found[number] = writer(found[number])
        return found

    return columns, values if writers else msgspec.structs.astuple


def held_as_json(hint: Any) -> bool:
    """Tell whether a field of this type is kept as JSON."""
    kind = _taken_apart(hint)[0]
    return kind not in PLAIN and kind is not date


def table_name(projection: str) -> str:
    """Return the table of a projection that owns one: `network.run-end` keeps `network_run_end`."""
    return projection.replace(".", "_").replace("-", "_")


def said_of(cls: type[msgspec.Struct]) -> str:
    """Return the first line of a class's own docstring."""
    return str(cls.__dict__.get("__doc__") or "").strip().partition("\n")[0]


def _taken_apart(hint: Any) -> tuple[Any, bool, str]:
    """Return the bare type of a hint, whether it may be None, and its description."""
    if get_origin(hint) is Annotated:
        kind, nullable, description = _taken_apart(get_args(hint)[0])
        marks = [mark for mark in hint.__metadata__ if isinstance(mark, msgspec.Meta)]
        said = [text for mark in marks if (text := mark.description or mark.title)]
        return kind, nullable, said[-1] if said else description
    if get_origin(hint) in (Union, types.UnionType):
        parts = [part for part in get_args(hint) if part is not type(None)]
        nullable = len(parts) < len(get_args(hint))
        if len(parts) == 1:
            kind, _, description = _taken_apart(parts[0])
            return kind, nullable, description
        return Any, nullable, ""
    if get_origin(hint) is Literal:
        kinds = {type(value) for value in get_args(hint)}
        return (kinds.pop() if len(kinds) == 1 else Any), False, ""
    return hint, False, ""


def _unit(hint: Any) -> str:
    """Return the unit of a number, which stands in its `Meta` as `extra={"unit": "month"}`."""
    marks = hint.__metadata__ if get_origin(hint) is Annotated else ()
    extras = [mark.extra for mark in marks if isinstance(mark, msgspec.Meta) and mark.extra]
    units = [extra["unit"] for extra in extras if "unit" in extra]
    return str(units[-1]) if units else next(filter(None, map(_unit, get_args(hint))), "")


def _token(value: Sealed[Any]) -> str:
    token = enc_hook(value)
    assert isinstance(token, str)  # noqa: S101  # enc_hook raises on an open value
    return token


def _json(value: Any) -> str:
    return _encode(value).decode()
