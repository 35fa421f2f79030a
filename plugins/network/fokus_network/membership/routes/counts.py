"""How many members there are and were, by kind, district or round and as a series, each with what explains it."""

from bisect import bisect_right
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlencode

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from fokus_api import API, ApiProblem, FactView, FieldError, Listing, Moment, Node, Page, fact_view, read
from fokus_core import OUT_OF_RANGE, PUBLIC, Bodies, NotFound, _, alphabetic, in_range
from fokus_network.membership.read_models import MEMBERS, RESTS
from fokus_network.membership.routes.members import Member, members_on, suspended
from fokus_projections import Reader

MOST = 1200  # points of a series
NOWHERE = "-"  # the group of members that belong to no district

PERIODS = f"""
SELECT valid_from, {MEMBERS.valid_to()} AS until, {RESTS} FROM network_membership
WHERE known_from <= :known AND known_to > :known AND valid_from < until
"""

Grouping = Literal["kind", "district", "round"]
Step = Literal["year", "month"]
By = Annotated[Grouping, QueryParameter(description=_("Wonach gezählt wird: Art, übergeordnetes Gebiet oder Runde."))]
First = Annotated[
    date | None, QueryParameter(name="from", description=_("Erster Tag der Reihe; sonst der Tag des ersten Beitritts."))
]
Last = Annotated[date | None, QueryParameter(name="to", description=_("Letzter Tag der Reihe; sonst der Tag `on`."))]
OfStep = Annotated[
    Step, QueryParameter(description=_("Abstand: gezählt wird am letzten Tag jedes Jahres oder Monats."))
]


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """How many members a group has on a day; `name` is the district's or the group itself.

    `possible` counts those besides that may have been members then: the sources leave open from or until when. Of the
    `members`, so many are `suspended`. `explanation` is where the members and facts behind the number are listed.
    """

    group: str
    name: str
    members: int
    possible: int
    suspended: int
    explanation: str


class CountExplanation(msgspec.Struct, frozen=True, kw_only=True):
    """The members a number counts, those besides that may have been members, and the facts behind both.

    Of the `members`, so many are `suspended`.
    """

    group: str
    name: str
    members: int
    suspended: int
    named: Sequence[Member]
    possible: Sequence[Member]
    facts: Sequence[FactView]


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """How many members there were at the end of a day, and of how many the membership rested.

    `explanation` is where they are listed with their facts.
    """

    day: date
    members: int
    suspended: int
    explanation: str


def _grouped(
    reader: Reader, bodies: Bodies, moment: Moment, by: Grouping
) -> dict[str, tuple[str, list[Member], list[Member]]]:
    """Return the members by group, and those that may have been members, with the group's name."""
    certain, possible = defaultdict[str, list[Member]](list), defaultdict[str, list[Member]](list)
    for groups, perhaps in ((certain, False), (possible, True)):
        for member in members_on(reader, bodies, moment, possible=perhaps):
            group = {"kind": member.kind, "district": member.district or NOWHERE, "round": member.round}[by]
            groups[group].append(member)
    return {
        group: (bodies.name(group, moment.on) if by == "district" else group, certain[group], possible[group])
        for group in {**certain, **possible}
    }


def _link(path: str, moment: Moment, **query: str) -> str:
    return f"{API}/network/{path}?{urlencode({**query, **{n: str(v) for n, v in moment.params.items()}})}"


@read("/network/figures/members", policy=PUBLIC, title=_("Mitglieder nach Gruppen"))
async def counts(
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    by: By = "kind",
) -> Response[Page[Count]]:
    """Count the members on a day by kind, by the district they then belong to, or by the round they joined in."""
    found = [
        Count(
            group=group,
            name=name,
            members=len(named),
            possible=len(perhaps),
            suspended=suspended(named),
            explanation=_link(f"figures/members/{quote(group)}/explanation", moment, by=by),
        )
        for group, (name, named, perhaps) in _grouped(reader, bodies, moment, by).items()
    ]
    return listing.of(found, lambda one: (alphabetic(one.name), one.group), Count)


@read("/network/figures/members/{group:str}/explanation", policy=PUBLIC)
async def count_explanation(
    group: FromPath[str],
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    node: NamedDependency[Node],
    by: By = "kind",
) -> CountExplanation:
    """Show who is counted in a group of members, and the facts of their joining."""
    groups = _grouped(reader, bodies, moment, by)
    if group not in groups:
        raise NotFound(_("Diese Gruppe hat an diesem Tag keine Mitglieder."))
    name, named, possible = groups[group]
    for some in (named, possible):
        some.sort(key=lambda one: (alphabetic(one.name), one.body))
    behind = [place for one in [*named, *possible] for place in (one.joined_at, one.left_at) if place is not None]
    records = [record for place in behind if (record := reader.recorded(place)) is not None]
    return CountExplanation(
        group=group,
        name=name,
        members=len(named),
        suspended=suspended(named),
        named=named,
        possible=possible,
        facts=[fact_view(record, node.sentences, bodies) for record in records],
    )


@read("/network/figures/growth", policy=PUBLIC, title=_("Mitglieder im Lauf der Zeit"))
async def growth(
    reader: NamedDependency[Reader],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    from_: First = None,
    to: Last = None,
    step: OfStep = "year",
) -> Response[Page[Point]]:
    """Count the members at the end of every year or month, as known at a position; the last point is the last day."""
    rows = reader.rows(PERIODS, moment.params)
    starts = sorted(row[0] for row in rows)
    ends = sorted(row[1] for row in rows)
    rests = sorted(row[0] for row in rows if row[2])
    goes_on = sorted(row[1] for row in rows if row[2])
    last = to or moment.on
    first = from_ or (min(last, date.fromisoformat(starts[0])) if starts else last)
    points = [
        Point(
            day=day,
            members=bisect_right(starts, day.isoformat()) - bisect_right(ends, day.isoformat()),
            suspended=bisect_right(rests, day.isoformat()) - bisect_right(goes_on, day.isoformat()),
            explanation=_link("members", Moment(day, moment.known)),
        )
        for day in _days(first, last, step)
    ]
    return listing.of(points, lambda one: (one.day.isoformat(),), Point)


def _days(first: date, last: date, step: Step) -> Iterator[date]:
    """Yield the last day of every year or month from one day to another, and that other day; raises `ApiProblem`."""
    for name, day in (("from", first), ("to", last)):
        if not in_range(day):
            raise ApiProblem("date-out-of-range", errors=[FieldError(parameter=name, detail=OUT_OF_RANGE)])
    if first > last:
        raise _wrong(_("Der erste Tag muss vor dem letzten liegen."))
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    ending = [month for month in months if step == "month" or month % 12 == 11]
    if len(ending) > MOST:
        raise _wrong(_("Wählen Sie einen kürzeren Zeitraum oder größere Abstände, höchstens {n}."), n=MOST)
    for month in ending:
        year, number = divmod(month, 12)
        day = date(year, number + 1, monthrange(year, number + 1)[1])
        if day < last:
            yield day
    yield last


def _wrong(detail: str, **values: Any) -> ApiProblem:
    return ApiProblem("invalid-input", errors=[FieldError(parameter="from", detail=detail)], **values)


ROUTES = (counts, count_explanation, growth)
