"""A live journal, read by an application of the eventsourcing library, which can record nothing there."""

from collections.abc import Iterator
from typing import Any

import msgspec
from eventsourcing.dcb.api import DCBEvent
from eventsourcing.dcb.domain import Tagged
from eventsourcing.dcb.msgpack import Decision
from eventsourcing.dcb.persistence import DCBInfrastructureFactory, DCBMapper
from eventsourcing.persistence import ProgrammingError

from fokus_core.journal.engines.open_store import open_store
from fokus_core.journal.engines.store import Store

__all__ = ["FactMapper", "JournalFactory", "attached"]


def attached(url: str) -> dict[str, str]:
    """Return the environment of a `DCBApplication` that reads the journal of a URL."""
    return {
        "PERSISTENCE_MODULE": __name__,
        "MAPPER_TOPIC": f"{__name__}:FactMapper",
        "FOKUS_JOURNAL": url,
    }


class JournalFactory(DCBInfrastructureFactory[Any]):
    """What the library makes of that environment; raises `Unusable`, `Unavailable`."""

    def dcb_recorder(self) -> Store:
        """Open the journal for reading only."""
        self._store = open_store(self.env.get("FOKUS_JOURNAL", ""), read_only=True)
        self._store.create()
        return self._store

    def close(self) -> None:
        """Close the journal."""
        self._store.close()


class FactMapper(DCBMapper[Decision]):
    """Reads a fact as the decision whose `TOPIC` is the fact's stored name; it has what fields it wants.

    Nothing that a stored name says is imported.
    """

    def to_domain_event(self, event: DCBEvent) -> Tagged[Decision]:
        """Return a fact as a decision with its keys as tags."""
        for kind in _kinds(Decision):
            if getattr(kind, "TOPIC", None) == event.type:
                fact = msgspec.json.decode(event.data)["fact"]
                return Tagged(event.tags, msgspec.convert(fact, kind))
        raise ProgrammingError(f"No decision has the TOPIC {event.type!r}; name the types that a selector selects.")

    def to_dcb_event(self, event: Tagged[Any]) -> DCBEvent:
        """Raise the library's error: what an application decides is no fact."""
        raise ProgrammingError("A journal is only read here; facts are recorded by the commands of its programmes.")


def _kinds(cls: type[Decision]) -> Iterator[type[Decision]]:
    for kind in cls.__subclasses__():
        yield kind
        yield from _kinds(kind)
