"""Local times in Europe/Berlin: a whole day, or a minute that exists and is meant without doubt."""

from datetime import UTC, date, datetime
from typing import Annotated, NamedTuple

from msgspec import Meta

from fokus_core.domain.clock import BERLIN
from fokus_core.domain.dates import OUT_OF_RANGE, in_range
from fokus_core.domain.texts import _

Local = Annotated[  # a day, or a time of day in Berlin
    str,
    Meta(
        pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}([+-][0-9]{2}:[0-9]{2})?)?$",
        description="Local time (Europe/Berlin) to the minute, `2026-05-06T10:00`, or a day; its offset may follow",
    ),
]


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
