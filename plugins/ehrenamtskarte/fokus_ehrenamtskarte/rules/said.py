"""What a condition says: a text with its values, rendered only when somebody reads it."""

from typing import NamedTuple

from fokus_kommune import MonthIn, Named, Said, _

__all__ = ["MonthIn", "Named", "Said", "Sentences", "months"]


class Sentences(NamedTuple):
    """Several sentences, one after another."""

    parts: tuple[Said, ...]


def months(number: int) -> Said:
    """Return a number of months in words."""
    return Said(_("1 Monat")) if number == 1 else Said(_("{number} Monate"), {"number": number})
