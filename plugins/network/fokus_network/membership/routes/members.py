"""Who is a member, and everything that made it so."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Annotated, Any, Literal

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from fokus_api import (
    Listed,
    Listing,
    Moment,
    Page,
    RowEntry,
    public_entries,
    read,
    renamed,
    resolved_body,
)
from fokus_core import PUBLIC, Bodies, BodyKind, _, alphabetic, last_day
from fokus_network.membership.facts import Ground
from fokus_network.membership.read_models import GUEST, MEMBERS
from fokus_network.membership.words import ExceptionState, RestsOn
from fokus_projections import Reader, select_as_of, standing

District = Annotated[
    str | None,
    QueryParameter(max_length=120, description=_("Nur Mitglieder in diesem Gebiet (Kennung, Schlüssel oder Name).")),
]
OfKind = Annotated[BodyKind | None, QueryParameter(description=_("Nur Mitglieder dieser Art."))]
Kreis = Annotated[str | None, QueryParameter(max_length=120, include_in_schema=False)]  # as `district` was called
OfType = Annotated[BodyKind | None, QueryParameter(include_in_schema=False)]  # as `kind` was called
Possible = Annotated[
    bool,
    QueryParameter(
        title=_("Tag des Beitritts offen"),
        description=_("Statt der sicheren Mitglieder die, bei denen der Tag des Beitritts oder des Endes offen ist."),
    ),
]
OfRound = Annotated[str | None, QueryParameter(max_length=61, description=_("Nur Mitglieder dieser Runde."))]
OfGround = Annotated[Ground | None, QueryParameter(description=_("Nur Mitglieder mit diesem Anlass der Aufnahme."))]


OfStatus = Annotated[
    Literal["member", "suspended"] | None, QueryParameter(description=_("Nur Mitglieder mit diesem Status."))
]


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A member on a day; `district` is the body it then belongs to, `joined_at` the position of its joining.

    Where the sources leave open when it joined, that was between `joined_not_before` and `joined`. `last_day` is told
    of one that is possible because its end is open: that came between `last_day_not_before` and it.
    `ground` is what its admission rests on, null where that is not known. Where it joined again, `rests_on` says
    whether on an earlier signature or a new one, and `signed` of which day that is. An `exception` from the criteria
    runs until `excepted_until`, has expired, or has no last day.
    It `is_new` where it joined after the last day of the latest signing round that was over by then.
    """

    body: str
    name: str
    kind: BodyKind
    district: str | None
    district_name: str | None
    status: Literal["member", "suspended"]
    joined: date
    joined_not_before: date | None
    last_day: date | None
    last_day_not_before: date | None
    round: str
    declaration: str
    criteria: str | None
    overridden: bool
    joined_at: int
    left_at: int | None
    is_new: bool
    ground: Ground | None
    rests_on: RestsOn | None
    signed: date | None
    exception: ExceptionState | None
    excepted_until: date | None
    entry: RowEntry | None = None


class GuestView(msgspec.Struct, frozen=True, kw_only=True):
    """A guest on a day."""

    body: str
    name: str
    since: date
    entry: RowEntry | None = None


def exception_on(excepted: bool, until: str | None, on: date) -> ExceptionState | None:
    """Return how an exception from the criteria stands on a day; `until` is its last day, where there is one."""
    if not excepted:
        return None
    if until is None:
        return "unlimited"
    return "running" if on.isoformat() <= until else "expired"


def _day(stored: str | None) -> date | None:
    return None if stored is None else date.fromisoformat(stored)


STATE = MEMBERS.state.__struct_fields__
OPEN = "(SELECT not_before FROM core_open_day WHERE position = joined_at AND known_to > :known)"
ROWS = f"""SELECT json_group_array(json_array({MEMBERS.subject}, {OPEN}, {{ended}}, {", ".join(STATE)})),
json_group_array(joined_at) FROM {MEMBERS.table.name} WHERE {{holds}} AND """  # one text, which tells lists apart
CERTAIN = ROWS.format(ended="NULL, NULL, NULL", holds=MEMBERS.in_force())
PERHAPS = ROWS.format(
    ended=f"valid_to, {MEMBERS.ended_by('effective')}, {MEMBERS.ended_by('position')}", holds=MEMBERS.may_hold()
)

OVER = f"SELECT max(effective) FROM network_round_end WHERE {standing()}"  # the first day after the latest round


def listed_on(
    reader: Reader, bodies: Bodies, moment: Moment, *, round_: str | None = None, possible: bool = False
) -> Sequence[Listed[Member]]:
    """Return the members on a day as known at a position, named as on that day; or those that are `possible` then."""
    where, params = ("round = :round", {"round": round_}) if round_ else ("1", {})
    asked = PERHAPS if possible else CERTAIN
    rows, joined = reader.first(f"{asked}{where}", {**moment.params, **params}) or ("[]", "[]")
    entries = public_entries(reader, msgspec.json.decode(joined))
    (over,) = reader.first(OVER, moment.params) or (None,)
    return _listed(rows, bodies, moment.on, over or "", tuple(entries.values()))


@lru_cache(32)
def _listed(rows: str, bodies: Bodies, on: date, over: str, entries: tuple[RowEntry, ...]) -> Sequence[Listed[Member]]:
    told = {one.position: one for one in entries}
    return sorted((_named(row, bodies, on, over, told) for row in msgspec.json.decode(rows)), key=attrgetter("mark"))


def _named(row: Sequence[Any], bodies: Bodies, on: date, over: str, told: Mapping[int, RowEntry]) -> Listed[Member]:
    body, earliest, ends, ended, left, *held = row
    state = dict(zip(STATE, held, strict=True))
    until = state["excepted_until"]
    state["exception"] = exception_on(bool(state.pop("excepted")), until, on)
    state |= {"excepted_until": _day(until), "signed": _day(state["signed"])}
    joined = date.fromisoformat(state["joined"])
    last = on if bodies.register.exists(body, on) else joined
    district = bodies.register.parent(body, last)
    member = Member(
        body=body,
        **{**state, "joined": joined, "overridden": bool(state["overridden"])},
        is_new=state["joined"] >= over,
        joined_not_before=_day(earliest),
        last_day=None if left is None else last_day(date.fromisoformat(ended)),
        last_day_not_before=None if left is None else last_day(date.fromisoformat(ends)),
        left_at=left,
        name=bodies.name(body, last),
        kind=bodies.register.kind(body, last),
        district=district,
        district_name=None if district is None else bodies.name(district, last),
        entry=told.get(state["joined_at"]),
    )
    return Listed((alphabetic(member.name), body), member, msgspec.json.encode(member))


def members_on(reader: Reader, bodies: Bodies, moment: Moment, *, possible: bool = False) -> list[Member]:
    """Return the members on a day as known at a position, named as on that day; or those that are `possible` then."""
    return [one.item for one in listed_on(reader, bodies, moment, possible=possible)]


def suspended(members: Sequence[Member]) -> int:
    """Return of how many members the membership rests."""
    return sum(one.status == "suspended" for one in members)


def _asked(
    reader: Reader,
    bodies: Bodies,
    moment: Moment,
    district: str | None,
    kind: BodyKind | None,
    round_: str | None,
    *,
    possible: bool = False,
) -> Sequence[Listed[Member]]:
    found = listed_on(reader, bodies, moment, round_=round_, possible=possible)
    if district is not None:
        within = bodies.register.below(resolved_body(bodies, district, moment.on, parameter="district"), moment.on)
        found = [one for one in found if one.item.body in within]
    return found if kind is None else [one for one in found if one.item.kind == kind]


def members_asked(
    reader: Reader, bodies: Bodies, moment: Moment, district: str | None, kind: BodyKind | None, round_: str | None
) -> list[Member]:
    """Return the members on a day that fit the filters of a question."""
    return [one.item for one in _asked(reader, bodies, moment, district, kind, round_)]


@read("/network/members", policy=PUBLIC, title=_("Mitglieder"))
async def members(
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    district: District = None,
    kind: OfKind = None,
    kreis: Kreis = None,
    type: OfType = None,  # noqa: A002  # the name of the query parameter
    round: OfRound = None,  # noqa: A002  # the name of the query parameter
    ground: OfGround = None,
    status: OfStatus = None,
    possible: Possible = False,
) -> Response[Page[Member]]:
    """List the members on a day, as known at a position.

    With `possible`, those instead that may have been members then, because the sources leave open from or until when.
    """
    district, kind = renamed(district=district, kreis=kreis), renamed(kind=kind, type=type)
    found = _asked(reader, bodies, moment, district, kind, round, possible=possible)
    if ground is not None:
        found = [one for one in found if one.item.ground == ground]
    if status is not None:
        found = [one for one in found if one.item.status == status]
    return listing.listed(found, Member)


@read("/network/guests", policy=PUBLIC, title=_("Gäste"))
async def guests(
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
) -> Response[Page[GuestView]]:
    """List the bodies that take part as guests on a day."""
    columns = ("body", "since", "entry")
    rows: list[tuple[Any, ...]] = select_as_of(reader, GUEST, moment.on, moment.known, columns=columns)
    found = [
        GuestView(
            body=body,
            name=bodies.name(body, moment.on),
            since=date.fromisoformat(since),
            entry=RowEntry(entry),
        )
        for body, since, entry in rows
    ]
    return listing.of(found, lambda one: (alphabetic(one.name), one.body), GuestView)
