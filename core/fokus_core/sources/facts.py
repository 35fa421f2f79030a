"""What is recorded of sources, and what must hold of that."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from fokus_core.domain.facts import Audience, Fact, Key, Recorded, fact
from fokus_core.domain.labels import labelled
from fokus_core.domain.namings import Naming
from fokus_core.domain.policy import Policy
from fokus_core.domain.statutes import Breach, statute
from fokus_core.domain.texts import _
from fokus_core.domain.words import Checked, Title, Unreadable
from fokus_core.files.attachments import DigestOf, FileId
from fokus_core.privacy.personal import Personal
from fokus_core.privacy.persons import PersonId
from fokus_core.privacy.sealed import Sealed

__all__ = [
    "DOCUMENT",
    "SOURCE_NAMING",
    "Issued",
    "SourceId",
    "SourceKind",
    "SourceRecorded",
    "SourceRetrieved",
    "partial_day",
    "parts_of",
    "sources_are_recorded_once",
]

DOCUMENT = Policy("core.document", "state")
BETWEEN = "; "  # between several sources in the text by which an entry names them
WRITTEN = re.compile(r"(?:(?:(\d{1,2})[./ ]+)?(\d{1,2})[./ ]+)?(\d{4})")  # 17.2.2015, 2/2015, 2015
STORED = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
NO_DAY = _("Geben Sie ein Jahr, einen Monat oder einen Tag an, zum Beispiel 2015, 2.2015 oder 17.2.2015.")


def partial_day(text: str) -> str:
    """Return a year, a month or a day as it is stored: `2015`, `2015-02`, `2015-02-17`; raises `Unreadable`."""
    found = STORED.fullmatch(text)
    written = None if found else WRITTEN.fullmatch(text)
    if written is None and found is None:
        raise Unreadable(NO_DAY)
    parts = [one for one in (found.groups() if found else written.groups()[::-1] if written else ()) if one]
    year, month, day = (int(one) for one in [*parts, "1", "1"][:3])
    try:
        first = date(year, month, day)
    except ValueError:
        raise Unreadable(NO_DAY) from None
    return first.isoformat()[: (4, 7, 10)[len(parts) - 1]]


def parts_of(reference: str) -> tuple[str, ...]:
    """Return by what an entry may name sources: the whole text, and each part of one that names several."""
    return tuple(dict.fromkeys([reference, *filter(None, map(str.strip, reference.split(BETWEEN)))]))


SourceId = Annotated[
    str,
    Key("origin"),
    Meta(pattern=r"^[a-z][a-z0-9-]{1,60}$", description="Id of a source, by which entries may name it"),
]
SourceKind = Annotated[
    Literal["page", "press-release", "article", "council-paper", "publication", "file"],
    labelled(
        {
            "page": _("Internetseite"),
            "press-release": _("Pressemitteilung"),
            "article": _("Presseartikel"),
            "council-paper": _("Unterlage eines Rates oder Kreistags"),
            "publication": _("Veröffentlichung"),
            "file": _("Akte oder Protokoll"),
        }
    ),
    Meta(description="What kind of page or paper it is"),
]
Issued = Annotated[
    str,
    Checked(partial_day),
    Meta(max_length=10, description="Year, month or day on which it appeared: 2015, 2015-02 or 2015-02-17"),
]


@fact("core.source-recorded@1", public=True)
class SourceRecorded(Fact, frozen=True):
    """A page or paper was entered as a source; `references` are other texts by which entries name it."""

    source: SourceId
    title: Title
    kind: SourceKind
    address: Annotated[str, Meta(max_length=1000, description="Address on the web, or signature")] = ""
    publisher: Annotated[str, Meta(max_length=200, description="Who published it")] = ""
    issued: Issued | None = None
    note: Annotated[str, Meta(max_length=1000, description="What else is to be known of it")] = ""
    author: PersonId | None = None
    author_name: Annotated[
        Sealed[str] | None, Personal("author", purpose="source"), Meta(description="Name of the author, sealed")
    ] = None
    references: Annotated[
        tuple[Annotated[str, Meta(min_length=1, max_length=1000)], ...],
        Meta(max_length=50, description="Other texts by which entries name it"),
    ] = ()


@fact("core.source-retrieved@1", audience=Audience(DOCUMENT.permission), happened=True)
class SourceRetrieved(Fact, frozen=True):
    """A source was retrieved on a day; of the copy that was kept the digest is computed, not given."""

    source: SourceId
    file: FileId | None = None
    digest: Annotated[
        str, DigestOf("file"), Meta(max_length=64, description="SHA-256 of the copy, empty where none was kept")
    ] = ""


SOURCE_NAMING = Naming("origin", (SourceRecorded,))


@statute("origin", SourceRecorded, SourceRetrieved)
def sources_are_recorded_once(history: list[Recorded[Fact]]) -> Iterator[Breach]:
    """A source is entered once, and only what is entered was retrieved."""
    entered = [one for one in history if isinstance(one.fact, SourceRecorded)]
    if len(entered) > 1:
        last = max(one.position for one in entered)
        yield Breach("source-known", _("Unter dieser Kurzbezeichnung gibt es schon eine Quelle."), last, "source")
    if history and not entered:
        yield Breach("unknown-source", _("Diese Quelle gibt es nicht."), history[-1].position, "source")
