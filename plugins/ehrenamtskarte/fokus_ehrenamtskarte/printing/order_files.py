"""What a company prints cards by: a table of fields and, with it, the code of each card as a picture."""

from collections.abc import Sequence
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from fokus_api import qr_code
from fokus_core import Bodies
from fokus_ehrenamtskarte.cards.prints import Print
from fokus_ehrenamtskarte.printing.fronts import front

FIELDS = ("nummer", "karte", "name", "gueltigkeit", "ausgebende_stelle", "code", "bild")
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would reckon with
MADE = (1980, 1, 1, 0, 0, 0)  # of every file, so that the archive is the same again


def csv_file(found: Sequence[Print], bodies: Bodies) -> bytes:
    """Return a row for each card, separated by semicolons, in UTF-8 with its mark, as spreadsheets here read it."""
    lines: list[tuple[str, ...]] = [FIELDS]
    for number, one in enumerate(found, 1):
        said = front(one, bodies)
        lines.append((str(number), said["kind"], one.name, said["until"], said["issuer"], one.text, _picture(number)))
    return ("\ufeff" + "".join(";".join(map(_cell, line)) + "\r\n" for line in lines)).encode()


def zip_file(found: Sequence[Print], bodies: Bodies) -> bytes:
    """Return the table and the pictures as an archive."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as archive:
        archive.writestr(ZipInfo("karten.csv", MADE), csv_file(found, bodies))
        for number, one in enumerate(found, 1):
            archive.writestr(ZipInfo(_picture(number), MADE), qr_code(one.text).svg)
    return out.getvalue()


def _picture(number: int) -> str:
    return f"code-{number:04}.svg"


def _cell(text: str) -> str:
    safe = f"'{text}" if text.startswith(FORMULA) else text
    return f'"{safe.replace(chr(34), chr(34) * 2)}"'
