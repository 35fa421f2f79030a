"""What recording a fact asks of an actor: what the commands ask that record such facts."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any, get_args, get_type_hints

import msgspec

from fokus_core.commands import Asked, Command, CommandType, Lookup
from fokus_core.facts import Fact, key_fields, keys_of
from fokus_core.refusals import Refused

Way = tuple[Asked, ...]
SCOPES = frozenset({"body", "cohort"})  # kinds of things that a grant's scope can name


def ways_to_record(fact: Fact, commands: Iterable[CommandType], lookup: Lookup) -> list[Way]:
    """Return what each of these commands asks that records such a fact; any of the ways will do."""
    ways = [_asked_for(kind, fact, lookup) for kind in commands if isinstance(fact, recorded_by(kind.cls))]
    return [way for way in ways if way is not None]


def to_retract(fact: Fact, programme: str, way: Way = ()) -> Way:
    """Return what taking back a fact asks: the permission for it, wherever recording it this way is judged.

    Where that is judged nowhere, it is asked for each thing that the fact is about.
    """
    asked = Asked(f"{programme}.retract", programme)
    about = [(kind, id_) for kind, _, id_ in (key.partition(":") for key in keys_of(fact)) if kind in SCOPES]
    judged = [replace(asked, programme=one.programme, things=one.things) for one in way if one.permission]
    return tuple(judged or [replace(asked, things={kind: id_}) for kind, id_ in about] or [asked])


@cache
def recorded_by(cls: type[Command]) -> tuple[type[Fact], ...]:
    """Return the fact classes that a command's `decide` is annotated to return; where it names none, every fact."""
    try:
        hint = get_type_hints(cls.decide).get("return")
    except NameError:
        return (Fact,)
    return () if hint == tuple[()] else tuple(_facts_in(hint)) or (Fact,)


def _facts_in(hint: Any) -> Iterator[type[Fact]]:
    if isinstance(hint, type) and issubclass(hint, Fact):
        yield hint
    for part in get_args(hint):
        yield from _facts_in(part)


def _asked_for(kind: CommandType, fact: Fact, lookup: Lookup) -> Way | None:
    """Return what the command asks that says what the fact says; its policy alone where it has to say more."""
    said = {name: getattr(fact, name) for name in kind.cls.__struct_fields__ if hasattr(fact, name)}
    if all(one.name in said for one in msgspec.structs.fields(kind.cls) if one.required):
        try:
            return kind.cls(**said).plan(lookup).asked
        except Refused:
            return None
    policy, scope = kind.policy, key_fields(kind.cls).get(kind.policy.scope)
    ids = [key.partition(":")[2] for key in keys_of(fact) if scope and key.startswith(f"{scope.kind}:")]
    things = [{scope.kind: id_} for id_ in ids] if scope else []
    programme = "" if policy.scope == "state" else kind.programme
    asked = Asked(policy.permission, programme, {}, policy.four_eyes, policy.hidden)
    return tuple(replace(asked, things=one) for one in things) or (asked,)
