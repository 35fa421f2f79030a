"""Texts and days that the fields of many facts and commands are made of."""

from datetime import date, timedelta
from typing import Annotated, Any

from msgspec import Meta

from fokus_core.domain.dates import OUT_OF_RANGE, in_range
from fokus_core.domain.refusals import Invalid

Reason = Annotated[str, Meta(min_length=1, max_length=1000, description="Why")]
Title = Annotated[str, Meta(min_length=1, max_length=300, description="Title in German")]
Until = Annotated[date, Meta(description="Last day on which it holds; that day is included")]


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
