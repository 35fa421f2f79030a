"""What there is to choose from where commands name something: by title, and as the caller may see it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.plugins.choices import Choices, choices_of
from fokus_api.testing.contract import issue_key, service_of, settle, temporary_client
from fokus_core.access.actor import CONSOLE
from fokus_core.domain.programme import PluginRefused
from fokus_ehrenamtskarte import programme as card
from fokus_ews.plugin import plugin as ews
from fokus_network.membership.commands.declaration import OpenRound, PublishDeclaration
from fokus_network.plugin import plugin as network

Client = TestClient[Litestar]
DAY = date(2012, 12, 5)


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with temporary_client(network, ews, card.ehrenamtskarte) as client:
        service = service_of(client)
        for command in (
            PublishDeclaration(declaration="2012", title="Erklärung von 2012", effective=DAY),
            OpenRound(round="first", title="Erste Runde", declaration="2012", effective=DAY),
            OpenRound(round="later", title="Zweite Runde", declaration="2012", effective=date(2020, 1, 1)),
        ):
            service.journal.handle(command, by=CONSOLE)
        settle(service)
        yield client


def choices(client: Client, kind: str, headers: dict[str, str] | None = None, **query: Any) -> Any:
    return client.get(f"/api/v1/choices/{kind}", params=query, headers=headers)


def test_rounds_are_chosen_by_title_with_the_day_they_opened(client: Client) -> None:
    assert choices(client, "round").json()["items"] == [
        {"value": "first", "label": "Erste Runde", "note": "eröffnet am 5. Dezember 2012"},
        {"value": "later", "label": "Zweite Runde", "note": "eröffnet am 1. Januar 2020"},
    ]


def test_what_there_was_on_a_day_and_in_english(client: Client) -> None:
    (found,) = choices(client, "round", {"Accept-Language": "en"}, on="2015-01-01").json()["items"]
    assert found == {"value": "first", "label": "Erste Runde", "note": "opened on 5 December 2012"}


def test_roles_and_evidence_are_what_the_programmes_brought(client: Client) -> None:
    assert {"value": "auditor", "label": "Revision", "note": ""} in choices(client, "role").json()["items"]
    assert "ews.completed" in {one["value"] for one in choices(client, "evidence").json()["items"]}


def test_what_the_caller_may_not_list_is_not_offered(client: Client) -> None:
    assert choices(client, "mail").status_code == 401
    assert choices(client, "card", within="body:05914000").status_code == 401
    anna = issue_key(service_of(client), "anna", ("municipal-officer", "body:05914000"))
    assert choices(client, "workshop", {"Authorization": f"Bearer {anna}"}, within="cohort:x").status_code == 404


@pytest.mark.parametrize(
    ("kind", "query", "status"),
    [
        ("colour", {}, 404),
        ("workshop", {}, 422),
        ("workshop", {"within": "body:05914000"}, 422),
        ("round", {"on": "gestern"}, 422),
    ],
)
def test_a_kind_without_choices_or_without_a_place(client: Client, kind: str, query: Any, status: int) -> None:
    answer = choices(client, kind, **query)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_every_declared_list_is_there_and_has_its_columns(client: Client) -> None:
    office = {"Authorization": f"Bearer {issue_key(service_of(client), 'office', ('state-office', 'state'))}"}
    for kind, inside in client.app.state.node.choices:
        within = f"{inside}:05914000" if inside == "body" else f"{inside}:x" if inside else None
        query = {"within": within} if within else {}
        assert choices(client, kind, office, **query).status_code in {200, 403, 404}, (kind, inside)


@pytest.mark.parametrize(
    ("brought", "sentence"),
    [
        ([Choices("round", "ews/runs", value="run", label="title")], "are listed by another"),
        ([Choices("key", "network/rounds", value="round", label="title")], "have an owner already"),
        ([Choices("x", "network/rounds", value="round", label="t", new=("network.fly",))], "name no command"),
    ],
)
def test_choices_that_are_not_the_plugins_own_stop_the_start(
    client: Client, brought: list[Choices], sentence: str
) -> None:
    with pytest.raises(PluginRefused, match=sentence):
        choices_of(service_of(client).catalogue, [("network", brought)])
