"""Secrets that the service draws: shown once, by programs and on pages, and kept nowhere."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from form_kit import Browser
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.face.forms.many import field_about
from fokus_api.testing.contract import issue_key, service_of, settle, temporary_client
from fokus_core.access.api_keys import KeyIssued
from fokus_core.testing.folders import files_in
from fokus_network.plugin import plugin as network

ISSUE = "/api/v1/core/commands/issue-key"
BODY = {"actor": "anna", "effective": "2024-01-01"}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient[Litestar]]:
    with temporary_client(network) as client:
        yield client


@pytest.fixture(scope="module")
def key(client: TestClient[Litestar]) -> str:
    return issue_key(service_of(client), "anna", ("state-office", "state"))


def test_a_key_whose_secret_nobody_made_is_shown_once_and_opens(client: TestClient[Litestar], key: str) -> None:
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "schluessel"}
    assert client.post(f"{ISSUE}?dry_run=true", json=BODY, headers=headers).json()["drawn"] == {}
    first = client.post(ISSUE, json=BODY, headers=headers)
    assert (first.status_code, first.headers["cache-control"]) == (201, "no-store"), first.text
    drawn = first.json()["drawn"]["digest"]
    again = client.post(ISSUE, json=BODY, headers=headers).json()
    assert (again["repeated"], again["drawn"], again["facts"]) == (True, {}, first.json()["facts"])
    settle(service_of(client))
    assert client.get("/api/v1/inbox", headers={"Authorization": f"Bearer {drawn}"}).status_code == 200
    (fact,) = [record.fact for record in service_of(client).journal.under("command:anna:schluessel")]
    assert isinstance(fact, KeyIssued)
    assert drawn.startswith(f"fk_{fact.key}_")
    secret = drawn.removeprefix(f"fk_{fact.key}_")
    assert fact.digest == sha256(secret.encode()).hexdigest()


def test_a_digest_that_is_handed_over_is_kept_and_nothing_is_drawn(client: TestClient[Litestar], key: str) -> None:
    headers = {"Authorization": f"Bearer {key}"}
    answer = client.post(ISSUE, json={**BODY, "digest": "a" * 64}, headers=headers).json()
    assert (answer["drawn"], answer["facts"][0]["data"]["digest"]) == ({}, "a" * 64)


def test_what_is_shown_once_is_not_given_row_by_row(client: TestClient[Litestar]) -> None:
    node = client.app.state.node
    commands = node.service.catalogue.commands
    assert field_about(commands["core.issue-key"], "actor", node) == ""
    assert field_about(commands["core.withdraw-access"], "actor", node) == "actor"


def test_a_page_shows_it_once_and_nothing_keeps_it(client: TestClient[Litestar], key: str) -> None:
    browser = Browser(client, key)
    address = browser.begin("core.issue-key")
    assert "digest" not in {one.get("name") for one in browser.page(address).controls}
    browser.post(address, {"actor": "anna", "effective": "1.1.2024"})
    shown: Any = browser.post(f"{address}/vorschau", {})
    assert (shown.status_code, shown.headers["cache-control"]) == (200, "no-store"), shown.text
    secret = shown.text.partition('class="fk-secret">')[2].partition("</code>")[0]
    assert secret.startswith("fk_")
    assert "Das sehen Sie nur dieses eine Mal." in shown.text
    receipt = client.get(f"/beleg/{address.rpartition('/')[2]}", headers=browser.headers)
    assert (receipt.status_code, "fk-secret" in receipt.text) == (200, False)
    repeated = browser.post(f"{address}/vorschau", {})
    assert repeated.headers["location"].startswith("/beleg/")
    inner = secret.split("_", 2)[2].encode()
    for file, held in files_in(Path(service_of(client).settings.data)).items():
        assert inner not in held, file
