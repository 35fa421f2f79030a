"""The pool of learning sources and the notes of the group, and the sources that are there for everybody."""

from collections.abc import Sequence
from datetime import date

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from fokus_api import Listing, Moment, Node, Page, RowEntry, Unsealer, read
from fokus_core import PUBLIC, Bodies, Recorded, _
from fokus_ews.learning.facts import SOURCES, NoteWritten, SourceAdded, SourcePublished
from fokus_ews.learning.reading import Named, named, past_of, texts_of
from fokus_ews.learning.words import SourceKind
from fokus_ews.policies import READ_GROUP
from fokus_projections import Reader, standing

PUBLIC_SOURCES = f"""
SELECT source, cohort, kind, title, tags, link, file, effective, position FROM ews_source_published WHERE {standing()}
"""


class SourceView(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the group's pool; its file is read at `/api/v1/files`. Texts are null once they are erased."""

    source: str
    kind: SourceKind | None
    title: str | None
    tags: Sequence[str] | None
    link: str | None
    file: str | None
    site: Named | None
    added: date
    public: bool
    entry: RowEntry | None = None


class PublicSourceView(msgspec.Struct, frozen=True, kw_only=True):
    """A learning source that is there for everybody; its file is read at `/api/v1/files`."""

    source: str
    cohort: str
    kind: SourceKind
    title: str
    tags: Sequence[str]
    link: str | None
    file: str | None
    published: date
    entry: RowEntry | None = None


class NoteView(msgspec.Struct, frozen=True, kw_only=True):
    """A note of the group; without a site it is the carrier's. The text is null once it is erased."""

    note: str
    written: date
    site: Named | None
    workshop: str | None
    text: str | None
    entry: RowEntry | None = None


@read("/ews/runs/{cohort_id:str}/sources", policy=READ_GROUP, title=_("Lernquellen der Gruppe"))
async def group_sources(
    cohort_id: FromPath[str],
    node: NamedDependency[Node],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    unsealer: NamedDependency[Unsealer],
) -> Response[Page[SourceView]]:
    """List the learning sources in the pool of a group."""
    past = await past_of(node, moment, cohort_id, *SOURCES)
    public = {record.fact.source for record in past.recorded(SourcePublished)}
    pool = listing.cut(past.recorded(SourceAdded), _source)
    texts = await texts_of(unsealer, cohort_id, pool)
    found = [
        SourceView(
            source=added.fact.source,
            kind=texts[added.position]["kind"],
            title=texts[added.position]["title"],
            tags=texts[added.position]["tags"],
            link=texts[added.position]["link"],
            file=added.fact.file,
            site=named(bodies, added.fact.body, added) if added.fact.body else None,
            added=added.fact.effective,
            public=added.fact.source in public,
            entry=RowEntry(added.position),
        )
        for added in pool
    ]
    return listing.of(found, lambda one: (one.added.isoformat(), one.source), SourceView)


@read("/ews/sources", policy=PUBLIC, title=_("Lernquellen"))
async def sources(
    reader: NamedDependency[Reader], moment: NamedDependency[Moment], listing: NamedDependency[Listing]
) -> Response[Page[PublicSourceView]]:
    """List the learning sources that are there for everybody."""
    found = [
        PublicSourceView(
            source=source,
            cohort=cohort,
            kind=kind,
            title=title,
            tags=msgspec.json.decode(tags),
            link=link,
            file=file,
            published=date.fromisoformat(day),
            entry=RowEntry(position),
        )
        for source, cohort, kind, title, tags, link, file, day, position in reader.rows(PUBLIC_SOURCES, moment.params)
    ]
    return listing.of(found, lambda one: (one.published.isoformat(), one.source), PublicSourceView)


@read("/ews/runs/{cohort_id:str}/notes", policy=READ_GROUP, title=_("Notizen der Gruppe"))
async def group_notes(
    cohort_id: FromPath[str],
    node: NamedDependency[Node],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    unsealer: NamedDependency[Unsealer],
) -> Response[Page[NoteView]]:
    """List the notes of a group."""
    past = await past_of(node, moment, cohort_id, NoteWritten)
    written = listing.cut(past.recorded(NoteWritten), _note)
    texts = await texts_of(unsealer, cohort_id, written)
    found = [
        NoteView(
            note=record.fact.note,
            written=record.fact.effective,
            site=named(bodies, record.fact.body, record) if record.fact.body else None,
            workshop=record.fact.workshop,
            text=texts[record.position]["text"],
            entry=RowEntry(record.position),
        )
        for record in written
    ]
    return listing.of(found, lambda one: (one.written.isoformat(), one.note), NoteView)


def _source(record: Recorded[SourceAdded]) -> tuple[str, str]:
    return record.fact.effective.isoformat(), record.fact.source


def _note(record: Recorded[NoteWritten]) -> tuple[str, str]:
    return record.fact.effective.isoformat(), record.fact.note
