"""How a municipality stands in the programmes: what holds of it, from when until when, and what differs in between."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

from fokus_api.auth.policy import API
from fokus_api.face.frame.clocks import Clocks
from fokus_api.face.shown.cells import BODY_KINDS, address_of_thing
from fokus_api.face.shown.lists import Lists
from fokus_api.pages.shown import as_day
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import Words

__all__ = ["Axis", "Held", "Lane", "axis_of", "held", "lanes_of"]

WIDTH, LEAST, TICKS = 1000, 6, 4  # of a lane, of a bar that can be seen, and spaces between years


@dataclass(frozen=True)
class Held:
    """Something that holds of a body: what, how, since when, how surely, and where more of it stands."""

    programme: str
    label: str
    value: str
    when: str
    entry: str
    href: str
    inferred: bool


@dataclass(frozen=True)
class Bar:
    """A period as it is drawn."""

    x: int
    width: int


@dataclass(frozen=True)
class Lane:
    """The periods of one kind of thing, in words and as bars."""

    title: str
    said: str
    bars: Sequence[Bar]


@dataclass(frozen=True)
class Axis:
    """The years that lanes are drawn over: from the beginning of the first to that of the last."""

    years: Sequence[int]

    def at(self, day: date) -> int:
        """Return where a day stands."""
        first, last = (date(one, 1, 1).toordinal() for one in (self.years[0], self.years[-1]))
        return max(0, min(WIDTH, round(WIDTH * (day.toordinal() - first) / (last - first))))


def held(items: Iterable[Mapping[str, Any]], lists: Lists, clocks: Clocks, words: Words) -> list[Held]:
    """Return what holds of a body, as it is said on its page."""
    return [
        Held(
            programme=one["programme"],
            label=one["label"][words.language],
            value=(one["value"] or {}).get(words.language, ""),
            when=_when(one, words),
            entry=clocks.to(f"/eintrag/{one['position']}"),
            href=_page_of(one["link"] or "", lists, clocks),
            inferred=one["certainty"] == "inferred",
        )
        for one in items
    ]


def axis_of(periods: Sequence[Mapping[str, Any]], today: date) -> Axis:
    """Return the years for periods, until the end of this one at least."""
    since = [today.year, *(int(one["since"][:4]) for one in periods)]
    first, last = min(since), max(since) + 1
    step = max(1, ceil((last - first) / TICKS))
    return Axis(range(last - step * ceil((last - first) / step), last + 1, step))


def lanes_of(periods: Sequence[Mapping[str, Any]], axis: Axis, today: date, words: Words) -> list[Lane]:
    """Return a lane for every kind of thing that ever held; what still does is drawn until today."""
    kinds: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for one in periods:
        kinds.setdefault((one["programme"], one["label"][words.language]), []).append(one)
    return [
        Lane(title, "; ".join(_said(one, words) for one in some), [_bar(one, axis, today) for one in some])
        for (_programme, title), some in kinds.items()
    ]


def _bar(one: Mapping[str, Any], axis: Axis, today: date) -> Bar:
    since = axis.at(date.fromisoformat(one["since"]))
    until = axis.at(min(today, date.fromisoformat(one["until"])) if one["until"] else today)
    return Bar(min(since, WIDTH - LEAST), max(LEAST, until - since))


def _said(one: Mapping[str, Any], words: Words) -> str:
    value = (one["value"] or {}).get(words.language, "")
    return f"{value} {_when(one, words, 'short')}".strip()


def _when(one: Mapping[str, Any], words: Words, form: str = "long") -> str:
    since = as_day(one["since"], words.language, form)
    if not one["until"]:
        return words(_("seit {day}"), day=since)
    return words(_("vom {since} bis {until}"), since=since, until=as_day(one["until"], words.language, form))


def _page_of(link: str, lists: Lists, clocks: Clocks) -> str:
    """Return the page for an address of the API: that of a list or of a thing below one, else the empty one."""
    path = link.removeprefix(f"{API}/").partition("?")[0]
    if path in lists:
        return clocks.to(f"/liste/{path}")
    above, _slash, thing = path.rpartition("/")
    listed = lists.get(above)
    kind = listed.shape.subject.of if listed and listed.shape.subject else ""
    if not kind:
        return ""
    return clocks.to(f"/liste/{above}" if kind in BODY_KINDS else address_of_thing(kind, thing))
