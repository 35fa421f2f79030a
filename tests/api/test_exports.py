"""Lists as files: whole, of one moment, and safe to open in an office."""

import csv
import io
from datetime import date, datetime, time
from typing import Any

import pytest
from api_kit import Client, Headers, open_gardens, slug
from openpyxl import load_workbook
from sample_programme import NameView

from fokus_api.responses import asked as how
from fokus_api.responses import exports
from fokus_api.responses.spreadsheet import XLSX_TYPE, Spreadsheet
from fokus_api.responses.tabular import csv_of
from fokus_api.runtime.service import Service
from fokus_core.access.actor import CONSOLE
from fokus_core.bodies.commands import RegisterParty

GARDENS = "/api/v1/garden/gardens"
LISTS = (GARDENS, "/api/v1/garden/names", "/api/v1/log", "/api/v1/feed", "/api/v1/bodies", "/api/v1/plugins")
DAY = date(2020, 1, 1)


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def all_items(client: Client, path: str) -> list[dict[str, Any]]:
    found, url = [], f"{path}?limit=1000"
    while url:
        page = client.get(url)
        found += page.json()["items"]
        url = page.links.get("next", {}).get("url", "")
    return found


def columns_of(items: list[dict[str, Any]]) -> list[str]:
    """Return the columns of a file of rows: their fields, and behind the entry of each what its source is."""
    fields = max(map(list, items), key=len)
    source = ("entry_source", "entry_certainty", "entry_note")
    return [column for name in fields for column in (name, *(source if name == "entry" else ()))]


@pytest.fixture(params=[how.BATCH, 2])
def pieces(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """However many rows are read at once."""
    number: int = request.param
    monkeypatch.setattr(how, "BATCH", number)
    return number


@pytest.mark.usefixtures("pieces")
@pytest.mark.parametrize("path", LISTS)
def test_every_list_is_there_whole_as_csv(client: Client, service: Service, path: str) -> None:
    open_gardens(service, "05315000", "05111000", "05112000", "05113000", "05114000")
    items = all_items(client, path)
    asked = (
        client.get(f"{path}.csv"),
        client.get(path, params={"format": "csv"}),
        client.get(path, headers={"Accept": "text/csv"}),
    )
    for answer in asked:
        assert answer.headers["content-type"] == "text/csv; header=present; charset=utf-8"
        rows = rows_of(answer.text)
        assert [list(row) for row in rows] == [columns_of(items)] * len(items)
        name = next(iter(items[0]))
        assert [row[name] for row in rows] == [str(item[name]) for item in items]
    assert asked[0].text.count("\r\n") >= len(items) + 1


@pytest.mark.usefixtures("pieces")
@pytest.mark.parametrize("path", LISTS)
def test_every_list_is_there_whole_as_xlsx(client: Client, service: Service, path: str) -> None:
    open_gardens(service, "05315000", "05111000", "05112000", "05113000", "05114000")
    items = all_items(client, path)
    answer = client.get(f"{path}.xlsx")
    assert answer.headers["content-type"] == XLSX_TYPE
    sheet = load_workbook(io.BytesIO(answer.content))["Liste"]
    header, *rows = sheet.iter_rows(values_only=True)
    assert list(header) == columns_of(items)
    assert len(rows) == len(items)
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == sheet.dimensions


def test_a_file_has_a_name_that_says_what_it_is_and_of_which_day(client: Client) -> None:
    for path, name in {
        f"{GARDENS}.csv?on=2024-03-01": "garden-gardens-2024-03-01.csv",
        f"{GARDENS}?on=2024-03-01&format=csv": "garden-gardens-2024-03-01.csv",
        "/api/v1/bodies.xlsx?on=2024-03-01": "bodies-2024-03-01.xlsx",
        "/api/v1/bodies/Kreis Düren/timeline.csv?on=2024-03-01": "bodies-Kreis-D-ren-timeline-2024-03-01.csv",
        "/api/v1/bodies/05315000/timeline.xlsx?on=2024-03-01": "bodies-05315000-timeline-2024-03-01.xlsx",
    }.items():
        answer = client.get(path)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'


def test_a_file_is_shorter_where_a_limit_is_given_and_links_to_the_rest(client: Client) -> None:
    first = client.get("/api/v1/bodies.csv", params={"limit": 400})
    rest = client.get(first.links["next"]["url"])
    assert (len(rows_of(first.text)), len(rows_of(rest.text)), rest.links) == (400, 32, {})
    whole = client.get("/api/v1/bodies.csv")
    assert rows_of(whole.text) == rows_of(first.text) + rows_of(rest.text)
    assert client.get("/api/v1/bodies.csv", params={"limit": 1001}).status_code == 422


def test_what_is_recorded_while_a_file_is_made_is_not_in_it(
    client: Client, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_gardens(service, "05315000", "05111000", "05112000")
    monkeypatch.setattr(how, "BATCH", 2)
    written: list[int] = []
    bodies = ["05113000", "05114000", "05116000"]

    def slowly(*args: Any, **named: Any) -> bytes:
        if not written:
            written.append(open_gardens(service, bodies[0]))
        return csv_of(*args, **named)

    monkeypatch.setattr(exports, "csv_of", slowly)
    for path in ("/api/v1/log.csv", f"{GARDENS}.csv", "/api/v1/feed.csv"):
        during = client.get(path)
        assert len(rows_of(during.text)) == len(all_items(client, path.removesuffix(".csv"))) - 1, path
        assert "Garten 05111000" in during.text
        bodies, written[:] = bodies[1:], []


def test_a_file_that_comes_in_pieces_is_answered_to_head(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(how, "BATCH", 2)
    head = client.head("/api/v1/log.csv")
    assert (head.status_code, head.content) == (200, b"")


def test_an_unchanged_file_is_confirmed(client: Client, service: Service) -> None:
    open_gardens(service, "05315000")
    for path in (f"{GARDENS}.csv", f"{GARDENS}.xlsx", "/api/v1/bodies.csv", "/api/v1/log.xlsx", "/api/v1/feed.csv"):
        tag = client.get(path).headers["etag"]
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304


def test_a_file_is_refused_like_its_list(client: Client, office: Headers) -> None:
    for path, headers, status, problem in (
        (f"{GARDENS}.csv?on=x", {}, 422, "invalid-input"),
        (f"{GARDENS}.xlsx?nonsense=1", {}, 422, "unknown-parameter"),
        (f"{GARDENS}.csv?format=csv", {}, 422, "unknown-parameter"),
        ("/api/v1/bodies/05999999/timeline.csv", {}, 404, "not-found"),
        ("/api/v1/access/keys.csv", {}, 401, "unauthenticated"),
        ("/api/v1/access/openings.xlsx?subject=cohort:4", office, 403, "forbidden"),
        (f"{GARDENS}.csv?cursor=x", {}, 422, "invalid-cursor"),
    ):
        answer = client.get(path, headers=headers)
        assert (answer.status_code, slug(answer)) == (status, problem), path


def test_each_form_is_an_operation_of_its_own(client: Client) -> None:
    paths = client.get("/schema/openapi.json").json()["paths"]
    for path in LISTS:
        listed, as_csv, as_xlsx = (paths[f"{path}{ending}"]["get"] for ending in ("", ".csv", ".xlsx"))
        assert "text/csv" not in listed["responses"]["200"]["content"]
        assert list(as_csv["responses"]["200"]["content"]) == ["text/csv"]
        assert list(as_xlsx["responses"]["200"]["content"]) == [XLSX_TYPE]
        assert as_csv["operationId"] == f"{listed['operationId']}_csv"
        names = [{one["name"] for one in form["parameters"]} for form in (listed, as_csv, as_xlsx)]
        assert names[0] - {"total"} == names[1] == names[2]
        assert "format" not in names[0]


def test_csv_holds_nothing_that_a_spreadsheet_would_run() -> None:
    views = [NameView("05", name) for name in ("=1+1", "+1", "-1", "@a", "\n=1", 'a"b,c\nd', "")]
    rows = list(csv.reader(io.StringIO(csv_of(views, NameView).decode(), newline="")))
    assert [row[1] for row in rows] == ["name", "'=1+1", "'+1", "'-1", "'@a", "'\n=1", 'a"b,c\nd', ""]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("\uff1d1+1", "'\uff1d1+1"),
        ("\uff0b1", "'\uff0b1"),
        ("\uff0d1", "'\uff0d1"),
        ("\uff20a", "'\uff20a"),
        ("\t=1", "'\t=1"),
        ("Rosen;=1+1", "Rosen;'=1+1"),
        ("Rosen; @a;-1", "Rosen; '@a;'-1"),
        ("Rosen;\uff1d1", "Rosen;'\uff1d1"),
        ("Rosen; Nelken - und 1+1=2", "Rosen; Nelken - und 1+1=2"),
    ],
)
def test_what_a_spreadsheet_takes_for_a_formula_is_a_text(text: str, cell: str) -> None:
    rows = list(csv.reader(io.StringIO(csv_of([NameView("05", text)], NameView).decode(), newline="")))
    assert rows[1][1] == cell


def sheets(items: list[dict[str, Any]], *, secret: bool = False) -> Any:
    columns = list(items[0])
    book = Spreadsheet(columns, secret=secret)
    book.add(items)  # type: ignore[arg-type]  # what becomes plain values is plain already
    book.finish({"Gültig am": DAY, "Adresse": "=https://example.org"})
    with book:
        return load_workbook(book.file)


@pytest.mark.parametrize("secret", [False, True])
def test_xlsx_holds_keys_and_texts_as_text_and_days_as_days(secret: bool) -> None:
    at = datetime.fromisoformat("2024-07-01T10:00:00+00:00")
    values = ["05315000", "=1+1", "https://example.org", "", None, 7, 1.5, True, DAY, at, ["a"], 10**16, "x" * 40_000]
    book = sheets([{f"c{number}": value for number, value in enumerate(values)}], secret=secret)
    cells = list(book["Liste"].iter_rows())[1]
    assert [(cell.data_type, cell.value) for cell in cells[:11]] == [
        ("s", "05315000"),
        ("s", "=1+1"),
        ("s", "https://example.org"),
        ("s", ""),
        ("n", None),
        ("n", 7),
        ("n", 1.5),
        ("b", True),
        ("d", datetime.combine(DAY, time())),
        ("d", datetime.fromisoformat("2024-07-01T12:00")),
        ("s", '["a"]'),
    ]
    assert (cells[11].data_type, cells[11].value) == ("s", str(10**16))
    assert (len(cells[12].value), cells[12].value[-1]) == (32_767, "…")
    assert cells[1].hyperlink is None
    assert [[cell.value for cell in row] for row in book["Stand"].iter_rows()] == [
        ["Gültig am", datetime.combine(DAY, time())],
        ["Adresse", "=https://example.org"],
    ]


def test_the_second_sheet_says_of_when_it_is_and_whence(client: Client, service: Service) -> None:
    position = open_gardens(service, "05315000")
    answer = client.get(f"{GARDENS}.xlsx?on=2024-03-01&known={position}")
    stand = dict(load_workbook(io.BytesIO(answer.content))["Stand"].iter_rows(values_only=True))
    assert stand["Gültig am"] == datetime.fromisoformat("2024-03-01")
    assert stand["Bekannt bis Position"] == position
    assert stand["Adresse"].endswith(f"{GARDENS}.xlsx?on=2024-03-01&known={position}")
    assert isinstance(stand["Erstellt am"], datetime)


def test_more_rows_than_a_sheet_holds_are_refused(
    client: Client, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_gardens(service, "05315000", "05111000")
    monkeypatch.setattr(how, "BATCH", 1)
    monkeypatch.setattr(exports, "ROWS", 2)
    assert client.get(f"{GARDENS}.xlsx").status_code == 200
    answer = client.get("/api/v1/log.xlsx")
    assert (answer.status_code, slug(answer)) == (422, "too-many-rows")


def test_a_large_file_is_answered_in_pieces(client: Client, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        party = RegisterParty(party=f"p{number}", name="Verein", kind="association", effective=DAY)
        service.journal.handle(party, by=CONSOLE)
    monkeypatch.setattr(exports, "SMALL", 100)
    answer = client.get("/api/v1/bodies.xlsx")
    assert load_workbook(io.BytesIO(answer.content))["Liste"].max_row == 433
