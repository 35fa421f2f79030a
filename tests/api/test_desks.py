"""The desks of audit and operation: what they show, to whom, and what they say to what nobody understands."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from api_kit import SECRET, Client, Headers, bearer, open_gardens
from page_kit import BROWSER, Page
from sample_programme import GARDENER, Whisper

from fokus_api.runtime.service import Service
from fokus_api.testing import issue_key, settle, temporary_client
from fokus_core.access.actor import CONSOLE
from fokus_core.corrections.corrections import Retract
from fokus_core.ledger.note import noted
from fokus_core.ledger.signing import SignLedger

KOELN, DUESSELDORF = "05315000", "05111000"
FOR_AUDITORS = ("vergleich", "begruendung", "berechtigungen", "einsichten", "entscheidung/1")


def page(client: Client, address: str, headers: Headers | None = None, status: int = 200) -> Page:
    answer = client.get(address, headers={**BROWSER, **(headers or {})}, follow_redirects=False)
    assert answer.status_code == status, answer.text
    return Page(answer)


def hrefs(found: Page) -> list[str]:
    return [str(one["href"]) for one in found.of("a")]


@pytest.fixture
def operator(service: Service) -> Headers:
    return bearer(issue_key(service, "otto", ("operator", "state")))


@pytest.fixture
def taken_back(service: Service) -> int:
    """Return the place of a garden in Köln that was taken back later."""
    place = open_gardens(service, KOELN)
    open_gardens(service, DUESSELDORF)
    service.journal.handle(Retract(position=place, reason="Versehen"), by=CONSOLE)
    settle(service)
    return place


def test_the_menu_leads_auditors_and_operators_to_their_desks_first(
    client: Client, auditor: Headers, operator: Headers, officer: Headers
) -> None:
    for headers, desk in ((auditor, "/pruefung"), (operator, "/betrieb"), (officer, "/aufgaben"), (None, None)):
        menu = [one for one in hrefs(page(client, "/", headers)) if one in {"/pruefung", "/betrieb", "/aufgaben"}]
        assert menu[:1] == ([desk] if desk else []), desk


def test_what_is_for_auditors_is_shown_to_nobody_else(client: Client, officer: Headers, auditor: Headers) -> None:
    for path in FOR_AUDITORS:
        assert "Anmeldung erforderlich" in page(client, f"/pruefung/{path}", status=401).text
        page(client, f"/pruefung/{path}", officer, 403)
        page(client, f"/pruefung/{path}", auditor)
    strangers = page(client, "/pruefung")
    assert {"/verlauf", "/pruefung/nebeneinander"} <= {*hrefs(strangers)}
    assert not {f"/pruefung/{path}" for path in FOR_AUDITORS} & {*hrefs(strangers)}
    assert {f"/pruefung/{path}" for path in FOR_AUDITORS[:4]} <= {*hrefs(page(client, "/pruefung", auditor))}


def test_the_signed_state_is_shown_with_the_proof_that_it_extends_an_earlier_one(
    client: Client, service: Service, auditor: Headers
) -> None:
    assert "noch kein Stand signiert" in page(client, "/pruefung").text
    service.ledger.make_key("example.org/journal")
    early = open_gardens(service, KOELN)
    open_gardens(service, DUESSELDORF)
    service.jobs.poke(SignLedger.name)
    service.jobs.run_now(SignLedger.name, 10)
    signed = noted(service.ledger.last())
    found = page(client, "/pruefung")
    assert "example.org/journal" in found.text
    assert str(signed.size) in found.text
    proven = page(client, f"/pruefung?frueher={early}")
    assert f"Die ersten {early} Einträge stehen unverändert am Anfang der heutigen {signed.size}." in proven.text
    assert f"/api/v1/audit/consistency?from={early}" in hrefs(proven)
    for wrong in ("viele", "0", str(signed.size + 1), "-1", "1" * 30):
        told = page(client, f"/pruefung?frueher={wrong}", status=422)
        assert "frueher-fehler" in {one.get("id") for one in told.of("p")}
    assert "/api/v1/audit/bundle" in hrefs(page(client, "/pruefung", auditor))
    assert "/api/v1/audit/bundle" not in hrefs(found)


def test_who_could_is_asked_by_what_permissions_are_called(client: Client, auditor: Headers) -> None:
    found = page(client, "/pruefung/berechtigungen?permission=core.audit", auditor)
    assert "Revision" in found.text
    assert "Alle Programme, ganz Nordrhein-Westfalen" in found.text
    assert "core.audit" in {one["value"] for one in found.of("option")}
    before = page(client, "/pruefung/berechtigungen?permission=core.audit&on=1.1.1999", auditor)
    assert "Niemand hatte an diesem Tag" in before.text
    wrong = page(client, "/pruefung/berechtigungen?permission=core.nothing", auditor, 422)
    assert "Diese Berechtigung gibt es nicht." in wrong.text


def test_openings_are_listed_by_whom_and_what_for(client: Client, service: Service, auditor: Headers) -> None:
    whisper = Whisper(cohort="4", body=KOELN, text=SECRET, effective=date(2021, 5, 1))
    service.journal.handle(whisper, by=CONSOLE)
    settle(service)
    gardener = bearer(issue_key(service, "lena", (GARDENER, "cohort:4")))
    protector = bearer(issue_key(service, "dora", ("data-protection-officer", "state")))
    asked = "/pruefung/einsichten?subject=cohort:4"
    assert "Dazu ist nichts vermerkt" in page(client, asked, protector).text
    assert client.get("/api/v1/garden/cohorts/4/whispers", headers=gardener).json() == [SECRET]
    found = page(client, asked, protector)
    assert [one for one in ("lena", "Zuhören") if one in found.text] == ["lena", "Zuhören"]
    assert SECRET not in found.text
    assert "lena" not in page(client, asked, auditor).text  # who is told nothing of closed groups
    page(client, f"/pruefung/einsichten?subject={'x' * 121}", protector, 422)


def test_two_moments_are_compared_and_the_entries_that_made_the_difference_are_told(
    client: Client, auditor: Headers, taken_back: int
) -> None:
    found = page(client, f"/pruefung/vergleich?known_a={taken_back}", auditor)
    assert "2 Änderungen" in found.text
    assert f"Eintrag Nr. {taken_back} wurde zurückgenommen." in found.text
    assert f"/pruefung/begruendung?table=garden_gardens&thing={DUESSELDORF}" in hrefs(found)
    days = page(client, "/pruefung/vergleich?on_a=31.12.2019", auditor)
    assert "Eine Änderung" in days.text
    assert "Keine Änderung" in page(client, "/pruefung/vergleich?on_a=1.1.2020", auditor).text
    for wrong, at in (("on_a=bald", "on_a"), ("known_b=99999", "known_b"), ("known_a=1&table=x", "table")):
        told = page(client, f"/pruefung/vergleich?{wrong}", auditor, 422)
        assert f"#{at}" in hrefs(told), wrong


def test_histories_stand_side_by_side_on_either_clock(client: Client, taken_back: int) -> None:
    for named in (f"a={KOELN}", "a=K%C3%B6ln", f"a=body:{KOELN}", "a=koeln"):
        found = page(client, f"/pruefung/nebeneinander?{named}&b={DUESSELDORF}")
        assert [one["data-name"] for one in found.of("td")][:2] == ["Köln", "Düsseldorf"], named
        assert f"/eintrag/{taken_back}" in hrefs(found)
    held, recorded = (
        page(client, f"/pruefung/nebeneinander?a={KOELN}&b={DUESSELDORF}&order={order}")
        for order in ("effective", "recorded")
    )
    assert "01.01.2020" in held.text
    assert "01.01.2020" not in recorded.text
    early = page(client, f"/pruefung/nebeneinander?a={KOELN}&known={taken_back}")
    assert "Zurückgenommen" not in early.text
    assert "ist keine Kommune" in page(client, "/pruefung/nebeneinander?a=Nirgendwo", status=422).text


def test_a_decision_is_explained_and_the_entry_leads_there_for_auditors(
    client: Client, auditor: Headers, taken_back: int
) -> None:
    there = f"/pruefung/entscheidung/{taken_back}"
    assert there in hrefs(page(client, f"/eintrag/{taken_back}", auditor))
    assert there not in hrefs(page(client, f"/eintrag/{taken_back}"))
    found = page(client, there, auditor)
    said = client.get(f"/api/v1/audit/decision/{taken_back}", headers=auditor).json()
    assert all(one["key"] in found.text for one in said["read"])
    assert said["facts"][0]["sentence"]["de"] in found.text
    page(client, "/pruefung/entscheidung/99999", auditor, 404)


def test_what_holds_is_explained_by_its_entries(client: Client, auditor: Headers, taken_back: int) -> None:
    why = f"/pruefung/begruendung?table=garden_gardens&thing={DUESSELDORF}"
    found = page(client, why, auditor)
    assert "seit dem 1. Januar 2020" in found.text
    assert f"/eintrag/{taken_back + 1}" in hrefs(found)
    assert "gilt an diesem Tag nichts" in page(client, f"{why}&on=31.12.2019", auditor, 404).text
    gone = page(client, "/pruefung/begruendung?table=garden_gardens&thing=K%C3%B6ln", auditor, 404)
    assert "gilt an diesem Tag nichts" in gone.text
    then = f"/pruefung/begruendung?table=garden_gardens&thing=K%C3%B6ln&known={taken_back}"
    assert f"/eintrag/{taken_back}?known={taken_back}" in hrefs(page(client, then, auditor))
    page(client, "/pruefung/begruendung?table=nothing&thing=x", auditor, 404)


def test_operation_shows_each_part_to_whoever_may_see_it(
    client: Client, operator: Headers, officer: Headers, service: Service
) -> None:
    page(client, "/betrieb", status=401)
    found = page(client, "/betrieb", operator)
    titles = [one.get("id") for one in found.of("h2") if one.get("id")]
    assert titles == ["modelle", "jobs", "webhooks", "plugins", "keys"]
    assert "core.sign-ledger" in found.text
    assert {"otto", "anna"} <= {*found.text.split()}
    assert "/pruefung/berechtigungen" in hrefs(found)
    others = page(client, "/betrieb", officer)
    assert [one.get("id") for one in others.of("h2") if one.get("id")] == ["modelle", "webhooks", "plugins", "keys"]
    assert "otto" not in others.text.split()
    assert not [one for one in found.of("meta") if one.get("http-equiv")]


def test_a_job_that_failed_is_seen_by_shape_word_and_class(
    client: Client, operator: Headers, service: Service, monkeypatch: Any
) -> None:
    def fail(*_args: Any) -> None:
        raise OSError(SECRET)

    monkeypatch.setattr(SignLedger, "run", fail)
    service.jobs.poke(SignLedger.name)
    service.jobs.run_now(SignLedger.name, 10)
    found = page(client, "/betrieb", operator)
    assert "zuletzt fehlgeschlagen" in found.text
    assert "OSError" in found.text
    assert SECRET not in found.text
    assert "fk-state fk-state--late" in {one.get("class") for one in found.of("span")}


def test_whom_to_tell_of_weaknesses_and_barriers_comes_from_whoever_runs_it(client: Client, tmp_path: Path) -> None:
    from sample_programme import plugin

    assert client.get("/.well-known/security.txt").status_code == 404
    assert "/barriere-melden" in hrefs(page(client, "/"))
    assert "Was können Sie nicht lesen oder bedienen?" in page(client, "/barriere-melden").text
    said = "Contact: mailto:sicherheit@example.org\nExpires: 2027-11-30T00:00:00Z\n"
    (tmp_path / "security.txt").write_text(said, encoding="utf-8")
    (tmp_path / "barriere-melden.de.txt").write_text("Schreiben Sie an barrieren@example.org.", encoding="utf-8")
    with temporary_client(plugin, legal=str(tmp_path)) as other:
        answer = other.get("/.well-known/security.txt")
        assert (answer.status_code, answer.text) == (200, said)
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert "mailto:barrieren@example.org" in hrefs(page(other, "/barriere-melden"))
