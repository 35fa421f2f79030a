"""The bodies as the journal knows them: the register as amended, and the parties that are no bodies."""

from collections.abc import Sequence
from threading import Lock

from fokus_core.bodies.facts import BODY_CHANGES, PartyRegistered
from fokus_core.bodies.names import Bodies
from fokus_core.bodies.register import Register
from fokus_core.domain.facts import Fact, Recorded, in_effective_order
from fokus_core.domain.retraction import FactRetracted
from fokus_core.domain.statutes import standing
from fokus_core.journal.codec import Codec
from fokus_core.journal.engines.store import Item, Store
from fokus_core.plugins.catalogue import Catalogue

CHANGING = (*BODY_CHANGES, PartyRegistered, FactRetracted)  # what makes the bodies what they are


class KnownBodies:
    """Reads the journal on for changes whenever it is asked, and keeps what came of them. Thread-safe."""

    def __init__(self, store: Store, catalogue: Catalogue, codec: Codec) -> None:
        self._store = store
        self._codec = codec
        self._items = [Item("programme:core", catalogue.names(*CHANGING))]
        self._lock = Lock()
        self._known = Bodies(Register.load().amended([])), 0  # and the position up to which that is known

    def __call__(self) -> Bodies:
        """Return the bodies as known now."""
        with self._lock:
            bodies, seen = self._known
            rows, head = self._store.select(self._items, after=seen)
            if rows:
                bodies = self.as_of(head)
            self._known = bodies, max(head, seen)
            return bodies

    def as_of(self, position: int) -> Bodies:
        """Return the bodies as they were known at a position."""
        rows = (row for row in self._store.select(self._items)[0] if row.position <= position)
        facts = [one.fact for one in in_effective_order(standing(map(self._codec.decode, rows)))]
        changes = [item for item in facts if isinstance(item, BODY_CHANGES)]
        return Bodies(Register.load().amended(changes), (item for item in facts if isinstance(item, PartyRegistered)))

    def at(self, position: int) -> Bodies:
        """Return the bodies as known at a position or later; the journal is read on only where need be."""
        bodies, seen = self._known
        return bodies if position <= seen else self()

    def appended(self, after: int, records: Sequence[Recorded[Fact]]) -> None:
        """Know what was just appended after a position, so that it need not be read."""
        if any(isinstance(record.fact, CHANGING) for record in records):
            return
        with self._lock:
            bodies, seen = self._known
            if after == seen and records[0].position == after + 1:  # nobody appended in between
                self._known = bodies, records[-1].position

    def forget(self) -> None:
        """Forget everything: some of it may never have been made durable."""
        with self._lock:
            self._known = Bodies(Register.load().amended([])), 0
