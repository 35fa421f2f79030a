"""Sources survive: named with a command by whom that is allowed, kept by corrections, confirmed with proposals."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.testing.contract import issue_key, service_of, settle, temporary_client
from fokus_core import Correct, Source, clock
from fokus_core.access.actor import CONSOLE
from fokus_network.plugin import plugin as network

TODAY = str(clock.day_of(clock.now()))
START = "/api/v1/network/commands/start-guest-participation"
Client = TestClient[Litestar]
COUNCIL = {"reference": "Ratsvorlage 12/2020, Übersicht", "certainty": "inferred", "note": "Seite 3"}


@pytest.fixture
def client() -> Iterator[Client]:
    """A client over the network."""
    with temporary_client(network) as client:
        yield client


def headers(client: Client, role: str, scope: str = "state") -> dict[str, str]:
    return {"Authorization": f"Bearer {issue_key(service_of(client), f'{role}-1', (role, scope))}"}


def start(client: Client, given: dict[str, str], source: Any, body: str = "Bonn") -> Any:
    text = source if isinstance(source, str) else json.dumps(source)
    return client.post(START, json={"body": body, "effective": TODAY}, headers={**given, "Fokus-Source": text})


def test_a_command_names_its_source_and_details_show_it(client: Client) -> None:
    answer = start(client, headers(client, "state-office"), COUNCIL)
    assert (answer.status_code, answer.json()["facts"][0]["source"]) == (201, COUNCIL)
    position = answer.json()["position"]
    recorded = service_of(client).journal.recorded(position)
    assert recorded is not None
    assert recorded.meta.source == Source(**COUNCIL)  # type: ignore[arg-type]  # the certainty is one of the two


@pytest.mark.parametrize(
    ("given", "kept"),
    [(None, Source(**COUNCIL)), (Source("Protokoll"), Source("Protokoll"))],  # type: ignore[arg-type]
)
def test_a_correction_keeps_the_source_unless_it_gives_another(
    client: Client, given: Source | None, kept: Source
) -> None:
    position = start(client, headers(client, "state-office"), COUNCIL).json()["position"]
    correct = Correct(position=position, changes={"effective": "2020-01-01"}, reason="Irrtum")
    facts = service_of(client).journal.handle(correct, by=CONSOLE, source=given).facts
    assert facts[-1].meta.source == kept
    again = Correct(position=facts[-1].position, changes={"effective": "2020-02-01"}, reason="Irrtum")
    assert service_of(client).journal.handle(again, by=CONSOLE).facts[-1].meta.source == kept


def test_who_may_not_enter_what_documents_say_names_no_source(client: Client) -> None:
    coordination = headers(client, "network-coordination", "programme:network")
    assert start(client, coordination, COUNCIL).status_code == 403
    assert client.post(START, json={"body": "Bonn", "effective": TODAY}, headers=coordination).status_code == 201


def test_a_proposal_keeps_its_source_until_it_is_confirmed(client: Client) -> None:
    first, second = (
        {"Authorization": f"Bearer {issue_key(service_of(client), name, ('state-office', 'state'))}"}
        for name in ("first", "second")
    )
    grant = {"actor": "anna", "role": "auditor", "scope": "state", "effective": TODAY}
    path = "/api/v1/core/commands"
    proposed = client.post(f"{path}/grant-access", json=grant, headers={**first, "Fokus-Source": json.dumps(COUNCIL)})
    assert proposed.status_code == 202, proposed.text
    settle(service_of(client))
    answer = client.post(f"{path}/confirm", json={"proposal": proposed.json()["proposal"]}, headers=second)
    assert answer.json()["facts"][0]["source"] == COUNCIL


@pytest.mark.parametrize(
    "source",
    [
        "{",
        "null",
        "[]",
        '{"reference": ""}',
        '{"certainty": "stated"}',
        '{"reference": "x", "certainty": "sure"}',
        '{"reference": "x", "entry": "y"}',
        '{"reference": 3}',
    ],
)
def test_what_is_no_source_is_refused(client: Client, source: str) -> None:
    answer = start(client, headers(client, "state-office"), source)
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "Fokus-Source")
