"""Times as people and systems write them: local ones in Europe/Berlin without doubt, and moments by RFC 3339."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, NamedTuple

from msgspec import Meta

from fokus_core.domain.clock import BERLIN
from fokus_core.domain.dates import OUT_OF_RANGE, in_range
from fokus_core.domain.texts import _

Local = Annotated[  # a day, or a time of day in Berlin
    str,
    Meta(
        pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}([+-][0-9]{2}:[0-9]{2})?)?$",
        description="Local time (Europe/Berlin) to the minute, `2026-05-06T10:00`, whose offset may follow; or a "
        "day, which as an end is the last one",
    ),
]

INSTANT = re.compile(  # RFC 3339 §5.6, with the space between day and time that its note allows
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ](?P<minute>[0-9]{2}:[0-9]{2}):(?P<second>[0-9]{2})(\.(?P<part>[0-9]+))?"
    r"([Zz]|(?P<offset>[+-]([01][0-9]|2[0-3]):[0-5][0-9]))"
)


class NoSuchTime(Exception):
    """A text that is no time in Europe/Berlin, or may be two: a slug, and a sentence for the person at the desk."""

    def __init__(self, slug: str, message: str) -> None:
        super().__init__(message)
        self.slug = slug
        self.message = message


class When(NamedTuple):
    """A day, or a minute of it; `text` is the one way to write it, with the offset where it is a minute."""

    text: str
    day: date
    moment: datetime | None

    @property
    def begins(self) -> datetime:
        """The moment it begins, in UTC: two times of one zone compare by what the clock shows."""
        return (self.moment or datetime.combine(self.day, datetime.min.time(), BERLIN)).astimezone(UTC)

    @property
    def last_day(self) -> date:
        """The last day of what ends then: what ends at midnight does not touch the day that begins."""
        return self.day if self.moment is None else (self.moment - timedelta(microseconds=1)).date()

    @property
    def over(self) -> datetime:
        """The moment in UTC from which what ends then is over: a day ends with its last moment."""
        end = self.moment or datetime.combine(self.day + timedelta(days=1), datetime.min.time(), BERLIN)
        return end.astimezone(UTC)


def when(text: str) -> When:
    """Return what a text means; raises `NoSuchTime`. A minute that comes twice needs its offset."""
    try:
        day = date.fromisoformat(text[:10])
        given = datetime.fromisoformat(text) if len(text) > 10 else None
    except ValueError:
        raise NoSuchTime("no-such-time", _("Diesen Tag oder diese Uhrzeit gibt es nicht.")) from None
    if not in_range(day):
        raise NoSuchTime("date-out-of-range", OUT_OF_RANGE)
    if given is None:
        return When(text, day, None)
    moment = _in_berlin(given)
    return When(moment.isoformat(timespec="minutes"), day, moment)


def _in_berlin(given: datetime) -> datetime:
    wall = given.replace(tzinfo=None)
    shown = [wall.replace(tzinfo=BERLIN, fold=fold) for fold in (1, 0)]  # the first one stays where both are the same
    readings = {
        one.utcoffset(): one for one in shown if one.astimezone(UTC).astimezone(BERLIN).replace(tzinfo=None) == wall
    }
    if not readings:
        raise NoSuchTime("no-such-time", _("Diese Uhrzeit gibt es nicht: Die Uhr wird in dieser Nacht vorgestellt."))
    if given.tzinfo is not None:
        if given.utcoffset() not in readings:
            raise NoSuchTime("wrong-offset", _("Die Zeitzone passt nicht zu diesem Tag."))
        return readings[given.utcoffset()]
    if len(readings) > 1:
        raise NoSuchTime(
            "ambiguous-time",
            _(
                "Diese Uhrzeit gibt es in dieser Nacht zweimal. Ergänzen Sie +02:00 für Sommerzeit "
                "oder +01:00 für Winterzeit."
            ),
        )
    return next(iter(readings.values()))


def instant(text: str) -> datetime:
    """Return the moment in UTC that a text names by RFC 3339, to the microsecond; raises `ValueError` for any other.

    A leap second, which may end the last minute of a month in UTC, is counted as the last microsecond before it.
    """
    found = INSTANT.fullmatch(text)
    if found is None:
        raise ValueError("not written as RFC 3339 says")
    leap = found["second"] == "60"
    second, part = ("59", "999999") if leap else (found["second"], f"{found['part'] or '':0<6.6}")
    try:
        at = datetime.fromisoformat(f"{found['day']}T{found['minute']}:{second}.{part}{found['offset'] or '+00:00'}")
        at = at.astimezone(UTC)
        if leap and (at + timedelta(microseconds=1)).timetuple()[2:6] != (1, 0, 0, 0):
            raise ValueError("no leap second")
    except OverflowError:
        raise ValueError("outside of the calendar") from None
    return at
