"""Receipts again: the same answer as when the command was given, to whoever gave it and to auditors."""

from datetime import date
from typing import Any

from api_kit import SECRET, Client, Headers, bearer, slug
from sample_programme import EndSeat, GiveSeat

from fokus_api.runtime.service import Service
from fokus_api.testing.contract import issue_key, settle
from fokus_core.access.actor import CONSOLE
from fokus_core.access.api_keys import IssueKey, KeyIssued, new_secret
from fokus_core.domain import clock

OPEN, WHISPER = "/api/v1/garden/commands/open", "/api/v1/garden/commands/whisper"
ROSES = {"body": "05315000", "name": "Rosen", "effective": "2020-01-01"}
KEY = {"Idempotency-Key": "mine-1"}


def again(client: Client, headers: Headers | None, receipt: str = "mine-1") -> Any:
    return client.get(f"/api/v1/receipts/{receipt}", headers=headers)


def test_it_is_the_same_answer_as_when_the_command_was_given(client: Client, officer: Headers) -> None:
    given = client.post(OPEN, json=ROSES, headers=officer | KEY)
    answer = again(client, officer)
    assert (answer.status_code, answer.json()) == (200, given.json())
    assert answer.headers["fokus-position"] == given.headers["fokus-position"]
    assert answer.headers["cache-control"] == "no-store"


def test_it_is_ones_own_alone_and_auditors_find_it_by_the_whole_id(
    client: Client, officer: Headers, office: Headers, auditor: Headers
) -> None:
    given = client.post(OPEN, json=ROSES, headers=officer | KEY)
    assert slug(again(client, None)) == "unauthenticated"
    for receipt in ("mine-1", "anna:mine-1"):
        assert (again(client, office, receipt).status_code, slug(again(client, office, receipt))) == (404, "not-found")
    assert slug(again(client, auditor)) == "not-found"
    assert again(client, auditor, "anna:mine-1").json() == given.json()
    assert again(client, officer, "anna:mine-1").json() == given.json()
    assert slug(again(client, officer, "mine-2")) == "not-found"
    assert slug(again(client, officer, "x" * 201)) == "invalid-input"


def test_what_was_proposed_is_answered_as_a_proposal(client: Client, officer: Headers) -> None:
    client.post(OPEN, json=ROSES, headers=officer)
    close = {"body": "05315000", "effective": "2021-01-01"}
    given = client.post("/api/v1/garden/commands/close", json=close, headers=officer | KEY)
    assert given.status_code == 202
    assert again(client, officer).json() == given.json()
    assert again(client, officer).json()["proposal"]


def test_what_is_said_in_a_closed_group_is_shown_to_its_members_alone(
    client: Client, service: Service, auditor: Headers
) -> None:
    lena = bearer(issue_key(service, "lena"))
    service.journal.handle(GiveSeat(cohort="4", actor="lena", effective=clock.day_of(clock.now())), by=CONSOLE)
    settle(service)
    said = {"cohort": "4", "body": "05315000", "text": SECRET, "effective": "2021-01-01"}
    given = client.post(WHISPER, json=said, headers=lena | KEY)
    assert given.status_code == 201, given.text
    assert again(client, lena).json() == given.json()
    assert SECRET not in again(client, lena).text
    assert slug(again(client, auditor, "lena:mine-1")) == "not-found"
    service.journal.handle(EndSeat(cohort="4", actor="lena", effective=clock.day_of(clock.now())), by=CONSOLE)
    settle(service)
    assert slug(again(client, lena)) == "not-found"


def test_a_key_that_narrows_its_actor_shows_no_more_than_its_log(
    client: Client, service: Service, officer: Headers
) -> None:
    person = {"name": SECRET, "email": "v@example.org"}
    said = {"cohort": "4", "person": person, "text": "leise", "effective": "2021-05-01"}
    given = client.post("/api/v1/garden/commands/talk", json=said, headers=officer | KEY)
    secret, digest = new_secret()
    issue = IssueKey(actor="anna", digest=digest, effective=date(2024, 1, 1), scopes=("body:05315000",))
    (record,) = service.journal.handle(issue, by=CONSOLE).facts
    settle(service)
    assert isinstance(record.fact, KeyIssued)
    assert again(client, officer).json() == given.json()
    assert slug(again(client, bearer(f"fk_{record.fact.key}_{secret}"))) == "not-found"
