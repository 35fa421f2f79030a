"""The pages of runs: what everybody sees, what the carrier sees, and the closed area that is for its people alone."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
from ews_kit import BONN, HAGEN, apply_for, handled, towns
from learning_kit import CARRIER, by_journal, carried, cohort, learn, team
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.testing import issue_key, service_of, settle, temporary_client
from fokus_core import Journal
from fokus_ews.commands.run import AnnounceRun, OpenCall

HOME = "/entwicklungswerkstatt"
MARKER = "Mirabella"
BROWSER = {"Accept": "text/html", "Accept-Language": "de"}
Client = TestClient[Litestar]


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with temporary_client(plugins=["ews"]) as client:
        yield client


@pytest.fixture(scope="module")
def journal(client: Client) -> Journal:
    journal = service_of(client).journal
    today = service_of(client).journal.now().date()
    carried(journal)
    cohort(journal, "group", day=today)
    learn(by_journal(journal), "group", marker=MARKER, day=today)
    begun = today - timedelta(days=60)
    handled(journal, AnnounceRun(run="call", title="Werkstatt mit Frist", capacity=4, team_size=2, effective=begun))
    deadline = today + timedelta(days=30)
    handled(journal, OpenCall(run="call", deadline=deadline, terms="Hinweise <b>", effective=begun))
    for body in towns(2):
        apply_for(journal, "call", body, marker=MARKER, day=today)
    settle(service_of(client))
    return journal


def page(client: Client, address: str, key: str = "", status: int = 200) -> str:
    headers = {**BROWSER, **({"Authorization": f"Bearer {key}"} if key else {})}
    answer = client.get(address, headers=headers, follow_redirects=False)
    assert answer.status_code == status, answer.text
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", " ", answer.text)))


def links(client: Client, address: str) -> set[str]:
    return {unescape(one) for one in re.findall('href="([^"]+)"', client.get(address, headers=BROWSER).text)}


def test_runs_are_listed_with_what_may_be_applied_for_now(client: Client, journal: Journal) -> None:
    text = page(client, HOME)
    assert "Jetzt bewerben" in text
    assert "Werkstatt mit Frist" in text
    found = links(client, HOME)
    assert {f"{HOME}/durchgaenge/call", "/vorgang/ews/draft-application?run=call"} <= found
    past = page(client, f"{HOME}?on=1.1.2001")
    assert "noch kein Durchgang angekündigt" in past


def test_everybody_sees_a_run_with_its_call_and_sites_and_nothing_of_applications(
    client: Client, journal: Journal
) -> None:
    text = page(client, f"{HOME}/durchgaenge/call")
    whole = client.get(f"{HOME}/durchgaenge/call", headers={"Accept": "text/html"}).text
    title, heading = (whole.partition(f"<{one}")[2].partition(">")[2].partition("<")[0] for one in ("title", "h1"))
    assert title == f"{heading} – Fokus Kommune"
    assert "Bewerbungen sind möglich" in text
    assert "Hinweise <b>" in text
    assert "0 von höchstens 4 Standorten" in text
    assert MARKER not in text
    assert "Eingegangen" not in text
    group = page(client, f"{HOME}/durchgaenge/group")
    assert "2 von höchstens 10 Standorten" in group
    assert {f"/kommunen/{HAGEN}", f"/kommunen/{BONN}"} <= links(client, f"{HOME}/durchgaenge/group")
    assert "Geschlossener Bereich" in group
    assert "melden Sie sich mit dem Konto Ihres Teams an" in group
    page(client, f"{HOME}/durchgaenge/nirgends", status=404)


def test_the_carrier_sees_the_board(client: Client, journal: Journal) -> None:
    key = issue_key(service_of(client), CARRIER)
    text = page(client, f"{HOME}/durchgaenge/call", key)
    assert "0 von 4 Plätzen sind vergeben, 4 sind frei." in text
    assert text.count("eingereicht") == 2
    assert "Diesen Teil sieht nur die Trägerschaft." in text


def test_whoever_applies_sees_their_own_application_alone(client: Client, journal: Journal) -> None:
    one, _other = towns(2)
    key = issue_key(service_of(client), "officer", ("municipal-officer", f"body:{one}"))
    text = page(client, f"{HOME}/durchgaenge/call", key)
    assert text.count("eingereicht") == 1
    assert "Diesen Teil sehen nur Ihre Kommune und die Trägerschaft." in text


def test_the_closed_area_is_for_its_teams_and_the_carrier(client: Client, journal: Journal) -> None:
    service = service_of(client)
    address = f"{HOME}/durchgaenge/group"
    for who in (team(HAGEN), CARRIER):
        text = page(client, address, issue_key(service, who))
        for shown in ("Thema", "Titel", "Quelle", "Ort"):
            assert f"{MARKER} {shown}" in text, shown
        assert text.count("eine Stimme") == 2
        assert "Lesen können ihn nur die Entwicklungsteams" in text
    for role in ("auditor", "state-office", "operator", "data-protection-officer"):
        assert MARKER not in page(client, address, issue_key(service, f"some-{role}", (role, "state")))
    assert MARKER not in page(client, f"{HOME}/durchgaenge/call", issue_key(service, team(BONN)))


def test_what_is_in_the_closed_area_is_kept_nowhere(client: Client, journal: Journal) -> None:
    key = issue_key(service_of(client), team(HAGEN, 2), ("ews-team", "cohort:group"))
    headers = {**BROWSER, "Authorization": f"Bearer {key}"}
    answer = client.get(f"{HOME}/durchgaenge/group", headers=headers)
    assert (answer.headers["cache-control"], answer.headers.get("etag")) == ("no-store", None)
    assert MARKER in answer.text
    assert MARKER not in client.get(f"{HOME}/durchgaenge/group", headers=BROWSER).text


def test_the_record_of_a_run_leads_to_its_page(client: Client, journal: Journal) -> None:
    assert f"{HOME}/durchgaenge/group" in links(client, "/ding/run/group")
