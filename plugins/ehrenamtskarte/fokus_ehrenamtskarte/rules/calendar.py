"""Ages by the Civil Code, months of engagement, and unbroken runs of them."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple


class Run(NamedTuple):
    """An unbroken time, without its last day; one that still lasts ends with the reference date."""

    start: date
    end: date


def age_on(birth: date, day: date) -> int:
    """Return the age on a day (§§ 187, 188 BGB: who is born on 29 February is a year older on 1 March)."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def first_of(month: str) -> date:
    """Return the first day of a month such as 2024-03."""
    return date(int(month[:4]), int(month[5:]), 1)


def after(month: str) -> date:
    """Return the first day after a month."""
    return later(first_of(month), 1)


def later(day: date, months: int) -> date:
    """Return the same day some months later, or earlier; the last of a month that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_in(run: Run) -> int:
    """Return the full months of a run."""
    start, end = run
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def joined(times: Iterable[Run]) -> list[Run]:
    """Return times as unbroken runs."""
    found: list[Run] = []
    for one in sorted(times):
        if found and one.start <= found[-1].end:
            found[-1] = Run(found[-1].start, max(found[-1].end, one.end))
        else:
            found.append(one)
    return found


def unbroken(runs: Iterable[Run], day: date) -> Run:
    """Return the run that lasts until a day, an empty one where none does."""
    return next((one for one in runs if one.end == day), Run(day, day))


def in_all(runs: Iterable[Run]) -> int:
    """Return the full months of all runs."""
    return sum(map(months_in, runs))
