"""What rests on facts: the later ones whose decision read them."""

from collections.abc import Sequence
from typing import NamedTuple

from fokus_core.domain.facts import Fact, Recorded
from fokus_core.domain.retraction import FactRetracted
from fokus_core.journal.codec import Codec
from fokus_core.journal.engines.store import Item, Store
from fokus_core.journal.read_index import ReadIndex
from fokus_core.plugins.catalogue import Catalogue


class Reliance(NamedTuple):
    """What rests on facts, in recorded order, and whether that is all of it."""

    records: list[Recorded[Fact]]
    whole: bool = True


class Relying:
    """Finds the later facts whose command read some facts, unless they were taken back; retractions are none."""

    def __init__(self, store: Store, catalogue: Catalogue, codec: Codec, reads: ReadIndex) -> None:
        self._store = store
        self._codec = codec
        self._reads = reads
        self._retractions = catalogue.names(FactRetracted)

    def on(self, targets: Sequence[Recorded[Fact]], *, known: int | None = None, limit: int | None = None) -> Reliance:
        """Return what rests on the targets, as known at a position, among the first `limit` that may."""
        if not targets:
            return Reliance([])
        wanted = {(key, target.type.partition("@")[0]) for target in targets for key in target.keys}
        commands = {target.meta.command for target in targets}
        after = min(target.position for target in targets)
        rows, whole = self._reads.relying_on(wanted, after=after, limit=limit)
        found = [self._codec.decode(row) for row in rows]
        relying = [
            one
            for one in found
            if (known is None or one.position <= known)
            and one.meta.command not in commands
            and not isinstance(one.fact, FactRetracted)
        ]
        gone = self._taken_back({one.keys[0] for one in relying}, after, known)
        return Reliance([one for one in relying if one.position not in gone], whole)

    def _taken_back(self, keys: set[str], after: int, known: int | None) -> set[int]:
        """Return the positions of what retractions took back, which carry every key of it."""
        rows, _head = self._store.select([Item(key, self._retractions) for key in sorted(keys)], after=after)
        records = [self._codec.decode(row) for row in rows if known is None or row.position <= known]
        return {one.fact.target for one in records if isinstance(one.fact, FactRetracted)}
