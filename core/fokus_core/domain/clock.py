"""Time: the only place that looks at a clock."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def day_of(moment: datetime) -> date:
    """Return the calendar day of a moment in Europe/Berlin."""
    return moment.astimezone(BERLIN).date()
