"""Requests that come again byte for byte: answered from memory, and never with what no longer holds."""

import time
from datetime import datetime

import pytest
from api_kit import Client, Headers, open_gardens
from sample_programme import plugin

from fokus_api.cache.repeats import AGE, Repeat, Repeats
from fokus_api.runtime.service import Service
from fokus_api.testing.contract import service_of, settle, temporary_client
from fokus_core.access.actor import CONSOLE
from fokus_core.access.api_keys import RevokeKey

GARDENS = "/api/v1/garden/gardens"


def repeats(client: Client) -> Repeats:
    found = client.app.state.node.repeats
    assert isinstance(found, Repeats)
    return found


def answered(client: Client, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note the statuses of answers that were given again."""
    given: list[int] = []
    inner = Repeats.get

    def noted(self: Repeats, question: object) -> Repeat | None:
        found = inner(self, question)
        if found is not None and not found.caller.key:
            given.append(found.status)
        return found

    monkeypatch.setattr(Repeats, "get", noted)
    return given


def test_the_second_answer_is_the_first_under_another_id(
    client: Client, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_gardens(service, "05315000")
    given = answered(client, monkeypatch)
    first, second = client.get(GARDENS), client.get(GARDENS)
    assert given == [200]
    ids = [dict(answer.headers).pop("x-request-id") for answer in (first, second)]
    assert len(set(ids)) == 2
    assert {**first.headers, "x-request-id": ""} == {**second.headers, "x-request-id": ""}
    assert first.content == second.content
    again = {"If-None-Match": first.headers["etag"]}
    assert [client.get(GARDENS, headers=again).status_code for _ in range(2)] == [304, 304]
    assert given == [200, 304]


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


def test_what_is_written_is_seen_at_once(client: Client, service: Service) -> None:
    seen = []
    for body in ("05315000", "05111000", "05112000"):
        open_gardens(service, body)
        time.sleep(2 * AGE)
        seen.append([len(client.get(GARDENS).json()["items"]) for _ in range(3)])
    assert seen == [[1, 1, 1], [2, 2, 2], [3, 3, 3]]


def test_a_new_day_asks_anew(client: Client, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    open_gardens(service, "05315000")
    for day in ("2090-01-01", "2090-01-02", "2090-01-01"):
        noon = datetime.fromisoformat(f"{day}T12:00:00+00:00")
        monkeypatch.setattr(service.journal, "now", lambda noon=noon: noon)
        assert [client.get(GARDENS).headers["fokus-on"] for _ in range(2)] == [day, day]


def test_a_key_that_was_revoked_is_refused_although_its_answers_are_remembered(
    client: Client, service: Service, office: Headers
) -> None:
    open_gardens(service, "05315000")
    assert [client.get(GARDENS, headers=office).status_code for _ in range(3)] == [200] * 3
    key = office["Authorization"].split("_")[1]
    service.journal.handle(RevokeKey(key=key, effective=service.journal.now().date(), reason="Verloren"), by=CONSOLE)
    settle(service)
    time.sleep(2 * AGE)
    assert client.get(GARDENS, headers=office).status_code == 401


def test_answers_that_take_too_much_room_are_let_go(client: Client, service: Service) -> None:
    open_gardens(service, "05315000")
    client.get(GARDENS)
    kept = repeats(client)
    (question,) = kept._answers
    one = kept._answers[question]
    small = Repeats(client.app.state.node.access, size=3 * 5000)
    small.get(question)
    for number in range(10):
        small.put(number, one, small.stamp)
        assert len(small._answers) <= 3
    small.put("late", one, None)
    assert "late" not in small._answers
