"""The fields of a command as options: what each takes, and the value a text stands for."""

from contextlib import suppress
from typing import Any

import msgspec
from msgspec import inspect

from fokus_core.domain.input import parsed

__all__ = ["choices", "help_of", "many", "metavar", "read"]

TEXTS = (
    inspect.StrType,
    inspect.DateType,
    inspect.DateTimeType,
    inspect.LiteralType,
    inspect.EnumType,
    inspect.UUIDType,
)
PLAIN = (inspect.IntType, inspect.FloatType, inspect.BoolType)
MANY = (inspect.VarTupleType, inspect.ListType, inspect.SetType, inspect.FrozenSetType)


def kinds(kind: inspect.Type) -> list[inspect.Type]:
    """Return the types a field takes, without the empty one."""
    if isinstance(kind, inspect.Metadata):
        return kinds(kind.type)
    if isinstance(kind, inspect.UnionType):
        return [inner for one in kind.types for inner in kinds(one)]
    return [] if isinstance(kind, inspect.NoneType) else [kind]


def many(kind: inspect.Type) -> bool:
    """Tell whether a field takes several plain values, and so its option may be given several times."""
    return all(isinstance(one, MANY) and isinstance(kinds(one.item_type)[0], (*TEXTS, *PLAIN)) for one in kinds(kind))


def read(text: str, kind: inspect.Type) -> Any:
    """Return the value a text stands for: itself where the field takes text, else JSON."""
    taken = kinds(kind)
    if many(kind):
        taken = [inner for one in taken if isinstance(one, MANY) for inner in kinds(one.item_type)]
    if not all(isinstance(one, TEXTS) for one in taken):
        with suppress(msgspec.DecodeError):
            return parsed(text)
    return text


def choices(kind: inspect.Type) -> list[str]:
    """Return the values a field takes where these are few, none where it takes any."""
    found: list[str] = []
    for one in kinds(kind):
        if isinstance(one, MANY):
            found += choices(one.item_type)
        elif isinstance(one, inspect.LiteralType):
            found += [str(value) for value in one.values]
        elif isinstance(one, inspect.EnumType):
            found += [str(value.value) for value in one.cls]
        elif isinstance(one, inspect.BoolType):
            found += ["true", "false"]
    return found


def metavar(kind: inspect.Type) -> str:
    """Return what a field takes, as the help shows it."""

    def word(one: inspect.Type) -> str:
        if isinstance(one, inspect.LiteralType):
            return "|".join(str(value) for value in one.values)
        if isinstance(one, MANY):
            return "|".join(word(inner) for inner in kinds(one.item_type))
        names = {inspect.StrType: "TEXT", inspect.DateType: "YYYY-MM-DD", inspect.IntType: "NUMBER"}
        return names.get(type(one), "true|false" if isinstance(one, inspect.BoolType) else "JSON")

    return "|".join(word(one) for one in kinds(kind))


def help_of(field: inspect.Field) -> str:
    """Return what the help says of a field."""
    extra = field.type.extra_json_schema or {} if isinstance(field.type, inspect.Metadata) else {}
    words = [str(extra.get("description", "")).rstrip(".")]
    words.append("required" if field.required else "may be given several times" if many(field.type) else "")
    return "; ".join(word for word in words if word)
