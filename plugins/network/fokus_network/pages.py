"""The pages of the network: who was a member on a day, on a map and in a table, and whom to ask in a member."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any
from urllib.parse import quote

from fokus_api import PageAsk, ProgrammePage, outline_of
from fokus_core import _
from fokus_network.membership.routes.members import Member
from fokus_network.people.routes import Contact, Term

TASKS = frozenset({"accompaniment", "responsibility", "speaker"})  # those that are not for one member alone
WHOLE = 1000  # rows of a page: more members than there are municipalities


@dataclass(frozen=True)
class Stop:
    """A day at which the line of rounds stops: reached by the day of the page, and current where it is that day."""

    name: str
    note: str
    unit: str
    more: str
    href: str
    reached: bool
    current: bool


@dataclass(frozen=True)
class Row:
    """A member in the table and on the map."""

    body: str
    name: str
    kind: str
    href: str
    joined: str
    new: bool
    rests: bool
    note: str
    expired: bool
    inferred: bool


@dataclass(frozen=True)
class Column:
    """A year in the chart, with the members at its end, and of how many of them the membership rested."""

    day: date
    number: int
    rests: int


async def network(ask: PageAsk) -> Mapping[str, Any]:
    """Return what the page of the network shows."""
    members = await ask.get("network/members", limit=WHOLE)
    perhaps = await ask.get("network/members", possible="true", limit=WHOLE)
    rounds = await ask.get("network/rounds", on=None, limit=WHOLE)
    figures = await ask.get("network/figures", limit=WHOLE)
    growth = await ask.get("network/figures/growth", limit=WHOLE)
    criteria = await ask.get("network/criteria", limit=WHOLE)
    declarations = await ask.get("network/declarations", limit=WHOLE)
    now = members if not ask.past else await ask.get("network/members", on=None, limit=WHOLE)
    people = await ask.get("network/people", limit=WHOLE)
    offers = await ask.get("network/offers", limit=WHOLE)
    declarations = await ask.get("network/declarations", limit=WHOLE)
    kinds = ask.called(Member, "kind")
    rows = [_row(one, kinds, ask) for one in members["items"]]
    outline = outline_of([one.body for one in rows], ask.day)
    named = {one.body: one for one in rows}
    return {
        "rows": rows,
        "new": sum(one.new for one in rows),
        "resting": sum(one.rests for one in rows),
        "perhaps": len(perhaps["items"]),
        "stops": _stops(rounds["items"], now["items"], ask),
        "first": rounds["items"][0] if rounds["items"] else None,
        "outline": outline,
        "found": named,
        "undrawn": [named[one].name for one in outline.missing],
        "published": _published(figures["items"]),
        "criteria": next((one for one in criteria["items"] if one["in_force"]), None),
        "changes": [
            *_changes(declarations["items"], "declaration", "published", "network/declarations", ask),
            *_changes(criteria["items"], "version", "since", "network/criteria", ask),
        ],
        "columns": [
            Column(date.fromisoformat(one["day"]), one["members"], one["suspended"]) for one in growth["items"]
        ],
        "duties": _duties(people["items"], ask),
        "supports": offers["items"],
        "declaration": max(declarations["items"], key=lambda one: one["published"], default=None),
        "all_members": ask.to("/liste/network/members"),
    }


def _duties(people: Sequence[Mapping[str, Any]], ask: PageAsk) -> list[tuple[str, str, str]]:
    """Return who has a task for the whole network: what it is, who has it, and since when."""
    tasks = ask.called(Term, "function")
    found = [one for one in people if one["function"] in TASKS]
    return [(tasks.get(one["function"], one["function"]), one["name"], one["since"]) for one in found]


def _row(one: Mapping[str, Any], kinds: Mapping[str, str], ask: PageAsk) -> Row:
    return Row(
        body=one["body"],
        name=one["name"],
        kind=kinds.get(one["kind"], one["kind"]),
        href=ask.to(f"/kommunen/{one['body']}"),
        joined=one["joined"],
        new=one["is_new"],
        rests=(rests := one["status"] == "suspended"),
        note=ask.words(_("ruht")) if rests else "",
        expired=one["exception"] == "expired",
        inferred=one["joined_not_before"] is not None,
    )


def _stops(rounds: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]], ask: PageAsk) -> list[Stop]:
    """Return a stop for the last day of every round that is over, and one for today."""
    over = [one for one in rounds if one["last_day"] and one["last_day"] < ask.today.isoformat()]
    stops = [
        _stop(date.fromisoformat(one["last_day"]), one["members"], one["suspended"], one["title"], ask) for one in over
    ]
    return [*stops, _stop(None, len(now), sum(one["status"] == "suspended" for one in now), "", ask)]


def _stop(day: date | None, members: int, rest: int, title: str, ask: PageAsk) -> Stop:
    """Return the stop of a day, or of today."""
    at = day or ask.today
    name = str(day.year) if day else ask.words(_("heute"))
    unit = ask.words(_("Mitglied")) if members == 1 else ask.words(_("Mitglieder"))
    if rest:
        unit = ask.words(_("{unit}, davon {number} ruhend"), unit=unit, number=rest)
    return Stop(name, str(members), unit, title, ask.to("/netzwerk", on=day), at <= ask.day, at == ask.day)


def _changes(
    found: Sequence[Mapping[str, Any]], name: str, day: str, path: str, ask: PageAsk
) -> list[tuple[str, str, str, str]]:
    """Return of what each version and the one before it are, their days, and where both are compared."""
    return [
        (
            path,
            before[day],
            after[day],
            ask.to(f"/unterschiede/{path}/{quote(after[name], safe='')}", since=before[name]),
        )
        for before, after in pairwise(sorted(found, key=lambda one: one[day]))
    ]


def _published(figures: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the published numbers of all members for the latest day of which there are any, the largest first."""
    whole = [one for one in figures if one["counts"] == "members" and not one["rounds"] and not one["kinds"]]
    latest = max((one["day"] for one in whole), default="")
    return sorted((one for one in whole if one["day"] == latest), key=lambda one: -one["members"])


async def contact(ask: PageAsk) -> Mapping[str, Any]:
    """Return whom to ask in a member, for whoever may read that."""
    found = await ask.get(f"network/members/{quote(ask.thing, safe='')}/contacts")
    body = await ask.get(f"bodies/{quote(ask.thing, safe='')}")
    functions = ask.called(Contact, "function")
    people = [(functions.get(one["function"], one["function"]), one["person"], one["since"]) for one in found["items"]]
    return {"people": people, "name": body["name"], "back": ask.to(f"/kommunen/{body['id']}")}


PAGES = [
    ProgrammePage("network.html", network),
    ProgrammePage(
        "contact.html", contact, at="ansprechpersonen", title=_("Ansprechpersonen (nur für Mitglieder)"), about="body"
    ),
]
