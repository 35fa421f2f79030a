"""The two clocks in the address of a page: days as people write them, carried by every link of the page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlencode

from fokus_core.domain.clock import BERLIN
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import Words

__all__ = ["Clocks", "clocks_in", "day_in"]

GERMAN = re.compile(r"\s*([0-9]{1,2})\.\s*([0-9]{1,2})\.\s*([0-9]{4})\s*")
SLASHED = re.compile(r"\s*([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})\s*")  # as our English pages write days
ISO = re.compile(r"\s*([0-9]{4})-([0-9]{2})-([0-9]{2})\s*")
ENTRY = re.compile(r"[1-9][0-9]{0,14}")
NO_DAY = _("„{text}“ ist kein Tag. Bitte schreiben Sie ihn so: 31.12.2016.")
FUTURE = _("Dieser Tag liegt in der Zukunft. Bekannt ist nur, was bis heute eingetragen wurde.")


@dataclass(frozen=True)
class Clocks:
    """What day a page shows and how far it knows: `None` for now; `wrong` says what could not be understood.

    `known` is a day, or the number of the last entry that counts.
    """

    on: date | None = None
    known: date | int | None = None
    wrong: Mapping[str, str] | None = None
    typed: Mapping[str, str] | None = None

    @property
    def past(self) -> bool:
        """Whether the page shows anything but the present."""
        return self.on is not None or self.known is not None

    @property
    def query(self) -> dict[str, str]:
        """The clocks as the API takes them: a day is known until its end."""
        known = self.known
        if isinstance(known, date):
            known_until = datetime.combine(known, time.max, BERLIN).isoformat()
            return {**self._on, "known": known_until}
        return {**self._on, **({"known": str(known)} if known is not None else {})}

    @property
    def carried(self) -> dict[str, str]:
        """The clocks as the addresses of pages carry them."""
        return {**self._on, **({"known": str(self.known)} if self.known is not None else {})}

    def to(self, href: str, **query: Any) -> str:
        """Return the address of a page with these clocks, or those in the query; None leaves one out."""
        carried = {name: value for name, value in self.carried.items() if name not in query}
        named = urlencode({**{name: value for name, value in query.items() if value is not None}, **carried})
        return f"{href}{('&' if '?' in href else '?') * bool(named)}{named}"

    @property
    def _on(self) -> dict[str, str]:
        return {"on": self.on.isoformat()} if self.on else {}


def clocks_in(query: Mapping[str, str], today: date, words: Words) -> Clocks:
    """Return the clocks that the parameters of a page name; today is left out, as it means now."""
    wrong: dict[str, str] = {}
    typed = {name: query[name] for name in ("on", "known") if query.get(name, "").strip()}
    on = _day(typed.get("on", ""), "on", wrong, words)
    text = typed.get("known", "")
    known: date | int | None = int(text) if ENTRY.fullmatch(text) else _day(text, "known", wrong, words)
    if isinstance(known, date) and known > today:
        wrong["known"] = words(FUTURE)
    known = None if "known" in wrong or known == today else known
    return Clocks(None if on == today else on, known, wrong, typed)


def day_in(text: str) -> date | None:
    """Return the day that a text names as people write days, None where it names none."""
    for form, order in ((GERMAN, (2, 1, 0)), (SLASHED, (2, 1, 0)), (ISO, (0, 1, 2))):
        if found := form.fullmatch(text):
            try:
                return date(*(int(found[place + 1]) for place in order))
            except ValueError:
                return None
    return None


def _day(text: str, name: str, wrong: dict[str, str], words: Words) -> date | None:
    day = day_in(text) if text else None
    if text and day is None:
        wrong[name] = words(NO_DAY, text=text[:40])
    return day
