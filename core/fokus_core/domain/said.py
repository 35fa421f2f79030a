"""What is said to people: a text with its values, rendered only when somebody reads it."""

from datetime import date
from typing import Any, Literal, NamedTuple

__all__ = ["MonthIn", "Named", "Said"]


class Said(NamedTuple):
    """A text with values; a value may itself be said, a body or a month."""

    message: str
    values: dict[str, Any] = {}  # noqa: RUF012  # never changed


class Named(NamedTuple):
    """A body, by its id, in a case."""

    body: str
    form: Literal["nominative", "accusative", "dative", "genitive", "name"] = "name"


class MonthIn(NamedTuple):
    """A month, as it is read: „Mai 2027“."""

    day: date
