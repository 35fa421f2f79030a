"""Sources as things: entered, retrieved with a copy, named by entries, corrected, and shown with what rests on them."""

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any
from urllib.parse import quote_plus

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.testing.contract import issue_key, service_of, settle, temporary_client
from fokus_core import clock
from fokus_core.sources.facts import partial_day, parts_of
from fokus_network.plugin import plugin as network

TODAY = str(clock.day_of(clock.now()))
CORE, GUEST = "/api/v1/core/commands", "/api/v1/network/commands/start-guest-participation"
TEXT = "Rheinische Zeitung, 17. Februar 2015"
PAGE = {
    "source": "rheinische-zeitung",
    "title": "Neue Gäste im Netzwerk",
    "kind": "article",
    "address": "https://example.org/gaeste",
    "publisher": "Rheinische Zeitung",
    "issued": "17.2.2015",
    "author": {"name": "Kim Beispiel"},
    "references": [TEXT],
    "effective": TODAY,
}
Client = TestClient[Litestar]
Headers = dict[str, str]


@pytest.fixture
def client() -> Iterator[Client]:
    """A client over the network."""
    with temporary_client(network) as client:
        yield client


@pytest.fixture
def office(client: Client) -> Headers:
    """The headers of somebody who may enter what documents say."""
    return {"Authorization": f"Bearer {issue_key(service_of(client), 'office', ('state-office', 'state'))}"}


def give(client: Client, headers: Headers, command: str, body: Any, status: int = 201) -> Any:
    answer = client.post(f"{CORE}/{command}", json=body, headers=headers)
    assert answer.status_code == status, answer.text
    settle(service_of(client))
    return answer.json()


def guest(client: Client, headers: Headers, body: str, reference: str) -> int:
    source = {"Fokus-Source": json.dumps({"reference": reference, "certainty": "inferred"})}
    answer = client.post(GUEST, json={"body": body, "effective": TODAY}, headers={**headers, **source})
    assert answer.status_code == 201, answer.text
    settle(service_of(client))
    return int(answer.json()["position"])


def source(client: Client, **query: Any) -> dict[str, Any]:
    answer = client.get("/api/v1/sources/rheinische-zeitung", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]


def told(client: Client, by: str) -> list[tuple[str, str | None, int]]:
    answer = client.get("/api/v1/sources", params={"reference": by})
    return [(one["reference"], one["kind"], one["entries"]) for one in answer.json()["items"]]


def test_a_source_shows_what_rests_on_it_however_entries_name_it(client: Client, office: Headers) -> None:
    bonn = guest(client, office, "Bonn", TEXT)
    before = give(client, office, "record-source", PAGE)["position"] - 1
    essen = guest(client, office, "Essen", "rheinische-zeitung")
    both = guest(client, office, "Hagen", f"Protokoll 3; {TEXT}")
    other = guest(client, office, "Rheine", "Protokoll 3")
    shown = source(client)
    assert (shown["title"], shown["kind"], shown["issued"], shown["also"]) == (
        "Neue Gäste im Netzwerk", "article", "2015-02-17", [TEXT],
    )  # fmt: skip
    assert (shown["entries"], shown["inferred"], shown["first_day"], shown["retrieved"]) == (3, 3, TODAY, None)
    assert [one["position"] for one in client.get(shown["facts"]).json()["items"]] == [bonn, essen, both]
    by_text = client.get("/api/v1/log", params={"source": f"Protokoll 3; {TEXT}"}).json()["items"]
    assert [one["position"] for one in by_text] == [both]
    assert told(client, TEXT) == [("rheinische-zeitung", "article", 3)]
    assert told(client, f"Protokoll 3; {TEXT}") == [("rheinische-zeitung", "article", 3)]
    assert told(client, "Protokoll 3") == [("Protokoll 3", None, 1)], "what nobody entered is listed as entries name it"
    every = client.get("/api/v1/sources").json()["items"]
    assert [(one["title"], one["entries"]) for one in every] == [("Neue Gäste im Netzwerk", 3), ("Protokoll 3", 1)]
    assert other > essen
    past = client.get("/api/v1/sources", params={"known": before}).json()["items"]
    assert [(one["reference"], one["kind"], one["entries"]) for one in past] == [(TEXT, None, 1)]
    assert client.get("/api/v1/sources/rheinische-zeitung", params={"known": before}).status_code == 404


def test_the_digest_of_a_copy_is_computed_and_never_typed(client: Client, office: Headers) -> None:
    position = give(client, office, "record-source", PAGE)["position"]
    file = client.post("/api/v1/files", content=b"Neue Mitglieder", headers={**office, "Content-Type": "text/plain"})
    assert file.status_code == 201, file.text
    copy = {"source": "rheinische-zeitung", "file": file.json()["file"], "effective": TODAY}
    assert client.post(f"{CORE}/retrieve-source", json={**copy, "digest": "0" * 64}, headers=office).status_code == 422
    (fact,) = give(client, office, "retrieve-source", copy)["facts"]
    digest = sha256(b"Neue Mitglieder").hexdigest()
    assert fact["data"]["digest"] == digest
    assert (source(client)["retrieved"], source(client)["digest"]) == (TODAY, digest)
    typed = {"position": fact["position"], "changes": {"digest": "0" * 64}, "reason": "Probe"}
    give(client, office, "correct", typed)
    assert source(client)["digest"] == digest
    path = f"/api/v1/files/{copy['file']}"
    assert client.get(path).status_code == 404, "a copy is not published"
    assert client.get(path, headers=office).content == b"Neue Mitglieder"
    taken = client.post(f"{CORE}/retract", json={"position": position, "reason": "Probe"}, headers=office)
    assert (taken.status_code, taken.json()["type"].rpartition(":")[2]) == (409, "unknown-source")


def test_a_source_is_corrected_and_the_entries_stay_as_they_are(client: Client, office: Headers) -> None:
    bonn = guest(client, office, "Bonn", TEXT)
    position = give(client, office, "record-source", PAGE)["position"]
    change = {"title": "Gäste im Netzwerk", "issued": "2.2015", "references": []}
    give(client, office, "correct", {"position": position, "changes": change, "reason": "Genauer gelesen"})
    shown = source(client)
    assert (shown["title"], shown["issued"], shown["entries"]) == ("Gäste im Netzwerk", "2015-02", 0)
    entry = client.get(f"/api/v1/log/{bonn}").json()
    assert entry["source"]["reference"] == TEXT
    assert source(client, known=position)["entries"] == 1
    again = client.post(f"{CORE}/record-source", json=PAGE, headers=office)
    assert (again.status_code, again.json()["errors"][0]["pointer"]) == (409, "/source")


def test_the_author_is_sealed_and_opened_for_whom_it_is_meant(client: Client, office: Headers) -> None:
    answer = give(client, office, "record-source", PAGE)
    assert "Beispiel" not in json.dumps(answer["facts"])
    assert "Beispiel" not in client.get("/api/v1/log").text
    path = "/api/v1/sources/rheinische-zeitung/author"
    assert client.get(path).status_code == 401
    opened = client.get(path, headers=office)
    assert (opened.json(), opened.headers["cache-control"]) == ({"name": "Kim Beispiel"}, "no-store")
    assert client.get("/api/v1/sources/nirgends/author", headers=office).status_code == 404


def test_pages_lead_from_an_entry_to_its_source_and_from_there_to_what_rests_on_it(
    client: Client, office: Headers
) -> None:
    bonn = guest(client, office, "Bonn", TEXT)
    assert f"{TEXT}</a>" in client.get(f"/eintrag/{bonn}").text
    give(client, office, "record-source", PAGE)
    guest(client, office, "Hagen", "rheinische-zeitung")
    guest(client, office, "Rheine", f"Protokoll 3; {TEXT}")
    cites = f"/quelle?fundstelle={quote_plus(TEXT)}"
    entry = client.get(f"/eintrag/{bonn}").text
    assert f'<a href="{cites}" lang="de">Neue Gäste im Netzwerk</a>' in entry
    led = client.get(cites, follow_redirects=False)
    assert (led.status_code, led.headers["location"]) == (303, "/quellen/rheinische-zeitung")
    page = client.get(f"{cites}&known={bonn}", follow_redirects=False)
    assert page.status_code == 200, "on that day nobody had entered it"
    shown = client.get("/quellen/rheinische-zeitung").text
    assert "Auf dieser Quelle beruhen 3 Einträge." in shown
    assert "17. Februar 2015" in shown
    assert [one for one in ("Bonn", "Hagen", "Rheine") if f"Die Stadt {one}" in shown] == ["Bonn", "Hagen", "Rheine"]
    assert "Kim Beispiel" not in shown
    both = client.get("/quelle", params={"fundstelle": f"Protokoll 3; {TEXT}"}, follow_redirects=False)
    assert both.headers["location"] == "/quellen/rheinische-zeitung"
    guest(client, office, "Essen", "Protokoll 4")
    assert "noch nicht eingetragen" in client.get("/quelle?fundstelle=Protokoll 4").text
    for nowhere in ("/quelle?fundstelle=nirgends", "/quelle", "/quellen/nirgends"):
        assert client.get(nowhere).status_code == 404
    listed = client.get("/quellen").text
    assert '<a href="/quelle?fundstelle=Protokoll+4"' in listed
    assert '<a href="/quellen/rheinische-zeitung"' in client.get("/suche?q=gäste").text
    offered = client.get("/api/v1/choices/origin").json()["items"]
    assert [(one["value"], one["label"]) for one in offered] == [("rheinische-zeitung", "Neue Gäste im Netzwerk")]
    english = client.get("/quellen/rheinische-zeitung", headers={"Accept-Language": "en"}).text
    assert "3 entries rest on this source." in english


def test_only_who_may_document_enters_sources(client: Client) -> None:
    key = issue_key(service_of(client), "coordination", ("network-coordination", "programme:network"))
    for headers, status in (({}, 401), ({"Authorization": f"Bearer {key}"}, 403)):
        give(client, headers, "record-source", PAGE, status)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"issued": "30.2.2015"}, "/issued"),
        ({"issued": "gestern"}, "/issued"),
        ({"kind": "blog"}, "/kind"),
        ({"source": "Mit Leerzeichen"}, "/source"),
        ({"title": ""}, "/title"),
        ({"references": [""]}, "/references/0"),
    ],
)
def test_what_is_wrong_is_pointed_to(client: Client, office: Headers, change: Any, pointer: str) -> None:
    answer = give(client, office, "record-source", {**PAGE, **change}, 422)
    assert [one["pointer"] for one in answer["errors"]] == [pointer]
    assert client.get("/api/v1/sources").json()["items"] == []


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("17.2.2015", "2015-02-17"),
        ("17. 02. 2015", "2015-02-17"),
        ("2/2015", "2015-02"),
        ("2015", "2015"),
        ("2015-02-17", "2015-02-17"),
        ("2015-02", "2015-02"),
    ],
)
def test_a_day_may_be_known_in_part(written: str, stored: str) -> None:
    assert partial_day(written) == stored


def test_a_text_may_name_several_sources() -> None:
    assert parts_of("a; b;c") == ("a; b;c", "a", "b;c")
    assert parts_of("a") == ("a",)
