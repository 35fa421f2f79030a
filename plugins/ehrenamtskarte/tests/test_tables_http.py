"""Tables over HTTP: handed in, told row by row, entered once; long ones by a job that goes on where it was cut off."""

from collections.abc import Iterator
from typing import Any

import pytest
from cards_kit import Scene, cards_of
from test_taking_over import HEADER, KIM, OTTILIE, cards, table, workbook

from fokus_api.imports.job import ReadInTables
from fokus_api.imports.kept import Tables
from fokus_api.responses.spreadsheet import XLSX_TYPE
from fokus_api.testing import leaks_in_files, settle, temporary_client
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

KINDS = "/api/v1/imports/kinds"
HAND_IN = f"{KINDS}/ehrenamtskarte.cards"


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with temporary_client(plugin, dev=True, limits=["uploads=1000/60"]) as client:
        yield Scene(client)


def asked(scene: Scene, by: str = "hagen", **more: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {scene.keys[by]}", **more}


def hand_in(scene: Scene, content: bytes, *, by: str = "hagen", kind: str = "text/csv; charset=utf-8") -> Any:
    return scene.client.post(HAND_IN, content=content, headers=asked(scene, by, **{"Content-Type": kind}))


def get(scene: Scene, path: str, by: str = "hagen") -> Any:
    return scene.client.get(path, headers=asked(scene, by))


def many(first: int, number: int) -> list[str]:
    return [
        f"V-{one};Hagen;Vera;Nummer{one};1970-01-01;v{one}@example.org;standard;01.03.2025;28.02.2027"
        for one in range(first, first + number)
    ]


def test_what_may_be_read_in_is_listed_for_whoever_may(scene: Scene) -> None:
    (kind,) = [one for one in get(scene, KINDS).json()["items"] if one["name"] == "ehrenamtskarte.cards"]
    assert ";".join(kind["columns"]) == HEADER
    assert (kind["title"], kind["key"]) == ("Vorhandene Karten", "Kartennummer")
    assert get(scene, KINDS, "operator").json()["items"] == []
    assert scene.client.get(KINDS).status_code == 401


def test_a_table_is_told_then_entered_once_and_its_rejected_rows_come_back(scene: Scene) -> None:
    before = len(cards(scene))
    answer = hand_in(scene, table(OTTILIE, "HA-5;Entenhausen;A;B;01.02.1980;;standard;01.03.2025;"))
    assert answer.status_code == 201, answer.text
    told, here = answer.json(), answer.headers["Location"]
    assert (told["phase"], told["rows"], told["new"], told["refused"]) == ("checked", 2, 1, 1)
    assert len(cards(scene)) == before
    first, second = get(scene, f"{here}/rows").json()["items"]
    assert (first["line"], first["state"], first["sentences"][0]["de"]) == (
        *(2, "new"),
        "Die Stadt Hagen hat eine Ehrenamtskarte übernommen, die es schon gab.",
    )
    assert (second["state"], second["wrong"][0]["column"]) == ("refused", "Kommune")
    assert [one["line"] for one in get(scene, f"{here}/rows?state=refused").json()["items"]] == [3]
    rows = get(scene, f"{here}/rejected").content.decode("utf-8-sig").splitlines()
    assert rows[0] == f"{HEADER};Grund"
    assert rows[1].startswith("HA-5;Entenhausen;A;B;01.02.1980;;standard;01.03.2025;;Kommune: ")
    entered = scene.client.post(f"{here}/entry", headers=asked(scene))
    assert (entered.status_code, entered.json()["phase"], entered.json()["entered"]) == (200, "entered", 1)
    assert scene.client.post(f"{here}/entry", headers=asked(scene)).status_code == 409
    again = hand_in(scene, table(OTTILIE)).json()
    assert (again["new"], again["present"]) == (0, 1)
    assert len(cards(scene)) == before + 1
    settle(scene.service)
    assert "Ottilie Zweiundvierzigerle" in scene.client.get(cards_of("Hagen"), headers=asked(scene)).text
    assert leaks_in_files(scene.service, ["Zweiundvierzigerle", "o@example.org"]) == []


def test_a_table_is_seen_by_whoever_handed_it_in_alone(scene: Scene) -> None:
    here = hand_in(scene, table(KIM)).headers["Location"]
    assert any(here.endswith(one["table"]) for one in get(scene, "/api/v1/imports").json()["items"])
    for by in ("bonn", "helpdesk", "office"):
        assert get(scene, "/api/v1/imports", by).json()["items"] == []
        for path in (here, f"{here}/rows", f"{here}/rejected"):
            assert get(scene, path, by).status_code == 404
        assert scene.client.post(f"{here}/entry", headers=asked(scene, by)).status_code == 404
    assert hand_in(scene, table(KIM), by="operator").status_code == 403
    assert hand_in(scene, table(KIM), by="bonn").json()["refused"] == 1


@pytest.mark.parametrize(
    ("content", "kind", "status", "slug", "pointer"),
    [
        (table(KIM).decode().encode("latin-1"), "text/csv", 422, "not-utf-8", "/1"),
        (table(KIM, header=HEADER.replace("Vorname", "Rufname")), "text/csv", 422, "foreign-header", "/1/Rufname"),
        (table(KIM), XLSX_TYPE, 422, "unreadable-table", "/1"),
        (b"%PDF-1.7", "application/pdf", 415, "file-kind", None),
        (b"x" * 5_000_001, "text/csv", 413, "file-too-large", None),
    ],
    ids=["latin-1", "foreign", "no-workbook", "pdf", "large"],
)
def test_another_file_is_refused_with_pointer_and_sentence(
    scene: Scene, content: bytes, kind: str, status: int, slug: str, pointer: str | None
) -> None:
    answer = hand_in(scene, content, kind=kind)
    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (status, slug), answer.text
    if pointer is not None:
        assert answer.json()["errors"][0]["pointer"] == pointer
        assert answer.json()["errors"][0]["detail"]


def test_a_workbook_is_handed_in(scene: Scene) -> None:
    told = hand_in(scene, workbook(["W-1", *KIM.split(";")[1:]]), kind=XLSX_TYPE).json()
    assert told["rows"] == 1


def test_a_long_table_is_a_job_that_goes_on_after_it_was_cut_off(scene: Scene) -> None:
    before = len(cards(scene))
    told = hand_in(scene, table(*many(1, 130))).json()
    assert (told["phase"], told["done"]) == ("checking", 0)
    here = f"/api/v1/imports/{told['table']}"
    assert scene.client.post(f"{here}/entry", headers=asked(scene)).status_code == 409
    scene.service.jobs.run_now(ReadInTables("ehrenamtskarte").name, 30)
    assert (get(scene, here).json()["phase"], get(scene, here).json()["new"]) == ("checked", 130)
    assert scene.client.post(f"{here}/entry", headers=asked(scene)).json()["phase"] == "entering"
    tables, looks = Tables(scene.service), iter((True, False))
    tables.go_on(tables.find("hagen", told["table"]), lambda: next(looks))
    cut = get(scene, here).json()
    assert (cut["phase"], cut["done"], cut["entered"]) == ("entering", 50, 50)
    assert len(cards(scene)) == before + 50
    scene.service.jobs.run_now(ReadInTables("ehrenamtskarte").name, 30)
    assert (get(scene, here).json()["phase"], get(scene, here).json()["entered"]) == ("entered", 130)
    assert len(cards(scene)) == before + 130
