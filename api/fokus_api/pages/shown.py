"""Values as pages write them: days short in tables and long in prose, times of the clock in Berlin, numbers."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel.dates import format_date

from fokus_core.domain.clock import BERLIN
from fokus_core.plugins.texts import locale_of, written

__all__ = ["as_day", "as_number", "as_part", "as_time"]

SHORT = {"de": "dd.MM.yyyy", "en": "dd/MM/yyyy"}


@lru_cache(maxsize=4096)
def as_day(value: date | str, lang: str, form: str = "long") -> str:
    """Return a day as people write it: `2. November 2026`, or `short` as `02.11.2026`."""
    day = date.fromisoformat(value[:10]) if isinstance(value, str) else value
    return format_date(day, SHORT.get(lang, SHORT["de"]) if form == "short" else form, locale=locale_of(lang))


def as_part(value: str, lang: str, form: str = "long") -> str:
    """Return a day of which the month or the year alone may be known: `Februar 2015`."""
    if len(value) > len("2015-02"):
        return as_day(value, lang, form)
    return (
        value
        if len(value) == len("2015")
        else format_date(date.fromisoformat(f"{value}-01"), "MMMM y", locale_of(lang))
    )


def as_time(value: datetime | str, lang: str) -> str:
    """Return a moment as the clock in Berlin shows it: `29.11.2026, 19:59 Uhr`."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    local = moment.astimezone(BERLIN)
    return f"{as_day(local.date(), lang, 'short')}, {local:%H:%M}{' Uhr' if locale_of(lang) == 'de' else ''}"


def as_number(value: Any, lang: str) -> str:
    """Return a number, or what else there is, as people write it."""
    return written(value, lang)
