"""The menu says how many tasks wait, for whoever is signed in; a receipt is shown when its draft is gone."""

from collections.abc import Iterator
from typing import Any

import pytest
from form_kit import Browser
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.face.frame import waiting
from fokus_api.face.frame.inside import Inside
from fokus_api.testing.contract import issue_key, service_of, settle, temporary_client
from fokus_network.plugin import plugin as network

GRANT = {"actor": "berta", "role": "auditor", "scope": "state", "effective": "1.1.2026"}
DECLARATION = {"declaration": "2027", "title": "Neue Erklärung", "effective": "1.1.2027"}


@pytest.fixture
def client() -> Iterator[TestClient[Litestar]]:
    with temporary_client(network) as client:
        yield client


def person(client: TestClient[Litestar], name: str) -> Browser:
    return Browser(client, issue_key(service_of(client), name, ("state-office", "state")))


def given(browser: Browser, command: str, typed: dict[str, Any]) -> str:
    address = browser.begin(command)
    browser.post(address, typed)
    receipt = str(browser.post(f"{address}/vorschau", {}).headers["location"])
    assert receipt.startswith("/beleg/")
    settle(service_of(browser.client))
    return receipt


def test_the_menu_counts_what_waits_and_no_draft(client: TestClient[Litestar]) -> None:
    anna, bert = person(client, "anna"), person(client, "bert")
    assert not anna.page("/kommunen").said("Aufgaben (")
    address = anna.begin("network.publish-declaration")
    anna.post(address, DECLARATION | {"_save": "1"})
    assert not anna.page("/aufgaben").said("Aufgaben (")
    given(anna, "core.grant-access", GRANT)
    assert anna.page("/kommunen").said("Aufgaben (1)")
    assert bert.page("/").said("Aufgaben (1)")
    (task,) = [one for one in bert.get("/api/v1/inbox").json()["items"] if one["kind"] == "proposal"]
    confirm = bert.get(task["actions"][0]["href"]).headers["location"]
    assert bert.page(confirm).said("Aufgaben (1)")
    bert.post(confirm, {})
    settle(service_of(client))
    assert not bert.page("/kommunen").said("Aufgaben (")


def test_the_inbox_is_counted_once_in_some_seconds(client: TestClient[Litestar], monkeypatch: Any) -> None:
    asked: list[str] = []
    inner = Inside.get

    async def get(self: Inside, path: str, query: Any = ()) -> Any:
        asked.append(path)
        return await inner(self, path, query)

    monkeypatch.setattr(Inside, "get", get)
    anna = person(client, "anna")
    for _look in range(3):
        anna.page("/impressum")
    assert asked.count("/api/v1/inbox") == 1
    monkeypatch.setattr(waiting, "SECONDS", 0.0)
    anna.page("/impressum")
    assert asked.count("/api/v1/inbox") == 2
    Browser(client).page("/impressum")
    assert asked.count("/api/v1/inbox") == 2  # nothing waits for anybody in particular


def test_a_receipt_is_shown_when_its_draft_is_gone_and_to_nobody_else(client: TestClient[Litestar]) -> None:
    anna, bert = person(client, "anna"), person(client, "bert")
    receipt = given(anna, "network.publish-declaration", DECLARATION)
    number = service_of(client).journal.store.head()
    assert anna.page(receipt).said(f"Eintrag Nr. {number}")
    store = service_of(client).state_store
    for key, _value in store.scan("draft"):
        store.delete("draft", key)
    again = anna.page(receipt)
    assert again.said(f"Eintrag Nr. {number}")
    assert again.said("Neue Erklärung")
    assert any(one.get("href") == f"/eintrag/{number}" for one in again.of("a"))
    assert bert.get(receipt).status_code == 404
    assert anna.get(f"/beleg/{'x' * 32}").status_code == 404
    assert Browser(client).get(receipt).status_code in {303, 401}
