"""When a member is to be reviewed: by the interval, or before its exception is over."""

from calendar import monthrange
from datetime import date

__all__ = ["after_months", "due_on"]

BEFORE = 2  # months before its last day that an exception is reviewed


def due_on(last: date, months: int | None, excepted_until: date | None) -> date | None:
    """Return when a member is to be reviewed that was reviewed last, or admitted, on a day; None where nothing says."""
    days = [] if months is None else [after_months(last, months)]
    if excepted_until is not None and last < (before := after_months(excepted_until, -BEFORE)):
        days.append(before)
    return min(days, default=None)


def after_months(day: date, months: int) -> date:
    """Return the same day some months later (below zero: earlier), or the last of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
