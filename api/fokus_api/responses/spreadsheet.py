"""Items as a workbook for Excel and Calc: texts and keys as text, days as days, and a sheet that says whence."""

import io
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import IO, Any, Self

import msgspec
import xlsxwriter  # type: ignore[import-untyped]

from fokus_api.responses.row_entry import in_files
from fokus_core.domain.clock import BERLIN

__all__ = ["ROWS", "XLSX_TYPE", "Spreadsheet"]

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS = 1_048_575  # below the header row; a sheet holds no more
LONGEST = 32_767  # characters of a cell; a longer text ends in "…"
EXACT = 10**15  # from here on a number would lose its last digits
WIDTH = 18  # characters


class Spreadsheet:
    """A workbook that is written row by row; kept in memory alone where it is `secret`, else beside it in a file."""

    def __init__(self, columns: Sequence[str], *, secret: bool) -> None:
        self.file: IO[bytes] = io.BytesIO() if secret else tempfile.TemporaryFile()  # noqa: SIM115  # closed on exit
        options = {"in_memory": True} if secret else {"constant_memory": True}
        self._book = xlsxwriter.Workbook(self.file, {**options, "strings_to_formulas": False, "strings_to_urls": False})
        self._bold = self._book.add_format({"bold": True})
        self._day = self._book.add_format({"num_format": "dd.mm.yyyy"})
        self._time = self._book.add_format({"num_format": "dd.mm.yyyy hh:mm:ss"})
        self._columns = columns
        self._sheet = self._book.add_worksheet("Liste")
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(0, len(columns) - 1, WIDTH)
        for number, name in enumerate(columns):
            self._sheet.write_string(0, number, name, self._bold)
        self.rows = 0
        self._finished = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if not self._finished:
            self._book.close()  # which lets go of the rows that it keeps beside
        self.file.close()

    def add(self, items: Sequence[msgspec.Struct]) -> None:
        """Add a row for each item."""
        for item in in_files(items, (date, datetime)):
            self.rows += 1
            for number, name in enumerate(self._columns):
                self._write(self._sheet, self.rows, number, item.get(name))

    def finish(self, source: Mapping[str, Any]) -> None:
        """Add a second sheet that says whence it is; then `file` is to be read from its beginning."""
        self._sheet.autofilter(0, 0, self.rows, len(self._columns) - 1)
        sheet = self._book.add_worksheet("Stand")
        sheet.set_column(0, 1, WIDTH * 2)
        for row, (name, value) in enumerate(source.items()):
            sheet.write_string(row, 0, name, self._bold)
            self._write(sheet, row, 1, value)
        self._book.close()
        self._finished = True
        self.file.seek(0)

    def _write(self, sheet: Any, row: int, column: int, value: Any) -> None:
        match value:
            case None:
                pass
            case bool():
                sheet.write_boolean(row, column, value)
            case int() | float() if abs(value) < EXACT:
                sheet.write_number(row, column, value)
            case datetime():
                sheet.write_datetime(row, column, value.astimezone(BERLIN).replace(tzinfo=None), self._time)
            case date():
                sheet.write_datetime(row, column, value, self._day)
            case _:
                text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
                sheet.write_string(row, column, text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…")
