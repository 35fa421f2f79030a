"""Names and keys that people write, resolved to the id before a command is decided."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from functools import cache
from typing import Annotated, Any

import msgspec

from fokus_core.bodies.called import Called, Form
from fokus_core.bodies.facts import PartyRegistered
from fokus_core.bodies.register import Register
from fokus_core.bodies.spelling import readings
from fokus_core.bodies.unresolved import AmbiguousBody
from fokus_core.domain.facts import Key
from fokus_core.domain.marks import marked_fields
from fokus_core.domain.refusals import Invalid

Among = Callable[[str, Sequence[str]], Sequence[str]]


class Resolved:
    """Marks a command's field that takes a name or a key; `party` also takes parties that are no bodies.

    What is named as of the day `before` may have ended on the day itself.
    """

    def __init__(self, *, party: bool = False, before: bool = False) -> None:
        self.party = party
        self.before = before


TEXT = msgspec.Meta(min_length=1, max_length=120, description="Official key or name of a body", examples=["Rheine"])
BodyRef = Annotated[str, Key("body"), Resolved(), TEXT]  # a body by its id, key or name, in a command
FormerBodyRef = Annotated[str, Key("body"), Resolved(before=True), TEXT]  # a body that was there the day before
PartyRef = Annotated[str, Key("body"), Resolved(party=True), TEXT]  # a body or a party, likewise


class BodyIds(tuple[str, ...]):
    """Ids of bodies in the values of a refusal: its sentence calls them by their names."""


class Bodies:
    """The register as amended by the facts known so far, and the parties that are no bodies."""

    def __init__(self, register: Register, parties: Iterable[PartyRegistered] = ()) -> None:
        self.register = register
        self.parties = {party.party: party.name for party in parties}

    def name(self, party: str, on: date) -> str:
        """Return the name a body or party bears on a day; before or after its life, its first or last one."""
        if party in self.parties:
            return self.parties[party]
        return self.register.called(party, on) if party in self.register else party

    def called(self, party: str, on: date, form: Form = "nominative") -> Called:
        """Return what a body or party is called in a sentence about a day, by its id where it has no name then."""
        known = party not in self.parties and self.register.exists(party, on)
        return Called(self.name(party, on), self.register.kind(party, on) if known else None, form)

    def resolve(self, text: str, on: date, *, field: str, party: bool = False) -> str:
        """Return the id a name or key means on a day; raises `Invalid` with a pointer to `field`."""
        if party and text in self.parties:
            return text
        if party and text not in self.register:
            meant = next(readings(text))
            named = [key for key, name in self.parties.items() if next(readings(name)) == meant]
            if len(named) == 1:
                return named[0]
        try:
            return self.register.resolve(text, on)
        except Invalid as error:
            error.field = field
            raise

    def resolve_key(self, key: str, on: date, *, field: str) -> str:
        """Return a key of facts with the id of the body that it names, such as `body:Hagen`; raises `Invalid`."""
        kind, _colon, thing = key.partition(":")
        return f"{kind}:{self.resolve(thing, on, field=field, party=True)}" if kind in {"body", "party"} else key

    def resolve_ending(self, text: str, on: date, *, field: str, party: bool = False) -> str:
        """Return the id a name or key means on the day before, or on the day itself; raises `Invalid`."""
        with suppress(Invalid):
            return self.resolve(text, on - timedelta(days=1), field=field, party=party)
        return self.resolve(text, on, field=field, party=party)

    def settle(self, command: Any, on: date, *, ending: bool = False, among: Among = lambda field, ids: ids) -> Any:
        """Return a command with every marked field resolved to an id as of a day; raises `Invalid`.

        An `ending` names what was there the day before. Of several bodies that a field may mean, `among` returns those
        that are in question.
        """
        changes: dict[str, Any] = {}
        cls: type[msgspec.Struct] = type(command)
        for name, mark in marked(cls).items():
            resolve = self.resolve_ending if ending or mark.before else self.resolve
            value = getattr(command, name)
            if isinstance(value, tuple):
                changes[name] = tuple(_one_of(resolve, item, on, name, mark, among) for item in value)
            elif value is not None:
                changes[name] = _one_of(resolve, value, on, name, mark, among)
        return msgspec.structs.replace(command, **changes) if changes else command

    def looked_after(self, body: str, on: date) -> frozenset[str]:
        """Return a body, and those that are no more on a day and that it looks after."""
        return looked_after(body, {one.id: one.successors for one in self.register if one.until and one.until <= on})


def _one_of(resolve: Callable[..., str], text: str, on: date, field: str, mark: Resolved, among: Among) -> str:
    """Return what a text means, where it may mean several the only one of these that is in question."""
    try:
        return resolve(text, on, field=field, party=mark.party)
    except AmbiguousBody as error:
        left = among(field, [one.id for one in error.choices])
        if len(left) != 1:
            raise
        return left[0]


def looked_after(body: str, ended: Mapping[str, Collection[str]]) -> frozenset[str]:
    """Return a body, and the ended ones whose successor it is, or whose successor's successor; `ended` names these."""
    found, grown = frozenset[str](), frozenset({body})
    while grown > found:
        found, grown = grown, grown.union(one for one, heirs in ended.items() if not grown.isdisjoint(heirs))
    return found


@cache
def marked(cls: type[msgspec.Struct]) -> dict[str, Resolved]:
    """Return the fields of a command class that take a name or a key."""
    return marked_fields(cls, Resolved)
