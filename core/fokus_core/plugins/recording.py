"""Whether a command fits the fact it is recorded as: no field is lost, unset, or wider than the fact's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

from fokus_core.bodies.facts import PARTY
from fokus_core.bodies.names import Resolved
from fokus_core.domain.commands import CommandType
from fokus_core.domain.facts import Key, fact_type
from fokus_core.domain.hints import hints_of

LEAST = ("ge", "gt", "min_length")
MOST = ("le", "lt", "max_length")
SAME = ("pattern", "multiple_of", "tz")


@dataclass(frozen=True)
class Shape:
    """What a hint admits: the bare type, whether it may be None, the key it is, and its bounds by name."""

    bare: Any
    nullable: bool = False
    key: Key | None = None
    resolved: Resolved | None = None
    bounds: tuple[tuple[str, Any], ...] = ()

    @property
    def limits(self) -> Mapping[str, Any]:
        """The bounds by name."""
        return dict(self.bounds)


def unfit(command: CommandType) -> Iterator[str]:
    """Yield a sentence for each field in which a command and the fact it is recorded as do not fit."""
    if command.records is None:
        return
    cls, fact = command.cls, command.records
    fact_name = f"fact {fact_type(fact).name!r}"
    given, taken = hints_of(cls), hints_of(fact)
    fields = {one.name: one for one in msgspec.structs.fields(fact)}
    for name in (*command.unrecorded, *command.leaves):
        if name not in (cls.__struct_fields__ if name in command.unrecorded else fields):
            yield f"names the field {name!r}, which is not there"
    for name in cls.__struct_fields__:
        if name not in fields and name not in command.unrecorded:
            yield f"has {name!r}, which is recorded nowhere in {fact_name}; name it in `unrecorded`"
    for name, field in fields.items():
        if name in cls.__struct_fields__:
            if flaw := _wider(_shape(given[name]), _shape(taken[name])):
                yield f"has {name!r}, which {flaw} in {fact_name}"
        elif field.required:
            yield f"has no field {name!r}, which {fact_name} needs"
        elif name not in command.leaves:
            yield f"has no field {name!r} of {fact_name}; name it in `leaves`"


def _shape(hint: Any) -> Shape:
    if get_origin(hint) is Annotated:
        inner, *extras = get_args(hint)
        found = _shape(inner)
        for extra in extras:
            if isinstance(extra, Key):
                found = replace(found, key=extra)
            elif isinstance(extra, Resolved):
                found = replace(found, resolved=extra)
            elif isinstance(extra, msgspec.Meta):
                bounds = ((name, getattr(extra, name)) for name in (*LEAST, *MOST, *SAME))
                found = replace(found, bounds=(*found.bounds, *((n, v) for n, v in bounds if v is not None)))
        return found
    if get_origin(hint) in (Union, UnionType):
        parts = [part for part in get_args(hint) if part is not type(None)]
        found = _shape(parts[0]) if len(parts) == 1 else Shape(Union[tuple(parts)])  # noqa: UP007  # made at run time
        return replace(found, nullable=len(parts) < len(get_args(hint)))
    return Shape(hint)


def _wider(given: Shape, taken: Shape) -> str:
    """Return in which way a command's field admits more than the fact's, or nothing."""
    if given.nullable and not taken.nullable:
        return "may be empty, and may not"
    if (given.key and given.key.kind) != (taken.key and taken.key.kind) and not _becomes_a_person(given, taken):
        return "is another kind of key"
    if given.resolved is not None:
        return "may be a party that is no body, and may not" if given.resolved.party and not _is_party(taken) else ""
    if not _same(given.bare, taken.bare) and not _becomes_a_person(given, taken):
        return "is of another type"
    for name, bound in taken.bounds:
        own = given.limits.get(name)
        if own is None or (own < bound if name in LEAST else own > bound if name in MOST else own != bound):
            return "has wider bounds" if not _becomes_a_person(given, taken) else ""
    return ""


def _same(given: Any, taken: Any) -> bool:
    if get_origin(given) is Literal and (taken is str or get_origin(taken) is Literal):
        return taken is str or {*get_args(given)} <= {*get_args(taken)}
    if get_origin(given) is not None and get_origin(given) is get_origin(taken):
        parts = list(zip(get_args(given), get_args(taken), strict=False))
        return len(get_args(given)) == len(get_args(taken)) and all(
            one is other or (one is not ... and other is not ... and not _wider(_shape(one), _shape(other)))
            for one, other in parts
        )
    return bool(given == taken)


def _is_party(taken: Shape) -> bool:
    return taken.limits.get("pattern") == PARTY


def _becomes_a_person(given: Shape, taken: Shape) -> bool:
    """Tell whether a field that names a person is recorded as their id."""
    return hasattr(given.bare, "recorded_as") and taken.key == Key("person")
