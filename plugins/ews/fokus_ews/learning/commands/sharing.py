"""What the group shares: its pool of learning sources, and its notes."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from msgspec import Meta

from fokus_core import ERASED, FileId, Invalid, Past, Reads, Recorded, Refused, Sealed, Title, _, command
from fokus_ews.learning.books import Source
from fokus_ews.learning.commands.workshops import OF_WORKSHOP, workshop_on
from fokus_ews.learning.facts import SOURCES, NoteWritten, SourceAdded, SourcePublished
from fokus_ews.learning.group import SEATS, InGroup, OfMember
from fokus_ews.learning.words import NO_FILE, Link, SourceId, SourceKind, Tags, WorkshopId
from fokus_ews.policies import LEAD, TAKE_PART
from fokus_ews.words import Text


@command("ews.add-source", TAKE_PART, title=_("Lernquelle einstellen"))
class AddSource(OfMember, frozen=True, kw_only=True):
    """Put a learning source into the group's pool: a link, or a file that was handed in before."""

    kind: SourceKind
    title: Title
    tags: Tags = ()
    link: Link | None = None
    file: FileId | None = None

    def more(self, past: Past) -> Reads:
        """Read the run with its sites, and whose the file is."""
        reads = super().more(past) or Reads()
        return reads | Reads(f"file:{self.file}", SourceAdded) if self.file else reads

    def decide(self, past: Past) -> Iterator[SourceAdded]:
        """Yield the entry under a new id; the file of another group is refused like one that is not there."""
        self.demand_group(past)
        if self.file and any(one.cohort != self.cohort for one in past.of(SourceAdded)):
            raise Invalid("unknown-file", NO_FILE, field="file")
        if (self.link is None) == (self.file is None):
            raise Refused("link-or-file", _("Geben Sie entweder einen Link oder eine Datei an."), field="link")
        yield SourceAdded(
            effective=self.effective,
            cohort=self.cohort,
            source=past.new_id("source"),
            kind=Sealed.of(self.kind),
            title=Sealed.of(self.title),
            tags=Sealed.of(self.tags),
            body=self.body,
            link=Sealed.of(self.link) if self.link else None,
            file=self.file,
        )


@command("ews.publish-source", LEAD, title=_("Lernquelle veröffentlichen"))
class PublishSource(InGroup, frozen=True, kw_only=True):
    """Show a source of the group's pool to everybody, without saying whose it is."""

    reads: ClassVar[Reads] = Reads("source", *SOURCES)
    source: SourceId

    def decide(self, past: Past) -> Iterator[SourcePublished]:
        """Yield the entry as everybody sees it."""
        now = past.on(self.effective)
        found = [one for one in now.recorded(SourceAdded) if one.fact.cohort == self.cohort]
        if not found:
            raise Refused(
                "source-unknown",
                _("Diese Lernquelle gibt es am {effective} noch nicht oder nicht mehr. Wählen Sie einen anderen Tag."),
                field="source",
            )
        (record,) = found
        fact = SourcePublished(
            effective=self.effective,
            cohort=self.cohort,
            source=self.source,
            kind=_opened(past, record, "kind"),
            title=_opened(past, record, "title"),
            tags=tuple(_opened(past, record, "tags")),
            link=_opened(past, record, "link"),
            file=record.fact.file,
        )
        yield Source.of(now.of(*SOURCES)).checked(fact)


@command("ews.write-note", TAKE_PART, title=_("Notiz schreiben"))
class WriteNote(OfMember, frozen=True, kw_only=True):
    """Write something down for the group, about a workshop or without one."""

    reads: ClassVar[Reads] = SEATS | OF_WORKSHOP
    text: Text
    workshop: Annotated[WorkshopId | None, Meta(description="Workshop it is about")] = None

    def decide(self, past: Past) -> Iterator[NoteWritten]:
        """Yield the note under a new id."""
        self.demand_group(past)
        fact = NoteWritten(
            effective=self.effective,
            cohort=self.cohort,
            note=past.new_id("note"),
            text=Sealed.of(self.text),
            body=self.body,
            workshop=self.workshop,
        )
        yield workshop_on(past, self.effective).checked(fact) if self.workshop else fact


def _opened(past: Past, record: Recorded[SourceAdded], field: str) -> Any:
    value = past.open(record, field)
    if value is ERASED:
        raise Refused("erased", _("Diese Lernquelle ist gelöscht."), field="source")
    return value


COMMANDS = (AddSource, PublishSource, WriteNote)
