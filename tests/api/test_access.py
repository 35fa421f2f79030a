"""Credentials, policies, and what each caller sees."""

import asyncio
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from api_kit import SECRET, Client, Headers, bearer, open_gardens, slug, talk
from litestar import get
from sample_programme import EndSeat, GiveSeat, gardens_table

from fokus_api.auth.authenticator import Authenticator
from fokus_api.auth.policy import check_routes
from fokus_api.http.caller import Caller
from fokus_api.http.problems import ApiProblem
from fokus_api.runtime.service import Service
from fokus_api.testing.contract import issue_key, settle, temporary_client
from fokus_core.access.actor import CONSOLE
from fokus_core.access.api_keys import KeyIssued, RevokeKey
from fokus_core.access.grants import AccessGranted, WithdrawAccess
from fokus_core.corrections.corrections import Retract
from fokus_core.domain import clock
from fokus_core.domain.hooks import hookimpl
from fokus_core.domain.programme import PluginRefused, ProgrammeInfo
from fokus_core.testing.folders import files_in
from fokus_projections import Reader

TODAY = clock.day_of(clock.now())
KEEPER = "/api/v1/garden/bodies/{}/keeper"
OPEN = "/api/v1/garden/commands/open"
GARDEN = {"name": "Rosen", "effective": "2020-01-01"}


@pytest.mark.parametrize(
    "authorization",
    ["Bearer fk_0123456789abcdef_secret", "Bearer fk_", "Bearer", "Basic YTpi", "fk_0123456789abcdef_x", ""],
)
def test_a_credential_that_does_not_hold_is_refused_everywhere(client: Client, authorization: str) -> None:
    answer = client.get("/health", headers={"Authorization": authorization})
    assert (answer.status_code, slug(answer)) == (401, "invalid-credential")
    assert answer.headers["www-authenticate"] == 'Bearer realm="fokus", error="invalid_token"'


def test_a_key_with_another_secret_is_refused(client: Client, service: Service) -> None:
    key = issue_key(service, "anna")
    assert client.get("/health", headers=bearer(key)).status_code == 200
    assert client.get("/health", headers=bearer(key[:-1])).status_code == 401


def test_a_key_is_good_from_its_first_day_until_its_last(client: Client, service: Service) -> None:
    tomorrow = TODAY + timedelta(days=1)
    yesterday = TODAY - timedelta(days=1)
    assert client.get("/health", headers=bearer(issue_key(service, "a1", until=yesterday))).status_code == 401
    assert client.get("/health", headers=bearer(issue_key(service, "a2", until=TODAY))).status_code == 200
    assert client.get("/health", headers=bearer(issue_key(service, "a3", since=tomorrow))).status_code == 401


def test_a_revoked_key_opens_nothing(client: Client, service: Service) -> None:
    key = issue_key(service, "anna")
    client.get("/api/v1/log", headers=bearer(key))
    service.journal.handle(RevokeKey(key=key.split("_")[1], effective=TODAY, reason="verloren"), by=CONSOLE)
    settle(service)
    assert client.get("/api/v1/log", headers=bearer(key)).status_code == 401


def test_a_long_answer_ends_with_its_key_and_follows_its_grants(client: Client, service: Service) -> None:
    key = issue_key(service, "anna", ("auditor", "state"))
    access: Authenticator = client.app.state.node.authenticator
    caller = asyncio.run(access.caller(f"Bearer {key}"))
    assert asyncio.run(access.again(caller)) == caller
    withdrawal = WithdrawAccess(actor="anna", role="auditor", scope="state", effective=TODAY, reason="Wechsel")
    service.journal.handle(withdrawal, by=CONSOLE)
    settle(service)
    assert asyncio.run(access.again(caller)).grants == ()
    service.journal.handle(RevokeKey(key=key.split("_")[1], effective=TODAY, reason="verloren"), by=CONSOLE)
    settle(service)
    with pytest.raises(ApiProblem, match="invalid-credential"):
        asyncio.run(access.again(caller))


def test_a_stopped_projection_of_the_grants_answers_503(
    client: Client, service: Service, officer: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Reader, "behind", lambda self, tables: ["core.access"] if "core_key" in tables else [])
    monkeypatch.setattr(client.app.state.node.authenticator, "_sampled", -1.0)
    assert slug(client.get(KEEPER.format("05315000"), headers=officer)) == "access-unknown"
    assert client.get("/api/v1/log").status_code == 200


def test_routes_over_a_stopped_projection_answer_503(
    client: Client, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):  # an answer that is kept does not outlive its projection
        assert client.get("/api/v1/garden/gardens").status_code == 200

    def broken(self: object, db: object, batch: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(type(gardens_table), "apply", broken)
    open_gardens(service, "05315000")
    assert slug(client.get("/api/v1/garden/gardens")) == "unavailable"
    assert client.get("/api/v1/log").status_code == 200


def test_a_route_asks_for_the_permission_within_its_scope(client: Client, service: Service, officer: Headers) -> None:
    assert client.get(KEEPER.format("05315000"), headers=officer).json() == {"body": "05315000", "actor": "anna"}
    assert client.get(KEEPER.format("05111000"), headers=officer).status_code == 403
    assert client.get(KEEPER.format("05315000")).status_code == 401


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ("05966", "05966024"),  # Kreis Olpe, Olpe
        ("05158", "05158028"),  # Kreis Mettmann, Ratingen
        ("05334", "05334004"),  # Städteregion Aachen, Alsdorf
        ("059", "05966"),  # Regierungsbezirk Arnsberg, Kreis Olpe
        ("059", "05966024"),
        ("053", "05315000"),  # Regierungsbezirk Köln, Köln
    ],
)
def test_the_scope_of_a_body_is_that_body_alone(client: Client, service: Service, upper: str, lower: str) -> None:
    above, below = (
        bearer(issue_key(service, f"of-{one}", ("municipal-officer", f"body:{one}"))) for one in (upper, lower)
    )
    for headers, own, other in ((above, upper, lower), (below, lower, upper)):
        assert [client.get(KEEPER.format(one), headers=headers).status_code for one in (own, other)] == [200, 403]
        opened = [client.post(OPEN, json={"body": one, **GARDEN}, headers=headers) for one in (other, own)]
        assert [answer.status_code for answer in opened] == [403, 201]
        given = [grant(client, headers, "gardener", f"body:{one}") for one in (other, own)]
        assert [answer.status_code for answer in given] == [403, 201]


def test_a_closed_cohort_is_not_there_for_outsiders(client: Client, service: Service, officer: Headers) -> None:
    talk(service)
    member = bearer(issue_key(service, "ben", ("municipal-officer", "cohort:4")))
    assert client.get("/api/v1/garden/cohorts/4", headers=member).json() == {"cohort": "4", "count": 1}
    known, unknown = (client.get(f"/api/v1/garden/cohorts/{n}", headers=officer) for n in (4, 5))
    assert (known.status_code, unknown.status_code) == (404, 404)
    assert known.json() | {"instance": ""} == unknown.json() | {"instance": ""}
    assert client.get("/api/v1/garden/cohorts/4").status_code == 404


WHISPERED = "heimliche Worte"


@pytest.fixture
def gardener(service: Service) -> Headers:
    service.journal.handle(GiveSeat(cohort="4", actor="gabi", effective=date(2021, 1, 1)), by=CONSOLE)
    return bearer(issue_key(service, "gabi"))


def whisper(client: Client, headers: Headers, cohort: str = "4") -> Any:
    body = {"cohort": cohort, "body": "05315000", "text": WHISPERED, "effective": "2021-05-01"}
    return client.post("/api/v1/garden/commands/whisper", json=body, headers=headers)


def test_what_is_said_in_a_cohort_is_seen_there_and_nowhere_else(
    client: Client, service: Service, gardener: Headers, officer: Headers, auditor: Headers, office: Headers
) -> None:
    position = whisper(client, gardener).json()["position"]
    settle(service)
    assert client.get("/api/v1/garden/cohorts/4/whispers", headers=gardener).json() == [WHISPERED]
    other = bearer(issue_key(service, "otto", ("municipal-officer", "cohort:5")))
    paths = ["/api/v1/log", "/api/v1/log?key=cohort:4", "/api/v1/log?format=csv", "/api/v1/feed"]
    paths += ["/api/v1/bodies/05315000/timeline", f"/api/v1/log/{position}", "/api/v1/garden/cohorts/4/whispers"]
    for path in paths:
        for headers in ({}, officer, auditor, office, other):
            answer = client.get(path, headers=headers)
            assert "whispered" not in answer.text
            assert WHISPERED not in answer.text
            assert answer.status_code == (404 if path in paths[-2:] else 200)
        if path != "/api/v1/garden/cohorts/4/whispers":
            assert "whispered" in client.get(path, headers=gardener).text
    carrier = bearer(issue_key(service, "carrier", ("gardener", "programme:garden")))
    assert "whispered" in client.get("/api/v1/log", headers=carrier).text
    for path, held in files_in(Path(service.settings.data)).items():
        assert WHISPERED.encode() not in held, path


def test_an_outsider_is_told_that_there_is_no_cohort_to_whisper_in(
    client: Client, service: Service, officer: Headers
) -> None:
    answers = [whisper(client, officer, cohort) for cohort in ("4", "77")]
    assert [(answer.status_code, slug(answer)) for answer in answers] == [(404, "not-found")] * 2
    assert whisper(client, {}).status_code == 401


def test_a_seat_that_ends_ends_access_at_once(client: Client, service: Service, gardener: Headers) -> None:
    whisper(client, gardener)
    service.journal.handle(EndSeat(cohort="4", actor="gabi", effective=date(2021, 6, 1)), by=CONSOLE)
    settle(service)
    assert client.get("/api/v1/garden/cohorts/4/whispers", headers=gardener).status_code == 404
    assert "whispered" not in client.get("/api/v1/log", headers=gardener).text
    assert whisper(client, gardener).status_code == 404


def test_an_answer_that_opened_something_is_written_down_and_kept_nowhere(
    client: Client, service: Service, gardener: Headers
) -> None:
    whisper(client, gardener)
    position = settle(service)
    answer = client.get("/api/v1/garden/cohorts/4/whispers", headers=gardener)
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    entries = service.state_store.accesses(subject="cohort:4")
    assert [(one.actor, one.permission, one.position, one.purpose) for one in entries] == [
        ("gabi", "garden.listen", position, "whisper")
    ]
    officer = bearer(issue_key(service, "dsb", ("data-protection-officer", "state")))
    listed = client.get("/api/v1/access/openings?subject=cohort:4", headers=officer).json()["items"]
    assert [(one["actor"], one["position"], one["purpose"]) for one in listed] == [("gabi", position, "whisper")]
    assert client.get("/api/v1/access/openings?subject=cohort:4", headers=gardener).status_code == 403
    service.vault.destroy("cohort:4")
    assert client.get("/api/v1/garden/cohorts/4/whispers", headers=gardener).json() == [None]
    assert len(service.state_store.accesses(subject="cohort:4")) == 1


def test_an_auditor_is_shown_who_opened_what_except_in_a_closed_group(
    client: Client, service: Service, gardener: Headers, auditor: Headers
) -> None:
    closed, seen = whisper(client, gardener).json()["position"], talk(service)
    for number, position in enumerate([closed, seen] * 3):
        opened = [("0a" * 16, position, "talk")]
        service.state_store.record_access(
            at=service.journal.now(), actor=f"reader-{number}", permission="garden.listen", opened=opened
        )
    openings = f"/api/v1/access/openings?subject={'0a' * 16}"
    everything = bearer(issue_key(service, "dsb", ("data-protection-officer", "state")))
    told = {}
    for who, headers in (("auditor", auditor), ("officer", everything)):
        whole = client.get(openings, headers=headers).json()["items"]
        url, pages = f"{openings}&limit=1", []
        while url:
            answer = client.get(url, headers=headers)
            pages += answer.json()["items"]
            url = answer.links["next"]["url"] if "next" in answer.links else ""
        assert pages == whole
        told[who] = [one["actor"] for one in whole]
    assert told == {
        "auditor": ["reader-1", "reader-3", "reader-5"],
        "officer": [f"reader-{number}" for number in range(6)],
    }


def test_a_programme_gives_its_own_roles_only(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sample_programme.GARDENER", "auditor")
    with pytest.raises(TypeError, match="not its own"):
        service.journal.handle(GiveSeat(cohort="4", actor="gabi", effective=date(2021, 1, 1)), by=CONSOLE)


GRANT = "/api/v1/core/commands/grant-access"


def grant(client: Client, headers: Headers, role: str, scope: str) -> Any:
    body = {"actor": "neu", "role": role, "scope": scope, "effective": "2021-01-01"}
    return client.post(GRANT, json=body, headers=headers)


def test_an_officer_delegates_within_the_own_scope(client: Client, service: Service, officer: Headers) -> None:
    assert grant(client, officer, "municipal-officer", "body:05315000").status_code == 201
    assert grant(client, officer, "gardener", "body:05315000").status_code == 201
    for role, scope in (
        ("municipal-officer", "body:05111000"),
        ("municipal-officer", "state"),
        ("municipal-officer", "programme:garden"),
        ("auditor", "body:05315000"),
        ("operator", "state"),
    ):
        assert slug(grant(client, officer, role, scope)) == "forbidden"
    body = {"actor": "neu", "role": "municipal-officer", "scope": "body:05315000", "effective": "2021-02-01"}
    withdraw = {**body, "reason": "Wechsel"}
    assert client.post("/api/v1/core/commands/withdraw-access", json=withdraw, headers=officer).status_code == 201


def test_a_mighty_role_is_given_by_two(client: Client, service: Service) -> None:
    first, second = (bearer(issue_key(service, name, ("operator", "state"))) for name in ("op-1", "op-2"))
    proposal = grant(client, first, "state-office", "state").json()["proposal"]
    body = {"proposal": proposal}
    assert client.post("/api/v1/core/commands/confirm", json=body, headers=first).status_code == 403
    stranger = bearer(issue_key(service, "fremd", ("integrator", "state")))
    unknown = {"proposal": "0" * 32}
    confirm = "/api/v1/core/commands/confirm"
    answers = [client.post(confirm, json=one, headers=stranger) for one in (body, unknown)]
    assert [(one.status_code, slug(one)) for one in answers] == [(404, "not-found")] * 2
    assert [client.post(confirm, json=one).status_code for one in (body, unknown)] == [401, 401]
    assert client.post(confirm, json=body, headers=second).status_code == 201
    assert grant(client, first, "integrator", "state").json()["facts"][0]["type"] == "core.access-granted@2"


@pytest.mark.parametrize("scope", ["body:99999999", "body:Bonn", "body:05315"])
def test_a_scope_names_a_body_that_is_there(client: Client, service: Service, scope: str) -> None:
    operator = bearer(issue_key(service, "op", ("operator", "state")))
    answer = grant(client, operator, "municipal-officer", scope)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/scope")


@pytest.mark.parametrize("path", ["/api/v1/log", "/api/v1/feed", "/api/v1/log?key=cohort:4", "/api/v1/log?by=console"])
def test_what_is_not_public_is_shown_to_auditors_only(
    client: Client, service: Service, officer: Headers, auditor: Headers, path: str
) -> None:
    position = talk(service)
    service.journal.handle(Retract(position=position, reason="Versehen"), by=CONSOLE)
    settle(service)
    for headers in ({}, officer):
        text = client.get(path, headers=headers).text
        assert not any(
            word in text for word in ("garden.talked", "garden/talked", "cohort:4", "Versehen", "person:", "leise")
        )
    seen = client.get(path, headers=auditor).text
    assert "garden.talked" in seen
    assert "leise" in seen
    assert SECRET not in seen
    assert "sealed:1:" not in seen


def test_an_entry_that_may_not_be_seen_is_not_there(client: Client, service: Service, auditor: Headers) -> None:
    position = talk(service)
    assert client.get(f"/api/v1/log/{position}").status_code == 404
    assert client.get(f"/api/v1/log/{position}", headers=auditor).json()["data"]["name"] == {"sealed": True}


def test_a_programmes_auditor_sees_that_programme(client: Client, service: Service) -> None:
    talk(service)
    mine = bearer(issue_key(service, "prüf".replace("ü", "ue"), ("auditor", "programme:garden")))
    seen = {item["type"] for item in client.get("/api/v1/log", headers=mine).json()["items"]}
    assert seen == {"core.journal-opened@1", "garden.talked@1"}


def test_kept_answers_are_not_shared_between_callers(client: Client, service: Service, auditor: Headers) -> None:
    talk(service)
    for _ in range(2):
        assert "garden.talked" in client.get("/api/v1/log", headers=auditor).text
        assert "garden.talked" not in client.get("/api/v1/log").text


def test_grants_that_cannot_be_checked_answer_503(
    client: Client, service: Service, officer: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_gardens(service, "05315000")
    access: Authenticator = client.app.state.node.authenticator
    monkeypatch.setattr(service.journal.store, "head", lambda: 10_000)
    monkeypatch.setattr(access, "_sampled", -1.0)
    monkeypatch.setattr("fokus_api.auth.authenticator.BEHIND", 0.05)
    answer = client.get(KEEPER.format("05315000"), headers=officer)
    assert (answer.status_code, slug(answer), answer.headers["retry-after"]) == (503, "access-unknown", "2")
    assert client.get("/api/v1/garden/gardens").status_code == 200


@get("/api/v1/shed/open")
async def without_policy() -> None:
    """Nobody said who may."""


@get("/api/v1/garden/stolen", opt=dict(without_policy.opt))
async def elsewhere() -> None:
    """Not below its own programme."""


class Shed:
    @hookimpl
    def programme(self) -> ProgrammeInfo:
        return ProgrammeInfo(
            id="shed",
            title="Schuppen",
        )

    @hookimpl
    def routes(self) -> list[object]:
        return [without_policy]


def test_a_route_without_a_policy_stops_the_start() -> None:
    with pytest.raises(ExceptionGroup) as caught, temporary_client(Shed()):
        pass
    refused = caught.value.exceptions[0]
    assert isinstance(refused, PluginRefused)
    assert str(refused) == "Plugin 'shed': route /api/v1/shed/open has no policy."


def test_a_route_stays_below_its_programme() -> None:
    from sample_programme import gardens, keeper

    with pytest.raises(PluginRefused, match="must stand below /api/v1/shed/"):
        check_routes("shed", [gardens])
    assert check_routes("garden", [gardens, keeper]) == [gardens, keeper]


def test_a_callers_digest_tells_actors_and_grants_apart() -> None:
    nobody = Caller()
    assert nobody.digest != Caller("anna").digest
    assert AccessGranted is not KeyIssued
