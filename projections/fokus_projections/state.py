"""How a state, a msgspec Struct, becomes the columns of a table and the JSON document of a row."""

import types
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from fokus_core.sealed import Sealed, enc_hook
from fokus_projections.projection import Column

PLAIN: dict[Any, type] = {str: str, int: int, float: float, bool: int}

_encoder = msgspec.json.Encoder(enc_hook=enc_hook)


def columns_of(state: type[msgspec.Struct]) -> tuple[dict[str, Column], Callable[[Any], list[Any]]]:
    """Return the columns of a state's fields, and what turns a state into their values.

    Text, numbers and truth values stay what they are, dates are ISO 8601, sealed fields their sealed form, everything
    else JSON.
    """
    hints = get_type_hints(state, include_extras=True)
    columns: dict[str, Column] = {}
    writers: list[tuple[str, Callable[[Any], Any] | None]] = []
    for name in state.__struct_fields__:
        kind, nullable, description = _taken_apart(hints[name])
        writer: Callable[[Any], Any] | None = None
        if kind in PLAIN:
            columns[name] = Column(PLAIN[kind], description, nullable)
        elif kind is date:
            columns[name], writer = Column(str, description, nullable), date.isoformat
        elif (get_origin(kind) or kind) is Sealed:
            columns[name], writer = Column(str, description, nullable), _token
        else:
            columns[name], writer = Column(str, description, nullable), _json
        writers.append((name, writer))
    plain = all(writer is None for _, writer in writers)
    names = [name for name, _ in writers]

    def values(state: Any) -> list[Any]:
        found = [getattr(state, name) for name in names]
        if plain:
            return found
        return [
            value if writer is None or value is None else writer(value)
            for value, (_, writer) in zip(found, writers, strict=True)
        ]

    return columns, values


def document(subject: str, thing: str, state: msgspec.Struct, valid_from: str, valid_to: str | None) -> str:
    """Return the JSON document of a row: its subject, the fields of its state, and from when until when it holds."""
    head = _encoder.encode({subject: thing})[:-1]
    fields = _encoder.encode(state)[1:-1]
    until = f'"{valid_to}"' if valid_to else "null"
    comma = "," if fields else ""
    return f'{head.decode()},{fields.decode()}{comma}"valid_from":"{valid_from}","valid_to":{until}}}'


def _taken_apart(hint: Any) -> tuple[Any, bool, str]:
    """Return the bare type of a hint, whether it may be None, and its description."""
    if get_origin(hint) is Annotated:
        kind, nullable, description = _taken_apart(get_args(hint)[0])
        marks = [mark.description for mark in hint.__metadata__ if isinstance(mark, msgspec.Meta) and mark.description]
        return kind, nullable, marks[-1] if marks else description
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


def _token(value: Sealed[Any]) -> str:
    token = enc_hook(value)
    assert isinstance(token, str)  # noqa: S101  # enc_hook raises on an open value
    return token


def _json(value: Any) -> str:
    return _encoder.encode(value).decode()
