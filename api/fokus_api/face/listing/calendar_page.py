"""The calendar: a month of appointments and deadlines, as far as whoever looks may see them."""

import re
from calendar import Calendar, monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from babel.dates import format_date
from litestar import Request, Response, get
from litestar.di import NamedDependency

from fokus_api.face.frame.showing import PAGE, show, today_of
from fokus_api.face.listing.dated import Dated, dated_in
from fokus_api.http.caller import Caller
from fokus_api.pages.frame import CALENDAR, frame_of
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import locale_of

__all__ = ["calendar_page"]

MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
EARLIEST, LATEST = 1900, 2199


@dataclass(frozen=True)
class Day:
    """A day of the month with what is on it; `within` where it belongs to the month that is shown."""

    day: date
    within: bool
    dated: Sequence[Dated]


@get(CALENDAR, opt=PAGE.opt, include_in_schema=False)
async def calendar_page(request: Request[Any, Any, Any], caller: NamedDependency[Caller]) -> Response[str]:
    """Show a month."""
    frame, today = frame_of(request), today_of(request)
    words, first = frame.words, _month(request.query_params.get("monat", ""), today)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    found = await dated_in(request, caller, first, last, words)
    weeks = [
        [Day(day, day.month == first.month, [one for one in found if one.first <= day <= one.last]) for day in week]
        for week in Calendar().monthdatescalendar(first.year, first.month)
    ]
    days = [day for week in weeks for day in week if day.within and day.dated]
    locale = locale_of(words.language)
    return show(
        request,
        "calendar.html",
        frame=frame,
        title=words(_("Kalender")),
        way={},
        month=_called(first, locale),
        weeks=weeks,
        days=days,
        today=today,
        weekday=lambda day: format_date(day, "EEEE", locale=locale),
        short=lambda day: format_date(day, "EE", locale=locale).rstrip("."),
        before=[_step(first - timedelta(days=1), locale)] if first.year > EARLIEST else [],
        after=[_step(last + timedelta(days=1), locale)] if last.year < LATEST else [],
        now=first.year == today.year and first.month == today.month,
        here=CALENDAR,
    )


def _month(text: str, today: date) -> date:
    """Return the first day of the month that an address names; of this one where it names none."""
    found = MONTH.fullmatch(text.strip())
    year, month = (int(found[1]), int(found[2])) if found else (today.year, today.month)
    return date(min(max(year, EARLIEST), LATEST), month, 1)


def _called(day: date, locale: str) -> str:
    return format_date(day, "LLLL yyyy", locale=locale)


def _step(day: date, locale: str) -> tuple[str, str]:
    return _called(day, locale), f"{CALENDAR}?monat={day:%Y-%m}"
