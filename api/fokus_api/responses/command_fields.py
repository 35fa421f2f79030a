"""What each field of a command is, read off its struct: what programs fill in, and what the form of a page asks."""

import types
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import UNSET, Meta, UnsetType

from fokus_core.bodies.names import Resolved
from fokus_core.domain.commands import Command, CommandType
from fokus_core.domain.facts import Fact, Key
from fokus_core.domain.times import Local
from fokus_core.domain.words import Chosen, has_lines
from fokus_core.journal.ways import recorded_by
from fokus_core.plugins.labels import Labels
from fokus_core.privacy.personal import personal_fields
from fokus_core.privacy.persons import Person
from fokus_core.privacy.sealed import Sealed

__all__ = ["MANY", "CommandField", "FieldKind", "command_fields", "fields_of", "readable", "worded"]

FieldKind = Literal[
    "text", "long", "number", "date", "time", "yes", "choice",
    "body", "party", "key", "person", "file", "group", "json",
]  # fmt: skip
MANY = (list, tuple, set, frozenset, Sequence, Set)
TIME = next(one.pattern for one in get_args(Local)[1:] if isinstance(one, Meta))
LABELS = "labels"  # in `Meta(extra=…)`: what people call each value of a choice
NEEDS = "needs"  # there: the fields of a person that a command cannot do without
GIVEN = "id"  # what the directory fills in of a person
PLAIN: dict[Any, FieldKind] = {int: "number", float: "number", date: "date", bool: "yes"}


@dataclass(frozen=True)
class CommandField:
    """A field; `label`, `hint` and the labels of `values` are German message ids.

    `of` is the kind of thing that a key names, `many` whether there may be several; `keeps` whether leaving it out
    leaves what is recorded as it is; `sealed` whether it is stored so that a permission alone opens it. `bounds` are
    those of a number, `broken` whether it may be no whole one, `longest` that of a text, `items` those of a list.
    `fields` are those of a group, a `struct`.
    """

    name: str
    kind: FieldKind = "json"
    label: str = ""
    hint: str = ""
    required: bool = True
    default: Any = None
    many: bool = False
    keeps: bool = False
    of: str = ""
    sealed: bool = False
    longest: int | None = None
    bounds: tuple[int | None, int | None] = (None, None)
    broken: bool = False
    items: tuple[int | None, int | None] = (None, None)
    pattern: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    fields: tuple["CommandField", ...] = ()
    struct: type[msgspec.Struct] | None = None


def readable(name: str) -> str:
    """Return a name as people may read it, for want of a title."""
    text = name.rpartition(".")[2].replace("-", " ").replace("_", " ")
    return text[:1].upper() + text[1:]


def command_fields(kind: CommandType, labels: Labels) -> tuple[CommandField, ...]:
    """Return the fields of a command in words, those that it seals marked so."""
    return worded(_sealing(kind.cls), kind.cls, kind.programme, labels)


@cache
def _sealing(command: type[Command]) -> tuple[CommandField, ...]:
    sealed = {one.name for fact in recorded_by(command) if fact is not Fact for one in personal_fields(fact)}
    return tuple(
        replace(one, sealed=True) if one.kind == "person" or one.name in sealed else one for one in fields_of(command)
    )


def worded(
    fields: Iterable[CommandField], struct: type[msgspec.Struct], programme: str, labels: Labels
) -> tuple[CommandField, ...]:
    """Return the fields of a struct with the words that programmes have for them, and for what is in them."""
    return tuple(_worded(one, struct, programme, labels) for one in fields)


def _worded(one: CommandField, struct: type[msgspec.Struct], programme: str, labels: Labels) -> CommandField:
    label = labels.of(programme, struct, one.name)
    if one.struct is not None:
        one = replace(one, fields=worded(one.fields, one.struct, programme, labels))
    if label is None:
        return one
    values = {value: label.values.get(value) or text for value, text in one.values.items()}
    return replace(one, label=label.title, hint=label.hint, values=values)


@cache
def fields_of(struct: type[msgspec.Struct]) -> tuple[CommandField, ...]:
    """Return the fields of a struct."""
    hints = get_type_hints(struct, include_extras=True)
    return tuple(_made(one, hints[one.name]) for one in msgspec.structs.fields(struct))


def _made(info: msgspec.structs.FieldInfo, hint: Any) -> CommandField:
    members, marks = _apart(hint)
    sealed = any(get_origin(one) is Sealed for one in members)
    if sealed:
        inner = [_apart(get_args(one)[0]) if get_origin(one) is Sealed else ([one], []) for one in members]
        members = [one for found, _marks in inner for one in found]
        marks = [*(mark for _found, some in inner for mark in some), *marks]
    keeps = UnsetType in members
    members = [one for one in members if one not in (types.NoneType, UnsetType)]
    default = None if info.default in (msgspec.NODEFAULT, UNSET) else info.default
    base = CommandField(info.encode_name, required=info.required, default=default, keeps=keeps, sealed=sealed)
    base = _said(base, marks)
    if len(members) != 1:
        return base
    (member,) = members
    origin = get_origin(member)
    if origin in MANY:
        return _list(base, marks, get_args(member)[0])
    return _one(base, member, marks)


def _list(base: CommandField, marks: Sequence[Any], item: Any) -> CommandField:
    members, own = _apart(item)
    limits = [one for one in marks if isinstance(one, Meta)]
    counted = (_first(one.min_length for one in limits), _first(one.max_length for one in limits))
    base = replace(base, many=True, items=counted, required=base.required or bool(counted[0]))
    made = _one(replace(base, longest=None), members[0], [*own, *(one for one in marks if isinstance(one, Key))])
    return replace(made, hint=base.hint or _said(CommandField(""), own).hint)


def _one(base: CommandField, member: Any, marks: Sequence[Any]) -> CommandField:
    """Return a field of one member of its type, which is not empty."""
    metas = [one for one in marks if isinstance(one, Meta)]
    longest, pattern = _first(one.max_length for one in metas), _first(one.pattern for one in metas) or ""
    chosen = next((one.kind for one in marks if isinstance(one, Chosen)), "")
    key = chosen or next((one.kind for one in marks if isinstance(one, Key)), "")
    base = replace(base, longest=None if base.many and not metas else longest, pattern=pattern, of=key)
    if member is Person:
        needed = _first(one.extra[NEEDS] for one in metas if one.extra and NEEDS in one.extra) or ()
        held = (one for one in fields_of(Person) if one.name != GIVEN)
        inner = tuple(replace(one, required=one.required or one.name in needed) for one in held)
        return replace(base, kind="person", fields=inner, struct=Person)
    if isinstance(member, type) and issubclass(member, msgspec.Struct):
        return replace(base, kind="group", fields=fields_of(member), struct=member)
    if get_origin(member) is Literal:
        labels: dict[Any, str] = next(
            (one.extra[LABELS] for one in reversed(metas) if one.extra and LABELS in one.extra), {}
        )
        return replace(base, kind="choice", values={str(one): labels.get(one, str(one)) for one in get_args(member)})
    if member in PLAIN:
        bounds = (_first(one.ge for one in metas), _first(one.le for one in metas))
        return replace(base, kind=PLAIN[member], bounds=bounds, broken=member is float)
    if member is str:
        return replace(base, kind=_text(key, pattern, longest, marks))
    return base


def _text(key: str, pattern: str, longest: int | None, marks: Sequence[Any]) -> FieldKind:
    resolved = next((one for one in marks if isinstance(one, Resolved)), None)
    if resolved is not None:
        return "party" if resolved.party else "body"
    if key:
        return "file" if key == "file" else "key"
    if pattern == TIME:
        return "time"
    return "long" if has_lines(longest, pattern) else "text"


def _said(base: CommandField, marks: Sequence[Any]) -> CommandField:
    """Return a field with what its annotations say of it, those that stand further out first."""
    metas = [one for one in reversed(marks) if isinstance(one, Meta)]
    label = _first(one.title for one in metas) or readable(base.name)
    return replace(base, label=label, hint=_first(one.description for one in metas) or "")


def _apart(hint: Any) -> tuple[list[Any], list[Any]]:
    """Return the types that a hint allows, and every mark on the way to them, the innermost first."""
    if get_origin(hint) is Annotated:
        members, marks = _apart(get_args(hint)[0])
        return members, [*marks, *hint.__metadata__]
    if get_origin(hint) in (Union, types.UnionType):
        found = [_apart(one) for one in get_args(hint)]
        return [one for members, _ in found for one in members], [one for _, marks in found for one in marks]
    return [hint], []


def _first(values: Iterator[Any]) -> Any:
    return next((one for one in values if one is not None), None)
