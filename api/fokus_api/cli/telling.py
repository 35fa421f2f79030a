"""A fact as a person reads it, and as one JSON object; sealed fields stay sealed."""

from typing import Any

import msgspec

from fokus_api.responses.sentences import Rendered, Sentences
from fokus_api.runtime.service import Service
from fokus_core.domain.clock import BERLIN
from fokus_core.domain.commands import Command
from fokus_core.domain.facts import Fact, Recorded, Unknown

__all__ = ["Telling", "as_written"]


class Telling:
    """Tells facts by the sentences of their programmes and the names of bodies on the day."""

    def __init__(self, service: Service) -> None:
        self._sentences = Sentences(service.plugins.sentences)
        self._bodies = service.journal.bodies()

    def sentence(self, record: Recorded[Fact]) -> Rendered:
        """Return the fact as a sentence, in German and in English."""
        return self._sentences.of(record, self._bodies)

    def document(self, record: Recorded[Fact]) -> dict[str, Any]:
        """Return everything recorded about a fact, for JSON."""
        return {
            "position": record.position,
            "type": record.type,
            "effective": record.fact.effective,
            "keys": record.keys,
            "fact": record.fact.raw if isinstance(record.fact, Unknown) else as_written(record.fact),
            "meta": msgspec.to_builtins(record.meta),
            "sentence": self.sentence(record),
        }

    def row(self, record: Recorded[Fact]) -> tuple[object, ...]:
        """Return position, moment, day, actor and sentence, for a table."""
        moment = f"{record.meta.at.astimezone(BERLIN):%Y-%m-%d %H:%M}"
        return (record.position, moment, record.fact.effective, record.meta.by, self.sentence(record).en)


ROW = ("position", "recorded", "effective", "by", "what")


def as_written(struct: Fact | Command) -> dict[str, Any]:
    """Return the fields of a fact, sealed ones as `…`."""
    fields: dict[str, Any] = msgspec.to_builtins(struct, enc_hook=lambda _: "…")
    return fields
