"""The response cache: answers given before routing, and never one that no longer holds."""

from datetime import datetime

import pytest
from api_kit import Client, Headers, bearer, open_gardens, talk
from sample_programme import plugin

from fokus_api.cache.response_cache import Answer, ResponseCache
from fokus_api.runtime.service import Service
from fokus_api.testing import issue_key, service_of, settle, temporary_client
from fokus_core.access.actor import CONSOLE
from fokus_core.access.api_keys import RevokeKey
from fokus_core.access.grants import WithdrawAccess

GARDENS = "/api/v1/garden/gardens"
COHORT = "/api/v1/garden/cohorts/4"


@pytest.fixture
def given(client: Client, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The routes of the answers that were given from the cache."""
    noted: list[str] = []
    inner = ResponseCache.get

    def get(self: ResponseCache, *question: object) -> Answer | None:
        found = inner(self, *question)  # type: ignore[arg-type]  # whatever was asked
        if found is not None:
            noted.append(found.route)
        return found

    monkeypatch.setattr(ResponseCache, "get", get)
    return noted


def test_the_second_answer_is_the_first_under_another_id(client: Client, service: Service, given: list[str]) -> None:
    open_gardens(service, "05315000")
    first, second = client.get(GARDENS), client.get(GARDENS)
    assert given == [GARDENS]
    ids = [dict(answer.headers).pop("x-request-id") for answer in (first, second)]
    assert len(set(ids)) == 2
    assert {**first.headers, "x-request-id": ""} == {**second.headers, "x-request-id": ""}
    assert first.content == second.content
    again = {"If-None-Match": first.headers["etag"]}
    assert [client.get(GARDENS, headers=again).status_code for _ in range(2)] == [304, 304]
    assert given == [GARDENS] * 3


def test_what_is_written_is_seen_by_the_next_request(client: Client, service: Service) -> None:
    seen = []
    for body in ("05315000", "05111000", "05112000"):
        open_gardens(service, body)
        seen.append([len(client.get(GARDENS).json()["items"]) for _ in range(3)])
    assert seen == [[1, 1, 1], [2, 2, 2], [3, 3, 3]]


def test_an_answer_holds_while_other_tables_change_and_tells_how_far_is_known(
    client: Client, service: Service, given: list[str]
) -> None:
    head = open_gardens(service, "05315000")
    before = client.get(GARDENS)
    talk(service)
    after = client.get(GARDENS)
    assert given == [GARDENS]
    assert (before.content, before.headers["etag"]) == (after.content, after.headers["etag"])
    assert (before.headers["fokus-known"], after.headers["fokus-known"]) == (str(head), str(head + 1))


def test_a_grant_that_was_withdrawn_counts_for_the_next_request(
    client: Client, service: Service, given: list[str]
) -> None:
    talk(service)
    team = bearer(issue_key(service, "team", ("gardener", "cohort:4")))
    assert [client.get(COHORT, headers=team).status_code for _ in range(3)] == [200] * 3
    assert len(given) == 2
    today = service.journal.now().date()
    withdrawn = WithdrawAccess(actor="team", role="gardener", scope="cohort:4", reason="Versetzt", effective=today)
    service.journal.handle(withdrawn, by=CONSOLE)
    settle(service)
    assert client.get(COHORT, headers=team).status_code == 404
    assert len(given) == 2


def test_a_new_day_asks_anew(client: Client, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    open_gardens(service, "05315000")
    for day in ("2090-01-01", "2090-01-02", "2090-01-01"):
        noon = datetime.fromisoformat(f"{day}T12:00:00+00:00")
        monkeypatch.setattr(service.journal, "now", lambda noon=noon: noon)
        assert [client.get(GARDENS).headers["fokus-on"] for _ in range(2)] == [day, day]


def test_a_key_that_was_revoked_is_refused_although_its_answers_are_kept(
    client: Client, service: Service, office: Headers
) -> None:
    open_gardens(service, "05315000")
    assert [client.get(GARDENS, headers=office).status_code for _ in range(3)] == [200] * 3
    key = office["Authorization"].split("_")[1]
    service.journal.handle(RevokeKey(key=key, effective=service.journal.now().date(), reason="Verloren"), by=CONSOLE)
    settle(service)
    assert client.get(GARDENS, headers=office).status_code == 401


def test_every_answer_is_in_the_log_when_a_node_stops(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "fokus.request")
    with temporary_client(plugin) as client:
        open_gardens(service_of(client), "05315000")
        caplog.clear()
        for _ in range(5):
            client.get(GARDENS)
    told = [record for record in caplog.records if record.name == "fokus.request"]
    assert sum(getattr(record, "count", 1) for record in told) == 5
    assert {record.getMessage() for record in told} == {"request", "repeated"}
