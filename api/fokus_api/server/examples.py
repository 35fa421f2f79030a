"""Examples for the document: values of the types that are taken in and answered, made from the types themselves."""

import re
from collections.abc import Mapping
from typing import Any

from msgspec import UNSET, inspect

__all__ = ["example_of", "example_of_parameter"]

DAY, TIME = "2026-11-02", "2026-11-02T14:00:00+01:00"
TEXT = "Beispiel"
ID, DIGEST, BODY = "6f9619ff8b86d011b42d00c04fc964ff", "9f86d081884c7d65" * 4, "05566076"
FORMS = (  # texts of the forms that types prescribe; the first that fits is the example
    *("beispiel", BODY, ID, DIGEST, ID[:16], DAY, DAY[:7], "de", "state", "https://example.org/"),
    *(f"{ID}-{BODY}", "0123456789ABCDEF", "Ein Beispiel", "4"),
)
FORMATS = {"email": ["kim@example.org"], "uri": ["https://example.org/"]}
SIMPLE: dict[type[inspect.Type], Any] = {
    inspect.BoolType: False,
    inspect.DateType: DAY,
    inspect.DateTimeType: TIME,
    inspect.AnyType: {},
    inspect.RawType: {},
    inspect.DictType: {},
}


def example_of(type_: Any, *, whole: bool) -> Any:
    """Return a value of a type as JSON, of a Struct with what must be there or, `whole`, with every field.

    What has `examples` of its own is the first of them. Where nothing fits a prescribed form, there is no example:
    `UNSET`.
    """
    return _example(inspect.type_info(type_), whole, ())


def example_of_parameter(name: str, schema: Mapping[str, Any]) -> str | int | None:
    """Return a value of a parameter by its name and schema, None where nothing fits."""
    match schema:
        case {"type": "array"}:
            return None
        case {"enum": [first, *_]}:
            return str(first)
        case {"type": "integer"}:
            return max(1, int(schema.get("minimum", 1)))
        case {"format": "date"}:
            return DAY
        case {"pattern": str(pattern)}:
            return next((one for one in FORMS if re.search(pattern, one)), None)
        case _:
            return BODY if name.startswith("body") else None


def _example(info: inspect.Type, whole: bool, within: tuple[type, ...]) -> Any:
    match info:
        case inspect.Metadata(type=inner):
            said = info.extra_json_schema or {}
            given = said.get("examples") or FORMATS.get(said.get("format", ""))
            return given[0] if given else _example(inner, whole, within)
        case inspect.UnionType(types=types):
            found = [_example(one, whole, within) for one in types if not isinstance(one, inspect.NoneType)]
            return next((one for one in found if one is not UNSET), None if info.includes_none else UNSET)
        case inspect.StrType():
            if info.pattern:
                return next((one for one in FORMS if re.search(info.pattern, one)), UNSET)
            return TEXT.ljust(info.min_length or 0, "!")[: info.max_length]
        case inspect.IntType() | inspect.FloatType():
            least = info.ge if info.ge is not None else info.gt + 1 if info.gt is not None else 1
            return least if info.le is None else min(least, info.le)
        case inspect.LiteralType(values=values):
            return values[0]
        case inspect.EnumType(cls=cls):
            return next(iter(cls)).value
        case inspect.ListType() | inspect.VarTupleType() | inspect.SetType() | inspect.FrozenSetType():
            least = info.min_length or 0
            found = [_example(info.item_type, whole, within)] * max(1, least)
            return found if UNSET not in found else UNSET if least else []
        case inspect.TupleType(item_types=types):
            found = [_example(one, whole, within) for one in types]
            return UNSET if UNSET in found else found
        case inspect.StructType(cls=cls):
            return UNSET if cls in within else _fields(info, whole, (*within, cls))
        case _:
            return SIMPLE.get(type(info), UNSET)


def _fields(info: inspect.StructType, whole: bool, within: tuple[type, ...]) -> Any:
    found = {}
    for field in info.fields:
        if whole or field.required:
            value = _example(field.type, whole, within)
            if value is not UNSET:
                found[field.encode_name] = value
            elif field.required:
                return UNSET
    return found
