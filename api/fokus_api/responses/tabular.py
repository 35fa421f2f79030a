"""Items as rows of CSV (RFC 4180, UTF-8): nested values as JSON, nothing that a spreadsheet would run."""

import csv
import io
import re
from collections.abc import Sequence
from typing import Any

import msgspec

from fokus_api.responses.row_entry import columns_in_files, in_files

CSV_TYPE = "text/csv"  # the media type of CSV
CSV = f"{CSV_TYPE}; header=present; charset=utf-8"
RUN = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # the last four are the full-width ones
STARTS = (*RUN, "\t", "\r", "\n")
AFTER_SEMICOLON = re.compile(rf"(;\s*)(?=[{re.escape(''.join(RUN))}])")  # which begins a cell for German spreadsheets


def csv_of(items: Sequence[msgspec.Struct], into: type[msgspec.Struct], *, header: bool = True) -> bytes:
    """Return the items as CSV, with a header row of the field names unless they continue others."""
    names = columns_in_files(into)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    if header:
        writer.writerow(names)
    for item in in_files(items):
        writer.writerow([_cell(item.get(name)) for name in names])
    return text.getvalue().encode()


def _cell(value: Any) -> str | int | float:
    """Return what a cell holds; before what a spreadsheet would run as a formula stands an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    text = AFTER_SEMICOLON.sub(r"\1'", text)
    return f"'{text}" if text.startswith(STARTS) else text
