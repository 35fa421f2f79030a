"""Who is a member, and everything that made it so."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Annotated, Any, Literal

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from fokus_api import (
    FactView,
    Listed,
    Listing,
    Moment,
    Node,
    Page,
    RowEntry,
    fact_view,
    public_entries,
    read,
    renamed,
    resolved_body,
)
from fokus_core import PUBLIC, Bodies, BodyKind, Fact, Recorded, _, alphabetic, last_day, lasting, open_from
from fokus_network.membership.facts import MEMBERSHIP, DeclarationSigned, Ground, MunicipalityJoined, MunicipalityLeft
from fokus_network.membership.read_models import GUEST, MEMBERS
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


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A member on a day; `district` is the body it then belongs to, `joined_at` the position of its joining.

    Where the sources leave open when it joined, that was between `joined_not_before` and `joined`. `last_day` is told
    of one that is possible because its end is open: that came between `last_day_not_before` and it.
    `ground` is what its admission rests on, null where that is not known.
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
    entry: RowEntry | None = None


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """One membership from joining until its last day, which is null while none is known, with its facts.

    Where the sources leave either day open, it lies between `…_not_before` and the one that is named.
    """

    since: date
    since_not_before: date | None
    until: date | None
    until_not_before: date | None
    facts: Sequence[FactView]


class MemberHistory(msgspec.Struct, frozen=True, kw_only=True):
    """Every membership of a body, with its signatures."""

    body: str
    name: str
    member: bool
    periods: Sequence[Period]
    signatures: Sequence[FactView]


class GuestView(msgspec.Struct, frozen=True, kw_only=True):
    """A guest on a day."""

    body: str
    name: str
    since: date
    entry: RowEntry | None = None


STATE = MEMBERS.state.__struct_fields__
OPEN = "(SELECT not_before FROM core_open_day WHERE position = joined_at AND known_to > :known)"
ROWS = f"""SELECT json_group_array(json_array({MEMBERS.subject}, {OPEN}, {{ended}}, {", ".join(STATE)})),
json_group_array(joined_at) FROM {MEMBERS.table.name} WHERE {{holds}} AND """  # one text, which tells one list from another
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
    joined = date.fromisoformat(state["joined"])
    last = on if bodies.register.exists(body, on) else joined
    district = bodies.register.parent(body, last)
    member = Member(
        body=body,
        **{**state, "joined": joined, "overridden": bool(state["overridden"])},
        is_new=state["joined"] >= over,
        joined_not_before=None if earliest is None else date.fromisoformat(earliest),
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
    possible: Possible = False,
) -> Response[Page[Member]]:
    """List the members on a day, as known at a position.

    With `possible`, those instead that may have been members then, because the sources leave open from or until when.
    """
    district, kind = renamed(district=district, kreis=kreis), renamed(kind=kind, type=type)
    found = _asked(reader, bodies, moment, district, kind, round, possible=possible)
    if ground is not None:
        found = [one for one in found if one.item.ground == ground]
    return listing.listed(found, Member)


@read("/network/members/{body_id:str}", policy=PUBLIC)
async def member(
    body_id: FromPath[str],
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    node: NamedDependency[Node],
) -> MemberHistory:
    """Show every membership of a body and the facts that made it so."""
    body = resolved_body(bodies, body_id, moment.on)
    facts = lasting(sorted(reader.facts(f"body:{body}", known=moment.known), key=lambda record: record.order), "body")
    gone = bodies.register[body].until if body in bodies.register else None

    def view(record: Recorded[Fact]) -> FactView:
        return fact_view(record, node.sentences, bodies)

    periods: list[list[Recorded[Fact]]] = []
    for record in facts:
        if isinstance(record.fact, MunicipalityJoined):
            periods.append([record])
        elif isinstance(record.fact, MEMBERSHIP) and periods and not isinstance(periods[-1][-1].fact, MunicipalityLeft):
            periods[-1].append(record)  # else its joining is gone for the moment in which that is corrected
    # While a leaving is corrected, a period has no end of its own for a moment: the next one ends it, as in the list.
    ends = [*(period[0].fact.effective for period in periods[1:]), gone]
    ends = [
        period[-1].fact.effective if isinstance(period[-1].fact, MunicipalityLeft) else end
        for period, end in zip(periods, ends, strict=False)
    ]
    shown = [
        Period(
            since=period[0].fact.effective,
            since_not_before=open_from(period[0]),
            until=end and last_day(end),
            until_not_before=_open_end(period[-1]),
            facts=[view(record) for record in period],
        )
        for period, end in zip(periods, ends, strict=True)
    ]
    return MemberHistory(
        body=body,
        name=bodies.name(body, moment.on),
        member=any(one.since <= moment.on and (one.until is None or moment.on <= one.until) for one in shown),
        periods=shown,
        signatures=[view(record) for record in facts if isinstance(record.fact, DeclarationSigned)],
    )


def _open_end(record: Recorded[Fact]) -> date | None:
    earliest = open_from(record) if isinstance(record.fact, MunicipalityLeft) else None
    return earliest and last_day(earliest)


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
