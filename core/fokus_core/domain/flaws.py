"""What is wrong with a value, in a sentence that a person understands."""

import re
from datetime import date
from typing import Any

import msgspec

from fokus_core.domain.dates import OUT_OF_RANGE, in_range
from fokus_core.domain.refusals import Wrong
from fokus_core.domain.texts import _

__all__ = ["MISSING", "OTHERWISE", "TWICE", "UNKNOWN", "flaw"]

MISSING = _("Diese Angabe fehlt.")
UNKNOWN = _("Ein Feld mit diesem Namen gibt es hier nicht.")
TWICE = _("Diese Angabe steht zweimal da.")
OTHERWISE = _("Diese Angabe ist fehlerhaft.")
PATH = re.compile(r" - at `[^`]*`$")
WRONG = (
    (re.compile(r"^Object missing required field"), MISSING),
    (re.compile(r"^Object contains unknown field"), UNKNOWN),
    (re.compile(r"RFC3339 encoded date`?$|^Expected `date`"), _("Erwartet wird ein Datum in der Form JJJJ-MM-TT.")),
    (re.compile(r"RFC3339 encoded datetime|^Expected `datetime`"), _("Erwartet wird ein Zeitpunkt nach RFC 3339.")),
    (re.compile(r"^Invalid enum value"), _("Dieser Wert ist hier nicht vorgesehen.")),
    (re.compile(r"matching regex"), _("Die Angabe hat nicht die vorgeschriebene Form.")),
    (re.compile(r"of length >= 1$"), _("Diese Angabe darf nicht leer sein.")),
    (re.compile(r"of length >= (?P<n>\d+)"), _("Die Angabe ist zu kurz; mindestens {n}.")),
    (re.compile(r"of length <= (?P<n>\d+)"), _("Die Angabe ist zu lang; höchstens {n}.")),
    (re.compile(r">= (?P<n>-?\d+)"), _("Der Wert ist zu klein; mindestens {n}.")),
    (re.compile(r"<= (?P<n>-?\d+)"), _("Der Wert ist zu groß; höchstens {n}.")),
    (re.compile(r"^Expected `str( \| null)?`, got"), _("Erwartet wird ein Text.")),
    (re.compile(r"^Expected `int( \| null)?`, got"), _("Erwartet wird eine ganze Zahl.")),
    (re.compile(r"^Expected `float( \| null)?`, got"), _("Erwartet wird eine Zahl.")),
    (re.compile(r"^Expected `bool( \| null)?`, got"), _("Erwartet wird „true“ oder „false“.")),
    (re.compile(r"^Expected `array( \| null)?`, got"), _("Erwartet wird eine Liste.")),
    (re.compile(r"^Expected `object( \| null)?`, got"), _("Erwartet wird ein Objekt.")),
)


def flaw(value: Any, hint: Any, at: str, *, strict: bool = True) -> Wrong | None:
    """Return what is wrong with a value of a type that stands somewhere in the input, None for nothing."""
    try:
        found = msgspec.convert(value, hint, strict=strict)
    except msgspec.ValidationError as error:
        return _said(str(error), at)
    if isinstance(found, date) and "/" not in at and not in_range(found):
        return Wrong(at, OUT_OF_RANGE, slug="date-out-of-range")
    return None


def _said(message: str, at: str) -> Wrong:
    message = PATH.sub("", message)
    for pattern, text in WRONG:
        if found := pattern.search(message):
            return Wrong(at, text, {name: int(value) for name, value in found.groupdict().items() if value})
    return Wrong(at, OTHERWISE)
