"""What recording a fact asks of an actor: what the commands ask that record such facts."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import Any, get_args, get_type_hints

import msgspec

from fokus_core.domain.commands import Command, CommandType, Lookup
from fokus_core.domain.facts import Fact, FactType, key_fields, keys_of
from fokus_core.domain.policy import Asked
from fokus_core.domain.refusals import Refused

Way = tuple[Asked, ...]
SCOPES = frozenset({"body", "cohort"})  # kinds of things that a grant's scope can name


def ways_to_record(fact: Fact, commands: Iterable[CommandType], lookup: Lookup) -> list[Way]:
    """Return what each of these commands asks that records such a fact; any of the ways will do.

    What counts are the commands that say most of what the fact says, and where all have to say more, their policies.
    One that does not say what it records counts for facts alone that no other says it records.
    """
    possible = [kind for kind in commands if isinstance(fact, recorded_by(kind.cls))]
    recording = [kind for kind in possible if Fact not in recorded_by(kind.cls)] or possible
    saying = [(kind, said) for kind in recording if (said := said_by(kind, fact)) is not None]
    if not saying:
        return [_by_policy(kind, fact) for kind in recording]
    ways: list[Way] = []
    for kind, said in saying:
        if not any(said.keys() < more.keys() for _, more in saying):
            with suppress(Refused):  # nobody could give it
                ways.append(kind.cls(**said).plan(lookup).asked)
    return ways


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
    """Return the fact class a command is recorded as, or those its `decide` is annotated to return; else every one."""
    if (fact := getattr(cls.__dict__.get("__command__"), "records", None)) is not None:
        return (fact,)
    try:
        hint = get_type_hints(cls.decide).get("return")
    except NameError:
        return (Fact,)
    return () if hint == tuple[()] else tuple(_facts_in(hint)) or (Fact,)


@cache
def only_ends(cls: type[Command]) -> bool:
    """Tell whether all that a command records says that something no longer holds."""
    kinds: list[FactType | None] = [fact.__dict__.get("__fact__") for fact in recorded_by(cls)]
    return bool(kinds) and all(kind is not None and kind.ends for kind in kinds)


def _facts_in(hint: Any) -> Iterator[type[Fact]]:
    if isinstance(hint, type) and issubclass(hint, Fact):
        yield hint
    for part in get_args(hint):
        yield from _facts_in(part)


def said_by(kind: CommandType, fact: Fact) -> dict[str, Any] | None:
    """Return the fields of a command that says what a fact says, None where it has to say more."""
    said = {name: getattr(fact, name) for name in kind.cls.__struct_fields__ if hasattr(fact, name)}
    return said if all(one.name in said for one in msgspec.structs.fields(kind.cls) if one.required) else None


def _by_policy(kind: CommandType, fact: Fact) -> Way:
    """Return what a command asks by its policy alone, within each of the things that a fact names."""
    policy, scope = kind.policy, key_fields(kind.cls).get(kind.policy.scope)
    ids = [key.partition(":")[2] for key in keys_of(fact) if scope and key.startswith(f"{scope.kind}:")]
    things = [{scope.kind: id_} for id_ in ids] if scope else []
    programme = "" if policy.scope == "state" else kind.programme
    asked = Asked(policy.permission, programme, {}, policy.four_eyes, policy.hidden)
    return tuple(replace(asked, things=one) for one in things) or (asked,)
