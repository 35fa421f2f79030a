"""Personal fields: which fields of a struct are sealed, and with whose key."""

import types
from dataclasses import KW_ONLY, dataclass
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

import msgspec

from fokus_core.domain.facts import key_fields
from fokus_core.domain.hints import hints_of
from fokus_core.privacy.sealed import Sealed

__all__ = ["Personal", "PersonalField", "Says", "personal_fields"]

Says = Literal["", "name", "mail"]


@dataclass(frozen=True)
class Personal:
    """Marks a `Sealed` field: the fields beside it that name person (or group) and case, and what it is for.

    Where the field `subject` is a key of another kind than a person, such as a cohort, the group's key seals it. A
    field that `says` the whole name of a person or their mail address is one by which they are recognised.
    """

    subject: str
    _: KW_ONLY
    purpose: str
    case: str | None = None
    says: Says = ""


class PersonalField(NamedTuple):
    """One personal field of a struct: its name, the type inside `Sealed`, and where its key comes from.

    `kind` is that of a group named by the key field `subject`, and empty where that holds the id of a person.
    """

    name: str
    type: Any
    subject: str
    purpose: str
    case: str | None
    kind: str = ""
    says: Says = ""

    def owner(self, struct: msgspec.Struct) -> str:
        """Return the subject of the vault whose key seals this field: a person's id, or a group such as `cohort:4`."""
        named = getattr(struct, self.subject)
        if not named:
            raise ValueError(f"{type(struct).__name__}.{self.name} holds a value, but {self.subject} names nobody.")
        return f"{self.kind}:{named}" if self.kind else str(named)


@cache
def personal_fields(cls: type[msgspec.Struct]) -> tuple[PersonalField, ...]:
    """Return the personal fields of a struct.

    Raises `TypeError` for `Sealed` without `Personal`, `Personal` without `Sealed`, or a missing sibling.
    """
    hints = hints_of(cls)
    found = []
    for name in cls.__struct_fields__:
        inner, marks = _taken_apart(hints[name])
        if not inner and not marks:
            continue
        if len(inner) != 1 or len(marks) != 1:
            raise TypeError(f"{cls.__name__}.{name} must be Annotated[Sealed[…], Personal(…)], once each.")
        (mark,) = marks
        for sibling in (mark.subject, mark.case):
            if sibling is not None and sibling not in cls.__struct_fields__:
                raise TypeError(f"{cls.__name__}.{name} refers to {sibling!r}, which is no field of {cls.__name__}.")
        key = key_fields(cls).get(mark.subject)
        kind = "" if key is None or key.kind == "person" else key.kind
        found.append(PersonalField(name, inner[0], mark.subject, mark.purpose, mark.case, kind, mark.says))
    return tuple(found)


def _taken_apart(hint: Any) -> tuple[list[Any], list[Personal]]:
    """Return the types inside every `Sealed`, and every `Personal`, anywhere in a type hint."""
    origin = get_origin(hint)
    if origin is Annotated:
        inner, marks = _taken_apart(get_args(hint)[0])
        return inner, marks + [mark for mark in hint.__metadata__ if isinstance(mark, Personal)]
    if origin in (Union, types.UnionType):
        parts = [_taken_apart(part) for part in get_args(hint)]
        return [t for inner, _ in parts for t in inner], [m for _, marks in parts for m in marks]
    if hint is Sealed:
        return [Any], []
    if origin is Sealed:
        return [get_args(hint)[0]], []
    if any(_taken_apart(part)[0] for part in get_args(hint)):
        raise TypeError("A Sealed value stands in a field of its own, not in a list or a mapping; seal the whole list.")
    return [], []
