"""The programme on one screen, served: every answer that comes of what it declares."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from heimatpreis import heimatpreis
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.cli import main
from fokus_api.testing import issue_key, openapi_document, service_of, settle, temporary_client
from fokus_core import CONSOLE, Reads, command_type
from fokus_core.bodies.commands import EndBody

HAGEN, OLPE, WENDEN = "05914000", "05966024", "05966028"
KREIS_OLPE = "05966"


@dataclass
class House:
    """The programme as it is served, and a key of somebody who may do what is tried."""

    client: TestClient[Litestar]
    key: str

    def give(self, name: str, /, *, as_: str | None = None, dry_run: bool = False, **body: Any) -> Response:
        programme, _, name = name.rpartition(".")
        path = f"/api/v1/{programme or 'heimatpreis'}/commands/{name}"
        headers = {"Authorization": f"Bearer {as_ or self.key}"}
        answer = self.client.post(path, json=body, headers=headers, params={"dry_run": "true"} if dry_run else {})
        settle(service_of(self.client))
        return answer

    def offers(self, **asked: Any) -> list[str]:
        answer = self.client.get("/api/v1/heimatpreis/offers", params=asked)
        assert answer.status_code == 200, answer.text
        return [one["name"] for one in answer.json()["items"]]


@pytest.fixture
def house() -> Iterator[House]:
    with temporary_client(heimatpreis) as client:
        service = service_of(client)
        yield House(client, issue_key(service, "office", ("state-office", "state"), ("municipal-officer", "state")))


def refused(answer: Response) -> tuple[int, str, list[str], list[int]]:
    problem = answer.json()
    pointers = [one.get("pointer", one.get("parameter")) for one in problem["errors"]]
    return answer.status_code, problem["type"].rpartition(":")[2], pointers, problem["positions"]


def test_a_dry_run_decides_and_records_nothing(house: House) -> None:
    answer = house.give("offer", body="Hagen", effective="2024-01-01", dry_run=True)
    assert answer.status_code == 200
    (fact,) = answer.json()["facts"]
    assert (fact["type"], fact["data"]) == ("heimatpreis.offered@1", {"body": HAGEN})
    assert fact["sentence"]["de"] == "Die Stadt Hagen lobt den Heimatpreis aus."
    assert house.offers() == []


def test_what_is_recorded_stands_in_the_list_and_a_repeat_is_refused(house: House) -> None:
    first = house.give("offer", body="Hagen", effective="2024-01-01")
    assert first.status_code == 201
    answer = house.client.get("/api/v1/heimatpreis/offers")
    entry = {"position": first.json()["position"], "source": None}
    assert answer.json()["items"] == [{"body": HAGEN, "name": "Hagen", "since": "2024-01-01", "entry": entry}]
    again = house.give("offer", body="Hagen", effective="2024-02-01")
    assert refused(again) == (409, "already-offered", ["/effective"], [first.json()["position"]])
    assert (
        refused(house.give("end", body="Olpe, Stadt", effective="2024-02-01", reason="Kein Geld"))[1] == "not-offered"
    )


def test_an_officer_speaks_for_the_own_body_alone(house: House) -> None:
    key = issue_key(service_of(house.client), "officer-hagen", ("municipal-officer", f"body:{HAGEN}"))
    assert house.give("offer", as_=key, body=OLPE, effective="2024-01-01").status_code == 403
    assert house.give("offer", as_=key, body=HAGEN, effective="2024-01-01").status_code == 201


def test_the_list_is_read_through_two_clocks(house: House) -> None:
    begun = house.give("offer", body=HAGEN, effective="2024-01-01").json()["position"]
    house.give("end", body=HAGEN, effective="2025-01-01", reason="Kein Geld")
    assert house.offers(on="2023-12-31") == []
    assert house.offers(on="2024-12-31") == ["Hagen"]
    assert house.offers(on="2025-01-01") == []
    assert house.offers(on="2025-01-01", known=begun) == ["Hagen"]


def test_a_district_leaves_what_lies_within_it(house: House) -> None:
    for body in (HAGEN, OLPE, WENDEN):
        house.give("offer", body=body, effective="2024-01-01")
    assert house.offers(district="Kreis Olpe") == ["Olpe", "Wenden"]
    assert house.offers(district=KREIS_OLPE) == ["Olpe", "Wenden"]
    answer = house.client.get("/api/v1/heimatpreis/offers", params={"district": "Atlantis"})
    assert refused(answer)[1:3] == ("unknown-body", ["district"])


def test_names_are_sorted_as_in_german_lists_and_cut_into_pages(house: House) -> None:
    for body in ("Korschenbroich", "Stadt Köln", "Übach-Palenberg", "Uedem"):
        assert house.give("offer", body=body, effective="2024-01-01").status_code == 201
    whole = ["Köln", "Korschenbroich", "Übach-Palenberg", "Uedem"]
    assert house.offers() == whole
    seen, path = [], "/api/v1/heimatpreis/offers?limit=3"
    while path:
        answer = house.client.get(path)
        seen.append([one["name"] for one in answer.json()["items"]])
        path = answer.links.get("next", {}).get("url", "")
    assert seen == [whole[:3], whole[3:]]


def test_the_list_is_given_as_a_file(house: House) -> None:
    position = house.give("offer", body=HAGEN, effective="2024-01-01").json()["position"]
    entry = "entry,entry_source,entry_certainty,entry_note"
    path, text = "/api/v1/heimatpreis/offers", f"body,name,since,{entry}\r\n{HAGEN},Hagen,2024-01-01,{position},,,\r\n"
    assert house.client.get(path, params={"format": "csv"}).text == text
    assert house.client.get(path, headers={"Accept": "text/csv"}).text == text
    assert house.client.get(f"{path}.csv", params={"on": "2024-01-01"}).text == text
    assert house.client.get(f"{path}.xlsx").content[:2] == b"PK"


def test_a_correction_moves_the_list_in_both_clocks_and_is_refused_where_the_turn_breaks(house: House) -> None:
    begun = house.give("offer", body=HAGEN, effective="2024-01-01").json()["position"]
    moved = house.give("core.correct", position=begun, changes={"effective": "2024-03-01"}, reason="Verlesen")
    assert moved.status_code == 201
    assert (house.offers(on="2024-02-01"), house.offers(on="2024-02-01", known=begun)) == ([], ["Hagen"])
    again = moved.json()["position"]
    ended = house.give("end", body=HAGEN, effective="2025-01-01", reason="Kein Geld").json()["position"]
    late = {"position": again, "changes": {"effective": "2025-06-01"}, "reason": "Verlesen"}
    assert refused(house.give("core.correct", **late, acknowledge=[ended]))[:2] == (409, "not-offered")


def test_who_corrects_the_beginning_is_told_of_the_end_that_rests_on_it(house: House) -> None:
    begun = house.give("offer", body=HAGEN, effective="2024-01-01").json()["position"]
    ended = house.give("end", body=HAGEN, effective="2025-01-01", reason="Kein Geld").json()["position"]
    change = {"position": begun, "changes": {"effective": "2024-02-01"}, "reason": "Verlesen"}
    answer = refused(house.give("core.correct", **change))
    assert (answer[:2], answer[3]) == ((409, "blast-radius"), [ended])
    assert house.give("core.correct", **change, acknowledge=[ended]).status_code == 201


def test_a_dry_run_tells_at_once_what_it_would_be_refused_for_besides(house: House) -> None:
    begun = house.give("offer", body=HAGEN, effective="2024-01-01").json()["position"]
    ended = house.give("end", body=HAGEN, effective="2025-01-01", reason="Kein Geld").json()["position"]
    late = {"position": begun, "changes": {"effective": "2025-06-01"}, "reason": "Verlesen"}
    answer = house.give("core.correct", **late, dry_run=True)
    assert refused(answer)[:2] == (409, "blast-radius")
    (resting,), (further,) = answer.json()["relied_on_by"], answer.json()["further"]
    assert (resting["position"], resting["sentence"]["de"]) == (
        ended,
        "Die Stadt Hagen lobt ihn nicht mehr aus: Kein Geld",
    )
    assert (further["type"], further["positions"]) == ("urn:fokus:problem:not-offered", [ended])
    assert further["detail"] == "Der Preis ist an diesem Tag nicht ausgelobt."
    assert house.give("core.correct", **late).json()["further"] == []


def test_what_belongs_to_a_body_ends_with_it(house: House) -> None:
    house.give("offer", body=HAGEN, effective="2024-01-01")
    later = house.give("offer", body=OLPE, effective="2026-01-01").json()["position"]
    journal = service_of(house.client).journal
    for body, day in ((HAGEN, date(2025, 7, 1)), (OLPE, date(2025, 7, 1))):  # Olpe's beginning is dated after its end
        journal.handle(EndBody(body=body, effective=day), by=CONSOLE)
    head = settle(service_of(house.client))
    assert house.offers(on="2025-06-30") == ["Hagen"]
    assert house.offers(on="2026-02-01") == []
    assert head > later
    assert house.offers(on="2026-02-01", known=later) == ["Hagen", "Olpe"]


def test_the_document_names_the_row_whatever_else_is_installed(house: House) -> None:
    document = openapi_document(house.client.app)
    schemas = document["components"]["schemas"]
    own = {"heimatpreis.Offer", "heimatpreis.End", "heimatpreis.OfferView", "heimatpreis.OfferViewPage"}
    assert {name for name in schemas if name.startswith("heimatpreis.")} == own
    assert schemas["heimatpreis.OfferView"]["properties"]["since"]["format"] == "date"
    parameters = document["paths"]["/api/v1/heimatpreis/offers"]["get"]["parameters"]
    assert {one["name"] for one in parameters} >= {"on", "known", "cursor", "limit", "district"}
    assert {"/api/v1/heimatpreis/offers.csv", "/api/v1/heimatpreis/offers.xlsx"} <= {*document["paths"]}


def test_the_command_line_knows_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOKUS_PLUGINS", "")

    def run(*words: str) -> str:
        done = CliRunner().invoke(main, words, obj=[heimatpreis])
        assert done.exit_code == 0, done.output
        return done.output

    shown = run("do", "heimatpreis.end", "--help")
    assert all(option in shown for option in ("--body", "--effective", "--reason"))
    run("do", "heimatpreis.offer", "--body", "Hagen", "--effective", "2024-01-01")
    assert "Die Stadt Hagen lobt den Heimatpreis aus." in run("log")
    run("check", "--deep")


def test_commands_read_the_turns_of_the_fact_they_are_recorded_as(house: House) -> None:
    catalogue = service_of(house.client).catalogue
    (statute,) = [one for one in catalogue.statutes if one.relied_on]
    for name in ("heimatpreis.offer", "heimatpreis.end"):
        cls = catalogue.commands[name].cls
        assert command_type(cls).records in statute.relied_on
        assert catalogue.reads_of(cls).lines == Reads("body", *statute.types).lines
