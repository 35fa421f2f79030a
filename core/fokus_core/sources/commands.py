"""Entering sources, and the copies that were retrieved of them."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from msgspec import Meta

from fokus_core.domain.commands import Command, command
from fokus_core.domain.past import Past
from fokus_core.domain.recording import recorded
from fokus_core.domain.texts import _
from fokus_core.domain.words import Title
from fokus_core.files.attachments import FileId
from fokus_core.privacy.persons import Person
from fokus_core.privacy.sealed import Sealed
from fokus_core.sources.facts import DOCUMENT, Issued, SourceId, SourceKind, SourceRecorded, SourceRetrieved

__all__ = ["COMMANDS", "RecordSource", "RetrieveSource"]


@command("core.record-source", DOCUMENT, title=_("Quelle eintragen"))
class RecordSource(Command, frozen=True):
    """Enter a page or paper as a source; the author is kept sealed."""

    source: SourceId
    title: Title
    kind: SourceKind
    effective: date
    address: Annotated[str, Meta(max_length=1000)] = ""
    publisher: Annotated[str, Meta(max_length=200)] = ""
    issued: Issued | None = None
    note: Annotated[str, Meta(max_length=1000)] = ""
    author: Person | None = None
    references: Annotated[tuple[Annotated[str, Meta(min_length=1, max_length=1000)], ...], Meta(max_length=50)] = ()

    def decide(self, past: Past) -> Iterator[SourceRecorded]:
        """Yield the source; the statute knows whether there is one already."""
        author = self.author
        yield recorded(self, SourceRecorded, author_name=Sealed.of(author.name) if author else None)


@command(
    "core.retrieve-source",
    DOCUMENT,
    records=SourceRetrieved,
    leaves=("digest",),
    title=_("Abruf einer Quelle eintragen"),
)
class RetrieveSource(Command, frozen=True):
    """Record on which day a source was retrieved, with the copy that was kept."""

    source: SourceId
    effective: date
    file: FileId | None = None


COMMANDS = (RecordSource, RetrieveSource)
