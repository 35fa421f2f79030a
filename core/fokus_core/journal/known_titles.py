"""The titles of things as the journal knows them now, by the namings of the programmes."""

from collections.abc import Sequence
from threading import Lock
from time import monotonic

from fokus_core.domain.facts import Fact, Recorded, in_effective_order
from fokus_core.domain.retraction import FactRetracted
from fokus_core.domain.statutes import standing
from fokus_core.journal.codec import Codec
from fokus_core.journal.engines.store import Item, Store
from fokus_core.plugins.catalogue import Catalogue

KEPT = 2.0  # seconds that a title is kept: another process may record a new one
MOST = 4096  # titles that are kept at once


class KnownTitles:
    """Looks titles up in the journal, and keeps them for a moment. Thread-safe."""

    def __init__(self, store: Store, catalogue: Catalogue, codec: Codec) -> None:
        self._store = store
        self._catalogue = catalogue
        self._codec = codec
        self._naming = tuple({cls for naming in catalogue.namings.values() for cls in naming.facts})
        self._lock = Lock()
        self._known: dict[tuple[str, str], tuple[str | None, float]] = {}

    def __call__(self, kind: str, thing: str) -> str | None:
        """Return the title of a thing of a kind; None where nobody gave it one."""
        naming = self._catalogue.namings.get(kind)
        if naming is None:
            return None
        title, until = self._known.get((kind, thing), (None, 0.0))
        if monotonic() < until:
            return title
        rows, _ = self._store.select([Item(naming.key(thing), self._catalogue.names(*naming.facts, FactRetracted))])
        named: dict[str, str] = {}
        for record in in_effective_order(standing(map(self._codec.decode, rows))):
            if isinstance(record.fact, naming.facts):
                named.update(naming.named(record.fact))
        title = named.get(thing)
        with self._lock:
            if len(self._known) >= MOST:
                self._known.clear()
            self._known[kind, thing] = title, monotonic() + KEPT
        return title

    def appended(self, records: Sequence[Recorded[Fact]]) -> None:
        """Forget what was kept where something was just named anew."""
        if any(isinstance(record.fact, (*self._naming, FactRetracted)) for record in records):
            self.forget()

    def forget(self) -> None:
        """Forget every title that is kept."""
        with self._lock:
            self._known.clear()
