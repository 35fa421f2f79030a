"""The members as a map and as a feed, over the documented history."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import feedparser
import pytest
from litestar import Litestar
from litestar.testing import TestClient
from shapely.geometry import Point, shape

from fokus_api.testing import service_of, settle, temporary_client
from fokus_core import CONSOLE, Command, Correct, CreateBody, Retract, load_history
from fokus_network.membership.commands.admission import JoinNetwork
from fokus_network.membership.commands.declaration import SignDeclaration
from fokus_network.plugin import plugin

Client = TestClient[Litestar]

LEMGO = "05766044"
BEREICH = "05766099"  # no such body stands in the register


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    """A client that only asks."""
    yield from documented()


@pytest.fixture
def own() -> Iterator[Client]:
    """A client of the test's own, which may record."""
    yield from documented()


def documented() -> Iterator[Client]:
    with temporary_client(plugin) as client:
        service = service_of(client)
        history = service.plugins.history
        assert {one.state for one in load_history(service.journal, history)} == {"entered"}
        settle(service)
        yield client


def do(client: Client, *commands: Command) -> int:
    """Give commands, and return the position of the last fact once it is shown."""
    service = service_of(client)
    positions = [service.journal.handle(command, by=CONSOLE).position for command in commands]
    settle(service)
    return positions[-1]


def drawn(client: Client, **params: Any) -> dict[str, Any]:
    answer = client.get("/api/v1/network/members.geojson", params=params)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/geo+json"
    found: dict[str, Any] = answer.json()
    return found


def listed(client: Client, **params: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/api/v1/network/members", params=params).json()["items"]
    return found


def read(client: Client, **params: Any) -> Any:
    answer = client.get("/api/v1/network/members.atom", params=params)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/atom+xml"
    feed = feedparser.parse(answer.content)
    assert (feed.bozo, feed.version) == (False, "atom10")
    return feed


# --- the map ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "question",
    [
        {"on": "2012-12-04"},
        {"on": "2016-12-31"},
        {"on": "2016-12-31", "kreis": "Kreis Lippe"},
        {"on": "2016-12-31", "kreis": "059", "type": "district"},
        {"on": "2016-12-31", "round": "2012"},
        {"known": "1"},
        {},
    ],
)
def test_the_map_shows_the_members_that_the_list_names(client: Client, question: dict[str, str]) -> None:
    found = drawn(client, **question)
    assert found["type"] == "FeatureCollection"
    assert [one["properties"] for one in found["features"]] == listed(client, **question)
    assert all((one["type"], one["id"]) == ("Feature", one["properties"]["body"]) for one in found["features"])


def test_a_member_stands_within_its_boundary(client: Client) -> None:
    files = client.get("/api/v1/boundaries").json()["items"]
    boundaries = {
        one["id"]: shape(one["geometry"]) for file in files for one in client.get(file["url"]).json()["features"]
    }
    found = drawn(client, on="2016-12-31")["features"]
    assert {len(one["id"]) for one in found} == {3, 5, 8}
    for one in found:
        assert one["geometry"]["type"] == "Point"
        assert boundaries[one["id"]].contains(Point(one["geometry"]["coordinates"])), one["id"]


def test_the_map_names_its_source(client: Client) -> None:
    found = drawn(client)
    assert (found["attribution"], found["licence"]) == ("© GeoBasis-DE / BKG 2017, Daten verändert", "GeoNutzV")
    assert 'rel="license"' in client.get("/api/v1/network/members.geojson").headers["link"]


def test_the_map_is_confirmed_and_refuses_what_the_list_refuses(client: Client) -> None:
    path = "/api/v1/network/members.geojson"
    again = client.get(path, headers={"If-None-Match": client.get(path).headers["etag"]})
    assert (again.status_code, 'rel="license"' in again.headers["link"]) == (304, True)
    for question in ({"kreis": "Nirgendwo"}, {"type": "Grafschaft"}, {"on": "gestern"}, {"limit": "5"}):
        assert client.get(path, params=question).status_code in {400, 422}, question


def test_a_body_without_a_boundary_is_a_member_without_a_place(own: Client) -> None:
    day = date(2026, 1, 1)
    new = CreateBody(body=BEREICH, name="Neulippe", kind="municipality", parent="05766", effective=day)
    signed = SignDeclaration(party=BEREICH, round="jaehrlich", effective=day)
    before = own.get("/api/v1/network/members.geojson").headers["fokus-known"]
    kept = own.get("/api/v1/network/members.geojson", params={"on": "2026-01-01", "known": before})
    do(own, new, signed, JoinNetwork(body=BEREICH, effective=day, override="Die Aufnahme ist belegt."))
    (found,) = (one for one in drawn(own, on="2026-01-01")["features"] if one["id"] == BEREICH)
    assert (found["geometry"], found["properties"]["name"]) == (None, "Neulippe")
    assert BEREICH not in {one["id"] for one in drawn(own, on="2025-12-31")["features"]}
    assert (
        own.get("/api/v1/network/members.geojson", params={"on": "2026-01-01", "known": before}).content == kept.content
    )


# --- the feed ---------------------------------------------------------------------------------------------------------


def test_the_feed_tells_who_joined_the_latest_first(client: Client) -> None:
    feed = read(client, on="2024-03-12")
    assert (feed.feed.language, feed.feed.title) == ("de", "Neue Mitglieder im Kommunen-Netzwerk: engagiert in NRW")
    assert [one.title for one in feed.entries[:4]] == [
        "Der Kreis Coesfeld ist seit dem 12. März 2024 Mitglied",
        "Die Stadt Ennepetal ist seit dem 12. März 2024 Mitglied",
        "Die Stadt Xanten ist seit dem 30. Juni 2021 Mitglied",
        "Die Stadt Wuppertal ist seit dem 6. Dezember 2017 Mitglied",
    ]
    assert len(feed.entries) == len(listed(client, on="2024-03-12"))
    assert feed.entries[2].summary.startswith("Die Stadt Xanten ist dem Netzwerk")
    assert feed.feed.links[0].rel == "self"
    for entry in feed.entries:
        assert client.get(entry.link).status_code == 200


def test_the_feed_of_a_day_before_the_network_is_empty_and_valid(client: Client) -> None:
    feed = read(client, on="2012-12-04")
    assert feed.entries == []
    assert feed.feed.updated == read(client, on="2012-12-03", known="1").feed.updated


def test_an_entry_is_dated_when_it_was_recorded_and_its_id_is_one_of_this_journal(client: Client) -> None:
    service = service_of(client)
    feed = read(client, on="2012-12-05")
    known = {
        one["joined_at"]: service.models.reader().recorded(one["joined_at"]) for one in listed(client, on="2012-12-05")
    }
    tag = f"tag:engagiert-in-nrw.de,2026:{service.journal.id}/network/members"
    assert feed.feed.id == tag
    assert {entry.id: entry.updated for entry in feed.entries} == {
        f"{tag}/{position}": f"{record.meta.at:%Y-%m-%dT%H:%M:%SZ}" for position, record in known.items() if record
    }
    assert feed.feed.updated == max(entry.updated for entry in feed.entries)


def test_a_corrected_joining_keeps_its_id_and_one_taken_back_is_gone(own: Client) -> None:
    body = next(one for one in listed(own, on="2012-12-05") if one["body"] == LEMGO)
    before = {entry.link: entry for entry in read(own).entries}
    link = f"http://testserver.local/kommunen/{LEMGO}"
    change = Correct(position=body["joined_at"], changes={"effective": "2012-12-06"}, reason="Irrtum")
    position = do(own, change)
    after = {entry.link: entry for entry in read(own).entries}
    assert (after[link].id, after[link].published) == (before[link].id, before[link].published)
    assert after[link].title == "Die Stadt Lemgo ist seit dem 6. Dezember 2012 Mitglied"
    assert after[link].updated >= before[link].updated
    do(own, Retract(position=position, reason="Irrtum"))
    assert link not in {entry.link for entry in read(own).entries}
    assert link in {entry.link for entry in read(own, known=str(position)).entries}


@pytest.mark.parametrize("path", ["members", "members.geojson", "members.csv"])
def test_a_filter_is_named_like_its_field_and_its_old_name_means_the_same(client: Client, path: str) -> None:
    def asked(status: int = 200, **query: str) -> str:
        answer = client.get(f"/api/v1/network/{path}", params={"on": "2016-12-31", **query})
        assert answer.status_code == status
        return answer.text

    assert asked(district="05966") == asked(kreis="05966") == asked(district="Kreis Olpe")
    assert asked(kind="town") == asked(type="town") != asked()
    assert asked(district="059", kind="district") == asked(kreis="059", type="district")
    asked(422, district="05966", kreis="05966")
    asked(422, kind="town", type="town")
    asked(422, kind="village")


def test_keys_come_with_their_names(client: Client) -> None:
    found = client.get("/api/v1/network/members", params={"on": "2016-12-31", "limit": "1000"}).json()["items"]
    names = {one["district"]: one["district_name"] for one in found}
    assert names["05966"] == "Kreis Olpe"
    assert names[None] is None
    bodies = client.get("/api/v1/bodies", params={"limit": "1000"}).json()["items"]
    assert {one["parent"]: one["parent_name"] for one in bodies}["059"] == client.get("/api/v1/bodies/059").json()[
        "name"
    ]
