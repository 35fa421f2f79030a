"""Sources: what rests on each, counted as far as the caller sees it, and as known at a position."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import openpyxl
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.face.shown.lists import lists_of
from fokus_api.responses.row_entry import has_entry
from fokus_api.testing import issue_key, openapi_document, service_of, settle, temporary_client
from fokus_core import CONSOLE, GrantAccess, Retract, Source
from fokus_core.bodies.commands import RenameBody
from fokus_core.persons.retention import SetRetention
from fokus_network.exchange.examples.commands import SubmitExample
from fokus_network.membership.commands.admission import JoinNetwork
from fokus_network.membership.commands.declaration import OpenRound, PublishDeclaration, SignDeclaration
from fokus_network.plugin import plugin

FIRST, LATER = date(2012, 12, 5), date(2015, 12, 31)
PRESS = Source("Pressemitteilung, 5. Dezember 2012 & mehr", "stated", "")
PAGE = Source("Seite ohne Datum", "inferred", "Nur das Jahr ist überliefert.")
HAGEN = "05914000"
WITHOUT = {  # rows that stand for several entries, or show them themselves
    "network/figures/growth",
    "network/figures/members",
    "network/invitations",
    "network/signatures",
}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient[Litestar]]:
    with temporary_client(plugin) as client:
        journal = service_of(client).journal
        for command, source in (
            (PublishDeclaration(declaration="2012", title="Erklärung", effective=FIRST), PRESS),
            (OpenRound(round="r", title="Runde", declaration="2012", effective=FIRST), PRESS),
            (SignDeclaration(party=HAGEN, round="r", effective=FIRST), PAGE),
            (JoinNetwork(body=HAGEN, effective=LATER), PAGE),
            (SubmitExample(body=HAGEN, title="-", summary="-", text="-", effective=LATER), PAGE),
        ):
            journal.handle(command, by=CONSOLE, source=source)
        yield client


def listed(client: TestClient[Litestar], key: str = "", **query: Any) -> dict[str, tuple[int, int, str, str]]:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    answer = client.get("/api/v1/sources", params=query, headers=headers)
    assert answer.status_code == 200, answer.text
    return {
        one["reference"]: (one["entries"], one["inferred"], one["first_day"], one["last_day"])
        for one in answer.json()["items"]
    }


def test_a_source_counts_what_rests_on_it_as_far_as_the_caller_sees_it(client: TestClient[Litestar]) -> None:
    settle(service_of(client))
    key = issue_key(service_of(client), "coordination", ("network-coordination", "programme:network"))
    press = {PRESS.reference: (2, 0, "2012-12-05", "2012-12-05")}
    assert listed(client) == press | {PAGE.reference: (2, 2, "2012-12-05", "2015-12-31")}
    assert listed(client, key) == press | {PAGE.reference: (3, 3, "2012-12-05", "2015-12-31")}
    head = client.get("/api/v1/sources?format=csv").text.splitlines()[0]
    assert head.startswith("reference,title,kind,publisher,issued,entries,inferred")


def test_the_facts_of_a_source_are_listed_where_it_says(client: TestClient[Litestar]) -> None:
    (press, page) = client.get("/api/v1/sources").json()["items"]
    facts = client.get(press["facts"]).json()["items"]
    assert [one["type"] for one in facts] == ["network.declaration-published@1", "network.round-opened@1"]
    assert {one["source"]["reference"] for one in facts} == {PRESS.reference}
    assert [one["type"] for one in client.get(page["facts"]).json()["items"]] == [
        "network.declaration-signed@1",
        "network.municipality-joined@1",
    ]
    assert client.get("/api/v1/log?source=unbekannt").json()["items"] == []


def test_lists_show_the_source_of_each_row_in_every_form(client: TestClient[Litestar]) -> None:
    settle(service_of(client))
    signed, joined = {"reference": PAGE.reference, "certainty": "inferred", "note": PAGE.note}, PAGE.note
    (round_,) = client.get("/api/v1/network/rounds").json()["items"]
    assert round_["entry"]["source"] == {"reference": PRESS.reference}
    (member,) = client.get("/api/v1/network/members").json()["items"]
    assert member["entry"] == {"position": member["joined_at"], "source": signed}
    rows = [*csv.DictReader(io.StringIO(client.get("/api/v1/network/members.csv").text))]
    told = [[row[name] for name in ("entry", "entry_source", "entry_certainty", "entry_note")] for row in rows]
    assert told == [[str(member["joined_at"]), PAGE.reference, "inferred", joined]]
    document = openapi_document(client.app)["paths"]["/api/v1/network/members.csv"]["get"]["responses"]["200"]
    assert document["content"]["text/csv"]["example"].strip().split(",") == [*rows[0]]
    book = openpyxl.load_workbook(io.BytesIO(client.get("/api/v1/network/rounds.xlsx").content))["Liste"]
    names, cells = ([one.value for one in row] for row in book.rows)
    row = dict(zip(names, cells, strict=True))
    assert (row["entry_source"], row["entry_certainty"], row["entry_note"]) == (PRESS.reference, "stated", None)
    page = client.get("/liste/network/members").text
    assert f'<a href="/eintrag/{member["joined_at"]}">{PAGE.reference}</a> (erschlossen)' in page


def test_every_list_of_what_is_recorded_says_which_entry_each_row_begins_with(client: TestClient[Litestar]) -> None:
    without = {one.path for one in lists_of(client.app).values() if not has_entry(one.row)}
    assert {one for one in without if one.startswith("network/")} == WITHOUT


def test_what_was_taken_back_no_longer_counts_but_did(client: TestClient[Litestar]) -> None:
    service = service_of(client)
    before = settle(service)
    (joined,) = client.get("/api/v1/log?type=network.municipality-joined").json()["items"]
    at = joined["position"]  # the example rests on the membership
    retract = Retract(position=at, reason="Falsch gelesen", acknowledge=(at + 1,))
    service.journal.handle(retract, by=CONSOLE)
    settle(service)
    assert listed(client)[PAGE.reference] == (1, 1, "2012-12-05", "2012-12-05")
    assert listed(client, known=before)[PAGE.reference] == (2, 2, "2012-12-05", "2015-12-31")


def test_bodies_grants_and_rules_of_retention_show_what_they_rest_on(client: TestClient[Litestar]) -> None:
    service = service_of(client)
    decree = Source("Erlass vom 3. Februar 2014", "stated", "Abschrift")
    shown = {"reference": decree.reference, "note": decree.note}
    rule: Any = {"months": 60, "citation": "§ 1", "when_due": "propose", "effective": FIRST}
    positions = []
    for command in (
        RenameBody(body=HAGEN, name="Hagen an der Volme", effective=LATER),
        GrantAccess(actor="anna", role="state-office", scope="state", effective=FIRST),
        SetRetention(category="network.contact", **rule),
    ):
        (record,) = service.journal.handle(command, by=CONSOLE, source=decree).facts
        positions.append(record.position)
    renamed, granted, kept = ({"position": position, "source": shown} for position in positions)
    roles = ("state-office", "data-protection-officer")
    headers, officer = ({"Authorization": f"Bearer {issue_key(service, role, (role, 'state'))}"} for role in roles)
    html = {**headers, "Accept": "text/html"}
    settle(service)

    def items(path: str, **query: Any) -> list[dict[str, Any]]:
        answer = client.get(f"/api/v1/{path}", params=query, headers=officer if "privacy" in path else headers)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["items"]
        return found

    assert [one["entry"] for one in items("bodies", q="volme")] == [renamed]
    assert [one["entry"] for one in items("bodies", q="hagen", on="2013-01-01") if one["id"] == HAGEN] == [None]
    assert client.get(f"/api/v1/bodies/{HAGEN}").json()["entry"] == renamed
    assert client.get(f"/api/v1/bodies/{HAGEN}?on=2013-01-01").json()["entry"] is None
    assert client.get(f"/api/v1/bodies/{HAGEN}?known={positions[0] - 1}").json()["entry"] is None
    held = {one["actor"]: one["entry"] for one in items("access/who-could", permission="core.read-reasons")}
    assert (held["anna"], held["state-office"]["source"]) == (granted, None)
    assert [one["entry"] for one in items("privacy/retention")] == [kept]
    rows = [*csv.DictReader(io.StringIO(client.get("/api/v1/bodies.csv?q=volme").text))]
    assert [(one["entry"], one["entry_source"]) for one in rows] == [(str(positions[0]), decree.reference)]
    desk = client.get("/pruefung/berechtigungen?permission=core.read-reasons", headers=html)
    assert f'<a href="/eintrag/{positions[1]}">{decree.reference}</a>' in desk.text
