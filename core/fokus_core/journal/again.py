"""A decision taken again with what is known at another time: what would be refused today, and what would not."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from fokus_core.domain.commands import Command, Outcome
from fokus_core.domain.facts import Fact, Recorded
from fokus_core.domain.past import Past
from fokus_core.domain.refusals import Refused
from fokus_core.domain.statutes import Breach, Statute, breaches
from fokus_core.journal.ways import recorded_by, said_by
from fokus_core.plugins.catalogue import Catalogue

__all__ = ["Again", "decided_again", "rules_of"]


class Again(NamedTuple):
    """What came of it: the command as it was made again from its fact, what it decides, and what stands against it."""

    command: Command | None
    outcome: Sequence[Outcome]
    refused: Refused | None
    breaches: Sequence[tuple[str, Breach]]


def decided_again(
    catalogue: Catalogue,
    record: Recorded[Fact],
    past: Sequence[Recorded[Fact]],
    histories: Iterable[tuple[str, Sequence[Recorded[Fact]]]],
) -> Again:
    """Decide a recorded fact anew on a past, and hold the histories of its keys against the statutes.

    `past` are the standing facts that its decision would read, without those that it recorded; `histories` the
    standing facts under each key, with those. A command is made again from a fact that says all that it says; where
    none or several could be, or it would open what is sealed, the statutes alone are asked.
    """
    found = [
        (key, breach)
        for key, history in histories
        for breach in breaches(catalogue.statutes, key, history)
        if record.position in (breach.position, breach.because)
    ]
    command = _command(catalogue, record)
    if command is None:
        return Again(None, (), None, found)
    bases = {base for line in record.meta.read for base in line.types}
    every = any(not line.types for line in record.meta.read)
    read = None if every else frozenset(kind.cls for kind in catalogue.facts.values() if kind.base in bases)
    try:
        outcome = list(command.decide(Past(past, evidence=catalogue.evidence.values(), read=read)))
    except Refused as refused:
        return Again(command, (), refused, found)
    except LookupError:  # it would open a sealed field, or read what its earlier version did not
        return Again(None, (), None, found)
    return Again(command, outcome, None, found)


def rules_of(catalogue: Catalogue, record: Recorded[Fact]) -> list[Statute]:
    """Return the statutes that a fact is held against."""
    kinds = {key.partition(":")[0] for key in record.keys}
    return [one for one in catalogue.statutes if one.kind in kinds and isinstance(record.fact, one.types)]


def _command(catalogue: Catalogue, record: Recorded[Fact]) -> Command | None:
    """Return the one command that records such facts alone and says nothing that the fact does not."""
    fields, cls = {*record.fact.__struct_fields__}, type(record.fact)
    kinds = [kind for kind in catalogue.commands.values() if recorded_by(kind.cls) == (cls,)]
    if len(kinds) != 1 or not fields.issuperset(kinds[0].cls.__struct_fields__):
        return None
    said = said_by(kinds[0], record.fact)
    try:
        return None if said is None else msgspec.convert(said, kinds[0].cls, from_attributes=True)
    except msgspec.ValidationError:  # it named a person, or said what is sealed now
        return None
