"""Running statutes over the history of a key: before an append, and by `fokus check` over everything."""

from collections.abc import Iterable, Iterator

from fokus_core.commands import Breach, Statute
from fokus_core.corrections import FactRetracted
from fokus_core.facts import Fact, Recorded, in_effective_order


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
