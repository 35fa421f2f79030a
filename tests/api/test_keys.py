"""API keys: issued, narrowed, listed and revoked, by those who manage access and by each actor for itself."""

import asyncio
import threading
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from api_kit import Client, Headers, bearer, open_gardens, slug, talk
from sample_programme import Whisper

from fokus_api.auth.authenticator import Authenticator
from fokus_api.runtime.service import Service
from fokus_api.testing.contract import issue_key, settle
from fokus_core.access.actor import CONSOLE, Actor
from fokus_core.access.api_keys import IssueKey, KeyIssued, new_secret
from fokus_core.access.grants import Grant, GrantAccess, narrowed
from fokus_core.domain import clock
from fokus_core.domain.refusals import Unavailable
from fokus_core.journal.engines.store import Row

TODAY = clock.day_of(clock.now())
KEYS = "/api/v1/access/keys"
ISSUE, REVOKE = "/api/v1/core/commands/issue-key", "/api/v1/core/commands/revoke-key"
CONFIRM = "/api/v1/core/commands/confirm"
KEEPER = "/api/v1/garden/bodies/{}/keeper"
OPEN = "/api/v1/garden/commands/open"
GARDEN = {"name": "Rosen", "effective": "2020-01-01"}
OFFICER = (("municipal-officer", "body:05966024"), ("municipal-officer", "body:05966028"))
BONN, KOELN = "05314000", "05315000"


def narrow(service: Service, actor: str, *, roles: tuple[str, ...] = (), scopes: tuple[str, ...] = ()) -> Headers:
    """Issue a narrower key to an actor that has its grants already."""
    secret, digest = new_secret()
    command = IssueKey(actor=actor, digest=digest, effective=date(2000, 1, 1), roles=roles, scopes=scopes)
    (record,) = service.journal.handle(command, by=CONSOLE).facts
    assert isinstance(record.fact, KeyIssued)
    settle(service)
    return bearer(f"fk_{record.fact.key}_{secret}")


def issue(client: Client, headers: Headers, actor: str, **more: Any) -> tuple[Any, str]:
    secret, digest = new_secret()
    body = {"actor": actor, "digest": digest, "effective": str(TODAY), **more}
    answer = client.post(ISSUE, json=body, headers=headers)
    if answer.status_code != 201:
        return answer, ""
    return answer, f"fk_{answer.json()['facts'][0]['data'].get('key')}_{secret}"


def listed(client: Client, headers: Headers, query: str = "") -> list[tuple[str, str]]:
    answer = client.get(KEYS + query, headers=headers)
    assert answer.status_code == 200, answer.text
    return [(item["actor"], item["key"]) for item in answer.json()["items"]]


def id_of(headers: Headers) -> str:
    return headers["Authorization"].split("_")[1]


def test_an_actor_issues_and_revokes_keys_for_itself(client: Client, officer: Headers) -> None:
    answer, key = issue(client, officer, "anna", until=str(TODAY + timedelta(days=30)))
    assert answer.status_code == 201
    mine = bearer(key)
    assert client.get(KEEPER.format(KOELN), headers=mine).json() == {"body": KOELN, "actor": "anna"}
    assert client.get(KEEPER.format(BONN), headers=mine).status_code == 403  # never wider than its own grants
    gone = {"key": id_of(mine), "effective": str(TODAY), "reason": "verloren"}
    assert client.post(REVOKE, json=gone, headers=officer).status_code == 201
    assert client.get(KEEPER.format(KOELN), headers=mine).status_code == 401
    assert slug(client.post(REVOKE, json=gone, headers=officer)) == "key-revoked"


def test_for_others_it_takes_access_management(
    client: Client, service: Service, officer: Headers, office: Headers
) -> None:
    ben = bearer(issue_key(service, "ben", ("auditor", "state")))
    head = service.journal.store.head()
    revocation = {"effective": str(TODAY), "reason": "fremd"}
    assert issue(client, officer, "ben")[0].status_code == 403
    for key in (id_of(ben), "0" * 16):
        assert client.post(REVOKE, json={**revocation, "key": key}, headers=officer).status_code == 403
    assert issue(client, {}, "ben")[0].status_code == 401
    assert slug(issue(client, {}, "public")[0]) == "unauthenticated"
    assert service.journal.store.head() == head
    proposed, _ = issue(client, office, "ben")  # one manager alone could act as anybody
    second = bearer(issue_key(service, "operator", ("operator", "state")))
    confirmed = client.post(CONFIRM, json={"proposal": proposed.json()["proposal"]}, headers=second)
    assert [one["type"] for one in confirmed.json()["facts"]] == ["core.key-issued@2", "core.proposal-closed@1"]
    assert client.post(REVOKE, json={**revocation, "key": id_of(ben)}, headers=office).status_code == 201
    assert client.get("/health", headers=ben).status_code == 401


def test_a_key_is_narrowed_to_roles_and_scopes(client: Client, service: Service) -> None:
    issue_key(service, "both", *OFFICER, ("auditor", "state"))
    talk(service)
    whole, roles = narrow(service, "both"), narrow(service, "both", roles=("auditor",))
    town = narrow(service, "both", scopes=("body:05966024",))
    garden = narrow(service, "both", scopes=("programme:garden",), roles=("auditor",))
    for headers, here, there, log in (
        (whole, 200, 200, {"core", "garden"}),
        (roles, 403, 403, {"core", "garden"}),
        (town, 200, 403, {"core"}),
        (garden, 403, 403, {"core", "garden"}),
    ):
        assert client.get(KEEPER.format("05966024"), headers=headers).status_code == here
        assert client.get(KEEPER.format("05966028"), headers=headers).status_code == there
        items = client.get("/api/v1/log?limit=1000", headers=headers).json()["items"]
        assert {item["programme"] for item in items} == log
    types = {item["type"] for item in client.get("/api/v1/log", headers=garden).json()["items"]}
    assert types == {"core.journal-opened@1", "garden.talked@1"}  # not the grants, which the whole key sees
    assert "core.access-granted@2" in client.get("/api/v1/log", headers=whole).text


def test_a_narrowed_key_narrows_commands_too(client: Client, service: Service) -> None:
    issue_key(service, "both", *OFFICER)
    town = narrow(service, "both", scopes=("body:05966024",))
    assert client.post(OPEN, json={**GARDEN, "body": "05966028"}, headers=town).status_code == 403
    assert client.post(OPEN, json={**GARDEN, "body": "05966024"}, headers=town).status_code == 201
    roles = narrow(service, "both", roles=("auditor",))
    assert client.post(OPEN, json={**GARDEN, "body": "05966028"}, headers=roles).status_code == 403
    cohort = narrow(service, "both", scopes=("cohort:4",))
    assert client.post(OPEN, json={**GARDEN, "body": "05966028"}, headers=cohort).status_code == 403


@pytest.mark.parametrize("district", ["05966", "059"])
def test_a_key_narrowed_to_a_district_does_not_open_its_towns(client: Client, service: Service, district: str) -> None:
    issue_key(service, "office", ("state-office", "state"), *OFFICER)
    above, town = (narrow(service, "office", scopes=(f"body:{one}",)) for one in (district, "05966024"))
    for headers, own, other in ((above, district, "05966024"), (town, "05966024", district)):
        assert [client.get(KEEPER.format(one), headers=headers).status_code for one in (own, other)] == [200, 403]
        opened = [client.post(OPEN, json={"body": one, **GARDEN}, headers=headers) for one in (other, own)]
        assert [answer.status_code for answer in opened] == [403, 201]


def test_a_narrowed_key_hides_what_is_closed(client: Client, service: Service) -> None:
    issue_key(service, "ben", ("municipal-officer", "cohort:4"), ("municipal-officer", "cohort:5"))
    whisper = Whisper(cohort="4", body=KOELN, text="leise", effective=date(2021, 5, 1))
    service.journal.handle(whisper, by=CONSOLE)
    settle(service)
    one, other = narrow(service, "ben", scopes=("cohort:4",)), narrow(service, "ben", scopes=("cohort:5",))
    assert [client.get("/api/v1/garden/cohorts/4/whispers", headers=h).status_code for h in (one, other)] == [200, 404]
    logs = [client.get("/api/v1/log", headers=h).text for h in (one, other)]
    assert ["garden.whispered" in text for text in logs] == [True, False]


def test_a_narrowed_key_issues_and_revokes_nothing_for_its_actor(client: Client, service: Service) -> None:
    whole = bearer(issue_key(service, "both", *OFFICER))
    for town in (narrow(service, "both", scopes=("body:05966024",)), narrow(service, "both", roles=("auditor",))):
        assert issue(client, town, "both")[0].status_code == 403
        gone = {"key": id_of(whole), "effective": str(TODAY), "reason": "x"}
        assert client.post(REVOKE, json=gone, headers=town).status_code == 403
    assert client.get("/health", headers=whole).status_code == 200


@pytest.mark.parametrize(
    ("more", "expected", "pointer"),
    [
        ({"roles": ["king"]}, "unknown-role", "/roles/0"),
        ({"scopes": ["state", "planet:mars"]}, "unknown-scope", "/scopes/1"),
        ({"scopes": ["programme:mars"]}, "unknown-programme", "/scopes/0"),
        ({"scopes": ["body:05999999"]}, "unknown-body", "/scopes/0"),
        ({"scopes": ["everything"]}, "invalid-input", "/scopes/0"),
        ({"roles": ["auditor"] * 21}, "invalid-input", "/roles"),
        ({"until": "2020-01-01"}, "empty-period", "/until"),
        ({"digest": "short"}, "invalid-input", "/digest"),
        ({"actor": "Anna Müller"}, "invalid-input", "/actor"),
    ],
)
def test_a_key_that_makes_no_sense_is_refused(
    client: Client, service: Service, office: Headers, more: dict[str, Any], expected: str, pointer: str
) -> None:
    head = service.journal.store.head()
    body = {"actor": "anna", "digest": "0" * 64, "effective": str(TODAY), **more}
    answer = client.post(ISSUE, json=body, headers=office)
    assert slug(answer) == expected
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert service.journal.store.head() == head


def test_everybody_lists_their_own_keys_and_managers_all(
    client: Client, service: Service, officer: Headers, office: Headers
) -> None:
    second = narrow(service, "anna", roles=("municipal-officer",), scopes=(f"body:{KOELN}", "cohort:4"))
    mine = {("anna", id_of(officer)), ("anna", id_of(second))}
    assert set(listed(client, officer)) == set(listed(client, second)) == mine
    assert listed(client, officer, "?actor=office") == []
    assert set(listed(client, office)) == {*mine, ("office", id_of(office))}
    assert set(listed(client, office, "?actor=anna")) == mine
    assert slug(client.get(KEYS)) == "unauthenticated"
    restricted = narrow(service, "office", roles=("auditor",))
    assert {actor for actor, _ in listed(client, restricted)} == {"office"}
    pages = [client.get(f"{KEYS}?limit=2", headers=office)]
    pages.append(client.get(pages[0].links["next"]["url"], headers=office))
    assert [item["actor"] for page in pages for item in page.json()["items"]] == ["anna", "anna", "office", "office"]


def test_the_list_shows_what_a_key_is_and_never_its_secret(client: Client, service: Service, office: Headers) -> None:
    until = TODAY + timedelta(days=3)
    key = issue_key(service, "ben", since=date(2020, 1, 1), until=until)
    narrowed_key = narrow(service, "ben", roles=("auditor",), scopes=("cohort:4",))
    gone = {"key": id_of(narrowed_key), "effective": str(TODAY), "reason": "verloren"}
    assert client.post(REVOKE, json=gone, headers=office).status_code == 201
    answer = client.get(f"{KEYS}?actor=ben", headers=office)
    found = {item["key"]: item for item in answer.json()["items"]}
    assert found[key.split("_")[1]] == {
        "key": key.split("_")[1],
        "actor": "ben",
        "since": "2020-01-01",
        "until": str(until),
        "revoked_on": None,
        "roles": [],
        "scopes": [],
        "last_used": None,
    }
    shown = found[id_of(narrowed_key)]
    assert (shown["roles"], shown["scopes"], shown["revoked_on"]) == (["auditor"], ["cohort:4"], str(TODAY))
    as_csv = client.get(f"{KEYS}?actor=ben&format=csv", headers=office)
    assert as_csv.text.splitlines()[0] == "key,actor,since,until,revoked_on,roles,scopes,last_used"
    for text in (answer.text, as_csv.text):
        assert "digest" not in text
        assert key.split("_", 2)[2] not in text
    assert answer.headers["cache-control"].startswith(("private", "no-store"))


def until_true(found: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not found():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_the_last_use_is_shown_to_the_minute(client: Client, service: Service, office: Headers) -> None:
    key = issue_key(service, "ben")

    def last() -> Any:
        return client.get(f"{KEYS}?actor=ben", headers=office).json()["items"][0]["last_used"]

    assert last() is None
    client.get("/api/v1/log", headers=bearer(key[:-1]))  # a wrong secret is no use
    client.get("/api/v1/log", headers=bearer(key))
    until_true(lambda: last() is not None)
    assert last()[:16] == service.journal.now().isoformat()[:16] or last()[:10] == str(service.journal.now().date())
    assert last()[17:19] == "00"


def test_a_use_is_written_once_a_minute_and_never_holds_up_a_request(
    client: Client, service: Service, officer: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    go_on = threading.Event()
    put = service.state_store.put

    def slow(space: str, key: str, value: bytes, **more: Any) -> None:
        if space == "key-use":  # jobs write there, too
            go_on.wait(60)
            written.append(key)
        put(space, key, value, **more)

    key = bearer(issue_key(service, "ben"))
    monkeypatch.setattr(service.state_store, "put", slow)
    for _ in range(5):
        assert client.get("/health", headers=key).status_code == 200
    assert written == [], "all are answered while it is being written"
    go_on.set()
    until_true(lambda: bool(written))
    now = service.journal.now()
    monkeypatch.setattr(service.journal, "now", lambda: now + timedelta(seconds=50))
    client.get("/health", headers=key)
    monkeypatch.setattr(service.journal, "now", lambda: now + timedelta(seconds=65))
    client.get("/health", headers=key)
    until_true(lambda: len(written) >= 2)
    time.sleep(0.3)
    assert written == [id_of(key)] * 2


def test_while_the_state_store_is_away_keys_open_what_they_open(
    client: Client, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise Unavailable("SQLite: locked")

    key = bearer(issue_key(service, "ben"))
    monkeypatch.setattr(service.state_store, "put", away)
    assert client.get("/health", headers=key).status_code == 200


def test_a_long_answer_keeps_within_its_key(client: Client, service: Service) -> None:
    issue_key(service, "ben", ("auditor", "state"))
    key = narrow(service, "ben", scopes=("programme:garden",))
    access: Authenticator = client.app.state.node.authenticator
    caller = asyncio.run(access.caller(key["Authorization"]))
    assert [(grant.role, grant.scope) for grant in caller.grants] == [("auditor", "programme:garden")]
    assert asyncio.run(access.again(caller)) == caller
    open_gardens(service, KOELN)
    service.journal.handle(
        GrantAccess(actor="ben", role="operator", scope="state", effective=date(2020, 1, 1)), by=CONSOLE
    )
    settle(service)
    assert {grant.scope for grant in asyncio.run(access.again(caller)).grants} == {"programme:garden"}


def test_a_key_recorded_before_keys_could_be_narrowed_opens_all(service: Service) -> None:
    data = b'{"effective":"2020-01-01","key":"0b0b0b0b0b0b0b0b","actor":"anna","digest":"%s","until":null}' % (
        b"0" * 64
    )
    meta = b'{"id":"a","at":"2020-01-01T00:00:00Z","by":"console","command":"c"}'
    row = Row(1, "core.key-issued@1", ("actor:anna",), b'{"fact":' + data + b',"meta":' + meta + b"}")
    fact = service.journal.codec.decode(row).fact
    assert isinstance(fact, KeyIssued)
    assert (fact.roles, fact.scopes) == ((), ())


@pytest.mark.parametrize(
    ("grant", "scopes", "left"),
    [
        ("state", ("body:1",), ["body:1"]),
        ("state", ("state",), ["state"]),
        ("programme:garden", ("state",), ["programme:garden"]),
        ("programme:garden", ("programme:network",), []),
        ("programme:garden", ("body:1",), []),
        ("state", ("body:05966", "programme:garden"), ["body:05966", "programme:garden"]),
        ("body:05966", ("body:05966024",), []),
        ("body:05966024", ("body:05966",), []),
        ("body:05966", ("body:05966024", "body:05966", "cohort:1"), ["body:05966"]),
        ("body:05966", ("state", "body:05966"), ["body:05966"]),
        ("cohort:1", ("cohort:12",), []),
    ],
)
def test_what_is_left_is_the_narrower_of_grant_and_key(grant: str, scopes: tuple[str, ...], left: list[str]) -> None:
    actor = Actor("ben", scopes=scopes)
    found = narrowed([Grant("auditor", grant, TODAY)], actor)
    assert sorted(one.scope for one in found) == left
    assert narrowed([Grant("auditor", grant, TODAY)], Actor("ben", roles=("operator",))) == []
