"""Volunteers as an organisation types them: a line for each, its parts divided by semicolons or tabs."""

import re
from typing import TypeVar

import msgspec

from fokus_core import read_json
from fokus_kommune import Invalid, _

T = TypeVar("T", bound=msgspec.Struct)
PARTS = ("name", "mail", "activity", "since", "hours")
MONTH = re.compile(r"0?(1[0-2]|[1-9])[./](\d{4})")


def volunteers_in(text: str, cls: type[T], most: int) -> list[T]:
    """Return the volunteers of a text; raises `Invalid` for `lines`, naming the line that cannot be read."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines or len(lines) > most:
        message = _("Nennen Sie zwischen einer und {most} Personen, eine in jeder Zeile.")
        raise Invalid("too-many-lines", message, field="lines", most=most)
    return [_volunteer(number, line, cls) for number, line in lines]


def _volunteer(number: int, line: str, cls: type[T]) -> T:
    parts = [one.strip() for one in re.split(r"[;\t]", line)]
    if len(parts) != len(PARTS):
        message = _("Zeile {number}: Geben Sie fünf Angaben an, getrennt durch Semikolons.")
        raise Invalid("line-unreadable", message, field="lines", number=number)
    told: dict[str, object] = dict(zip(PARTS, parts, strict=True))
    month, hours = MONTH.fullmatch(parts[3]), parts[4].replace(",", ".")
    if month:
        told["since"] = f"{month[2]}-{int(month[1]):02}"
    try:
        told["hours"] = float(hours)
        return read_json(msgspec.json.encode(told), cls)
    except Invalid as error:
        message = WRONG.get(error.field or "", WRONG["name"])
        raise Invalid("line-unreadable", message, field="lines", number=number) from None
    except ValueError:
        message = _("Zeile {number}: Geben Sie die Stunden als Zahl an.")
        raise Invalid("line-unreadable", message, field="lines", number=number) from None


WRONG = {
    "name": _("Zeile {number}: Prüfen Sie den Namen und die Tätigkeit."),
    "mail": _("Zeile {number}: Prüfen Sie die E-Mail-Adresse."),
    "since": _("Zeile {number}: Geben Sie Monat und Jahr an, zum Beispiel 5/2019."),
    "hours": _("Zeile {number}: Prüfen Sie die Stunden."),
}
