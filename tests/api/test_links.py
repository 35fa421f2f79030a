"""A link lets somebody without an account do one thing: looking changes nothing, using it counts once."""

import io
import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from api_kit import Client, slug
from sample_programme import Close, Open, plugin

from fokus_api.http.caller import Caller, SignedIn
from fokus_api.pages.link_actions import LinkAction
from fokus_api.runtime.logs import JSONLines
from fokus_api.runtime.service import Service
from fokus_api.testing.contract import service_of, settle, temporary_client
from fokus_core.access.actor import CONSOLE, RESERVED
from fokus_core.access.links import Links
from fokus_core.bodies.commands import RenameBody
from fokus_core.domain import clock
from fokus_core.domain.hooks import hookimpl
from fokus_core.domain.programme import PluginRefused, ProgrammeInfo
from fokus_core.domain.refusals import NotFound, Unavailable

KOELN = "05315000"
ACTION = "garden.open-by-link"
ROSES = {"name": "Rosen"}


@pytest.fixture
def client() -> Iterator[Client]:
    with temporary_client(plugin, limits=["links=1000/60"]) as client:
        yield client


def issue(service: Service, *, action: str = ACTION, hours: int = 1, uses: int = 1, body: str = KOELN) -> str:
    expires = datetime.now(UTC) + timedelta(hours=hours)
    return Links(service.state_store).issue(action, {"body": body}, expires=expires, uses=uses)


def gardens(client: Client) -> list[str]:
    settle(service_of(client))
    return [item["name"] for item in client.get("/api/v1/garden/gardens").json()["items"]]


def test_looking_tells_what_the_link_is_for_and_changes_nothing(client: Client, service: Service) -> None:
    path, head = issue(service), service.journal.store.head()
    for _ in range(3):
        answer = client.get(path)
        assert answer.status_code == 200
        shown = answer.json()
        assert datetime.fromisoformat(shown.pop("expires")) > datetime.now(UTC)
        assert shown == {
            "action": ACTION,
            "title": "Einen Garten eröffnen",
            "title_en": "Open a garden",
            "fields": ["name"],
            "details": {"body": KOELN},
            "beside": [],
        }
    assert client.head(path).status_code == 200
    assert service.journal.store.head() == head
    assert client.post(path, json=ROSES).status_code == 201


def test_using_gives_the_command_as_the_actor_of_links(client: Client, service: Service) -> None:
    answer = client.post(issue(service), json=ROSES)
    assert answer.status_code == 201
    position = int(answer.headers["fokus-position"])
    assert answer.json() == {
        "action": ACTION,
        "title": "Einen Garten eröffnen",
        "title_en": "Open a garden",
        "position": position,
    }
    record = service.journal.recorded(position)
    assert record is not None
    assert (record.meta.by, record.fact.effective) == ("link", clock.day_of(clock.now()))
    assert "link" in RESERVED
    assert gardens(client) == ["Rosen"]


def test_unknown_used_and_expired_links_are_answered_alike(client: Client, service: Service) -> None:
    used, expired = issue(service), issue(service, hours=-1)
    assert client.post(used, json=ROSES).status_code == 201
    foreign = issue(service, action="shed.open")
    answers = [
        client.request(method, path, **more)
        for path in ("/l/unknown", "/l/" + "A" * 43, used, expired, foreign)
        for method, more in (("GET", {}), ("POST", {"json": ROSES}))
    ]
    assert {(answer.status_code, slug(answer)) for answer in answers} == {(404, "link-gone")}
    assert len({str(answer.json() | {"instance": ""}) for answer in answers}) == 1
    varying = ("x-request-id", "ratelimit", "content-length", "date")
    heads = {str(sorted((n, v) for n, v in one.headers.items() if n not in varying)) for one in answers}
    assert len(heads) == 1


def test_what_its_programme_no_longer_knows_is_gone_too(
    client: Client, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(*_: object) -> dict[str, Any]:
        raise NotFound

    action = LinkAction(ACTION, Open, "a", show=nothing)
    monkeypatch.setitem(client.app.state.node.links, ACTION, action)
    assert slug(client.get(issue(service))) == "link-gone"


@pytest.mark.parametrize(
    ("content", "status", "expected", "pointer"),
    [
        (b"{", 400, "malformed-json", None),
        (b'{"name":' + b"[" * 20_000, 400, "malformed-json", None),
        (b"[]", 422, "invalid-input", ""),
        (b"", 422, "invalid-input", "/name"),
        (b'{"name": ""}', 422, "invalid-input", "/name"),
        (b'{"name": "x", "colour": 1}', 422, "invalid-input", "/colour"),
        (b'{"name": "x", "body": "05111000"}', 422, "invalid-input", "/body"),
        (b'{"name": "x", "effective": "2020-01-01"}', 422, "invalid-input", "/effective"),
    ],
)
def test_wrong_input_is_refused_and_leaves_the_link_as_it_was(
    client: Client, service: Service, content: bytes, status: int, expected: str, pointer: str | None
) -> None:
    path, head = issue(service), service.journal.store.head()
    answer = client.post(path, content=content, headers={"Content-Type": "application/json"})
    assert (answer.status_code, slug(answer)) == (status, expected)
    if pointer is not None:
        assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert service.journal.store.head() == head
    assert client.post(path, json=ROSES).status_code == 201


def test_a_link_takes_json_or_nothing(client: Client, service: Service) -> None:
    path = issue(service)
    answer = client.post(path, content=b'{"name": "Rosen"}', headers={"Content-Type": "text/plain"})
    assert (answer.status_code, slug(answer)) == (415, "unsupported-media-type")
    whole = Links(service.state_store).issue(
        ACTION, {"body": KOELN, "name": "Rosen"}, expires=datetime.now(UTC) + timedelta(hours=1)
    )
    assert client.get(whole).json()["fields"] == []
    assert client.post(whole).status_code == 201


def test_whoever_is_signed_in_uses_a_link_like_anybody_else(
    client: Client, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def signed_in(*_: object) -> Caller:
        return Caller("anna", signed=SignedIn("anna", session="s", csrf="token"))

    monkeypatch.setattr(client.app.state.node.authenticator, "caller", signed_in)
    assert (
        client.post("/api/v1/garden/commands/talk", json={}).status_code == 403
    )  # the token of the session is missing
    answer = client.post(issue(service), json=ROSES)
    assert answer.status_code == 201
    record = service.journal.recorded(answer.json()["position"])
    assert record is not None
    assert record.meta.by == "link"


def test_where_a_rule_refuses_the_link_can_be_used_again(client: Client, service: Service) -> None:
    path = issue(service)
    today = clock.day_of(clock.now())
    service.journal.handle(Open(body=KOELN, name="Tulpen", effective=today), by=CONSOLE)
    assert slug(client.post(path, json=ROSES)) == "already-open"
    service.journal.handle(Close(body=KOELN, effective=today), by=CONSOLE)
    assert client.post(path, json=ROSES).status_code == 201
    assert slug(client.post(path, json=ROSES)) == "link-gone"


def test_a_lost_answer_is_repeated_without_a_second_effect(
    client: Client, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, handle = issue(service), service.journal.handle

    def lost(*args: Any, **more: Any) -> Any:
        handle(*args, **more)
        raise Unavailable

    with monkeypatch.context() as patched:
        patched.setattr(service.journal, "handle", lost)
        assert client.post(path, json=ROSES).status_code == 503
    head = service.journal.store.head()
    assert client.post(path, json=ROSES).status_code == 201
    assert service.journal.store.head() == head
    assert gardens(client) == ["Rosen"]


def test_of_thirty_two_at_once_exactly_one_wins(client: Client, service: Service) -> None:
    path, head = issue(service), service.journal.store.head()
    start, statuses = threading.Barrier(32), list[int]()

    def attempt() -> None:
        start.wait()
        statuses.append(client.post(path, json=ROSES).status_code)

    threads = [threading.Thread(target=attempt) for _ in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [201] + [404] * 31
    assert service.journal.store.head() == head + 1


def test_answers_are_neither_stored_nor_told_to_the_next_page(client: Client, service: Service) -> None:
    path = issue(service)
    for answer in (client.get(path), client.post(path, json={}), client.post(path, json=ROSES), client.get(path)):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "etag" not in answer.headers
        assert path.removeprefix("/l/") not in answer.text


def test_logs_hold_the_route_and_never_the_secret(client: Client, service: Service) -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JSONLines())
    logger = logging.getLogger("fokus.request")
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        path = issue(service)
        for answer in (client.get(path), client.post(path, json=ROSES), client.get(path), client.put(path)):
            assert answer.status_code
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
    lines = stream.getvalue()
    assert path.removeprefix("/l/") not in lines
    assert lines.count('"route":"/l/{secret') == 3
    assert len(lines.splitlines()) == 4


def test_links_are_tried_so_often_only_and_not_at_all_while_nobody_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    with temporary_client(plugin, limits=["links=5/60"]) as client:
        path = issue(service_of(client))
        statuses = [client.get("/l/unknown").status_code for _ in range(4)] + [client.get(path).status_code]
        assert statuses == [404] * 4 + [200]
        assert slug(client.post(path, json=ROSES)) == "too-many-requests"

        def unreachable(*_: object) -> None:
            raise Unavailable("SQLite: locked")

        monkeypatch.setattr(service_of(client).state_store, "count_within", unreachable)
        answer = client.get(path)
        assert (answer.status_code, slug(answer), answer.headers["retry-after"]) == (503, "unavailable", "2")


class Shed:
    def __init__(self, *actions: LinkAction) -> None:
        self.actions = actions

    @hookimpl
    def programme(self) -> ProgrammeInfo:
        return ProgrammeInfo(
            id="shed",
            title="Schuppen",
        )

    @hookimpl
    def links(self) -> tuple[LinkAction, ...]:
        return self.actions


class Garden(type(plugin)):  # type: ignore[misc]  # the class of a plugin object
    @hookimpl
    def links(self) -> list[LinkAction]:
        return [LinkAction("garden.close", Close, "Schließen")]


@pytest.mark.parametrize(
    ("brought", "sentence"),
    [
        (Shed(LinkAction("garden.x", RenameBody, "a")), "has a name that is not its own"),
        (Shed(LinkAction("shed.x", RenameBody, "a")), "gives a command that is not its own"),
        (Shed(LinkAction("shed.x", Open, "a")), "gives a command that is not its own"),
        (Garden(), "gives a command that needs a second actor"),
    ],
)
def test_an_action_that_is_not_the_plugins_own_stops_the_start(brought: object, sentence: str) -> None:
    with pytest.raises(ExceptionGroup) as caught, temporary_client(brought):
        pass
    (refused,) = caught.value.exceptions
    assert isinstance(refused, PluginRefused)
    assert sentence in str(refused)
