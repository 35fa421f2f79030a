"""Partners and discounts over HTTP: entered, approved, found, changed, ended, and told for any day."""

from collections.abc import Iterator
from datetime import date

import pytest
from partners_kit import DAY, ENTRY, HAGEN, MUSEUM, Town

from fokus_api.testing import settle, temporary_client
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

PROPOSALS = f"bodies/{HAGEN}/partner-proposals"


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with temporary_client(plugin) as client:
        yield Town(client)


def test_a_partner_is_public_once_it_is_approved(town: Town) -> None:
    (fact,) = town.done("propose-partner", {**MUSEUM, "name": "Stadtbücherei"}).json()["facts"]
    about = {"body": HAGEN, "partner": fact["data"]["partner"], "effective": str(DAY)}
    assert town.asked("partners", on="2026-02-01")["items"] == []
    (waiting,) = town.asked(PROPOSALS, "hagen", status="waiting", on="2026-02-01")["items"]
    assert (waiting["name"], waiting["partner"]) == ("Stadtbücherei", about["partner"])
    for caller in ("bonn", "auditor", ""):
        assert town.get(f"/api/v1/ehrenamtskarte/{PROPOSALS}", caller).status_code in {401, 403}, caller
    town.done("approve-partner", about)
    (found,) = town.asked("partners", on="2026-02-01")["items"]
    assert (found["name"], found["town"], found["step_free"]) == ("Stadtbücherei", "Hagen", "yes")
    assert town.post("approve-partner", about).json()["errors"][0]["pointer"] == "/partner"
    town.done("end-partner", {**about, "reason": "Zieht um.", "effective": "2026-03-01"})
    assert [one["name"] for one in town.asked("partners", on="2026-02-28")["items"]] == ["Stadtbücherei"]
    assert town.asked("partners", on="2026-03-01")["items"] == []


def test_it_is_answered_whether_a_discount_was_valid_on_the_day_it_was_refused(town: Town) -> None:
    partner = town.partner()
    discount = town.discount(partner, until="2026-06-30")
    path = f"discounts/{discount}"

    def stood(day: str) -> tuple[str, str | None]:
        said = town.asked(path, on=day)
        return said["standing"], said["last_day"]

    assert stood("2026-01-04") == ("not-yet", "2026-06-30")
    assert stood("2026-01-05") == ("valid", "2026-06-30")
    assert stood("2026-06-30") == ("valid", "2026-06-30")
    assert stood("2026-07-01") == ("ended", "2026-06-30")
    end = {"body": HAGEN, "partner": partner, "discount": discount, "reason": "Umbau", "effective": "2026-05-01"}
    before = settle(town.service)
    town.done("end-discount", end)
    assert stood("2026-05-01") == ("ended", "2026-04-30")
    assert stood("2026-04-30")[0] == "valid"
    assert town.asked(path, on="2026-05-01", known=before)["standing"] == "valid"
    assert town.get("/api/v1/ehrenamtskarte/discounts/" + "0" * 32).status_code == 404


def test_discounts_are_found_by_place_category_card_and_state(town: Town) -> None:
    partner = town.partner(name="Freilichtmuseum", postcode="58091")
    discount = town.discount(partner, cards=["anniversary"], honours=["NI"], title="Zwei für eins")

    def titles(**query: str) -> list[str]:
        return [one["title"] for one in town.asked("discounts", on="2026-02-01", **query)["items"]]

    assert "Zwei für eins" in titles(category="culture", body="Hagen")
    assert titles(honours="NI") == titles(postcode="58091") == ["Zwei für eins"]
    assert "Zwei für eins" not in titles(card="standard")
    assert titles(body="Bonn") == titles(category="food") == []
    assert "Zwei für eins" in titles(district="Regierungsbezirk Arnsberg")
    detail = town.asked(f"partners/{partner}", on="2026-02-01")
    assert [one["discount"] for one in detail["grants"]] == [discount]
    assert (detail["standing"], detail["discounts"]) == ("valid", 1)
    table = town.get("/api/v1/ehrenamtskarte/discounts.csv", on="2026-02-01")
    assert table.headers["content-type"].startswith("text/csv")
    assert "Zwei für eins" in table.text


def test_a_change_waits_while_what_was_approved_stands(town: Town) -> None:
    partner = town.partner(name="Kletterhalle")
    changed = {**MUSEUM, "name": "Kletterhalle", "partner": partner, "hours": "Täglich", "effective": "2026-02-01"}
    assert (
        town.post("propose-partner", {**changed, "hours": MUSEUM["hours"]}).json()["type"].endswith("nothing-changed")
    )
    town.done("propose-partner", changed)
    assert town.asked(f"partners/{partner}", on="2026-02-02")["hours"] == MUSEUM["hours"]
    about = {"body": HAGEN, "partner": partner, "effective": "2026-02-02"}
    town.done("return-partner", {**about, "reason": "Bitte nachfragen."})
    assert town.asked(f"partners/{partner}", on="2026-02-02")["hours"] == MUSEUM["hours"]
    town.done("propose-partner", {**changed, "effective": "2026-02-03"})
    town.done("approve-partner", {**about, "effective": "2026-02-04"})
    assert town.asked(f"partners/{partner}", on="2026-02-04")["hours"] == "Täglich"
    assert town.asked(f"partners/{partner}", on="2026-02-03")["hours"] == MUSEUM["hours"]


@pytest.mark.parametrize(
    ("command", "change", "pointer"),
    [
        ("propose-partner", {"street": ""}, "/street"),
        ("propose-partner", {"latitude": 51.3}, "/latitude"),
        ("propose-partner", {"postcode": "5809"}, "/postcode"),
        ("propose-partner", {"website": "javascript:alert(1)"}, "/website"),
        ("propose-discount", {"sort": "raffle"}, "/until"),
        ("propose-discount", {"until": "2025-12-31"}, "/until"),
        ("propose-discount", {"honours": ["RP", "RP"]}, "/honours/1"),
        ("propose-discount", {"cards": []}, "/cards"),
        ("propose-discount", {"partner": "0" * 32}, "/partner"),
    ],
)
def test_what_is_wrong_is_pointed_at(town: Town, command: str, change: dict[str, object], pointer: str) -> None:
    body = {**MUSEUM} if command == "propose-partner" else {**ENTRY, "partner": "0" * 32}
    before = settle(town.service)
    answer = town.post(command, body | change)
    assert answer.status_code in {409, 422}, answer.text
    assert pointer in [one["pointer"] for one in answer.json()["errors"]], answer.text
    assert settle(town.service) == before


def test_contacts_are_told_to_those_who_keep_the_partner(town: Town) -> None:
    partner = town.partner(name="Schwimmbad")
    person = {"name": "Kim Kasse", "email": "kim@kasse.example"}
    about = {"body": HAGEN, "partner": partner, "effective": str(date(2026, 1, 6))}
    town.done("name-partner-contact", {**about, "contact": person})
    path = f"bodies/{HAGEN}/partner-contacts"
    (found,) = town.asked(path, "hagen")["items"]
    assert (found["name"], found["contact_name"], found["contact_mail"]) == ("Schwimmbad", *person.values())
    assert town.get(f"/api/v1/ehrenamtskarte/{path}", "bonn").status_code == 403
    offered = town.get(f"/api/v1/choices/partner-contact?within=body:{HAGEN}", "hagen").json()["items"]
    assert offered == [{"value": found["contact"], "label": "Kim Kasse", "note": "Schwimmbad"}]
    assert town.get(f"/api/v1/choices/partner-contact?within=body:{HAGEN}", "bonn").status_code == 403
    assert "Kasse" not in town.get(f"/api/v1/ehrenamtskarte/partners/{partner}").text
    town.done("drop-partner-contact", {**about, "contact": found["contact"]})
    assert town.asked(path, "hagen")["items"] == []
