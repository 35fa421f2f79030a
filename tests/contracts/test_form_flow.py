"""From a form to what is recorded: errors at the fields, a preview in sentences, a receipt, and corrections."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from form_kit import DAY, Browser
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.testing.contract import issue_key, service_of, settle, temporary_client
from fokus_core.access.actor import CONSOLE
from fokus_core.domain.dispositions import Disposed
from fokus_core.journal.journal import Journal
from fokus_network.membership.commands.admission import JoinNetwork
from fokus_network.membership.commands.declaration import OpenRound, PublishDeclaration, SignDeclaration
from fokus_network.plugin import plugin as network

SIGN = {"party": "Moers", "round": "first", "effective": "2.11.2016", "capacity": "Bürgermeister"}
SECRET = "Erika Vertraulich"


@pytest.fixture
def client() -> Iterator[TestClient[Litestar]]:
    with temporary_client(network) as client:
        service = service_of(client)
        for command in (
            PublishDeclaration(declaration="2012", title="Erklärung von 2012", effective=DAY),
            OpenRound(round="first", title="Erste Runde", declaration="2012", effective=DAY),
            SignDeclaration(party="05914000", round="first", effective=DAY),
            JoinNetwork(body="05914000", effective=date(2015, 1, 1)),
        ):
            service.journal.handle(command, by=CONSOLE)
        settle(service)
        yield client


@pytest.fixture
def journal(client: TestClient[Litestar]) -> Journal:
    journal: Journal = service_of(client).journal
    return journal


@pytest.fixture
def office(client: TestClient[Litestar]) -> Browser:
    return Browser(client, issue_key(service_of(client), "office", ("state-office", "state")))


def filled(browser: Browser, name: str, typed: dict[str, Any], **query: str) -> str:
    address = browser.begin(name, **query)
    sent = browser.post(address, typed)
    assert sent.headers["location"] == f"{address}/vorschau", browser.get(address).text
    return address


def test_a_form_asks_in_words_and_offers_what_there_is(office: Browser) -> None:
    page = office.page(office.begin("network.sign-declaration"))
    names = [one.get("name") for one in page.controls]
    assert names[:2] == ["party", "round"]
    assert page.said("Erste Runde eröffnet am 5. Dezember 2012")
    assert [one for one in page.of("input") if one.get("name") == "round" and "checked" in one]  # there is but one
    assert page.said("Sehen nur Berechtigte; auf Verlangen löschbar.")
    assert {"value": "Moers"} in page.of("option")


def test_what_the_address_names_is_filled_in(office: Browser) -> None:
    page = office.page(office.begin("network.sign-declaration", party="05170024"))
    (party,) = [one for one in page.controls if one.get("name") == "party"]
    assert party["value"] == "Moers"


def test_a_name_that_fits_several_bodies_is_asked_for_with_buttons(office: Browser, journal: Journal) -> None:
    address = office.begin("network.sign-declaration")
    assert office.post(address, SIGN | {"party": "Köln"}).headers["location"].endswith("#fehler")
    page = office.page(address)
    assert page.said("Welche Kommune meinen Sie mit „Köln“? Wählen Sie aus, welche Kommune Sie meinen.")
    assert not [one for one in page.of("input") if one.get("name") == "party" and "checked" in one]
    meant = [one["value"] for one in page.of("input") if one.get("name") == "party"]
    assert meant == ["053", "05315000", ""] or meant == ["05315000", "053", ""]
    assert office.post(address, SIGN | {"party": "05315000"}).headers["location"] == f"{address}/vorschau"
    assert office.page(f"{address}/vorschau").said("Köln")


def test_every_wrong_field_is_told_at_the_field_and_on_top(office: Browser) -> None:
    address = office.begin("network.sign-declaration")
    office.post(address, {"party": "Atlantis", "effective": "31.2.2026"})
    page = office.page(address)
    assert page.said("Den 31.2.2026 gibt es nicht. Prüfen Sie das Datum.")
    links = [one["href"] for one in page.of("a") if (one.get("href") or "").startswith("#f-")]
    assert "#f-effective" in links
    assert "#f-round" in links
    (day,) = [one for one in page.controls if one.get("name") == "effective"]
    assert day["value"] == "31.2.2026"
    assert day["aria-invalid"] == "true"
    assert "f-effective-fehler" in str(day["aria-describedby"])


def test_a_rule_that_refuses_is_told_at_its_field(office: Browser, journal: Journal) -> None:
    address = office.begin("network.sign-declaration")
    office.post(address, SIGN | {"effective": "1.1.2012"})
    assert office.page(address).has("f-round-fehler")


def test_nothing_is_recorded_before_the_preview_is_sent_and_then_once(office: Browser, journal: Journal) -> None:
    head = journal.store.head()
    address = filled(office, "network.sign-declaration", SIGN | {"signatory/name": SECRET})
    page = office.page(f"{address}/vorschau")
    assert page.said("Am 2. November 2016:")
    assert page.said("Moers hat die Gemeinsame Erklärung")
    assert page.said("Noch ist nichts eingetragen.")
    assert page.said(SECRET)
    assert journal.store.head() == head
    first, second = (office.post(f"{address}/vorschau", {}) for _ in range(2))
    receipt = first.headers["location"]
    assert receipt == second.headers["location"] == address.replace("entwurf", "beleg")
    assert journal.store.head() == head + 1
    page = office.page(receipt)
    assert page.said(f"Eintrag Nr. {head + 1}")
    assert page.said("Persönliche Angaben sind verschlüsselt und nicht dabei.")
    assert SECRET not in page.source
    links = [one.get("href") for one in page.of("a")]
    assert {
        "/kommunen/05170024",
        f"/vorgang/core/correct?position={head + 1}",
        "/vorgang/network/sign-declaration?round=first",
    } <= set(links)
    assert office.get(address).headers["location"] == receipt
    assert office.post(address, SIGN).headers["location"] == receipt


def test_a_preview_tells_what_would_change_in_what_holds(office: Browser) -> None:
    address = filled(
        office, "network.leave", {"body": "Hagen", "kind": "withdrawal", "reason": "-", "effective": "1.1.2016"}
    )
    page = office.page(f"{address}/vorschau")
    assert page.said("Was sich dadurch ändert")
    assert page.said("Hagen, ab 1. Januar 2016")
    assert page.said("AngabeBisherDanach")
    assert page.said("StatusMitglied–")
    assert page.said("Mitglied seit01.01.2015–")
    assert "05914000" not in page.source


def test_a_preview_is_decided_anew_at_each_look(office: Browser, journal: Journal) -> None:
    address = filled(office, "network.sign-declaration", SIGN)
    journal.handle(SignDeclaration(party="05170024", round="first", effective=date(2016, 11, 2)), by=CONSOLE)
    assert office.get(f"{address}/vorschau").headers["location"] == f"{address}#fehler"
    sent = office.post(f"{address}/vorschau", {})
    assert sent.headers["location"] == f"{address}#fehler"
    assert office.page(address).has("fehler")


def test_parts_are_added_and_removed_without_script_and_without_judging(office: Browser) -> None:
    address = office.begin("network.adopt-criteria")
    typed = {"version": "2027", "effective": "1.1.2027", "criteria/0/id": "a", "criteria/0/title": "Erstens"}
    added = office.post(address, typed | {"_add": "criteria"})
    assert added.headers["location"] == f"{address}#f-criteria-1"
    page = office.page(address)
    assert page.said("von 2")
    assert not page.has("fehler")
    assert page.of("button")[1 if page.of("button")[0].get("class") == "fk-link" else 0].get("class") == "fk-first"
    typed |= {"criteria/1/id": "b", "criteria/1/title": "Zweitens"}
    office.post(address, typed | {"_remove": "criteria/0"})
    page = office.page(address)
    assert page.said("von 1")
    values = {one.get("name"): one.get("value") for one in page.of("input")}
    assert values["criteria/1/title"] == "Zweitens"
    sent = office.post(address, {name: text for name, text in typed.items() if not name.startswith("criteria/0")})
    assert sent.headers["location"] == f"{address}/vorschau", office.page(address).text


def test_what_another_typed_is_not_there(client: TestClient[Litestar], office: Browser) -> None:
    address = office.begin("network.sign-declaration", party="05170024")
    anna = Browser(client, issue_key(service_of(client), "anna", ("state-office", "state")))
    for path in (address, f"{address}/vorschau", address.replace("entwurf", "beleg")):
        assert anna.get(path).status_code == 404
    assert anna.post(address, SIGN).status_code == 404
    assert Browser(client).get(address).status_code in {303, 401}
    assert office.page(address).said("Runde")


def test_whoever_may_not_give_a_command_gets_no_form(client: TestClient[Litestar]) -> None:
    auditor = Browser(client, issue_key(service_of(client), "auditor", ("auditor", "state")))
    assert auditor.get("/vorgang/network/sign-declaration").status_code == 403
    assert auditor.get("/vorgang/network/fly").status_code == 404


def signature(journal: Journal) -> int:
    return min(one.position for one in journal.under("body:05914000"))


def test_an_entry_is_corrected_from_what_it_says_and_later_ones_are_ticked(office: Browser, journal: Journal) -> None:
    position = signature(journal)
    head = journal.store.head()
    address = office.begin("core.correct", position=str(position))
    page = office.page(address)
    values = {one.get("name"): one.get("value") for one in page.of("input")}
    assert values["changes/effective"] == "5.12.2012"
    assert values["position"] == str(position)
    typed = {
        "position": str(position),
        "changes/effective": "6.12.2012",
        "reason": "Die Urkunde nennt den 6. Dezember.",
    }
    typed |= {
        name: str(value) for name, value in values.items() if str(name).startswith("changes/") and name not in typed
    }
    assert office.post(address, typed).headers["location"] == f"{address}/vorschau", office.page(address).text
    page = office.page(f"{address}/vorschau")
    assert page.said("5. Dezember 2012")
    assert page.said("6. Dezember 2012")
    (later,) = [one["value"] for one in page.of("input") if one.get("name") == "acknowledge"]
    sent = office.post(f"{address}/vorschau", {})
    assert sent.headers["location"] == f"{address}/vorschau#fehler"
    assert office.page(f"{address}/vorschau").said(f"Eintrag Nr. {later} ist noch nicht abgehakt.")
    assert journal.store.head() == head
    sent = office.post(f"{address}/vorschau", {"acknowledge": [later], "dispositions": [f"{later} corrected-too"]})
    assert sent.headers["location"] == address.replace("entwurf", "beleg")
    assert journal.store.head() == head + 2
    retraction = journal.recorded(head + 1)
    assert retraction is not None
    assert [*retraction.meta.dispositions] == [Disposed(int(later), "corrected-too")]


def test_what_is_emptied_in_a_correction_is_empty_and_what_must_be_there_is_told(
    office: Browser, journal: Journal
) -> None:
    address = filled(office, "network.sign-declaration", SIGN)
    office.post(f"{address}/vorschau", {})
    settle(service_of(office.client))
    position = str(journal.store.head())
    address = office.begin("core.correct", position=position)
    page = office.page(address)
    typed = {
        str(one["name"]): str(one.get("value") or "")
        for one in page.of("input")
        if one.get("type") in ("text", "hidden") or "checked" in one
    }
    assert typed["changes/capacity"] == "Bürgermeister"
    office.post(address, typed | {"changes/effective": "", "reason": "Irrtum"})
    assert office.page(address).has("f-changes-effective-fehler")
    sent = office.post(address, typed | {"changes/capacity": "", "reason": "Irrtum"})
    assert sent.headers["location"] == f"{address}/vorschau", office.get(address).text
    assert office.page(f"{address}/vorschau").said("Bürgermeister")
    assert office.post(f"{address}/vorschau", {}).headers["location"].startswith("/beleg/")
    (last,) = [one.fact for one in journal.under("body:05170024") if one.position == journal.store.head()]
    assert getattr(last, "capacity", None) == ""


def test_a_correction_that_changes_nothing_is_told_so(office: Browser, journal: Journal) -> None:
    address = office.begin("core.correct", position=str(signature(journal)))
    page = office.page(address)
    typed = {
        str(one["name"]): str(one.get("value") or "")
        for one in page.of("input")
        if one.get("type") in ("text", "hidden")
    }
    office.post(address, typed | {"reason": "Nur so."})
    assert office.page(address).said("Ihre Angaben stehen schon so da.")


def test_an_entry_is_taken_back(office: Browser, journal: Journal) -> None:
    head, joined = journal.store.head(), str(max(one.position for one in journal.under("body:05914000")))
    assert office.page(office.begin("core.retract", position=joined)).said("Hagen")
    address = filled(office, "core.retract", {"position": joined, "reason": "Irrtum"}, position=joined)
    assert office.post(f"{address}/vorschau", {}).headers["location"].startswith("/beleg/")
    assert journal.store.head() == head + 1


def test_an_entry_that_is_not_to_be_seen_cannot_be_corrected(office: Browser) -> None:
    for position in ("999999", "x", ""):
        assert office.get(f"/vorgang/core/correct?position={position}").status_code == 404


def test_what_needs_a_second_person_is_proposed(office: Browser, journal: Journal) -> None:
    typed = {"actor": "berta", "role": "auditor", "scope": "state", "effective": "1.1.2026"}
    address = filled(office, "core.grant-access", typed)
    assert office.page(f"{address}/vorschau").said("Eine zweite Person muss das freigeben.")
    receipt = office.post(f"{address}/vorschau", {}).headers["location"]
    assert office.page(receipt).said("Vorgeschlagen, noch nicht eingetragen.")


def test_somebody_who_may_be_known_already_is_asked_for(office: Browser, journal: Journal) -> None:
    typed = {"body": "05914000", "function": "contact", "effective": "1.6.2015", "person/name": SECRET}
    for mail in ("erika@example.org", "andere@example.org"):
        address = office.begin("network.name-contact")
        sent = office.post(address, typed | {"person/email": mail, "person/birth": "1970-05-01"})
        if sent.headers["location"] == f"{address}/vorschau":
            office.post(f"{address}/vorschau", {})
            typed["function"] = "deputy"
    page = office.page(address)
    assert page.said("Wer ist gemeint?")
    known = [one["value"] for one in page.of("input") if one.get("name") == "person/same_as"]
    assert len(known) == 2
    assert known[-1] == "another"
    sent = office.post(
        address,
        typed | {"person/email": "andere@example.org", "person/birth": "1970-05-01", "person/same_as": "another"},
    )
    assert sent.headers["location"] == f"{address}/vorschau", office.get(address).text


PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def test_a_file_is_handed_in_with_the_form_and_named_by_what_is_recorded(office: Browser, journal: Journal) -> None:
    address = office.begin("network.release-publication")
    typed = {"publication": "leitfaden", "release": "1", "title": "Leitfaden", "effective": "1.1.2020"}
    assert 'enctype="multipart/form-data"' in office.page(address).source
    sent = office.post(address, typed, files={"file": ("leitfaden.pdf", PDF, "application/pdf")})
    assert sent.headers["location"] == f"{address}/vorschau", office.get(address).text
    page = office.page(address)
    (kept,) = [one for one in page.of("input") if one.get("name") == "file" and one.get("type") == "hidden"]
    assert len(str(kept["value"])) == 64
    again = office.post(address, typed | {"file": str(kept["value"])})
    assert again.headers["location"] == f"{address}/vorschau"
    assert office.post(f"{address}/vorschau", {}).headers["location"].startswith("/beleg/")
    assert any(f"file:{kept['value']}" in one.keys for one in journal.under("publication:leitfaden"))


def test_a_file_that_is_not_taken_in_is_told_at_its_field(office: Browser) -> None:
    address = office.begin("network.release-publication")
    sent = office.post(address, {"title": "x"}, files={"file": ("x.exe", b"MZ", "application/x-msdownload")})
    assert sent.headers["location"] == f"{address}#fehler"
    page = office.page(address)
    assert page.has("f-file-fehler")


def test_a_person_is_named_in_a_group_of_their_own(office: Browser, journal: Journal) -> None:
    address = office.begin("network.name-contact", body="05914000")
    typed = {"body": "05914000", "function": "contact", "effective": "1.6.2015", "person/email": "keine Adresse"}
    assert office.post(address, typed).headers["location"] == f"{address}#fehler"
    page = office.page(address)
    assert page.has("f-person-name-fehler")
    assert page.has("f-person-email-fehler")
    typed |= {"person/name": SECRET, "person/email": "erika@example.org"}
    assert office.post(address, typed).headers["location"] == f"{address}/vorschau", office.get(address).text
    head = journal.store.head()
    assert office.post(f"{address}/vorschau", {}).headers["location"].startswith("/beleg/")
    assert journal.store.head() == head + 1
