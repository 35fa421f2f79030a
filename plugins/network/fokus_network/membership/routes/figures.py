"""Published numbers of members and signatures, and what is recorded behind them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from fokus_api import Caller, FactView, Listing, Moment, Node, Page, RowEntry, fact_view, read, with_source
from fokus_core import PUBLIC, Bodies, BodyKind, NotFound, _, alphabetic
from fokus_network.membership.facts import Counts
from fokus_network.membership.routes.declaration import SignatureView, signatures_by
from fokus_network.membership.routes.members import Member, members_on, suspended
from fokus_projections import Reader, standing

LATEST = f"SELECT position FROM network_figure WHERE {standing()} ORDER BY effective DESC, position DESC LIMIT 1"
COLUMNS = f"figure, members, at_least, counts, rounds, kinds, effective, position = ({LATEST}), position"


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """A published number and the recorded one for the same day; `unnamed` is the gap between them.

    It `counts` members on the day or signatures up to it, in these `rounds` and of these `kinds` where any are named.
    `at_least` says that the source speaks of more than `members`; the gap is then the least possible one. Of the
    `recorded` members, so many are `suspended`. The `latest` one is that which belongs to the day that is asked about.
    """

    figure: str
    members: int
    at_least: bool
    counts: Counts
    rounds: Sequence[str]
    kinds: Sequence[BodyKind]
    day: date
    recorded: int
    suspended: int
    unnamed: int
    latest: bool
    entry: RowEntry | None = None


class Explanation(Figure, frozen=True, kw_only=True):
    """A published number with its fact, who is recorded for its day, and how many the sources leave unnamed.

    `named` are the members that are counted, `signed` the signatures.
    """

    published: FactView
    named: Sequence[Member]
    signed: Sequence[SignatureView]


class Behind(msgspec.Struct, frozen=True):
    """What is recorded behind a number: members, or signatures."""

    named: Sequence[Member] = ()
    signed: Sequence[SignatureView] = ()


def _behind(reader: Reader, bodies: Bodies, moment: Moment, row: tuple[Any, ...]) -> Behind:
    """Return what a published number counts, as recorded for its day."""
    counts, rounds, kinds, day = row[3], *map(msgspec.json.decode, row[4:6]), date.fromisoformat(row[6])
    that_day = Moment(day, moment.known)
    if counts == "signatures":
        signed = signatures_by(reader, bodies, that_day)
        return Behind(
            signed=[
                one
                for one in signed
                if (not rounds or one.round in rounds) and (not kinds or _kind(bodies, one.party, day) in kinds)
            ]
        )
    named = [
        one
        for one in members_on(reader, bodies, that_day)
        if (not rounds or one.round in rounds) and (not kinds or one.kind in kinds)
    ]
    return Behind(named=sorted(named, key=lambda one: alphabetic(one.name)))


def _kind(bodies: Bodies, party: str, day: date) -> BodyKind | None:
    return bodies.register.kind(party, day) if party in bodies.register else None


def _figure(row: tuple[Any, ...], behind: Behind) -> Figure:
    figure, published, at_least, counts, rounds, kinds, day, latest, position = row
    recorded = len(behind.named) + len(behind.signed)
    return Figure(
        figure=figure,
        members=published,
        at_least=bool(at_least),
        counts=counts,
        rounds=msgspec.json.decode(rounds),
        kinds=msgspec.json.decode(kinds),
        day=date.fromisoformat(day),
        recorded=recorded,
        suspended=suspended(behind.named),
        unnamed=published - recorded,
        latest=bool(latest),
        entry=RowEntry(position),
    )


@read("/network/figures", policy=PUBLIC, title=_("Veröffentlichte Mitgliederzahlen"))
async def figures(
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
) -> Response[Page[Figure]]:
    """List the published numbers up to a day, beside the recorded ones."""
    rows = reader.rows(f"SELECT {COLUMNS} FROM network_figure WHERE {standing()}", moment.params)
    found = [_figure(row, _behind(reader, bodies, moment, row)) for row in rows]
    return listing.of(found, lambda one: (one.day.isoformat(), one.figure), Figure)


@read("/network/figures/{figure:str}/explanation", policy=PUBLIC)
async def explanation(
    figure: FromPath[str],
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    node: NamedDependency[Node],
    caller: NamedDependency[Caller],
) -> Explanation:
    """Show the facts behind a published number: who is recorded, and how many the sources leave unnamed."""
    sql = f"SELECT {COLUMNS} FROM network_figure WHERE {standing()} AND figure = :figure"
    row = reader.first(sql, {**moment.params, "figure": figure})
    published = reader.recorded(row[8]) if row else None
    if row is None or published is None:
        raise NotFound(_("Diese Zahl ist nicht eingetragen."))
    behind = _behind(reader, bodies, moment, row)
    shown = with_source(_figure(row, behind), reader, node.audiences, caller)
    return Explanation(
        **msgspec.structs.asdict(shown),
        published=fact_view(published, node.sentences, bodies),
        named=behind.named,
        signed=behind.signed,
    )
