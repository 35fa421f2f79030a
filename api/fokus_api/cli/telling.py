"""Facts on the command line: as a person reads them, and in the API's form as JSON; sealed fields stay sealed."""

from typing import Any

import msgspec

from fokus_api.cli.output import language
from fokus_api.responses.sentences import Rendered, Sentences
from fokus_api.responses.views import FactView, fact_view
from fokus_api.runtime.service import Service
from fokus_core.domain.clock import BERLIN
from fokus_core.domain.commands import Command
from fokus_core.domain.facts import Fact, Recorded

__all__ = ["Telling", "as_written"]


class Telling:
    """Tells facts by the sentences of their programmes and the names of bodies on the day."""

    def __init__(self, service: Service) -> None:
        self._sentences = Sentences(service.plugins.sentences, service.texts, service.journal.titles)
        self._bodies = service.journal.bodies()

    def sentence(self, record: Recorded[Fact]) -> Rendered:
        """Return the fact as a sentence, in German and in English."""
        return self._sentences.of(record, self._bodies)

    def text(self, record: Recorded[Fact]) -> str:
        """Return the fact as a sentence in the language of the command line."""
        return self._sentences.said(record, self._bodies, language())

    def view(self, record: Recorded[Fact], *, retracted_by: int | None = None) -> FactView:
        """Return a fact in the one form in which it leaves the house."""
        return fact_view(record, self._sentences, self._bodies, retracted_by=retracted_by)

    def row(self, record: Recorded[Fact]) -> tuple[object, ...]:
        """Return position, moment, day, actor and sentence, for a table."""
        moment = f"{record.meta.at.astimezone(BERLIN):%Y-%m-%d %H:%M}"
        return (record.position, moment, record.fact.effective, record.meta.by, self.text(record))


ROW = ("position", "recorded", "effective", "by", "what")


def as_written(struct: Fact | Command) -> dict[str, Any]:
    """Return the fields of a fact, sealed ones as `…`."""
    fields: dict[str, Any] = msgspec.to_builtins(struct, enc_hook=lambda _: "…")
    return fields
