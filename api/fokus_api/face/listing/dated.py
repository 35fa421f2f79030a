"""What has a date: appointments and deadlines in the lists that somebody may see, and what waits for them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from litestar import Request

from fokus_api.auth.policy import API
from fokus_api.face.frame.clocks import Clocks
from fokus_api.face.frame.inside import Inside
from fokus_api.face.listing.list_page import address_of_list
from fokus_api.face.shown.lists import List, lists_of
from fokus_api.http.caller import Caller
from fokus_core.domain.texts import _
from fokus_core.domain.times import NoSuchTime, When, when
from fokus_core.plugins.texts import Words

__all__ = ["Dated", "dated_in"]

WHOLE, MOST = 1000, 20  # rows of a list, and things of one's own whose lists are asked
APPOINTMENT = {"starts", "ends"}  # the columns of what begins and ends
DEADLINES = ("closes", "due")  # the columns of days by which something is to be done
CANCELLED = _("Abgesagt: {title}")
DEADLINE = _("{what}: {title}")
PLACE = re.compile(r"\{[^}]*\}")
GONE = "cancelled"


@dataclass(frozen=True)
class Dated:
    """Something with a date: from which day until which, at what time, what it is, where more of it stands."""

    first: date
    last: date
    time: str
    title: str
    href: str
    where: str = ""
    deadline: bool = False


async def dated_in(
    request: Request[Any, Any, Any], caller: Caller, first: date, last: date, words: Words
) -> list[Dated]:
    """Return what has a date between two days, the earliest first."""
    inside, found = Inside(request), list[Dated]()
    tasks = {(_plain(task.path), task.due) for task in request.app.state.node.tasks}
    told = {("inbox", "due"), *tasks}  # days that the inbox tells to whoever does what is due by them
    for one in lists_of(request.app).values():
        names = {column.name for column in one.shape.columns}
        deadlines = [name for name in DEADLINES if name in names and (_plain(one.path), name) not in told]
        if not (names >= APPOINTMENT or deadlines):
            continue
        own = one.words(words.texts, words.language)
        within = {"from": first.isoformat(), "to": last.isoformat()} if {"from", "to"} <= one.options.query else {}
        for path in _paths(one, caller):
            said = await inside.get(f"{API}/{path}", {**within, "limit": WHOLE})
            for row in said.body["items"] if said.ok else ():
                found += _of_row(row, one, path, own, deadlines)
    if caller.actor is not None:
        said = await inside.get(f"{API}/inbox", {"limit": WHOLE})
        waiting = [one for one in said.body["items"] if one["due"]] if said.ok else []
        for one in waiting:
            day = date.fromisoformat(one["due"])
            found.append(Dated(day, day, "", one["title"], one["actions"][0]["href"], deadline=True))
    known = {(one.first, one.last, one.time, one.title): one for one in reversed(found)}
    return sorted(
        (one for one in known.values() if one.last >= first and one.first <= last),
        key=lambda one: (one.first, one.time, one.title),
    )


def _plain(path: str) -> str:
    """Return an address without the names of its places."""
    return PLACE.sub("{}", path)


def _paths(one: List, caller: Caller) -> Iterator[str]:
    """Yield the addresses of a list: its own, or those for the things that the caller's roles are about."""
    if not one.places:
        yield one.path
        return
    kind, (place, *others) = one.places[0].removesuffix("_id"), one.places
    things = [thing for scope, _colon, thing in (each.scope.partition(":") for each in caller.grants) if scope == kind]
    for thing in [] if others else things[:MOST]:
        yield one.path.replace(f"{{{place}}}", quote(thing, safe=""))


def _of_row(row: Mapping[str, Any], one: List, path: str, words: Words, deadlines: Sequence[str]) -> Iterator[Dated]:
    shape = one.shape
    named = shape.cell(shape.named, row, words, Clocks().to) if shape.named else None
    title = named.text if named else words(one.title)
    href = (named.href if named else "") or address_of_list(path)
    if row.get("starts") and (starts := _read(row["starts"])):
        ends = _read(row.get("ends") or row["starts"]) or starts
        gone = row.get("cancelled") is True or row.get("status") == GONE
        said = words(CANCELLED, title=title) if gone else title
        time = starts.moment.strftime("%H:%M") if starts.moment else ""
        yield Dated(starts.day, max(starts.day, ends.last_day), time, said, href, str(row.get("place") or ""))
    for column in shape.columns:
        if column.name in deadlines and isinstance(day := row.get(column.name), str):
            what = words(DEADLINE, what=words(column.heading), title=title)
            yield Dated(date.fromisoformat(day), date.fromisoformat(day), "", what, href, deadline=True)


def _read(text: str) -> When | None:
    try:
        return when(text)
    except NoSuchTime:
        return None
