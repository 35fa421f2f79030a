"""Sessions of browsers: how long they last, what they may do, and which pages may use them."""

import asyncio
import hmac
import threading
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from api_kit import Client, slug
from signin_kit import (
    ORIGIN,
    SESSION,
    cookie_of,
    grant,
    local_provider,
    own_page,
    sign_in,
    signing_client,
)

from fokus_api.auth.authenticator import Authenticator
from fokus_api.auth.signin.sessions import Sessions, csrf_of, digest_of
from fokus_api.http.problems import ApiProblem
from fokus_api.operations.identity_provider import LocalProvider
from fokus_api.runtime.service import Service
from fokus_api.testing.contract import service_of, settle
from fokus_core.access.actor import CONSOLE
from fokus_core.access.grants import WithdrawAccess
from fokus_core.domain import clock
from fokus_core.domain.refusals import Unavailable
from fokus_core.storage.state_store import StateStore, open_state_store

OPEN = "/api/v1/garden/commands/open"
GARDEN = {"body": "05315000", "name": "Rosen", "effective": "2020-01-01"}
TODAY = clock.day_of(clock.now())
HOUR = 3600.0


class Clock:
    def __init__(self) -> None:
        self.seconds = 10_000_000_000.0  # far ahead, so that the state store's own clock ends nothing here

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def state_store(tmp_path: Path) -> Iterator[StateStore]:
    state_store = open_state_store(f"sqlite:///{tmp_path}/state_store.db")
    yield state_store
    state_store.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(state_store: StateStore, clock: Clock) -> Sessions:
    return Sessions(state_store, idle=0.5 * HOUR, longest=8 * HOUR, now=clock)


def test_a_session_ends_after_a_pause(sessions: Sessions, clock: Clock) -> None:
    session = sessions.begin("anna")
    for _ in range(5):
        clock.seconds += 0.5 * HOUR - 1
        found = sessions.of(session)
        assert found is not None
        assert found.actor == "anna"
    clock.seconds += 0.5 * HOUR
    assert sessions.of(session) is None
    clock.seconds -= 0.5 * HOUR
    assert sessions.of(session) is None  # it is gone, whatever the clock says


def test_a_session_ends_for_good_after_some_hours(sessions: Sessions, clock: Clock) -> None:
    session = sessions.begin("anna")
    for _ in range(31):
        clock.seconds += 0.25 * HOUR
        assert sessions.of(session) is not None
    clock.seconds += 0.25 * HOUR
    assert sessions.of(session) is None


def test_looking_at_a_session_from_aside_is_no_use_of_it(sessions: Sessions, clock: Clock) -> None:
    key = digest_of(sessions.begin("anna"))
    clock.seconds += 0.5 * HOUR - 1
    assert sessions.lasts(key)
    clock.seconds += 1
    assert not sessions.lasts(key)


def test_the_state_store_itself_ends_a_session(state_store: StateStore) -> None:
    past = Sessions(state_store, idle=HOUR, longest=HOUR, now=lambda: 1_000_000_000.0)
    assert past.of(past.begin("anna")) is None


def test_use_is_noted_now_and_then_and_never_after_the_end(
    state_store: StateStore, sessions: Sessions, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = sessions.begin("anna")
    ((_, begun),) = state_store.scan("session")
    clock.seconds += 59
    sessions.of(session)
    assert state_store.scan("session")[0][1] == begun
    clock.seconds += 2
    sessions.of(session)
    assert state_store.scan("session")[0][1] != begun
    clock.seconds += 61
    mark = state_store.compare_and_set

    def late(*values: Any) -> bool:
        sessions.end(digest_of(session))  # somebody signs out meanwhile
        return mark(*values)

    monkeypatch.setattr(state_store, "compare_and_set", late)
    sessions.of(session)
    assert state_store.scan("session") == []


def test_many_requests_at_once_leave_a_session_as_it_is(sessions: Sessions, clock: Clock) -> None:
    session = sessions.begin("anna")
    clock.seconds += 120
    found: list[str] = []

    def look() -> None:
        one = sessions.of(session)
        found.append(one.actor if one else "")

    threads = [threading.Thread(target=look) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["anna"] * 16
    assert sessions.lasts(digest_of(session))


@pytest.fixture(scope="module")
def provider() -> Iterator[LocalProvider]:
    with local_provider() as provider:
        yield provider


@pytest.fixture(scope="module")
def shared(provider: LocalProvider) -> Iterator[Client]:
    with signing_client(provider) as client:
        grant(service_of(client), provider, "anna", "state-office", "state")
        yield client


@pytest.fixture
def client(shared: Client) -> Client:
    """A browser in which Anna of the state office is signed in."""
    shared.cookies.clear()
    sign_in(shared)
    return shared


@pytest.fixture
def service(client: Client) -> Service:
    return service_of(client)


def given(client: Client, headers: dict[str, str]) -> Any:
    return client.post(OPEN, json=GARDEN, params={"dry_run": "true"}, headers=headers)


def test_our_own_page_gives_commands(client: Client) -> None:
    answer = given(client, own_page(client))
    assert (answer.status_code, answer.json()["facts"][0]["type"]) == (200, "garden.opened@1")


def test_a_command_without_the_token_of_its_session_is_refused(client: Client, service: Service) -> None:
    fine = own_page(client)
    head = service.journal.store.head()
    other = csrf_of("A" * 43)
    foreign = ["", "x", other, fine["X-CSRF-Token"][:-1], fine["X-CSRF-Token"] + "0", fine["X-CSRF-Token"].upper()]
    for headers in ({"Origin": ORIGIN}, *({**fine, "X-CSRF-Token": token} for token in foreign)):
        answer = client.post(OPEN, json=GARDEN, headers=headers)
        assert (answer.status_code, slug(answer)) == (403, "csrf-token")
    assert service.journal.store.head() == head


def test_the_token_of_another_session_is_refused(client: Client) -> None:
    before = own_page(client)
    client.cookies.clear()
    sign_in(client)
    assert slug(given(client, before)) == "csrf-token"
    assert given(client, own_page(client)).status_code == 200


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({"Origin": ORIGIN}, True),
        ({"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, True),
        ({}, False),
        ({"Origin": "null"}, False),
        ({"Origin": ""}, False),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": ORIGIN.replace("https", "http")}, False),
        ({"Origin": f"{ORIGIN}:8443"}, False),
        ({"Origin": f"{ORIGIN}.evil.example"}, False),
        ({"Origin": ORIGIN.upper()}, False),
        ({"Origin": ORIGIN, "Sec-Fetch-Site": "same-site"}, False),
        ({"Origin": ORIGIN, "Sec-Fetch-Site": "cross-site"}, False),
        ({"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Referer": f"{ORIGIN}/signin"}, False),
    ],
)
def test_a_command_of_a_foreign_page_is_refused(client: Client, headers: dict[str, str], ours: bool) -> None:
    answer = given(client, {**headers, "X-CSRF-Token": own_page(client)["X-CSRF-Token"]})
    assert answer.status_code == 200 if ours else (answer.status_code, slug(answer)) == (403, "foreign-origin")


def test_a_foreign_page_signs_nobody_out(client: Client) -> None:
    for headers in ({}, {"Origin": "https://evil.example"}, {"Origin": ORIGIN}):
        assert client.post("/signout", headers=headers).status_code == 403
    assert client.post("/signout", data={"csrf_token": "x"}, headers={"Origin": ORIGIN}).status_code == 403
    assert client.get("/api/v1/session").json()["signed_in"] == "session"


def test_reading_needs_no_token(client: Client) -> None:
    assert client.get("/api/v1/log", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_the_token_tells_nothing_of_the_session(client: Client) -> None:
    session = str(cookie_of(client, SESSION))
    token = client.get("/api/v1/session").json()["csrf_token"]
    assert token == hmac.digest(session.encode(), b"csrf", sha256).hex()
    assert session not in repr(asyncio.run(client.app.state.node.authenticator.caller(None, session)))
    assert token not in repr(asyncio.run(client.app.state.node.authenticator.caller(None, session)))


def test_a_session_ends_where_one_signs_out_and_nowhere_else(client: Client) -> None:
    mine = str(cookie_of(client, SESSION))
    client.cookies.clear()
    other = sign_in(client)
    assert client.post("/signout", headers=own_page(client)).status_code == 200
    for session, ended in ((other, True), (mine, False)):
        client.cookies.clear()
        client.cookies.set(SESSION, session)
        assert (client.get("/health").status_code == 401) is ended


def test_an_ended_session_signs_out_and_in_like_none(client: Client) -> None:
    client.cookies.clear()
    client.cookies.set(SESSION, "A" * 43)
    assert client.get("/health").status_code == 401
    client.cookies.set(SESSION, "A" * 43)
    assert client.get("/signin").status_code == 303
    assert client.post("/signout").status_code == 200


def test_over_http_too_a_session_ends_after_a_pause_and_at_last(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions = client.app.state.node.signin.sessions
    now = sessions._now
    monkeypatch.setattr(sessions, "_now", lambda: now() + 1799)
    assert client.get("/health").status_code == 200
    monkeypatch.setattr(sessions, "_now", lambda: now() + 1799 + 1801)
    assert slug(client.get("/health")) == "session-ended"


def test_withdrawn_grants_count_for_the_next_request(client: Client, service: Service, provider: LocalProvider) -> None:
    client.cookies.clear()
    sign_in(client, "ben")
    actor = grant(service, provider, "ben", "auditor", "state")
    assert "core.access-granted" in client.get("/api/v1/log").text
    withdrawal = WithdrawAccess(actor=actor, role="auditor", scope="state", effective=TODAY, reason="Wechsel")
    service.journal.handle(withdrawal, by=CONSOLE)
    settle(service)
    assert "core.access-granted" not in client.get("/api/v1/log").text


def test_a_long_answer_ends_with_its_session(client: Client) -> None:
    access: Authenticator = client.app.state.node.authenticator
    caller = asyncio.run(access.caller(None, cookie_of(client, SESSION)))
    assert asyncio.run(access.again(caller)) == caller
    client.post("/signout", headers=own_page(client))
    with pytest.raises(ApiProblem, match="invalid-credential"):
        asyncio.run(access.again(caller))


def test_a_long_answer_ends_with_its_token(client: Client, provider: LocalProvider) -> None:
    access, signin = client.app.state.node.authenticator, client.app.state.node.signin

    async def story() -> None:
        caller = await access.caller(f"Bearer {provider.access_token('anna')}")
        assert await access.again(caller) == caller
        now = signin._now
        signin._now = lambda: now() + 661
        try:
            with pytest.raises(ApiProblem, match="invalid-credential"):
                await access.again(caller)
        finally:
            signin._now = now

    asyncio.run(story())


def test_commands_by_session_carry_the_actor(client: Client, service: Service, provider: LocalProvider) -> None:
    answer = client.post(OPEN, json={**GARDEN, "name": "Tulpen"}, headers=own_page(client))
    assert answer.status_code == 201
    actor = client.get("/api/v1/session").json()["actor"]
    assert answer.json()["facts"][0]["by"] == actor


def test_a_state_store_that_does_not_answer_lets_nobody_in(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def unavailable(*_: object) -> None:
        raise Unavailable("The state store does not answer.")

    monkeypatch.setattr(client.app.state.node.service.state_store, "get", unavailable)
    answer = client.get("/health")
    assert (answer.status_code, slug(answer)) == (503, "unavailable")
