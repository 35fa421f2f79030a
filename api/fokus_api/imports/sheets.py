"""Tables as people hand them in: CSV in UTF-8 and workbooks, read as rows of texts or refused with a pointer."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from zipfile import ZipFile

from fokus_api.files.file_kinds import FILE_KINDS
from fokus_api.plugins.bulk_imports import BulkImport
from fokus_api.responses.spreadsheet import XLSX_TYPE
from fokus_api.responses.tabular import CSV_TYPE
from fokus_core.domain.refusals import Malformed, Wrong
from fokus_core.domain.texts import _

__all__ = ["MOST_BYTES", "MOST_ROWS", "REASON", "TABLES", "Line", "quoted", "read_table"]

REASON = _("Grund")  # the column that is added to what was refused, and read over
RUN = ("=", "+", "-", "@", "\t", "\r")  # what makes programs take a cell for a formula

TABLES = (CSV_TYPE, XLSX_TYPE)
MOST_BYTES = 5_000_000  # of a file
MOST_ROWS = 20_000
UNPACKED = 100_000_000  # bytes that all parts of a workbook may have
WIDEST = 200  # columns that are looked at
SHOWN = 80  # characters of the name of a column that are repeated
Cells = Sequence[str]


def quoted(text: str) -> str:
    """Return a cell that no program runs as a formula."""
    return f"'{text}" if text.startswith(RUN) else text


class Line(NamedTuple):
    """A row of a table: the number of its line as programs show it, and its cells by the names of their columns."""

    number: int
    cells: dict[str, str]


def read_table(content: bytes, media_type: str, wanted: BulkImport) -> list[Line]:
    """Return the rows of a table with the columns of an import; raises `Malformed` for one that is another or broken.

    A pointer names the line and the column, `/7/Geburtsdatum`. Empty rows are left out.
    """
    lines = _workbook(content) if media_type == XLSX_TYPE else _csv(content, wanted)
    header = [" ".join(name.split()) for name in next(lines, (1, ()))[1]]
    _refuse_foreign(header, wanted)
    meant = {name.casefold(): name for name in wanted.header}
    names = [meant.get(name.casefold(), "") for name in header]
    found: list[Line] = []
    for number, cells in lines:
        if any(one.strip() for one in cells):
            _refuse_longer(number, cells, header)
            texts = zip(names, cells, strict=False)
            found.append(Line(number, {name: _unquoted(text.strip()) for name, text in texts if name}))
        if len(found) > MOST_ROWS:
            raise _wrong(str(number), "too-many-rows", _("Höchstens {most} Zeilen auf einmal. Teilen Sie die Datei."))
    if not found:
        raise _wrong("2", "empty-table", _("Unter den Überschriften steht keine Zeile. Ergänzen Sie die Datei."))
    return found


def _refuse_foreign(header: Sequence[str], wanted: BulkImport) -> None:
    wrong: list[Wrong] = []
    known = {name.casefold() for name in wanted.header}
    seen: set[str] = set()
    for name in (one for one in header if one not in ("", REASON)):
        at = f"1/{name[:SHOWN].replace('~', '~0').replace('/', '~1')}"
        if name.casefold() not in known:
            message = _("Eine Spalte mit diesem Namen gehört nicht in diese Liste. Entfernen Sie sie.")
            wrong.append(Wrong(at, message, slug="foreign-header"))
        elif name.casefold() in seen:
            wrong.append(Wrong(at, _("Diese Spalte steht zweimal da."), slug="foreign-header"))
        seen.add(name.casefold())
    for name in wanted.header:
        if name.casefold() not in seen:
            message = _("Diese Spalte fehlt. Ergänzen Sie sie in der ersten Zeile.")
            wrong.append(Wrong(f"1/{name.replace('/', '~1')}", message, slug="foreign-header"))
    if wrong:
        raise Malformed(wrong)


def _refuse_longer(number: int, cells: Cells, names: Sequence[str]) -> None:
    beyond = [text for text, name in zip(cells, [*names, *("" for _one in cells)], strict=False) if not name]
    if any(text.strip() for text in beyond):
        message = _("In dieser Zeile steht mehr als Überschriften. Prüfen Sie die Trennzeichen.")
        raise _wrong(str(number), "longer-row", message)


def _unquoted(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(RUN) else text


def _csv(content: bytes, wanted: BulkImport) -> Iterator[tuple[int, Cells]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        message = _("Die Datei ist nicht in UTF-8 gespeichert. Speichern Sie sie als „CSV UTF-8“.")
        raise _wrong(str(line), "not-utf-8", message) from None
    if "\0" in text:
        raise _broken(text[: text.index("\0")].count("\n") + 1)
    first = text.partition("\n")[0]
    separator = max(";,\t", key=first.count) if len(wanted.header) > 1 else ";"
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error:
        raise _broken(begins) from None


def _workbook(content: bytes) -> Iterator[tuple[int, Cells]]:
    import openpyxl  # type: ignore[import-untyped]

    kept = io.BytesIO(content)
    if not FILE_KINDS[XLSX_TYPE].fits(kept, 0):
        raise _broken(1)
    with ZipFile(kept) as parts:
        if sum(one.file_size for one in parts.infolist()) > UNPACKED:
            raise _wrong("", "too-large", _("Die Datei ist ausgepackt zu groß. Teilen Sie sie."))
    try:
        book = openpyxl.load_workbook(kept, read_only=True, keep_links=False)
        sheet: Any = book.worksheets[0]
        sheet.reset_dimensions()  # which a file may say wrongly
        for number, row in enumerate(sheet.iter_rows(max_col=WIDEST), 1):
            cells = [_cell(one, number) for one in row]
            while cells and not cells[-1]:
                cells.pop()
            yield number, cells
    except Malformed:
        raise
    except Exception:  # whatever a broken or hostile file makes the library raise
        raise _broken(1) from None


def _cell(cell: Any, line: int) -> str:
    match cell.value:
        case None:
            return ""
        case _ if cell.data_type in {"f", "e"}:
            message = _("Hier steht eine Formel oder ein Fehler. Speichern Sie die Werte allein.")
            raise _wrong(f"{line}/{cell.column}", "formula", message)
        case bool() as ticked:
            return "ja" if ticked else "nein"
        case datetime() as moment if not moment.time().isoformat().strip("0:"):
            return moment.date().isoformat()
        case datetime() | date() as moment:
            return moment.isoformat()
        case float() as number if number.is_integer():
            return str(int(number))
        case value:
            return str(value)


def _broken(line: int) -> Malformed:
    return _wrong(str(line), "unreadable-table", _("Die Datei lässt sich nicht lesen. Speichern Sie sie neu."))


def _wrong(at: str, slug: str, message: str) -> Malformed:
    return Malformed([Wrong(at, message, {"most": MOST_ROWS} if "{most}" in message else {}, slug)])
