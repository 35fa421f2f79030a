"""Differences between versions of the declaration, the criteria and practice examples, as they are computed."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.testing import service_of, settle, temporary_client
from fokus_core import CONSOLE
from fokus_network.membership.commands.admission import AdoptCriteria
from fokus_network.membership.commands.declaration import PublishDeclaration
from fokus_network.membership.facts import Criterion
from fokus_network.offers.commands import ReleasePublication
from fokus_network.plugin import plugin

FIRST, SECOND = date(2012, 12, 5), date(2024, 3, 12)
CARD = Criterion(id="karte", title="Die Kommune nimmt an der Karte teil.")
OTHER_CARD = Criterion(id="karte", title="Die Kommune nimmt teil oder plant es.", evidence=("network.has-signed",))
PERSON, ANCHORED = Criterion(id="person", title="Ansprechperson"), Criterion(id="quer", title="Querschnittsaufgabe")


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient[Litestar]]:
    with temporary_client(plugin) as client:
        service = service_of(client)
        for command in (
            PublishDeclaration(
                declaration="2012", title="Erklärung", text="Wir handeln gemeinsam. Wir treffen uns.", effective=FIRST
            ),
            PublishDeclaration(
                declaration="2024",
                title="Erklärung, neu",
                text="Wir handeln gemeinsam. Wir treffen uns zweimal im Jahr.\nWir lernen voneinander.",
                effective=SECOND,
            ),
            ReleasePublication(
                publication="leitfaden", release=1, title="Leitfaden", changes="Erste Ausgabe.", effective=FIRST
            ),
            ReleasePublication(
                publication="leitfaden", release=2, title="Neuer Leitfaden", changes="Kapitel 2 neu.", effective=SECOND
            ),
            AdoptCriteria(version="alt", criteria=(CARD, PERSON), effective=FIRST),
            AdoptCriteria(version="neu", criteria=(OTHER_CARD, ANCHORED), effective=SECOND),
        ):
            service.journal.handle(command, by=CONSOLE)
        settle(service)
        yield client


def changes(client: TestClient[Litestar], path: str, status: int = 200, **query: Any) -> Any:
    answer = client.get(f"/api/v1/network/{path}/changes", params=query)
    assert answer.status_code == status, answer.text
    return answer.json()


def test_a_declaration_is_compared_sentence_by_sentence(client: TestClient[Litestar]) -> None:
    found = changes(client, "declarations/2024", since="2012")
    assert [(one["field"], one["before"], one["after"]) for one in found["fields"]] == [
        ("title", "Erklärung", "Erklärung, neu"),
        ("published", "2012-12-05", "2024-03-12"),
    ]
    assert [(one["kind"], one["text"]) for one in found["text"]] == [
        ("same", "Wir handeln gemeinsam."),
        ("removed", "Wir treffen uns."),
        ("added", "Wir treffen uns zweimal im Jahr."),
        ("added", "Wir lernen voneinander."),
    ]


def test_criteria_are_compared_one_by_one(client: TestClient[Litestar]) -> None:
    found = changes(client, "criteria/neu", since="alt")
    assert [(one["field"], one["before"], one["after"]) for one in found["fields"]] == [
        ("karte", "Die Kommune nimmt an der Karte teil.", "Die Kommune nimmt teil oder plant es."),
        ("person", "Ansprechperson", None),
        ("karte/evidence", None, "network.has-signed"),
        ("quer", None, "Querschnittsaufgabe"),
    ]
    assert changes(client, "criteria/neu", since="neu")["fields"] == []


def test_a_version_that_is_not_there_on_the_day_is_not_compared(client: TestClient[Litestar]) -> None:
    changes(client, "declarations/2024", 404, since="2012", on="2024-03-11")
    changes(client, "declarations/2024", 404, since="2013")
    changes(client, "criteria/alt", 404, since="nichts")
    changes(client, "criteria/alt", 422)


def test_what_is_not_there_is_said_with_the_day_on_which_it_was_looked_for(client: TestClient[Litestar]) -> None:
    said = changes(client, "criteria/neu", 404, since="alt", on="2024-03-11")["detail"]
    assert said == "Diese Fassung gibt es am 11. März 2024 nicht. Wählen Sie eine aus der Liste."


def test_the_text_of_a_declaration_is_told_with_it(client: TestClient[Litestar]) -> None:
    found = client.get("/api/v1/network/declarations").json()["items"]
    assert [(one["text"][:12], one["file"]) for one in found] == [("Wir handeln ", None), ("Wir handeln ", None)]


def test_releases_of_a_publication_are_compared(client: TestClient[Litestar]) -> None:
    found = changes(client, "publications/leitfaden", since=1, until=2)
    assert [(one["field"], one["before"], one["after"]) for one in found["fields"]] == [
        ("title", "Leitfaden", "Neuer Leitfaden"),
        ("released", "2012-12-05", "2024-03-12"),
    ]
    assert [(one["kind"], one["text"]) for one in found["text"]] == [
        ("removed", "Erste Ausgabe."),
        ("added", "Kapitel 2 neu."),
    ]
    changes(client, "publications/leitfaden", 404, since=1, until=3)
    changes(client, "publications/nichts", 404, since=1, until=2)
    changes(client, "publications/leitfaden", 404, since=1, until=2, on="2024-03-11")


def page(client: TestClient[Litestar], address: str, status: int = 200, language: str = "de") -> str:
    answer = client.get(f"/unterschiede{address}", headers={"Accept": "text/html", "Accept-Language": language})
    assert answer.status_code == status, answer.text
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", "", answer.text)))


def test_a_page_shows_what_went_and_what_came_in_words_and_not_by_colour_alone(client: TestClient[Litestar]) -> None:
    shown = page(client, "/network/declarations/2024?since=2012")
    assert "Von der Fassung vom 5. Dezember 2012 zur Fassung vom 12. März 2024." in shown
    assert "Entfallen: − Wir treffen uns." in shown
    assert "Neu: + Wir treffen uns zweimal im Jahr." in shown
    assert "Entfallen: − 5. Dezember 2012" in shown
    assert "Removed: − Wir treffen uns." in page(client, "/network/declarations/2024?since=2012", language="en")
    criteria = page(client, "/network/criteria/neu?since=alt")
    assert "Neu: + hat die Gemeinsame Erklärung" in criteria
    assert "network.has-signed" not in criteria
    assert "Einzelne Angabe" not in criteria
    assert "(Die Kommune nimmt teil oder plant es.)" in criteria  # whose proof it is
    assert "Die beiden Fassungen sind gleich." in page(client, "/network/criteria/neu?since=neu")


def test_the_page_of_the_network_leads_to_each_comparison(client: TestClient[Litestar]) -> None:
    text = client.get("/netzwerk", headers={"Accept": "text/html"}).text
    assert "/unterschiede/network/declarations/2024?since=2012" in text
    assert "/unterschiede/network/criteria/neu?since=alt" in text


@pytest.mark.parametrize(
    "address", ["/network/members", "/core/log", "/nichts/da", "/network/../log", "/network/criteria/neu/x/y/z/a"]
)
def test_what_has_no_versions_has_no_such_page(client: TestClient[Litestar], address: str) -> None:
    page(client, address, 404)


def test_a_version_that_is_not_there_is_said_to_be(client: TestClient[Litestar]) -> None:
    page(client, "/network/declarations/2024?since=2013", 404)
    page(client, "/network/declarations/2024", 422)


def test_each_release_but_the_first_leads_to_what_changed(client: TestClient[Litestar]) -> None:
    found = client.get("/api/v1/network/publications/leitfaden").json()["history"]
    assert [one["compared"] for one in found] == [
        None,
        {"path": "network/publications/leitfaden", "since": "1", "until": "2"},
    ]
    text = unescape(client.get("/ding/publication/leitfaden", headers={"Accept": "text/html"}).text)
    assert (
        '<a href="/unterschiede/network/publications/leitfaden?since=1&until=2">'
        "Neuer Leitfaden: Fassung 2 mit der vorigen vergleichen</a>"
    ) in text
