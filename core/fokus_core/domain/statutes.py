"""Statutes: rules over the whole history of a key, run before an append and by `fokus check` over everything."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from fokus_core.corrections.corrections import AboutFact, FactRetracted
from fokus_core.domain.commands import Command
from fokus_core.domain.facts import Fact, Recorded, in_effective_order, key_fields


class Breach(msgspec.Struct, frozen=True):
    """What must not be: a stable slug, a sentence, and the position of the fact where it shows.

    `field` is the field of a command that the sentence is about, where one is more to blame than the key.
    """

    slug: str
    message: str
    position: int
    field: str | None = None


Rule = Callable[[list[Recorded[Fact]]], Iterable[Breach]]


@dataclass(frozen=True)
class Statute:
    """A rule over the whole effective-ordered history of one key, of the fact types it names."""

    kind: str
    types: tuple[type[Fact], ...]
    rule: Rule

    @property
    def name(self) -> str:
        """The rule's name."""
        return self.rule.__name__


def statute(kind: str, *types: type[Fact]) -> Callable[[Rule], Statute]:
    """Make a statute of a pure function over the history of one key of the kind `kind`, such as `body`."""
    return lambda rule: Statute(kind, types, rule)


def standing(records: Iterable[Recorded[Fact]], without: Iterable[int] = ()) -> list[Recorded[Fact]]:
    """Return records without retractions and what they retract, and without the positions in `without`."""
    kept = list(records)
    gone = {record.fact.target for record in kept if isinstance(record.fact, FactRetracted)} | set(without)
    return [one for one in kept if one.position not in gone and not isinstance(one.fact, FactRetracted)]


def breaches(statutes: Iterable[Statute], key: str, records: Iterable[Recorded[Fact]]) -> Iterator[Breach]:
    """Yield what breaches the statutes in the history of one key; `records` are its standing facts."""
    history = in_effective_order([record for record in records if key in record.keys])
    for statute in statutes:
        if key.startswith(f"{statute.kind}:"):
            yield from statute.rule([record for record in history if isinstance(record.fact, statute.types)])


def blamed(command: Command, key: str, field: str | None = None) -> str:
    """Return the field of a command, as it was given, that is to blame for what stands under a key.

    That is `field` where the command has it, the position of what it corrects, the field that names such a thing, the
    day, or else its first field; a command without fields is to blame as a whole.
    """
    fields = command.__struct_fields__
    keys = key_fields(type(command))
    kind, _, id_ = key.partition(":")
    alike = {name: value for name, one in keys.items() if one.kind == kind and (value := getattr(command, name))}
    named = [place for name, value in alike.items() for place in _places_of(id_, name, value)]
    first = "position" if isinstance(command, AboutFact) else field
    places = (first or "", *named, *alike, "effective", *keys, *fields)
    return next((place for place in places if place.partition("/")[0] in fields), "")


def _places_of(id_: str, name: str, value: str | Sequence[str]) -> Iterator[str]:
    """Yield the places in a field where an id stands."""
    if value == id_:
        yield name
    elif not isinstance(value, str):
        yield from (f"{name}/{number}" for number, one in enumerate(value) if one == id_)
