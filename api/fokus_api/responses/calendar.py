"""Answers as iCalendar (RFC 5545): stable ids, a sequence that counts changes, the same bytes for the same facts."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

import msgspec
from icalendar import Calendar, Event, Timezone, vText
from litestar import Response

from fokus_core.domain.times import When, when

__all__ = ["ICS_TYPE", "CalendarEntry", "ics"]

ICS_TYPE = "text/calendar"  # the media type of iCalendar
CANCELLED = "Abgesagt: "
RULES_SINCE = 1997  # the year from which the zone below is right
ZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
"""


class CalendarEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An appointment: its id, its times as `domain.times` writes them, how often it was changed, and when last."""

    id: str
    title: str
    category: str
    starts: str
    ends: str
    sequence: int
    recorded: datetime
    place: str = ""
    online: bool = False
    cancelled: bool = False
    lines: Sequence[str] = ()


def ics(title: str, entries: Iterable[CalendarEntry], *, product: str, journal: str) -> Response[bytes]:
    """Answer with a calendar to subscribe to; `journal` is the id of the journal, which makes ids unique."""
    made = Calendar()
    names = {
        "prodid": f"-//Fokus Kommune//{product}//DE",
        "version": "2.0",
        "name": _line(title),
    }
    for name, value in names.items():
        made.add(name, value)
    made.add("x-wr-calname", vText(_line(title)))
    made.add_component(Timezone.from_ical(ZONE))
    for entry in entries:
        made.add_component(_event(entry, journal))
    return Response(made.to_ical(), media_type=ICS_TYPE)


def _event(entry: CalendarEntry, journal: str) -> Event:
    starts, ends = when(entry.starts), when(entry.ends)
    event = Event()
    event.add("uid", f"{entry.id}@{journal}.invalid")
    event.add("dtstamp", entry.recorded.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", entry.sequence)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("summary", _line(f"{CANCELLED}{entry.title}" if entry.cancelled else entry.title))
    event.add("categories", [entry.category])
    event.add("dtstart", _shown(starts))
    event.add("dtend", _shown(ends) if ends.moment else ends.day + timedelta(days=1))
    where = ", ".join(part for part in (_line(entry.place), "online" if entry.online else "") if part)
    if where:
        event.add("location", where)
    if any(entry.lines):
        event.add("description", "\n".join(_line(line) for line in entry.lines if line))
    return event


def _line(text: str) -> str:
    """Return a text in one line, without what no calendar may hold."""
    return " ".join("".join(sign for sign in text if sign.isprintable() or sign.isspace()).split())


def _shown(time: When) -> date | datetime:
    """Return a day, or a time of day in Berlin; in UTC the second of a time that comes twice, and before 1997."""
    if time.moment is None:
        return time.day
    return time.moment.astimezone(UTC) if time.moment.fold or time.day.year < RULES_SINCE else time.moment
