"""Atom feeds (RFC 4287) for people: one builder, so that ids, dates and links mean the same in every feed."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree as Xml

import msgspec
from litestar import Request, Response

from fokus_api.auth.policy import API
from fokus_api.responses.sentences import Sentences
from fokus_core.bodies.names import Bodies
from fokus_core.domain.facts import PUBLIC, Fact, Recorded, fact_type
from fokus_core.domain.opening import JournalOpened
from fokus_core.domain.refusals import Unavailable
from fokus_core.domain.texts import _
from fokus_projections import Reader

__all__ = ["ATOM_TYPE", "FEED_LENGTH", "AtomEntry", "atom", "atom_entry"]

ATOM_TYPE = "application/atom+xml"  # the media type of Atom
FEED_LENGTH = 100  # entries of a feed; who wants all asks the list behind it
MINTED = "tag:engagiert-in-nrw.de,2026"  # RFC 4151: who gives the ids, and since when
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class AtomEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry: `id` is unique in its feed and never changes; texts are German and plain.

    `link` is a path or a whole address, `published` is when it was first recorded, `updated` when it was last.
    """

    id: str
    title: str
    link: str
    published: datetime
    updated: datetime
    summary: str = ""


def atom_entry(
    record: Recorded[Fact], reader: Reader, sentences: Sentences, bodies: Bodies, *, link: str, title: str = ""
) -> AtomEntry:
    """Return the entry of a public fact; its sentence is the title, or the summary below a `title`.

    A correction updates the entry of what it corrects.
    """
    if fact_type(type(record.fact)).audience != PUBLIC:
        raise TypeError(f"{record.type} is not for everybody")
    first = reader.recorded(record.place) or record
    sentence = sentences.of(record, bodies).de
    return AtomEntry(
        id=str(record.place),
        title=title or sentence,
        link=link,
        published=first.meta.at,
        updated=record.meta.at,
        summary=sentence if title else "",
    )


def atom(
    request: Request[Any, Any, Any], reader: Reader, feed: str, title: str, entries: Sequence[AtomEntry]
) -> Response[bytes]:
    """Answer with the feed that stands at `/api/v1/{feed}.atom`, its entries in the order given.

    Links are whole addresses: a reader may have the feed from elsewhere.

    Ids hold the id of the journal: the same entry has the same id on every node, and no other service has it.
    """
    opened = reader.recorded(1)
    if opened is None or not isinstance(opened.fact, JournalOpened):
        raise Unavailable(_("Die Daten werden gerade aufbereitet. Versuchen Sie es in einigen Minuten wieder."))
    base = str(request.base_url)
    tag = f"{MINTED}:{opened.fact.journal}/{feed}"
    root = Xml.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": "de"})
    _add(root, "id", tag)
    _add(root, "title", title)
    _add(root, "updated", _time(max((entry.updated for entry in entries), default=opened.meta.at)))
    _add(_add(root, "author"), "name", "Fokus Kommune")
    _add(root, "link", rel="self", type=ATOM_TYPE, href=urljoin(base, f"{API}/{feed}.atom"))
    for entry in entries:
        item = _add(root, "entry")
        _add(item, "id", f"{tag}/{entry.id}")
        _add(item, "title", entry.title)
        _add(item, "published", _time(entry.published))
        _add(item, "updated", _time(entry.updated))
        _add(item, "link", rel="alternate", href=urljoin(base, entry.link))
        if entry.summary:
            _add(item, "summary", entry.summary)
    return Response(
        Xml.tostring(root, encoding="utf-8", xml_declaration=True), media_type=ATOM_TYPE, headers={"Vary": "Host"}
    )


def _add(parent: Xml.Element, name: str, text: str | None = None, **attributes: str) -> Xml.Element:
    element = Xml.SubElement(parent, name, attributes)
    element.text = None if text is None else NOT_XML.sub("\ufffd", text)
    return element


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
