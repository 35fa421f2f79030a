"""The rows that were not taken in, as a table with the same columns and the reason, to be put right."""

import csv
import io
from collections.abc import Iterable, Sequence

from fokus_api.imports.entering import Said
from fokus_api.imports.sheets import REASON, Line, quoted
from fokus_api.plugins.bulk_imports import BulkImport

__all__ = ["rejected_rows"]


def rejected_rows(wanted: BulkImport, lines: Sequence[Line], said: Iterable[Said], language: str) -> bytes:
    """Return as CSV what was refused or differs; the last column is read over when the file is read in again."""
    cells = {line.number: line.cells for line in lines}
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow([*wanted.header, REASON])
    for one in said:
        if one.wrong and one.line in cells:
            why = " ".join(f"{w.column}: {w.detail[language]}".removeprefix(": ") for w in one.wrong)
            writer.writerow([*(quoted(cells[one.line].get(name, "")) for name in wanted.header), why])
    return text.getvalue().encode("utf-8-sig")
