"""Input: what was sent, read into the struct it is meant to be, or refused with every field that is wrong."""

import json
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

import msgspec

from fokus_core.domain.dates import beyond
from fokus_core.domain.flaws import MISSING, OTHERWISE, TWICE, UNKNOWN, flaw
from fokus_core.domain.refusals import Malformed, Wrong
from fokus_core.domain.words import BOM, ONE_LINE, Checked, Unreadable, settled

__all__ = ["fitting", "parsed", "read_json", "settle", "taken"]

T = TypeVar("T")
SHOWN = 80  # characters of the name of a field that are repeated
LIMIT = 100  # wrong fields that are told at once


def read_json(body: bytes | str, cls: type[T]) -> T:
    """Return a JSON text as a struct; raises `Malformed`, or `msgspec.DecodeError` where it is no JSON."""
    value, twice = _decoded(body)
    try:
        struct = taken(value, cls)
    except Malformed as error:
        named = {one.field for one in twice}
        raise Malformed([*twice, *(one for one in error.wrong if one.field not in named)]) from error
    if twice:
        raise Malformed(twice)
    return struct


def parsed(body: bytes | str) -> Any:
    """Return what a JSON text holds, whether or not it begins with a byte order mark.

    Raises `Malformed` for a name that stands twice in an object, and `msgspec.DecodeError` where it is no JSON.
    """
    value, twice = _decoded(body)
    if twice:
        raise Malformed(twice)
    return value


def taken(value: Any, cls: type[T], *, strict: bool = True) -> T:
    """Return a value such as `parsed` returns as a struct, its texts settled; raises `Malformed`.

    Unless it is `strict`, texts may stand for other values, as in a form.
    """
    reading = _Reading(strict=strict)
    words = reading.inside(value, cls, "")
    try:
        if not reading.wrong:
            struct = msgspec.convert(words, cls, strict=strict)
            if not beyond(struct):
                return struct
    except msgspec.ValidationError:
        pass
    reading = _Reading(strict=strict, every=True)
    reading.read(value, cls, "")
    raise Malformed(reading.wrong[:LIMIT] or [Wrong("", OTHERWISE)])


def fitting(values: Mapping[str, Any], hints: Mapping[str, Any]) -> dict[str, Any]:
    """Return values for fields of these types, their texts settled; raises `Malformed`."""
    reading = _Reading(strict=True, every=True)
    words = {name: reading.read(value, hints[name], name) for name, value in values.items() if name in hints}
    wrong = [Wrong(_below("", name), UNKNOWN, slug="unknown-field") for name in values if name not in hints]
    if wrong or reading.wrong:
        raise Malformed([*reading.wrong, *wrong])
    return words


def settle(struct: T) -> T:
    """Return a struct whose texts are as they are recorded; raises `Malformed`."""
    reading = _Reading(strict=True)
    words: T = reading.inside(struct, type(struct), "")
    if reading.wrong:
        raise Malformed(reading.wrong)
    return words


def _decoded(body: bytes | str) -> tuple[Any, list[Wrong]]:
    """Return what a JSON text holds, and where a name stands twice."""
    try:
        text = (body if isinstance(body, str) else body.decode()).removeprefix(BOM)
        value = msgspec.json.decode(text)
        twice = dict.fromkeys(_twice(json.loads(text, object_pairs_hook=_Object), ""))
    except (ValueError, RecursionError) as error:
        raise msgspec.DecodeError("no JSON") from error
    return value, [Wrong(field, TWICE) for field in twice][:LIMIT]


class _Object(list[tuple[str, Any]]):
    """A JSON object as its pairs."""


def _twice(value: Any, at: str) -> Iterator[str]:
    """Yield where a name stands that stood in its object before."""
    if isinstance(value, _Object):
        seen: set[str] = set()
        for name, inner in value:
            if name in seen:
                yield _below(at, name)
            seen.add(name)
            yield from _twice(inner, _below(at, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _twice(inner, _below(at, number))


class _Reading:
    """Walks through a value along a type, and notes what is wrong: texts alone, or `every` field."""

    def __init__(self, *, strict: bool, every: bool = False) -> None:
        self.wrong: list[Wrong] = []
        self._strict = strict
        self._every = every

    def read(self, value: Any, hint: Any, at: str) -> Any:
        """Return a value with its texts settled; where nothing inside it is wrong, it is judged itself."""
        before = len(self.wrong)
        words = self.inside(value, hint, at)
        if self._every and len(self.wrong) == before:
            self._judge(words, hint, at)
        return words

    def inside(self, value: Any, hint: Any, at: str) -> Any:
        """Return a value with its texts settled, and note what is wrong inside it."""
        plain, limit, check = _plain(hint)
        if isinstance(value, str):
            lines = (limit or 0) > ONE_LINE
            return self._text(value, hint, at, check, lines=lines) if str in _members(plain) else value
        if plain is msgspec.Raw and not isinstance(value, msgspec.Raw):
            return msgspec.Raw(msgspec.json.encode(value))
        for one in _members(plain):
            cls = get_origin(one) or one
            if isinstance(cls, type) and issubclass(cls, msgspec.Struct):
                if isinstance(value, cls):
                    return self._struct(value, at)
                if isinstance(value, Mapping) and _is_meant(value, cls):
                    return self._object(value, one, at)
            elif isinstance(value, list | tuple | Set) and cls in (list, tuple, frozenset, set, Sequence):
                return self._items(value, one, at)
            elif isinstance(value, Mapping) and cls in (dict, Mapping) and get_args(one):
                inner = get_args(one)[1]
                return {name: self.read(item, inner, _below(at, name)) for name, item in value.items()}
        return value

    def _text(self, value: str, hint: Any, at: str, check: Checked | None, *, lines: bool) -> str:
        try:
            words = settled(value, lines=lines)
            words = check.check(words) if check and words else words
        except Unreadable as error:
            self.wrong.append(Wrong(at, str(error)))
            return value
        if words != value and not self._every:
            self._judge(words, hint, at)
        return words

    def _items(self, value: Any, hint: Any, at: str) -> Any:
        args = get_args(hint) or (Any,)
        fixed = get_origin(hint) is tuple and args[-1] is not ...
        words = [
            self.read(item, args[min(number, len(args) - 1)] if fixed else args[0], _below(at, number))
            for number, item in enumerate(value)
        ]
        return type(value)(words)

    def _struct(self, value: msgspec.Struct, at: str) -> msgspec.Struct:
        changes = {}
        for one in _fields(type(value)):
            before = getattr(value, one.name)
            if (after := self.read(before, one.type, _below(at, one.encode_name))) is not before and after != before:
                changes[one.name] = after
        return msgspec.structs.replace(value, **changes) if changes else value

    def _object(self, value: Mapping[str, Any], hint: Any, at: str) -> dict[str, Any]:
        cls = get_origin(hint) or hint
        known = {one.encode_name: one for one in _fields(hint)}
        words = {}
        for name, item in value.items():
            if name in known:
                words[name] = self.read(item, known[name].type, _below(at, name))
                continue
            words[name] = item
            config = cls.__struct_config__
            if self._every and config.forbid_unknown_fields and name != config.tag_field:
                self.wrong.append(Wrong(_below(at, name), UNKNOWN))
        if self._every:
            missing = [name for name, one in known.items() if one.required and name not in value]
            self.wrong += [Wrong(_below(at, name), MISSING) for name in missing]
        return words

    def _judge(self, value: Any, hint: Any, at: str) -> None:
        if (wrong := flaw(value, hint, at, strict=self._strict)) is not None:
            self.wrong.append(wrong)


def _below(at: str, step: object) -> str:
    name = str(step)[:SHOWN].replace("~", "~0").replace("/", "~1")
    return f"{at}/{name}" if at else name


@cache
def _fields(hint: Any) -> tuple[msgspec.structs.FieldInfo, ...]:
    return msgspec.structs.fields(hint)


@cache
def _plain(hint: Any) -> tuple[Any, int | None, Checked | None]:
    """Return a type without its annotations, how long a text of it may be, and what checks it."""
    limit, check = None, None
    while get_origin(hint) is Annotated:
        hint, *extras = get_args(hint)
        limits = [one.max_length for one in extras if isinstance(one, msgspec.Meta) and one.max_length is not None]
        limit = min(limits, default=limit)
        check = next((one for one in extras if isinstance(one, Checked)), check)
    for one in get_args(hint) if get_origin(hint) in (Union, UnionType) else ():
        plain, inner_limit, inner_check = _plain(one)
        if str in _members(plain):
            limit, check = inner_limit or limit, inner_check or check
    return hint, limit, check


@cache
def _members(hint: Any) -> tuple[Any, ...]:
    """Return the types that a type without annotations stands for, without the empty one."""
    if get_origin(hint) in (Union, UnionType):
        return tuple(inner for one in get_args(hint) for inner in _members(_plain(one)[0]))
    return () if hint is NoneType else (hint,)


def _is_meant(value: Mapping[str, Any], cls: type[msgspec.Struct]) -> bool:
    """Tell whether an object is meant to be this struct, among those it may be."""
    config = cls.__struct_config__
    return config.tag_field is None or value.get(config.tag_field) == config.tag
