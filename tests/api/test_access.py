"""Credentials, policies, and what each caller sees."""

import asyncio
from datetime import date, timedelta

import pytest
from api_kit import SECRET, Client, Headers, bearer, open_gardens, slug, talk
from litestar import get

from fokus_api.access import Access, Caller
from fokus_api.policy import check_routes
from fokus_api.problems import Trouble
from fokus_api.service import Service
from fokus_api.testing import issue_key, settle, temporary_client
from fokus_core.access import CONSOLE, AccessGranted, KeyIssued, RevokeKey, WithdrawAccess
from fokus_core.corrections import Retract
from fokus_core.hookspecs import hookimpl
from fokus_core.plugins import PluginRefused
from fokus_core.programme import ProgrammeInfo
from fokus_projections import Reader

TODAY = date.today()  # noqa: DTZ011  the day of the test machine
KEEPER = "/api/v1/garden/bodies/{}/keeper"


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


def test_a_key_is_good_from_its_first_day_until_before_its_last(client: Client, service: Service) -> None:
    tomorrow = TODAY + timedelta(days=1)
    assert client.get("/health", headers=bearer(issue_key(service, "a1", until=TODAY))).status_code == 401
    assert client.get("/health", headers=bearer(issue_key(service, "a2", until=tomorrow))).status_code == 200
    assert client.get("/health", headers=bearer(issue_key(service, "a3", since=tomorrow))).status_code == 401


def test_a_revoked_key_opens_nothing(client: Client, service: Service) -> None:
    key = issue_key(service, "anna")
    client.get("/api/v1/log", headers=bearer(key))
    service.journal.handle(RevokeKey(key=key.split("_")[1], effective=TODAY, reason="verloren"), by=CONSOLE)
    settle(service)
    assert client.get("/api/v1/log", headers=bearer(key)).status_code == 401


def test_a_long_answer_ends_with_its_key_and_follows_its_grants(client: Client, service: Service) -> None:
    key = issue_key(service, "anna", ("auditor", "state"))
    access: Access = client.app.state.node.access
    caller = asyncio.run(access.caller(f"Bearer {key}"))
    assert access.again(caller) == caller
    withdrawal = WithdrawAccess(actor="anna", role="auditor", scope="state", effective=TODAY, reason="Wechsel")
    service.journal.handle(withdrawal, by=CONSOLE)
    settle(service)
    assert access.again(caller).grants == ()
    service.journal.handle(RevokeKey(key=key.split("_")[1], effective=TODAY, reason="verloren"), by=CONSOLE)
    settle(service)
    with pytest.raises(Trouble, match="invalid-credential"):
        access.again(caller)


def test_a_stopped_projection_of_the_grants_answers_503(
    client: Client, service: Service, officer: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Reader, "behind", lambda self, tables: ["core.access"] if "core_key" in tables else [])
    monkeypatch.setattr(client.app.state.node.access, "_sampled", -1.0)
    assert slug(client.get(KEEPER.format("05315000"), headers=officer)) == "access-unknown"
    assert client.get("/api/v1/log").status_code == 200


def test_routes_over_a_stopped_projection_answer_503(
    client: Client, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/api/v1/garden/gardens").status_code == 200
    stopped = ["garden.gardens"]
    monkeypatch.setattr(Reader, "behind", lambda self, tables: stopped if "garden_gardens" in tables else [])
    assert slug(client.get("/api/v1/garden/gardens")) == "unavailable"
    assert client.get("/api/v1/log").status_code == 200


def test_a_route_asks_for_the_permission_within_its_scope(client: Client, service: Service, officer: Headers) -> None:
    assert client.get(KEEPER.format("05315000"), headers=officer).json() == {"body": "05315000", "actor": "anna"}
    assert client.get(KEEPER.format("05111000"), headers=officer).status_code == 403
    assert client.get(KEEPER.format("05315000")).status_code == 401
    district = bearer(issue_key(service, "kreis", ("municipal-officer", "body:05966")))
    assert client.get(KEEPER.format("05966024"), headers=district).status_code == 200
    assert client.get(KEEPER.format("05315000"), headers=district).status_code == 403


def test_a_closed_cohort_is_not_there_for_outsiders(client: Client, service: Service, officer: Headers) -> None:
    talk(service)
    member = bearer(issue_key(service, "ben", ("municipal-officer", "cohort:4")))
    assert client.get("/api/v1/garden/cohorts/4", headers=member).json() == {"cohort": "4", "count": 1}
    known, unknown = (client.get(f"/api/v1/garden/cohorts/{n}", headers=officer) for n in (4, 5))
    assert (known.status_code, unknown.status_code) == (404, 404)
    assert known.json() | {"instance": ""} == unknown.json() | {"instance": ""}
    assert client.get("/api/v1/garden/cohorts/4").status_code == 404


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
    access: Access = client.app.state.node.access
    monkeypatch.setattr(service.journal.store, "head", lambda: 10_000)
    monkeypatch.setattr(access, "_sampled", -1.0)
    monkeypatch.setattr("fokus_api.access.BEHIND", 0.05)
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
        return ProgrammeInfo(id="shed", title_de="Schuppen", title_en="Shed")

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
