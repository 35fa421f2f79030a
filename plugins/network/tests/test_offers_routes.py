"""Publications, support offers and news over HTTP."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.testing import issue_key, service_of, settle, temporary_client
from fokus_core import CONSOLE, Correct, RegisterParty
from fokus_network.offers.commands import EndOffer, MakeOffer, PublishNews, ReleasePublication, WithdrawRelease
from fokus_network.offers.facts import NewsPublished
from fokus_network.plugin import plugin

Client = TestClient[Litestar]

FIRST, SECOND, THIRD = date(2015, 12, 31), date(2018, 1, 1), date(2020, 1, 1)
COMMANDS = (
    RegisterParty(party="fsi", name="FSI", kind="organisation", effective=FIRST),
    ReleasePublication(publication="empfehlungen", release=1, title="Empfehlungen", effective=FIRST),
    ReleasePublication(
        publication="empfehlungen", release=2, title="Empfehlungen, neu", changes="Karte ergänzt", effective=SECOND
    ),
    WithdrawRelease(publication="empfehlungen", release=2, reason="Fehlerhaft", effective=THIRD),
    MakeOffer(
        offer="infomails",
        title="Infomails",
        description="Monatlich",
        party="fsi",
        audience="Mitglieder",
        effective=FIRST,
        until=THIRD - timedelta(days=1),
    ),
    MakeOffer(
        offer="beratung",
        title="Beratung",
        description="Nach Absprache",
        party="Bonn",
        audience="alle Kommunen",
        effective=SECOND,
    ),
    PublishNews(news="eins", title="Eins", text="Erste <Meldung> & mehr", effective=FIRST),
    PublishNews(news="zwei", title="Zwei", text="Zweite", link="https://example.org/zwei", effective=SECOND),
)


@pytest.fixture
def client() -> Iterator[Client]:
    with temporary_client(plugin) as client:
        service = service_of(client)
        for command in COMMANDS:
            service.journal.handle(command, by=CONSOLE)
        settle(service)
        yield client


def items(client: Client, path: str, **query: Any) -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/network/{path}", params=query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_a_publication_shows_its_current_release_as_of_a_day(client: Client) -> None:
    def current(on: date) -> list[tuple[str, int, int | None]]:
        found = items(client, "publications", on=on.isoformat())
        return [(one["title"], one["releases"], one["current"] and one["current"]["release"]) for one in found]

    assert current(date(2015, 12, 30)) == []
    assert current(FIRST) == [("Empfehlungen", 1, 1)]
    assert current(SECOND) == [("Empfehlungen, neu", 2, 2)]
    assert current(THIRD) == [("Empfehlungen", 2, 1)]


def test_a_publication_shows_every_release_and_what_each_changed(client: Client) -> None:
    found = client.get("/api/v1/network/publications/empfehlungen").json()
    assert [(one["release"], one["changes"], one["withdrawn"]) for one in found["history"]] == [
        (1, "", None),
        (2, "Karte ergänzt", "2020-01-01"),
    ]
    before = client.get("/api/v1/network/publications/empfehlungen", params={"on": "2019-12-31"}).json()
    assert [one["withdrawn"] for one in before["history"]] == [None, None]
    assert client.get("/api/v1/network/publications/nichts").status_code == 404
    assert client.get("/api/v1/network/publications/empfehlungen", params={"on": "2015-12-30"}).status_code == 404


def test_a_publication_of_which_nothing_stands_has_no_current_release(client: Client) -> None:
    service = service_of(client)
    withdraw = WithdrawRelease(publication="empfehlungen", release=1, reason="Überholt", effective=THIRD)
    service.journal.handle(withdraw, by=CONSOLE)
    settle(service)
    (found,) = items(client, "publications")
    assert (found["current"], found["releases"]) == (None, 2)


def test_a_release_names_no_file_that_is_not_there(client: Client) -> None:
    service = service_of(client)
    key = issue_key(service, "coordination", ("network-coordination", "programme:network"))
    head = settle(service)
    body = {"publication": "neu", "release": 1, "title": "Neu", "effective": "2020-01-01", "file": "0" * 64}
    url = "/api/v1/network/commands/release-publication"
    answer = client.post(url, json=body, headers={"Authorization": f"Bearer {key}"})
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:fokus:problem:unknown-file")
    assert [one["pointer"] for one in answer.json()["errors"]] == ["/file"]
    assert service.journal.store.head() == head


def test_the_file_of_a_release_can_be_read_by_everybody(client: Client) -> None:
    service = service_of(client)
    key = issue_key(service, "coordination", ("network-coordination", "programme:network"))
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "text/plain"}
    uploaded = client.post("/api/v1/files", content="Empfehlungen für alle".encode(), headers=headers)
    assert uploaded.status_code == 201, uploaded.text
    file = uploaded.json()["file"]
    assert client.get(f"/api/v1/files/{file}").status_code == 404
    release = ReleasePublication(publication="neu", release=1, title="Neu", file=file, effective=SECOND)
    service.journal.handle(release, by=CONSOLE)
    settle(service)
    (found,) = client.get("/api/v1/network/publications/neu").json()["history"]
    assert client.get(f"/api/v1/files/{found['file']}").text == "Empfehlungen für alle"


def test_offers_stand_from_one_day_until_another(client: Client) -> None:
    def standing(**query: Any) -> list[tuple[str, str, str, str | None]]:
        return [(one["title"], one["name"], one["since"], one["until"]) for one in items(client, "offers", **query)]

    infomails, advice = ("Infomails", "FSI", "2015-12-31", "2019-12-31"), ("Beratung", "Bonn", "2018-01-01", None)
    assert standing(on="2019-12-31") == [advice, infomails]
    assert standing(on="2020-01-01") == [advice]
    assert standing(on="2019-12-31", party="fsi") == [infomails]
    service = service_of(client)
    before = settle(service)
    service.journal.handle(EndOffer(offer="infomails", reason="-", effective=SECOND), by=CONSOLE)
    settle(service)
    assert standing(on="2019-12-31") == [advice]
    assert standing(on="2019-12-31", known=before) == [advice, infomails]


def test_news_come_newest_first_as_a_list_and_as_a_feed(client: Client) -> None:
    assert [one["news"] for one in items(client, "news")] == ["zwei", "eins"]
    assert [one["news"] for one in items(client, "news", on=FIRST.isoformat())] == ["eins"]
    assert [one["news"] for one in items(client, "news", limit=1)] == ["zwei"]
    answer = client.get("/api/v1/network/news.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    atom = "{http://www.w3.org/2005/Atom}"
    entries = Xml.fromstring(answer.content).findall(f"{atom}entry")
    told = [(one.findtext(f"{atom}title"), one.findtext(f"{atom}summary")) for one in entries]
    assert told == [("Zwei", "Zweite"), ("Eins", "Erste <Meldung> & mehr")]
    links = [link.attrib["href"] for entry in entries for link in entry.findall(f"{atom}link")]
    assert links == ["https://example.org/zwei", "http://testserver.local/liste/network/news"]
    page = client.get(links[1], headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")


def test_a_corrected_news_item_keeps_its_place_in_the_feed(client: Client) -> None:
    def ids() -> list[str | None]:
        feed = Xml.fromstring(client.get("/api/v1/network/news.atom").content)
        return [
            one.findtext("{http://www.w3.org/2005/Atom}id") for one in feed.iter("{http://www.w3.org/2005/Atom}entry")
        ]

    before, service = ids(), service_of(client)
    position = next(
        one.position
        for one in service.journal.follow()
        if isinstance(one.fact, NewsPublished) and one.fact.news == "eins"
    )
    service.journal.handle(Correct(position=position, changes={"title": "Eins!"}, reason="Tippfehler"), by=CONSOLE)
    settle(service)
    assert ids() == before
    assert [one["title"] for one in items(client, "news")] == ["Zwei", "Eins!"]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "https://example.org/a b", "example.org", "http://"])
def test_a_link_is_an_address_on_the_web(client: Client, link: str) -> None:
    key = issue_key(service_of(client), "coordination", ("network-coordination", "programme:network"))
    body = {"news": "drei", "title": "-", "text": "-", "link": link, "effective": "2020-01-01"}
    url = "/api/v1/network/commands/publish-news"
    answer = client.post(url, json=body, headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.json()["errors"]] == ["/link"]
