"""Published numbers of members, and what is recorded behind them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from fokus_api import FactView, Listing, Moment, Node, Page, fact_view, read
from fokus_core import PUBLIC, Bodies, NotFound, _, alphabetic
from fokus_network.membership.routes.members import Member, members_on
from fokus_projections import Reader, standing

LATEST = f"SELECT position FROM network_figure WHERE {standing()} ORDER BY effective DESC, position DESC LIMIT 1"
FIGURES = f"""SELECT figure, members, at_least, effective, position = ({LATEST}), position
FROM network_figure WHERE {standing()}"""


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """A published number of members and the recorded one for the same day; `unnamed` is the gap between them.

    `at_least` says that the source speaks of more than `members`; the gap is then the least possible one. The `latest`
    one is that which belongs to the day that is asked about.
    """

    figure: str
    members: int
    at_least: bool
    day: date
    recorded: int
    unnamed: int
    latest: bool


class Explanation(Figure, frozen=True, kw_only=True):
    """A published number with its fact, the members recorded for its day, and how many the sources leave unnamed."""

    published: FactView
    named: Sequence[Member]


def _that_day(row: tuple[Any, ...], moment: Moment) -> Moment:
    return Moment(date.fromisoformat(row[3]), moment.known)


def _figure(row: tuple[Any, ...], named: Sequence[Member]) -> Figure:
    figure, published, at_least, day, latest = row
    return Figure(
        figure=figure,
        members=published,
        at_least=bool(at_least),
        day=date.fromisoformat(day),
        recorded=len(named),
        unnamed=published - len(named),
        latest=bool(latest),
    )


@read("/network/figures", policy=PUBLIC)
async def figures(
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
) -> Response[Page[Figure]]:
    """List the published numbers of members up to a day, beside the recorded ones."""
    rows = reader.rows(FIGURES, moment.params)
    found = [_figure(row[:5], members_on(reader, bodies, _that_day(row, moment))) for row in rows]
    return listing.of(found, lambda one: (one.day.isoformat(), one.figure), Figure)


@read("/network/figures/{figure:str}/explanation", policy=PUBLIC)
async def explanation(
    figure: FromPath[str],
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    node: NamedDependency[Node],
) -> Explanation:
    """Show the facts behind a published number: who is recorded, and how many the sources leave unnamed."""
    row = reader.first(f"{FIGURES} AND figure = :figure", {**moment.params, "figure": figure})
    published = reader.recorded(row[5]) if row else None
    if row is None or published is None:
        raise NotFound(_("Diese Zahl ist nicht eingetragen."))
    named = members_on(reader, bodies, _that_day(row, moment))
    named.sort(key=lambda one: alphabetic(one.name))
    counted = _figure(row[:5], named)
    return Explanation(
        **msgspec.structs.asdict(counted), published=fact_view(published, node.sentences, bodies), named=named
    )
