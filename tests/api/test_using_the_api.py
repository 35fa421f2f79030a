"""The examples of `docs/using-the-api.md` run, and are what the page shows."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import using_the_api as shown
from api_kit import Client, bearer, open_gardens
from sample_programme import plugin

from fokus_api.runtime.service import Service
from fokus_api.testing.contract import issue_key, service_of, temporary_client
from fokus_core.domain import clock
from fokus_core.webhooks.signing import headers_of, secret_of
from fokus_core.webhooks.subscriptions import Webhook

REPOSITORY = Path(__file__).parents[2]
PAGE = REPOSITORY / "docs" / "using-the-api.md"
BLOCK = re.compile(r'^```python title="([^"]+)"\n(.*?)^```$', re.MULTILINE | re.DOTALL)
BONN, KOELN, MINDEN = "05314000", "05315000", "05770032"
GARDENS = "/api/v1/garden/gardens"


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with temporary_client(plugin) as client:
        service = service_of(client)
        client.headers.update(bearer(issue_key(service, "anna", ("municipal-officer", "state"), ("auditor", "state"))))
        open_gardens(service, BONN)
        yield client


@pytest.fixture(scope="module")
def service(client: Client) -> Service:
    return service_of(client)


def test_every_block_of_the_page_is_a_part_of_what_runs() -> None:
    blocks = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    assert {title for title, _text in blocks} == {"tests/api/using_the_api.py"}
    whole = (REPOSITORY / "tests" / "api" / "using_the_api.py").read_text(encoding="utf-8")
    assert [text for _title, text in blocks if f"\n{text}" not in whole] == []
    defined = set(re.findall(r"^(?:def|class) (\w+)", whole, re.MULTILINE))
    assert defined == set(re.findall(r"^(?:def|class) (\w+)", "".join(text for _, text in blocks), re.MULTILINE))


def test_every_item_of_a_list_comes_once(client: Client) -> None:
    found = [one["id"] for one in shown.every(client, "/api/v1/bodies", limit="100")]
    assert len(found) == len(set(found)) > 400


def test_a_command_is_recorded_once_although_its_answer_is_lost(
    client: Client, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = client.send
    lost: list[httpx.Response] = []
    monkeypatch.setattr("time.sleep", lambda seconds: None)

    def broken(request: httpx.Request, **more: Any) -> httpx.Response:
        answer = send(request, **more)
        if len(lost) < 2:
            lost.append(answer)
            raise httpx.ReadError("gone")
        return answer

    monkeypatch.setattr(client, "send", broken)
    before = service.journal.store.head()
    receipt = shown.record(client, "garden.open", {"body": KOELN, "name": "Rosen", "effective": "2020-01-01"})
    assert len(lost) == 2
    assert receipt["position"] == service.journal.store.head() == before + 1


def test_what_is_kept_is_confirmed_until_it_changes(client: Client, service: Service) -> None:
    kept = shown.Kept()
    first = kept.get(client, GARDENS)
    tag = kept.tag
    assert kept.get(client, GARDENS) is first
    body = {"body": MINDEN, "name": "Nelken", "effective": "2020-01-01"}
    assert shown.change(client, "/api/v1/garden/commands/open", tag, body)
    assert not shown.change(client, "/api/v1/garden/commands/open", tag, {**body, "name": "Astern"})
    assert service.models.wait_for(service.journal.store.head(), 30)
    assert kept.get(client, GARDENS) != first


def test_the_feed_is_followed_from_where_one_was(client: Client) -> None:
    found = list(shown.follow(client, "0"))
    (id_, _event), rest = found[1], found[2:]
    assert list(shown.follow(client, id_)) == rest


def test_a_message_of_ours_is_told_from_others(service: Service) -> None:
    today = clock.day_of(clock.now())
    hook = Webhook(
        id="0" * 32, actor="a", address="https://example.org/", programmes=(), types=(), begins=1, since=today
    )
    secret = secret_of(service.vault, hook)
    headers = headers_of(service.vault, hook, "m-1", clock.now(), b"{}")
    assert shown.is_ours(secret, headers, b"{}")
    assert not shown.is_ours(secret, headers, b"{ }")
    assert not shown.is_ours(secret, {**headers, "webhook-id": "m-2"}, b"{}")
    assert not shown.is_ours(secret, {**headers, "webhook-timestamp": "1"}, b"{}")


def test_a_problem_says_what_is_wrong_with_each_field(client: Client) -> None:
    answer = client.post("/api/v1/garden/commands/open", json={"body": BONN, "name": 4})
    slug, wrong = shown.problem(answer)
    assert slug == "invalid-input"
    assert set(wrong) == {"/name", "/effective"}
