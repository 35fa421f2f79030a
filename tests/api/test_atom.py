"""The builder of Atom feeds: what RFC 4287 wants of a feed, whatever stands in its entries."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as Xml

import feedparser
import pytest
from litestar import Request
from sample_programme import Open, plugin

from fokus_api.responses.atom import AtomEntry, atom, atom_entry
from fokus_api.responses.sentences import Sentences
from fokus_api.runtime.service import Service
from fokus_api.testing.contract import settle, temporary_service
from fokus_core.access.actor import CONSOLE
from fokus_core.access.grants import GrantAccess
from fokus_core.bodies.names import Bodies
from fokus_core.bodies.register import Register
from fokus_core.domain.facts import Fact, Recorded

ATOM = "{http://www.w3.org/2005/Atom}"
THEN = datetime(2024, 3, 12, 10, 30, tzinfo=UTC)
LATER = datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)
REQUEST: Any = {
    "type": "http",
    "method": "GET",
    "scheme": "https",
    "path": "/api/v1/garden/news.atom",
    "query_string": b"",
    "root_path": "",
    "headers": [(b"host", b"fokus.example")],
    "server": ("127.0.0.1", 80),
}
BODIES = Bodies(Register.load())


@pytest.fixture
def service() -> Iterator[Service]:
    with temporary_service(plugin) as service:
        settle(service)
        yield service


def read(service: Service, *entries: AtomEntry) -> tuple[Any, Xml.Element]:
    request: Request[Any, Any, Any] = Request(REQUEST)
    answer = atom(request, service.models.reader(), "garden/news", "Neues", entries)
    assert isinstance(answer.content, bytes)
    feed = feedparser.parse(answer.content)
    assert (feed.bozo, feed.version) == (False, "atom10")
    return feed, Xml.fromstring(answer.content)


def recorded(service: Service, command: Any) -> Recorded[Fact]:
    (record,) = service.journal.handle(command, by=CONSOLE).facts
    settle(service)
    return record


def test_a_feed_has_what_the_rfc_asks_for_each_once(service: Service) -> None:
    feed, root = read(
        service,
        AtomEntry(id="7", title="Eins", link="/api/v1/garden/7", published=THEN, updated=LATER, summary="Mehr dazu"),
        AtomEntry(id="8", title="Zwei", link="/api/v1/garden/8", published=THEN, updated=THEN),
    )
    for name in ("id", "title", "updated", "author"):
        assert len(root.findall(ATOM + name)) == 1
    for entry in root.findall(f"{ATOM}entry"):
        assert [len(entry.findall(ATOM + name)) for name in ("id", "title", "updated", "published")] == [1, 1, 1, 1]
    tag = f"tag:engagiert-in-nrw.de,2026:{service.journal.id}/garden/news"
    assert (feed.feed.id, feed.feed.updated, feed.feed.language) == (tag, "2025-01-02T03:04:05Z", "de")
    assert [(one.id, one.title, one.published, one.updated) for one in feed.entries] == [
        (f"{tag}/7", "Eins", "2024-03-12T10:30:00Z", "2025-01-02T03:04:05Z"),
        (f"{tag}/8", "Zwei", "2024-03-12T10:30:00Z", "2024-03-12T10:30:00Z"),
    ]
    assert [one.get("summary") for one in feed.entries] == ["Mehr dazu", None]
    assert [one.link for one in feed.entries] == [
        "https://fokus.example/api/v1/garden/7",
        "https://fokus.example/api/v1/garden/8",
    ]
    assert (feed.feed.links[0].rel, feed.feed.links[0].href) == (
        "self",
        "https://fokus.example/api/v1/garden/news.atom",
    )


def test_texts_are_plain_whatever_they_hold(service: Service) -> None:
    title = "Straße & <b>Büro</b> „eins“ 🌳"
    _, root = read(service, AtomEntry(id="1", title=title + "\x01", link="/", published=THEN, updated=THEN))
    assert root.findtext(f"{ATOM}entry/{ATOM}title") == title + "\ufffd"


def test_a_feed_without_entries_is_dated_by_the_opening_of_the_journal(service: Service) -> None:
    opened = service.models.reader().recorded(1)
    assert opened is not None
    feed, _ = read(service)
    assert (feed.feed.updated, feed.entries) == (f"{opened.meta.at:%Y-%m-%dT%H:%M:%SZ}", [])


def test_a_fact_that_is_not_for_everybody_becomes_no_entry(service: Service) -> None:
    reader = service.models.reader()
    sentences = Sentences(service.plugins.sentences, service.texts, service.journal.titles)
    public = recorded(service, Open(body="05315000", name="Garten", effective=THEN.date()))
    entry = atom_entry(public, reader, sentences, BODIES, title="Neu", link="/")
    assert (entry.id, entry.published, entry.updated) == (str(public.position), public.meta.at, public.meta.at)
    sentence = atom_entry(public, reader, sentences, BODIES, link="/")
    assert (entry.title, entry.summary, sentence.title, sentence.summary) == ("Neu", sentence.title, entry.summary, "")
    assert "Garten" in sentence.title
    grant = recorded(service, GrantAccess(actor="anna", role="auditor", scope="state", effective=THEN.date()))
    with pytest.raises(TypeError, match=r"core\.access-granted@\d is not for everybody"):
        atom_entry(grant, reader, sentences, BODIES, title="Neu", link="/")
