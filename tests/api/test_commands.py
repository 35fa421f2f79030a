"""Commands over HTTP: judged, decided, recorded once."""

from api_kit import SECRET, Client, Headers, bearer, slug

from fokus_api.runtime.service import Service
from fokus_api.testing.contract import issue_key, settle
from fokus_core.domain import clock

OPEN = "/api/v1/garden/commands/open"
ROSES = {"body": "05315000", "name": "Rosen", "effective": "2020-01-01"}


def test_a_command_is_recorded_and_answered_with_its_facts(client: Client, service: Service, officer: Headers) -> None:
    answer = client.post(OPEN, json=ROSES | {"body": "Stadt Köln"}, headers=officer)
    assert answer.status_code == 201
    receipt = answer.json()
    assert answer.headers["fokus-position"] == str(receipt["position"]) == str(service.journal.store.head())
    (fact,) = receipt["facts"]
    assert (fact["type"], fact["by"], fact["keys"]) == ("garden.opened@1", "anna", ["body:05315000"])
    assert fact["data"] == {"body": "05315000", "name": "Rosen"}
    assert fact["sentence"]["de"] == "Die Stadt Köln hat am 1. Januar 2020 den Garten Rosen geöffnet."
    assert fact["sentence"]["en"] == "Köln opened Rosen on 1 January 2020."


def test_what_was_recorded_stands_where_its_answer_says(client: Client, service: Service, officer: Headers) -> None:
    answer = client.post(OPEN, json=ROSES, headers=officer)
    settle(service)
    entry = client.get(answer.headers["location"], headers=officer).json()
    assert (entry["position"], entry["type"]) == (answer.json()["position"], "garden.opened@1")
    assert (
        "location"
        not in client.post(f"{OPEN}?dry_run=true", json=ROSES | {"body": "05111000"}, headers=officer).headers
    )


def test_a_dry_run_decides_and_records_nothing(client: Client, service: Service, officer: Headers) -> None:
    head = service.journal.store.head()
    answer = client.post(f"{OPEN}?dry_run=true", json=ROSES, headers=officer)
    assert (answer.status_code, answer.json()["position"]) == (200, head + 1)
    assert "fokus-position" not in answer.headers
    assert service.journal.store.head() == head


def test_a_repeated_command_gets_the_same_answer(client: Client, service: Service, officer: Headers) -> None:
    headers = officer | {"Idempotency-Key": "mine-1"}
    first = client.post(OPEN, json=ROSES, headers=headers)
    again = client.post(OPEN, json=ROSES, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json() | {"repeated": True}
    assert service.journal.store.head() == first.json()["position"]


def test_the_same_key_with_another_body_is_refused(client: Client, officer: Headers) -> None:
    headers = officer | {"Idempotency-Key": "mine-1"}
    client.post(OPEN, json=ROSES, headers=headers)
    assert slug(client.post(OPEN, json=ROSES | {"name": "Nelken"}, headers=headers)) == "command-id-reused"


def test_two_actors_may_use_the_same_key(client: Client, officer: Headers, office: Headers) -> None:
    key = {"Idempotency-Key": "1"}
    assert client.post(OPEN, json=ROSES, headers=officer | key).status_code == 201
    assert client.post(OPEN, json=ROSES | {"body": "05111000"}, headers=office | key).status_code == 201


def test_a_malformed_idempotency_key_is_refused(client: Client, officer: Headers) -> None:
    answer = client.post(OPEN, json=ROSES, headers=officer | {"Idempotency-Key": "two words"})
    assert (answer.status_code, slug(answer)) == (422, "invalid-input")


def test_a_rule_answers_with_its_slug(client: Client, officer: Headers) -> None:
    client.post(OPEN, json=ROSES, headers=officer)
    answer = client.post(OPEN, json=ROSES, headers=officer)
    assert (answer.status_code, slug(answer)) == (409, "already-open")
    assert answer.json()["errors"] == [{"pointer": "/body", "detail": "Der Garten ist an diesem Tag bereits geöffnet."}]


def test_nobody_in_particular_is_asked_who_they_are(client: Client) -> None:
    answer = client.post(OPEN, json=ROSES)
    assert (answer.status_code, slug(answer)) == (401, "unauthenticated")
    assert answer.headers["www-authenticate"] == 'Bearer realm="fokus"'


def test_who_lacks_the_grant_is_refused_by_the_journal(client: Client, officer: Headers) -> None:
    answer = client.post(OPEN, json=ROSES | {"body": "05111000"}, headers=officer)
    assert (answer.status_code, slug(answer)) == (403, "forbidden")


def test_a_public_command_is_open_to_all_and_shows_no_person(client: Client) -> None:
    body = {"cohort": "4", "person": {"name": SECRET, "email": "v@example.org"}, "text": "", "effective": "2021-05-01"}
    answer = client.post("/api/v1/garden/commands/talk", json=body)
    assert answer.status_code == 201
    (fact,) = answer.json()["facts"]
    assert fact["by"] == "public"
    assert fact["keys"] == ["cohort:4"]
    assert fact["data"] == {"cohort": "4", "person": {"sealed": True}, "name": {"sealed": True}, "text": ""}
    assert fact["sentence"] == {"de": "… hat geschwiegen.", "en": "… said nothing."}
    assert SECRET not in answer.text


def test_a_dry_run_shows_no_person_either(client: Client, office: Headers) -> None:
    body = {"cohort": "4", "person": {"name": SECRET}, "text": "leise", "effective": "2021-05-01"}
    answer = client.post("/api/v1/garden/commands/talk?dry_run=true", json=body, headers=office)
    assert answer.status_code == 200
    assert SECRET not in answer.text


def test_a_second_actor_confirms(client: Client, service: Service, officer: Headers, office: Headers) -> None:
    client.post(OPEN, json=ROSES, headers=officer)
    proposed = client.post(
        "/api/v1/garden/commands/close", json={"body": "05315000", "effective": "2021-01-01"}, headers=officer
    ).json()
    confirm = {"proposal": proposed["proposal"]}
    assert client.post("/api/v1/core/commands/confirm", json=confirm, headers=officer).status_code == 403
    assert client.post("/api/v1/core/commands/confirm", json=confirm).status_code == 401
    done = client.post("/api/v1/core/commands/confirm", json=confirm, headers=office)
    assert [fact["type"] for fact in done.json()["facts"]] == ["garden.closed@1", "core.proposal-closed@1"]


def test_a_withdrawn_role_is_gone_with_the_answer(client: Client, service: Service, officer: Headers) -> None:
    operator = bearer(issue_key(service, "op", ("operator", "state")))
    path = "/api/v1/garden/bodies/05315000/keeper"
    assert client.get(path, headers=officer).status_code == 200
    today = str(clock.day_of(clock.now()))
    withdrawal = {
        "actor": "anna",
        "role": "municipal-officer",
        "scope": "body:05315000",
        "effective": today,
        "reason": "Wechsel",
    }
    assert client.post("/api/v1/core/commands/withdraw-access", json=withdrawal, headers=operator).status_code == 201
    assert client.get(path, headers=officer).status_code == 403
    assert client.post(OPEN, json=ROSES, headers=officer).status_code == 403
