"""What a condition says: a text with its values, rendered only when somebody reads it."""

from datetime import date
from typing import Any, Literal, NamedTuple

from fokus_kommune import _


class Said(NamedTuple):
    """A text with values; a value may itself be said, a list of them, a body or a month."""

    message: str
    values: dict[str, Any] = {}  # noqa: RUF012  # never changed


class Named(NamedTuple):
    """A body, by its id, in a case."""

    body: str
    form: Literal["nominative", "accusative", "dative", "genitive", "name"] = "name"


class Sentences(NamedTuple):
    """Several sentences, one after another."""

    parts: tuple[Said, ...]


class MonthIn(NamedTuple):
    """A month, as it is read: „Mai 2027“."""

    day: date


def months(number: int) -> Said:
    """Return a number of months in words."""
    return Said(_("1 Monat")) if number == 1 else Said(_("{number} Monate"), {"number": number})
