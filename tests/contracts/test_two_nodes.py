"""What is taken from an actor on one node is gone for the next request on every node of the installation."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.testing.contract import issue_key, service_of, settle, temporary_client

Client = TestClient[Litestar]
CLOSED = "/api/v1/access/who-could?permission=core.operate"
RENAME = "/api/v1/core/commands/rename-body"
ROUNDS = 5


@pytest.fixture
def nodes(tmp_path: Path, store_url: str) -> Iterator[tuple[Client, Client]]:
    """Two nodes over one journal, on each engine in turn, each with read models of its own."""
    shared = {name: f"sqlite:///{tmp_path}/{name}.db" for name in ("vault", "state_store")}
    shared |= {"journal": store_url, "files": f"file://{tmp_path}/files", "master_key": f"file://{tmp_path}/master.key"}
    with ExitStack() as both:
        first, second = (both.enter_context(temporary_client(**shared)) for _ in range(2))
        assert service_of(first).settings.read_models != service_of(second).settings.read_models
        yield first, second


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def test_a_withdrawn_role_opens_nothing_on_any_node(nodes: tuple[Client, Client]) -> None:
    here, there = nodes
    operator = bearer(issue_key(service_of(here), "operator", ("operator", "state")))
    office = bearer(issue_key(service_of(here), "office"))
    role = {"actor": "office", "role": "state-office", "scope": "state"}
    renaming = {"body": "05914000", "name": "Probe", "effective": "2024-01-01"}
    for day in range(1, ROUNDS + 1):
        issue_key(service_of(here), "office", ("state-office", "state"))
        settle(service_of(there))
        for node in nodes:
            assert node.get(CLOSED, headers=office).status_code == 200
        body = role | {"effective": "2000-01-01", "reason": f"Wechsel {day}"}
        withdrawn = here.post("/api/v1/core/commands/withdraw-access", json=body, headers=operator)
        assert withdrawn.status_code == 201, withdrawn.text
        assert there.get(CLOSED, headers=office).status_code == 403
        assert here.get(CLOSED, headers=office).status_code == 403
        for node in nodes:
            assert node.post(RENAME, json=renaming, headers=office).status_code == 403


def test_a_revoked_key_opens_nothing_on_any_node(nodes: tuple[Client, Client]) -> None:
    here, there = nodes
    operator = bearer(issue_key(service_of(here), "operator", ("operator", "state")))
    for _ in range(ROUNDS):
        key = issue_key(service_of(here), "anna")
        settle(service_of(there))
        for node in nodes:
            assert node.get("/health", headers=bearer(key)).status_code == 200
        body = {"key": key.split("_")[1], "effective": "2000-01-01", "reason": "verloren"}
        assert here.post("/api/v1/core/commands/revoke-key", json=body, headers=operator).status_code == 201
        assert there.get("/health", headers=bearer(key)).status_code == 401
        assert here.get("/health", headers=bearer(key)).status_code == 401
