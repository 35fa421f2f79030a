"""Pages are one snapshot, and what another journal told is not taken for what this one would tell."""

import base64
from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest
from api_kit import Client, open_gardens, slug

from fokus_api.runtime.service import Service
from fokus_api.testing.contract import settle
from fokus_core.access.actor import CONSOLE
from fokus_core.bodies.commands import RenameBody
from fokus_core.corrections.corrections import Retract

GARDENS, LOG, FEED = "/api/v1/garden/gardens", "/api/v1/log", "/api/v1/feed"
BODIES = ("05315000", "05112000", "05113000", "05114000", "05116000")
LISTS = (
    GARDENS,
    "/api/v1/garden/names",
    LOG,
    f"{LOG}?order=-recorded",
    f"{LOG}?order=effective",
    FEED,
    "/api/v1/bodies?q=dorf",
    f"{GARDENS}?on=2024-03-01",
)


def by_cursor(client: Client, path: str, answer: Any) -> str | None:
    cursor = answer.json()["next_cursor"]
    return cursor and f"{path}{'&' if '?' in path else '?'}limit=2&cursor={cursor}"


def by_link(client: Client, path: str, answer: Any) -> str | None:
    return answer.links.get("next", {}).get("url")


def pages(
    client: Client, path: str, onward: Callable[[Client, str, Any], str | None], meanwhile: Callable[[], object]
) -> list[Any]:
    found, url = [], f"{path}{'&' if '?' in path else '?'}limit=2"
    while url:
        answer = client.get(url)
        assert answer.status_code == 200, answer.text
        found += answer.json()["items"]
        url = onward(client, path, answer)
        meanwhile()
    return found


@pytest.mark.parametrize("onward", [by_cursor, by_link])
@pytest.mark.parametrize("path", LISTS)
def test_what_is_recorded_between_two_pages_changes_nothing(
    client: Client, service: Service, path: str, onward: Callable[[Client, str, Any], str | None]
) -> None:
    position = open_gardens(service, *BODIES)
    whole = client.get(path).json()["items"]
    assert len(whole) > 2
    changes = [
        lambda: open_gardens(service, "05117000", since=date(2019, 1, 1)),
        lambda: service.journal.handle(Retract(position=position, reason="Irrtum"), by=CONSOLE),
        lambda: service.journal.handle(
            RenameBody(body="05111000", name="Aadorf", effective=date(2020, 1, 1)), by=CONSOLE
        ),
    ]

    def meanwhile() -> None:
        if changes:
            changes.pop(0)()
            settle(service)

    assert pages(client, path, onward, meanwhile) == whole
    assert client.get(path).json()["items"] != whole


def test_a_cursor_is_for_its_moment_alone(client: Client, service: Service) -> None:
    open_gardens(service, *BODIES)
    first = client.get(f"{GARDENS}?limit=2&on=2024-03-01")
    cursor, known = first.json()["next_cursor"], first.headers["fokus-known"]
    for query in ("", "on=2024-03-01", f"known={known}", f"on=2024-03-01&known={known}", "limit=1"):
        answer = client.get(f"{GARDENS}?{query}&cursor={cursor}".replace("?&", "?"))
        assert (answer.status_code, answer.headers["fokus-on"], answer.headers["fokus-known"]) == (
            200,
            "2024-03-01",
            known,
        )
    open_gardens(service, "05117000")
    for query in ("on=2024-03-02", f"known={int(known) + 1}", "name=x"):
        answer = client.get(f"{GARDENS}?{query}&cursor={cursor}")
        assert (answer.status_code, slug(answer)) == (422, "invalid-cursor")
    assert client.get(f"{LOG}?cursor={cursor}").status_code == 422


def changed(cursor: str, known: str) -> str:
    """Return a cursor as another journal would have given it."""
    said = msgspec.json.decode(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_"))
    said[2] = known
    return base64.urlsafe_b64encode(msgspec.json.encode(said)).decode().rstrip("=")


@pytest.mark.parametrize("path", [GARDENS, LOG, FEED, f"{GARDENS}.csv", f"{LOG}.xlsx", "/api/v1/bodies"])
def test_a_cursor_of_another_journal_is_told_so(client: Client, service: Service, path: str) -> None:
    open_gardens(service, *BODIES)
    answer = client.get(f"{path}?limit=2")
    cursor = answer.json()["next_cursor"] if "." not in path else answer.links["next"]["url"].rpartition("cursor=")[2]
    head = service.journal.store.head()
    assert client.get(path, params={"cursor": cursor}).status_code == 200
    for known in (f"{head}-00000000", f"{head + 5}-00000000", str(head + 5)):
        answer = client.get(path, params={"cursor": changed(cursor, known)})
        assert (answer.status_code, slug(answer)) == (409, "other-journal"), known
        assert answer.json()["errors"][0]["parameter"] == "cursor"
    for nonsense in ("x", f"{head}-xyz", "-1", "1e3", ""):
        assert client.get(path, params={"cursor": changed(cursor, nonsense)}).status_code == 422


def test_an_event_is_named_by_its_position_and_a_mark_that_stays(client: Client, service: Service) -> None:
    open_gardens(service, *BODIES)
    events = client.get(FEED).json()["items"]
    assert [int(one["id"].partition("-")[0]) for one in events] == [
        one["position"] for one in client.get(LOG).json()["items"]
    ]
    assert len({one["id"].partition("-")[2] for one in events}) == len(events)
    for number, event in enumerate(events):
        after = client.get(FEED, params={"after": event["id"]}).json()["items"]
        assert after == events[number + 1 :]
        assert client.get(FEED, params={"after": event["id"].partition("-")[0]}).json()["items"] == after
    assert client.get(FEED, params={"after": "0"}).json()["items"] == events


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_an_id_of_another_journal_is_told_so(client: Client, service: Service, accept: str) -> None:
    open_gardens(service, *BODIES)
    head = service.journal.store.head()
    for told in (f"{head}-00000000", f"{head + 1}-12345678", str(head + 1), "999999999999999", "1-00000000"):
        answer = client.get(FEED, params={"after": told}, headers={"Accept": accept})
        assert (answer.status_code, slug(answer)) == (409, "other-journal"), told
    for nonsense in ("gestern", "1-", "-1", "1-ABCDEF00", "1 "):
        assert client.get(FEED, params={"after": nonsense}, headers={"Accept": accept}).status_code == 422
    if accept == "text/event-stream":
        answer = client.get(FEED, headers={"Accept": accept, "Last-Event-ID": f"{head}-00000000"})
        assert (answer.status_code, slug(answer)) == (409, "other-journal")
        assert answer.json()["errors"][0]["parameter"] == "Last-Event-ID"


def test_an_event_about_no_body_has_no_subject(client: Client, service: Service) -> None:
    open_gardens(service, *BODIES)
    events = client.get(FEED).json()["items"]
    told = {one["type"].rpartition(".v")[0].rpartition("fokus.")[2]: one.get("subject", "none") for one in events}
    assert told == {"core.journal-opened": "none", "garden.opened": f"body:{BODIES[-1]}"}
