"""What a decision reads: the lines of its queries, and what the rows they find say."""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache, lru_cache

from fokus_core.domain.commands import Command, key_for
from fokus_core.domain.facts import Fact, Recorded, Unknown
from fokus_core.domain.reads import Reads
from fokus_core.domain.refusals import Refused
from fokus_core.domain.retraction import FactRetracted
from fokus_core.domain.statutes import standing
from fokus_core.domain.texts import _
from fokus_core.journal.codec import Codec
from fokus_core.journal.engines.store import Item, Row
from fokus_core.plugins.catalogue import Catalogue

KEPT = 1024  # rows kept decoded: grants and the facts of a busy key are read by many commands


class Reader:
    """Turns what commands read into query lines, and rows into records. Rows never change: what was decoded is kept."""

    def __init__(self, catalogue: Catalogue, codec: Codec) -> None:
        self._catalogue = catalogue
        self.decode: Callable[[Row], Recorded[Fact]] = lru_cache(KEPT)(codec.decode)
        self.bases = cache(self._bases)
        self.classes = cache(self._classes)
        self._evidence_types = cache(catalogue.evidence_types)

    def lines(self, command: Command, reads: Reads) -> list[Item]:
        """Return the query lines of `reads`; each also reads the retractions under its key."""
        items: list[Item] = []
        for line in reads.lines:
            key = key_for(command, line)
            if key is None:
                continue
            types = line.types
            if line.evidence is None or line.evidence:
                types += self._evidence_types(key.partition(":")[0], line.evidence)
            if types:
                items.append(Item(key, self._catalogue.names(*types, FactRetracted)))
        return items

    def standing(self, rows: Iterable[Row], without: Collection[int]) -> list[Recorded[Fact]]:
        """Return the facts of rows that stand, or raise `Refused` when one is a fact that no installed plugin knows."""
        records = standing(map(self.decode, rows), without)
        unknown = tuple([record.position for record in records if isinstance(record.fact, Unknown)])
        if unknown:
            raise Refused(
                "unknown-fact",
                _("Hier fehlt die Erweiterung, zu der ein früherer Eintrag gehört. Melden Sie das dem Betrieb."),
                positions=unknown,
            )
        return records

    def _bases(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return stored names without their versions and without the retractions, which are part of every line."""
        retractions = self._catalogue.names(FactRetracted)
        return tuple(dict.fromkeys(name.partition("@")[0] for name in names if name not in retractions))

    def _classes(self, *read: tuple[str, ...]) -> frozenset[type[Fact]]:
        """Return the fact classes that query lines of these names read."""
        bases = {name.partition("@")[0] for names in read for name in names}
        return frozenset(kind.cls for kind in self._catalogue.facts.values() if kind.base in bases)


def matched(rows: Sequence[Row], items: Sequence[Item]) -> list[Row]:
    """Return the rows that match an item; every item names its types."""
    types = _by_key(items)
    return [row for row in rows if any(row.type in types.get(key, ()) for key in row.keys)]


def covered(items: Sequence[Item], read: Sequence[Item]) -> bool:
    """Tell whether whatever matches `items` matches what was read; every item names its types."""
    types = _by_key(read)
    return all(types.get(item.key, set()).issuperset(item.types) for item in items)


def _by_key(items: Iterable[Item]) -> dict[str, set[str]]:
    types: dict[str, set[str]] = {}
    for item in items:
        types.setdefault(item.key, set()).update(item.types)
    return types
