"""The dates that may be true of something here: from the founding of North Rhine-Westphalia to the year 2999."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from fokus_core.domain.refusals import Invalid, Malformed, Wrong
from fokus_core.domain.texts import _

NRW_FOUNDED = date(1946, 8, 23)
EARLIEST = NRW_FOUNDED  # the first day that a fact may be true from
LATEST = date(2999, 12, 31)  # the last day that a fact may be true from
OUT_OF_RANGE = _("Das Jahr muss zwischen 1946 und 2999 liegen.")  # what is said of any other day
Until = Annotated[date, Meta(description="Last day on which it holds; that day is included")]


def in_range(day: date) -> bool:
    """Tell whether something may be true from a day, or a moment of a day, on."""
    return EARLIEST <= (day.date() if isinstance(day, datetime) else day) <= LATEST


def beyond(struct: object) -> list[str]:
    """Return the fields of a struct that hold a date out of range."""
    if not isinstance(struct, msgspec.Struct):
        return []
    values = ((name, getattr(struct, name)) for name in struct.__struct_fields__)
    return [name for name, one in values if isinstance(one, date) and not in_range(one)]


def refuse_out_of_range(struct: msgspec.Struct, field: str = "{}") -> None:
    """Raise `Malformed` for dates out of range; `field` says where a field of the struct stands: `changes/{}`."""
    if found := beyond(struct):
        raise Malformed([Wrong(field.format(name), OUT_OF_RANGE, slug="date-out-of-range") for name in found])


def day_after(until: date, *, field: str = "until") -> date:
    """Return the first day on which what holds until a day, that day included, no longer does; raises `Invalid`."""
    if not in_range(until) or not in_range(until + timedelta(days=1)):
        raise Invalid("date-out-of-range", OUT_OF_RANGE, field=field)
    return until + timedelta(days=1)


def last_day(valid_to: date) -> date:
    """Return the last day on which something holds that no longer does on another."""
    return valid_to - timedelta(days=1)


def until_included(shape: dict[str, Any]) -> dict[str, Any]:
    """Return the shape of a fact whose `until` was the first day after, with the last day as its `until`."""
    until = shape.get("until")
    return shape if until is None else {**shape, "until": last_day(date.fromisoformat(until)).isoformat()}
