"""A report of a barrier is a case with a due date for whoever runs the service, and is gone once it is answered."""

from datetime import timedelta

import pytest
from api_kit import Client, Headers, bearer
from page_kit import BROWSER, Page

from fokus_api.face.desks.barriers import Barriers
from fokus_api.runtime.service import Service
from fokus_api.testing.contract import issue_key

REPORT = "/barriere-melden"
SAID = {"text": "Die Karte ist ohne Maus\nnicht bedienbar.", "seite": "/netzwerk", "kontakt": "verena@example.org"}


@pytest.fixture
def operator(service: Service) -> Headers:
    return BROWSER | bearer(issue_key(service, "otto", ("operator", "state")))


def report(client: Client, **said: str) -> str:
    answer = client.post(REPORT, data=SAID | said, headers=BROWSER, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def waiting(client: Client, headers: Headers) -> list[dict[str, object]]:
    answer = client.get("/api/v1/inbox", headers=headers | {"Accept": "application/json"})
    return [one for one in answer.json()["items"] if one["kind"] == "barrier"]


def test_anybody_reports_and_learns_until_when_there_is_an_answer(client: Client, service: Service) -> None:
    form = Page(client.get(f"{REPORT}?seite=/netzwerk", headers=BROWSER))
    assert [one["value"] for one in form.of("input") if one.get("id") == "seite"] == ["/netzwerk"]
    there = report(client)
    (case,) = Barriers(service.state_store, service.vault).open()
    assert case.due == case.reported + timedelta(days=28)
    assert there == f"{REPORT}?bis={case.due.isoformat()}"
    assert "Danke, Ihre Meldung ist da." in Page(client.get(there, headers=BROWSER)).text
    assert "Danke" not in Page(client.get(f"{REPORT}?bis=bald", headers=BROWSER)).text
    ((key, value),) = service.state_store.scan("barrier")
    assert b"Maus" not in value
    assert "verena" not in key


def test_it_waits_for_operators_who_answer_and_close_it(client: Client, service: Service, operator: Headers) -> None:
    report(client)
    (task,) = waiting(client, operator)
    assert "Maus" not in str(task)
    href = task["actions"][0]["href"]  # type: ignore[index]  # decoded JSON
    found = Page(client.get(href, headers=operator))
    assert "ohne Maus" in found.text
    assert "verena@example.org" in found.text
    (seen,) = service.state_store.accesses(subject=f"barrier:{href.rpartition('/')[2]}")
    assert (seen.actor, seen.purpose) == ("otto", "barrier")
    assert "Gemeldete Barriere beantworten" in Page(client.get("/aufgaben", headers=operator)).text
    assert client.post(href, headers=operator, follow_redirects=False).headers["location"] == "/aufgaben"
    assert waiting(client, operator) == []
    assert client.get(href, headers=operator).status_code == 404
    assert service.state_store.scan("barrier") == []


def test_nobody_else_reads_or_closes_a_report(client: Client, service: Service, operator: Headers) -> None:
    report(client)
    href = waiting(client, operator)[0]["actions"][0]["href"]  # type: ignore[index]  # decoded JSON
    auditor = BROWSER | bearer(issue_key(service, "rita", ("auditor", "state")))
    assert waiting(client, auditor) == []
    for headers, status in ((auditor, 403), (BROWSER, 401)):
        assert client.get(href, headers=headers, follow_redirects=False).status_code == status
        assert client.post(href, headers=headers, follow_redirects=False).status_code == status
    assert len(waiting(client, operator)) == 1
    foreign = BROWSER | {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    assert client.post(REPORT, data=SAID, headers=foreign).status_code == 403


@pytest.mark.parametrize(
    ("said", "field"), [({"text": " "}, "text"), ({"text": "x" * 4001}, "text"), ({"kontakt": "x" * 201}, "kontakt")]
)
def test_what_is_missing_or_too_long_is_said_at_the_field_and_what_was_typed_is_kept(
    client: Client, service: Service, said: dict[str, str], field: str
) -> None:
    answer = client.post(REPORT, data=SAID | said, headers=BROWSER, follow_redirects=False)
    assert answer.status_code == 422
    found = Page(answer)
    assert [one["id"] for one in found.controls if "aria-invalid" in one] == [field]
    assert "verena@example.org" in answer.text or field == "kontakt"
    assert service.state_store.scan("barrier") == []
