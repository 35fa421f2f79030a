"""Lists, pages, clocks, tags and forms."""

import re
from datetime import date

import pytest
from api_kit import Client, Headers, open_gardens, slug

from fokus_api.http.negotiation import accepts
from fokus_api.runtime.service import Service
from fokus_api.testing.contract import settle
from fokus_core.access.actor import CONSOLE
from fokus_core.bodies.commands import RegisterParty, RenameBody
from fokus_core.corrections.corrections import Retract
from fokus_core.domain import clock

GARDENS = "/api/v1/garden/gardens"
BODIES = ("05315000", "05111000", "05112000", "05113000", "05114000")


@pytest.mark.parametrize(
    "path", [GARDENS, "/api/v1/garden/names", "/api/v1/log", "/api/v1/feed", "/api/v1/bodies?q=dorf"]
)
def test_pages_follow_each_other_without_gap_or_repeat(client: Client, service: Service, path: str) -> None:
    open_gardens(service, *BODIES)
    whole = client.get(path).json()
    assert whole["next_cursor"] is None
    found, url = [], f"{path}{'&' if '?' in path else '?'}limit=2"
    while url:
        page = client.get(url)
        found += page.json()["items"]
        assert len(page.json()["items"]) <= 2
        url = page.links.get("next", {}).get("url", "")
        assert bool(url) == (page.json()["next_cursor"] is not None)
    assert found == whole["items"]
    assert len(found) > 2


def test_what_holds_depends_on_both_clocks(client: Client, service: Service) -> None:
    position = open_gardens(service, "05315000")
    service.journal.handle(Retract(position=position, reason="Irrtum"), by=CONSOLE)
    head = settle(service)
    assert client.get(GARDENS).json()["items"] == []
    before = client.get(f"{GARDENS}?known={position}")
    assert [item["body"] for item in before.json()["items"]] == ["05315000"]
    assert (before.headers["fokus-known"], before.headers["fokus-on"]) == (
        str(position),
        str(clock.day_of(clock.now())),
    )
    assert client.get(f"{GARDENS}?known={position}&on=2019-12-31").json()["items"] == []
    assert client.get(GARDENS).headers["fokus-known"] == str(head)
    entry = client.get(f"/api/v1/log/{position}").json()
    assert entry["retracted_by"] == head
    assert client.get(f"/api/v1/log/{position}?known={position}").json()["retracted_by"] is None


def test_a_time_is_answered_as_the_position_it_means(client: Client, service: Service) -> None:
    open_gardens(service, "05315000")
    item = client.get("/api/v1/log?programme=garden").json()["items"][0]
    at = client.get("/api/v1/log", params={"known": item["at"]})
    assert at.headers["fokus-known"] == str(item["position"])
    assert client.get("/api/v1/log", params={"known": "2001-01-01T00:00:00+01:00"}).json()["items"] == []


def test_a_read_waits_for_the_position_it_is_given(client: Client, service: Service, officer: Headers) -> None:
    for body in ("05315000",):
        done = client.post(
            "/api/v1/garden/commands/open",
            json={"body": body, "name": "Rosen", "effective": "2020-01-01"},
            headers=officer,
        )
        seen = client.get(f"{GARDENS}?min_position={done.headers['fokus-position']}")
        assert [item["name"] for item in seen.json()["items"]] == ["Rosen"]


def test_a_read_model_that_does_not_come_answers_503(
    client: Client, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fokus_api.responses.positions.PATIENCE", 0.05)
    monkeypatch.setattr(service.journal.store, "head", lambda: 10_000)
    for name in ("min_position", "known"):
        answer = client.get(f"{GARDENS}?{name}=5000")
        assert (answer.status_code, slug(answer), answer.headers["retry-after"]) == (503, "not-yet", "2")


@pytest.mark.parametrize("path", [GARDENS, "/api/v1/log", "/api/v1/feed", "/api/v1/bodies", "/api/v1/plugins"])
def test_an_unchanged_answer_is_confirmed_by_304(client: Client, service: Service, path: str) -> None:
    open_gardens(service, "05315000")
    first = client.get(path)
    again = client.get(path)
    assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
    confirmed = client.get(path, headers={"If-None-Match": f'"other", {first.headers["etag"]}'})
    assert (confirmed.status_code, confirmed.content) == (304, b"")
    assert confirmed.headers["etag"] == first.headers["etag"]
    assert {"Accept", "Authorization", "Origin"} <= set(confirmed.headers["vary"].split(", "))
    assert client.get(path, headers={"If-None-Match": 'W/"other"'}).status_code == 200


def test_a_tag_changes_with_the_rows_it_was_made_of_and_with_nothing_else(
    client: Client, service: Service, officer: Headers
) -> None:
    open_gardens(service, "05315000")
    before = client.get(GARDENS)
    service.journal.handle(
        RegisterParty(party="verein", name="Verein", kind="association", effective=date(2020, 1, 1)), by=CONSOLE
    )
    head = settle(service)
    same = client.get(GARDENS)
    assert same.headers["etag"] == before.headers["etag"]
    assert same.headers["fokus-known"] == str(head)
    pinned = client.get(f"{GARDENS}?known={head}")
    open_gardens(service, "05111000")
    assert client.get(GARDENS).headers["etag"] != before.headers["etag"]
    assert client.get(f"{GARDENS}?known={head}").content == pinned.content
    tags = {
        client.get(url, headers=headers).headers["etag"]
        for url, headers in (
            (GARDENS, {}),
            (GARDENS, officer),
            (f"{GARDENS}?on=2020-05-01", {}),
            (f"{GARDENS}?limit=7", {}),
            (GARDENS, {"Accept": "text/csv"}),
        )
    }
    assert len(tags) == 5


def test_head_answers_like_get_without_content(client: Client, service: Service) -> None:
    open_gardens(service, "05315000")
    for path in (GARDENS, "/health", "/nowhere"):
        got, head = client.get(path), client.head(path)
        assert (head.status_code, head.content) == (got.status_code, b"")
        assert head.headers.get("etag") == got.headers.get("etag")
        assert head.headers["content-type"] == got.headers["content-type"]
    assert client.head("/api/v1/feed", headers={"Accept": "text/event-stream"}).status_code == 200


def test_bodies_are_shown_as_of_a_day(client: Client, service: Service) -> None:
    service.journal.handle(RenameBody(body="05315000", name="Colonia", effective=date(2021, 1, 1)), by=CONSOLE)
    settle(service)
    assert client.get("/api/v1/bodies/Colonia").json()["id"] == "05315000"
    assert client.get("/api/v1/bodies/05315000?on=2020-01-01").json()["name"] == "Köln"
    assert client.get("/api/v1/bodies/05315000?known=1").json()["name"] == "Köln"
    assert client.get("/api/v1/bodies/Colonia?on=2020-01-01").status_code == 404
    assert client.get("/api/v1/bodies/Kreis Olpe").json()["ars"] == "059660000000"
    (olpe,) = client.get("/api/v1/bodies?q=Olpe&kind=town").json()["items"]
    assert (olpe["key"], olpe["ars"]) == ("05966024", "059660024024")
    names = [item["name"] for item in client.get("/api/v1/bodies?parent=Kreis Olpe&kind=town").json()["items"]]
    assert names == ["Attendorn", "Drolshagen", "Lennestadt", "Olpe"]
    line = client.get("/api/v1/bodies/Colonia/timeline").json()["items"]
    assert [item["sentence"]["de"] for item in line] == ["Colonia heißt jetzt Colonia."]


def test_a_party_is_found_like_a_body(client: Client, service: Service) -> None:
    service.journal.handle(
        RegisterParty(party="verein", name="Verein Garten", kind="association", effective=date(2020, 1, 1)), by=CONSOLE
    )
    settle(service)
    assert client.get("/api/v1/bodies/verein").json()["name"] == "Verein Garten"
    assert client.get("/api/v1/bodies/Verein Garten").json()["kind"] == "party"
    assert client.get("/api/v1/bodies/verein").json()["ars"] is None


def test_the_log_is_filtered_and_ordered(client: Client, service: Service) -> None:
    open_gardens(service, "05315000", since=date(2021, 1, 1))
    open_gardens(service, "05111000", since=date(2020, 1, 1))

    def days(query: str) -> list[str]:
        items = client.get(f"/api/v1/log?programme=garden&{query}").json()["items"]
        return [item["effective"] for item in items]

    assert days("") == ["2021-01-01", "2020-01-01"]
    assert days("order=-recorded") == ["2020-01-01", "2021-01-01"]
    assert days("order=effective") == ["2020-01-01", "2021-01-01"]
    assert days("order=-effective") == ["2021-01-01", "2020-01-01"]
    assert days("key=body:05111000") == ["2020-01-01"]
    assert days("from_date=2020-06-01") == ["2021-01-01"]
    assert days("to_position=2") == ["2021-01-01"]
    assert days("by=nobody") == []
    assert days("type=garden.closed@1") == []
    assert days("type=garden.opened@1") == days("type=garden.opened") == days("")
    for later in ("garden.opened@2", "garden.opened@"):
        assert days(f"type={later}") == []


def test_the_feed_speaks_cloudevents(client: Client, service: Service) -> None:
    position = open_gardens(service, "05315000")
    (event,) = client.get(f"/api/v1/feed?after={position - 1}").json()["items"]
    assert event.pop("time")
    assert re.fullmatch(rf"{position}-[0-9a-f]{{8}}", event.pop("id"))
    assert event == {
        "specversion": "1.0",
        "source": f"urn:fokus:journal:{service.journal.id}",
        "type": "de.nrw.fokus.garden.opened.v1",
        "subject": "body:05315000",
        "datacontenttype": "application/json",
        "data": {"effective": "2020-01-01", "body": "05315000", "name": "Garten 05315000"},
    }


def test_every_answer_is_protected(client: Client) -> None:
    for path in ("/health", "/nowhere", "/api/v1/log?x=1", "/schema/openapi.json"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert "strict-transport-security" not in headers


def test_plugins_are_listed_with_what_they_bring(client: Client) -> None:
    core, garden = client.get("/api/v1/plugins").json()["items"]
    assert (core["name"], garden["name"], garden["version"]) == ("core", "garden", "0.1.0")
    assert garden["tables"] == ["garden_gardens"]
    assert garden["commands"] == [
        "garden.close",
        "garden.end-seat",
        "garden.give-seat",
        "garden.open",
        "garden.talk",
        "garden.whisper",
    ]
    assert "routes" in garden["hooks"]


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("*/*", "json"),
        ("text/csv", "csv"),
        ("text/csv, */*;q=0.1", "csv"),
        ("text/csv;q=0.5, application/json", "json"),
        ("text/event-stream", "events"),
        ("text/html, nonsense;q=x", "json"),
        ("", "json"),
    ],
)
def test_the_form_is_chosen_by_accept(accept: str, form: str) -> None:
    assert accepts({"headers": [(b"accept", accept.encode())]}) == form


def test_the_root_tells_what_this_is_and_where_to_go_on(client: Client) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert [one["id"] for one in answer.json()["programmes"]] == ["garden"]
    for address in answer.json()["links"].values():
        assert client.get(address).status_code == 200, address


def test_an_encoded_slash_belongs_to_the_name(client: Client) -> None:
    for written in ("M%C3%BClheim%2FRuhr", "M%C3%BClheim%2fRuhr"):
        assert client.get(f"/api/v1/bodies/{written}").json()["id"] == "05117000"
    assert client.get("/api/v1/bodies%2F05117000").status_code == 404


def test_the_log_takes_the_name_of_a_body_in_a_key_and_refuses_what_is_no_key_or_type(
    client: Client, service: Service
) -> None:
    open_gardens(service, "05958004")
    by_id = client.get("/api/v1/log?key=body:05958004").json()["items"]
    assert client.get("/api/v1/log", params={"key": "body:Stadt Arnsberg"}).json()["items"] == by_id != []
    for query in (
        "key=Hagen",
        "key=body:Atlantis",
        "key=body:Paderborn",
        "type=garden",
        "type=garden.open",
        "type=*",
        "type=GARDEN.OPENED",
    ):
        answer = client.get(f"/api/v1/log?{query}")
        assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, query.partition("=")[0]), query
