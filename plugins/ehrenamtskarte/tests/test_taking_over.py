"""Existing cards are read in from a table, row by row, each once, and never revive what has ended."""

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
import openpyxl
import pytest
from cards_kit import HAGEN, Scene

from fokus_api.imports.entering import Said, enter_rows
from fokus_api.imports.rejected import rejected_rows
from fokus_api.imports.rows import Reading
from fokus_api.imports.sheets import read_table
from fokus_api.plugins.bulk_imports import imports_of
from fokus_api.responses.spreadsheet import XLSX_TYPE
from fokus_api.testing import leaks_in_files, settle, temporary_client
from fokus_core import Actor, Invalid
from fokus_ehrenamtskarte.cards.commands import RevokeCard
from fokus_ehrenamtskarte.cards.facts import CardIssued
from fokus_ehrenamtskarte.issuing.taking_over import CARDS_TABLE
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

HEADER = "Kartennummer;Kommune;Vorname;Nachname;Geburtsdatum;E-Mail;Kartenart;Gültig ab;Gültig bis"
NAME = "Ottilie Zweiundvierzigerle"
OTTILIE = "HA-1;Hagen;Ottilie;Zweiundvierzigerle;03.04.1970;o@example.org;Ehrenamtskarte;01.03.2025;29.02.2028"
KIM = "HA-2;Hagen;Kim;Beispiel;1980-05-06;;standard;2025-03-01;28.02.2027"


@pytest.fixture
def scene() -> Iterator[Scene]:
    with temporary_client(plugin) as client:
        yield Scene(client)


def table(*rows: str, header: str = HEADER, end: str = "\n") -> bytes:
    return end.join((header, *rows, "")).encode()


def read_in(scene: Scene, content: bytes, *, by: str = "hagen", dry_run: bool = False, kind: str = "text/csv") -> Any:
    known = imports_of(scene.service.catalogue, scene.service.plugins.each("imports"))
    lines = read_table(content, kind, known["ehrenamtskarte.cards"])
    reading = Reading(scene.service, known["ehrenamtskarte.cards"], known, date.today())  # noqa: DTZ011  # any day
    return lines, list(enter_rows(scene.service, reading, lines, by=Actor(by), dry_run=dry_run))


def states(said: list[Said]) -> list[tuple[str, str, str]]:
    return [(one.state, one.slug, ",".join(wrong.column for wrong in one.wrong)) for one in said]


def cards(scene: Scene) -> list[CardIssued]:
    return [one.fact for one in scene.service.journal.follow() if isinstance(one.fact, CardIssued)]


def test_a_dry_run_tells_in_sentences_and_records_nothing_then_each_row_is_recorded_once(scene: Scene) -> None:
    _lines, said = read_in(scene, table(OTTILIE, KIM), dry_run=True)
    assert [(one.state, [sentence.de for sentence in one.sentences]) for one in said] == [
        ("new", ["Die Stadt Hagen hat eine Ehrenamtskarte übernommen, die es schon gab."])
    ] * 2
    assert cards(scene) == []
    entered, again = (read_in(scene, table(OTTILIE, KIM))[1] for _once in range(2))
    assert [one.state for one in entered] == ["entered"] * 2
    assert [one.state for one in again] == ["present"] * 2
    assert [(one.effective, one.valid_until) for one in cards(scene)] == [
        (date(2025, 3, 1), date(2028, 2, 29)),
        (date(2025, 3, 1), date(2027, 2, 28)),
    ]
    _lines, others = read_in(scene, table(OTTILIE), by="helpdesk")
    assert [one.state for one in others] == ["present"], "whoever reads it in"


def test_what_was_ended_is_never_revived_under_its_own_key_or_another(scene: Scene) -> None:
    read_in(scene, table(OTTILIE))
    (card,) = cards(scene)
    scene.give(RevokeCard(body=HAGEN, card=card.card, effective=date(2026, 1, 1), reason="returned"))
    changed = OTTILIE.replace("29.02.2028", "28.02.2028")
    renamed = OTTILIE.replace("HA-1", "HA-9")
    for row, state in ((OTTILIE, "present"), (changed, "changed"), (renamed, "refused")):
        _lines, said = read_in(scene, table(row))
        assert [one.state for one in said] == [state], said
    assert len(cards(scene)) == 1


def test_a_table_is_entered_by_the_rights_of_who_hands_it_in(scene: Scene) -> None:
    read_in(scene, table(KIM))
    for by in ("bonn", "officer", "operator"):
        _lines, said = read_in(scene, table(OTTILIE, KIM, KIM.replace("28.02.2027", "27.02.2027")), by=by)
        assert [one.slug for one in said[:2]] == ["forbidden"] * 2, "and nobody is told what is read in already"
        _lines, said = read_in(scene, table(KIM.replace("28.02.2027", "27.02.2027")), by=by)
        assert [one.slug for one in said] == ["forbidden"]
    assert len(cards(scene)) == 1


def test_who_is_alike_in_part_is_somebody_new_and_the_same_in_all_is_the_same(scene: Scene) -> None:
    later = OTTILIE.replace("HA-1", "HA-3").replace("01.03.2025;29.02.2028", "01.03.2022;28.02.2025")
    namesake = OTTILIE.replace("HA-1", "HA-4").replace("o@example.org", "p@example.org")
    _lines, said = read_in(scene, table(OTTILIE, later, namesake))
    assert [one.state for one in said] == ["entered"] * 3, said
    first, second, third = (one.person for one in cards(scene))
    assert first == second != third
    _lines, again = read_in(scene, table(OTTILIE, later, namesake))
    assert [one.state for one in again] == ["present"] * 3


def test_wrong_rows_are_told_at_their_columns_and_stop_no_other(scene: Scene) -> None:
    rows = (
        KIM,
        KIM,
        "HA-5;Entenhausen;A;B;01.02.1980;;standard;01.03.2025;",
        "HA-6;Hagen;A;B;31.02.1980;;golden;bald;",
        ";Hagen;A;B;01.02.1980;;standard;01.03.2025;28.02.2027",
        "HA-7;Hagen;A;B;01.02.1980;;standard;01.03.2025;28.02.2099",
        "HA-8;Hagen;A;B;;;standard;01.03.2025;28.02.2027",
    )
    lines, said = read_in(scene, table(*rows))
    assert [one.state for one in said] == ["entered", *["refused"] * 6]
    assert [wrong.column for one in said for wrong in one.wrong] == [
        *("Kartennummer", "Kommune", "Kartenart", "Kartennummer", "Gültig bis", "Vorname")
    ]
    refused = rejected_rows(CARDS_TABLE, lines, said, "de")
    assert refused.decode("utf-8-sig").splitlines()[0] == f"{HEADER};Grund"
    _lines, again = read_in(scene, refused)
    assert [one.state for one in again] == ["present", *["refused"] * 5], "read in as it is, with its reasons"


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("sign", [";", ",", "\t"], ids=["semicolon", "comma", "tab"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["bare", "bom"])
def test_the_usual_ways_to_write_csv_are_read(sign: str, end: str, mark: str) -> None:
    content = mark.encode() + table(OTTILIE, end=end).replace(b";", sign.encode())
    (line,) = read_table(content, "text/csv", CARDS_TABLE)
    assert (line.number, line.cells["Nachname"], line.cells["Gültig bis"]) == (2, "Zweiundvierzigerle", "29.02.2028")


@pytest.mark.parametrize(
    ("content", "slug", "pointers"),
    [
        (table("\n", OTTILIE).decode().replace("Hagen", "Köln").encode("latin-1"), "not-utf-8", ["1"]),
        (table(OTTILIE, header=HEADER.replace("Vorname", "Rufname")), "foreign-header", ["1/Rufname", "1/Vorname"]),
        (table(OTTILIE, header=HEADER.replace("Vorname", "Nachname")), "foreign-header", ["1/Nachname", "1/Vorname"]),
        (table(), "empty-table", ["2"]),
        (b"", "foreign-header", [f"1/{name}" for name in CARDS_TABLE.header]),
        (table(f"{OTTILIE};noch etwas"), "longer-row", ["2"]),
        (table('HA-1;"Hagen'), "unreadable-table", ["2"]),
        (table("HA-1;Hagen\0"), "unreadable-table", ["2"]),
    ],
    ids=["latin-1", "foreign", "twice", "empty", "nothing", "longer", "quotes", "zero"],
)
def test_another_table_is_refused_with_a_pointer(content: bytes, slug: str, pointers: list[str]) -> None:
    with pytest.raises(Invalid) as refused:
        read_table(content, "text/csv", CARDS_TABLE)
    wrong: Any = refused.value
    assert (wrong.slug, [one.field for one in wrong.wrong]) == (slug, pointers)


def workbook(*rows: list[Any]) -> bytes:
    book, kept = openpyxl.Workbook(), io.BytesIO()
    for row in (HEADER.split(";"), *rows):
        book.worksheets[0].append(row)
    book.save(kept)
    return kept.getvalue()


def test_a_workbook_is_read_with_its_days_and_refused_with_formulas(scene: Scene) -> None:
    row = [1, "Hagen", "Kim", "Beispiel", date(1980, 5, 6), None, "standard", date(2025, 3, 1), date(2027, 2, 28)]
    _lines, said = read_in(scene, workbook(row), kind=XLSX_TYPE)
    assert [one.state for one in said] == ["entered"], said
    (line,) = read_table(workbook(row), XLSX_TYPE, CARDS_TABLE)
    assert (line.cells["Kartennummer"], line.cells["Geburtsdatum"]) == ("1", "1980-05-06")
    with pytest.raises(Invalid) as refused:
        read_table(workbook([*row[:2], '=HYPERLINK("x")', *row[3:]]), XLSX_TYPE, CARDS_TABLE)
    assert refused.value.slug == "formula"
    for broken in (b"PK\x03\x04", workbook(row)[:-40], table(OTTILIE)):
        with pytest.raises(Invalid) as refused:
            read_table(broken, XLSX_TYPE, CARDS_TABLE)
        assert refused.value.slug == "unreadable-table"


def test_nothing_personal_is_left_in_a_file(scene: Scene) -> None:
    _lines, said = read_in(scene, table(OTTILIE, OTTILIE.replace("HA-1", NAME.replace(" ", "-"))))
    settle(scene.service)
    assert NAME.encode() not in msgspec.json.encode(said)
    assert leaks_in_files(scene.service, ["Zweiundvierzigerle", "o@example.org"]) == []
