"""What waits for whom: proposals for a second person, deadlines that a programme declares, and one's own drafts."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from form_kit import DAY, Browser
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.plugins.tasks import Task, tasks_of
from fokus_api.testing.contract import issue_key, service_of, settle, temporary_client
from fokus_core.access.actor import CONSOLE
from fokus_core.access.grants import AccessGranted
from fokus_core.domain.programme import PluginRefused
from fokus_network.membership.commands.admission import JoinNetwork
from fokus_network.membership.commands.declaration import OpenRound, PublishDeclaration, SignDeclaration
from fokus_network.plugin import plugin as network
from fokus_network.review.commands import SetReviewInterval

GRANT = {"actor": "berta", "role": "auditor", "scope": "state", "effective": "1.1.2026"}


@pytest.fixture
def client() -> Iterator[TestClient[Litestar]]:
    with temporary_client(network) as client:
        yield client


def person(client: TestClient[Litestar], name: str, role: str = "state-office", scope: str = "state") -> Browser:
    return Browser(client, issue_key(service_of(client), name, (role, scope)))


def waiting(browser: Browser) -> list[dict[str, Any]]:
    headers = browser.headers | {"Accept": "application/json"}
    answer = browser.client.get("/api/v1/inbox", headers=headers)
    assert answer.headers["cache-control"] == "no-store"
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def proposed(browser: Browser) -> str:
    address = browser.begin("core.grant-access")
    browser.post(address, GRANT)
    receipt = browser.post(f"{address}/vorschau", {}).headers["location"]
    assert receipt.startswith("/beleg/")
    settle(service_of(browser.client))
    return str(receipt)


def test_nothing_waits_for_somebody_new_and_nobody_else_asks(client: TestClient[Litestar]) -> None:
    anna = person(client, "anna")
    assert waiting(anna) == []
    assert anna.page("/aufgaben").said("Nichts zu tun. Hier erscheint, was auf Sie wartet.")
    assert client.get("/api/v1/inbox").status_code == 401


def test_a_proposal_waits_for_a_second_person_who_signs_it_off(client: TestClient[Litestar]) -> None:
    anna, bert, cleo = person(client, "anna"), person(client, "bert"), person(client, "cleo", "auditor")
    proposed(anna)
    assert waiting(cleo) == []
    (own,) = waiting(anna)
    assert [one["title"] for one in own["actions"]] == ["Vorschlag verwerfen"]
    (task,) = waiting(bert)
    assert (task["kind"], task["due"], task["overdue"]) == ("proposal", None, False)
    assert "berta" in task["why"]
    assert [one["title"] for one in task["actions"]] == ["Prüfen und freigeben", "Vorschlag verwerfen"]
    assert bert.page("/aufgaben").said("Eine Aufgabe wartet auf Sie.")
    address = bert.get(task["actions"][0]["href"]).headers["location"]
    assert address.endswith("/vorschau")
    assert bert.page(address).said("Das wird freigegeben")
    sent = bert.post(address, {})
    assert sent.headers["location"].startswith("/beleg/")
    journal = service_of(client).journal
    assert any(
        isinstance(one.fact, AccessGranted) and one.fact.actor == "berta" for one in journal.under("actor:berta")
    )
    settle(service_of(client))
    assert waiting(bert) == waiting(anna) == []


def test_a_proposal_is_dropped_by_whoever_made_it(client: TestClient[Litestar]) -> None:
    anna, bert = person(client, "anna"), person(client, "bert")
    proposed(anna)
    (own,) = waiting(anna)
    address = anna.get(own["actions"][0]["href"]).headers["location"]
    assert anna.page(address).said("Dieser Vorschlag wird verworfen")
    anna.post(address, {})
    settle(service_of(client))
    assert waiting(anna) == waiting(bert) == []


def test_two_who_sign_off_the_same_record_it_once(client: TestClient[Litestar]) -> None:
    anna, bert, cleo = (person(client, name) for name in ("anna", "bert", "cleo"))
    proposed(anna)
    first, second = ((one, one.get(waiting(one)[0]["actions"][0]["href"]).headers["location"]) for one in (bert, cleo))
    head = service_of(client).journal.store.head()
    assert first[0].post(first[1], {}).headers["location"].startswith("/beleg/")
    recorded = service_of(client).journal.store.head()
    assert recorded > head
    assert second[0].post(second[1], {}).headers["location"].endswith("#fehler")
    assert service_of(client).journal.store.head() == recorded


def test_a_draft_waits_for_its_owner_alone_and_no_longer_once_it_is_sent(client: TestClient[Litestar]) -> None:
    anna, bert = person(client, "anna"), person(client, "bert")
    address = anna.begin("network.publish-declaration")
    assert waiting(anna) == []  # nothing was typed
    typed = {"declaration": "2027", "title": "Neue Erklärung", "effective": "1.1.2027"}
    assert anna.post(address, typed | {"_save": "1"}).headers["location"] == "/aufgaben#entwuerfe"
    (task,) = waiting(anna)
    assert (task["kind"], task["actions"][0]["href"]) == ("draft", address)
    assert anna.page("/aufgaben").said("Ihre Entwürfe")
    assert waiting(bert) == []
    anna.post(f"{address}/vorschau", {})
    assert waiting(anna) == []


def test_a_draft_is_deleted_by_its_owner(client: TestClient[Litestar]) -> None:
    anna = person(client, "anna")
    address = anna.begin("network.publish-declaration", declaration="2027")
    assert len(waiting(anna)) == 1
    assert anna.post(address, {"title": "x", "_drop": "1"}).headers["location"] == "/aufgaben"
    assert waiting(anna) == []
    assert anna.get(address).status_code == 404


def test_reviews_that_are_due_wait_for_the_coordination_with_the_form_filled_in(client: TestClient[Litestar]) -> None:
    journal = service_of(client).journal
    for command in (
        PublishDeclaration(declaration="2012", title="Erklärung von 2012", effective=DAY),
        OpenRound(round="first", title="Erste Runde", declaration="2012", effective=DAY),
        SignDeclaration(party="05914000", round="first", effective=DAY),
        JoinNetwork(body="05914000", effective=date(2015, 1, 1)),
        SetReviewInterval(months=24, effective=date(2015, 1, 1)),
    ):
        journal.handle(command, by=CONSOLE)
    settle(service_of(client))
    coordination = person(client, "coordination", "network-coordination", "programme:network")
    (task,) = waiting(coordination)
    assert task["title"] == "Mitgliedschaft überprüfen: Hagen"
    assert (task["due"], task["overdue"]) == ("2017-01-01", True)
    page = coordination.page("/aufgaben")
    assert page.said("Überfällig")
    assert page.said("Eine davon ist überfällig.")
    form = coordination.get(task["actions"][0]["href"]).headers["location"]
    (body,) = [one for one in coordination.page(form).controls if one.get("name") == "body"]
    assert body["value"] == "Hagen"
    assert waiting(person(client, "officer", "municipal-officer", "body:05914000")) == []


@pytest.mark.parametrize(
    ("task", "sentence"),
    [
        (Task("ews.x", "network/reviews", "x", "network.record-review"), "has a name that is not its own"),
        (Task("network.x", "ews/runs", "x", "network.record-review"), "is listed by another"),
        (Task("network.x", "network/reviews", "x", "network.fly"), "asks for a command that is not its own"),
        (Task("network.x", "network/reviews", "x", "network.record-review", {"wing": "body"}), "which is no field"),
    ],
)
def test_a_task_that_is_not_the_plugins_own_stops_the_start(
    client: TestClient[Litestar], task: Task, sentence: str
) -> None:
    with pytest.raises(PluginRefused, match=sentence):
        tasks_of(service_of(client).catalogue, [("network", [task])])
