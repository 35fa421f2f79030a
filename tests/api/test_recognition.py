"""Recognition proposes and people decide: who is asked, what they are told, and that two with one mailbox are two."""

from collections.abc import Iterator
from typing import Any

import pytest
from api_kit import Client, Headers, bearer, slug
from sample_programme import plugin

from fokus_api.testing.contract import issue_key, service_of, temporary_client
from fokus_core.access.actor import CONSOLE
from fokus_core.corrections.corrections import Retract

COMMANDS = "/api/v1/core/commands"
ANNA = {"name": "Anna Groß", "email": "familie@example.org"}
BERND = {"name": "Bernd Groß", "email": "familie@example.org"}


@pytest.fixture
def client() -> Iterator[Client]:
    with temporary_client(plugin) as client:
        yield client


@pytest.fixture
def office(client: Client) -> Headers:
    return bearer(issue_key(service_of(client), "amt", ("state-office", "state")))


def talk(client: Client, person: dict[str, Any], headers: Headers, **more: Any) -> Any:
    body = {"cohort": "4", "person": person, "text": "leise", "effective": "2021-05-01"}
    return client.post("/api/v1/garden/commands/talk", json=body, headers={**headers, **more})


def person_of(answer: Any) -> str:
    assert answer.status_code == 201, answer.text
    keys = [key for one in answer.json()["facts"] for key in one["keys"]]
    (person,) = (key.removeprefix("person:") for key in keys if key.startswith("person:"))
    return str(person)


def test_a_clerk_is_asked_and_answers_another(client: Client, office: Headers) -> None:
    anna = person_of(talk(client, ANNA, office))
    assert person_of(talk(client, ANNA | {"name": "GROSS, Anna"}, office)) == anna
    asked = talk(client, BERND, office)
    assert (asked.status_code, slug(asked), asked.json()["errors"][0]["pointer"]) == (
        409,
        "person-candidates",
        "/person",
    )
    assert asked.json()["choices"] == [{"id": anna, "name": "dieselbe E-Mail-Adresse", "kind": "person"}]
    assert "Anna" not in asked.text
    bernd = person_of(talk(client, BERND | {"another": True}, office))
    assert bernd != anna
    assert person_of(talk(client, ANNA, office)) == anna
    assert person_of(talk(client, BERND, office)) == bernd


def test_a_clerk_is_asked_and_answers_the_same(client: Client, office: Headers) -> None:
    anna = person_of(talk(client, ANNA, office))
    assert person_of(talk(client, {"name": "Anna Klein", "email": ANNA["email"], "same_as": anna}, office)) == anna
    assert person_of(talk(client, {"name": "Anna Klein", "email": ANNA["email"]}, office)) == anna
    for wrong in ({"same_as": "0" * 32}, {"same_as": anna, "another": True}):
        refused = talk(client, BERND | wrong, office)
        assert (refused.status_code, slug(refused)) == (409, "no-candidate")
        assert refused.json()["errors"][0]["pointer"] == "/person/same_as"


def test_a_repeat_is_answered_although_somebody_like_them_is_known_by_now(client: Client, office: Headers) -> None:
    again = {"Idempotency-Key": "one"}
    anna = person_of(talk(client, ANNA, office, **again))
    person_of(talk(client, BERND | {"another": True}, office))
    repeated = talk(client, ANNA, office, **again)
    assert repeated.json()["repeated"] is True
    assert person_of(repeated) == anna


def test_who_has_no_account_is_never_told_that_somebody_is_known(client: Client, office: Headers) -> None:
    anna = person_of(talk(client, ANNA, office))
    assert talk(client, BERND, {}).status_code == 201
    (pair,) = client.get("/api/v1/privacy/candidates", headers=office).json()["items"]
    assert pair["agree"] == ["mail"]
    assert anna in (pair["person"], pair["other"])
    assert set(pair) == {"person", "other", "agree"}


@pytest.mark.parametrize("command", ["match-persons", "tell-persons-apart"])
def test_who_was_decided_about_is_no_candidate_any_more_until_that_is_taken_back(
    client: Client, office: Headers, command: str
) -> None:
    one, other = person_of(talk(client, ANNA, office)), person_of(talk(client, BERND | {"another": True}, office))
    body = {"person": one, "other": other, "effective": "2026-01-02"}
    decided = client.post(f"{COMMANDS}/{command}", json=body, headers=office)
    assert decided.status_code == 201, decided.text
    assert client.get("/api/v1/privacy/candidates", headers=office).json()["items"] == []
    again = client.post(f"{COMMANDS}/{command}", json=body | {"person": other, "other": one}, headers=office)
    assert again.status_code == 409
    service_of(client).journal.handle(Retract(position=decided.json()["position"], reason="Irrtum"), by=CONSOLE)
    assert len(client.get("/api/v1/privacy/candidates", headers=office).json()["items"]) == 1


def test_nobody_is_matched_with_themselves_or_with_nobody(client: Client, office: Headers) -> None:
    one = person_of(talk(client, ANNA, office))
    for other, status, why in ((one, 422, "same-person"), ("0" * 32, 404, "not-found")):
        body = {"person": one, "other": other, "effective": "2026-01-02"}
        refused = client.post(f"{COMMANDS}/match-persons", json=body, headers=office)
        assert (refused.status_code, slug(refused), refused.json()["errors"][0]["pointer"]) == (status, why, "/other")
