"""Declarations, signing rounds, signatures and criteria."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from fokus_api import Listing, Moment, Page, RowEntry, read
from fokus_core import PUBLIC, Bodies, Source, _, last_day
from fokus_network.membership.facts import Criterion
from fokus_network.membership.routes.members import members_on, suspended
from fokus_projections import Reader, standing

SIGNATURE = ("position", "party", "round", "declaration", "effective", "capacity")
OfRound = Annotated[str | None, QueryParameter(max_length=61, description=_("Nur Unterzeichnungen dieser Runde."))]


class RoundView(msgspec.Struct, frozen=True, kw_only=True):
    """A signing round that was opened by a day; `closed` is the first day on which nobody can sign any more.

    `last_day` is the day before, and `members` are those who were members on it, or on the day that is asked about
    while the round lasts; of so many of them the membership was `suspended`.
    """

    round: str
    title: str
    declaration: str
    opened: date
    closed: date | None
    last_day: date | None
    signatures: int
    members: int
    suspended: int
    entry: RowEntry | None = None


class SignatureView(msgspec.Struct, frozen=True, kw_only=True):
    """A signature under the joint declaration; `position` is the place of the fact in the journal.

    `source` is where it stands, for what was entered from documents.
    """

    position: int
    party: str
    name: str
    round: str
    declaration: str
    signed: date
    capacity: str
    source: Source | None


class DeclarationView(msgspec.Struct, frozen=True, kw_only=True):
    """A version of the joint declaration; its `text` is empty and its `file` null where they are not known."""

    declaration: str
    title: str
    published: date
    text: str
    file: str | None
    entry: RowEntry | None = None


class CriterionView(Criterion, frozen=True, forbid_unknown_fields=True, omit_defaults=False):
    """One criterion, with what proves it, and whether it applies to joining, to staying, or to both."""


class CriteriaView(msgspec.Struct, frozen=True, kw_only=True):
    """A version of the criteria; the one `in_force` on the day asked about is marked."""

    version: str
    since: date
    in_force: bool
    criteria: Sequence[CriterionView]
    entry: RowEntry | None = None


@read("/network/rounds", policy=PUBLIC, title=_("Unterzeichnungsrunden"))
async def rounds(
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
) -> Response[Page[RoundView]]:
    """List the signing rounds that were opened by a day."""
    sql = f"""
        SELECT round, title, declaration, effective AS opened,
            (SELECT min(effective) FROM network_round_end e
             WHERE e.round = r.round AND {standing()}) AS closed,
            (SELECT count(*) FROM network_signature s WHERE s.round = r.round AND {standing()}) AS signatures,
            position
        FROM network_round r WHERE {standing()}
    """
    found = []
    for row in reader.rows(sql, moment.params):
        opened, closed = date.fromisoformat(row[3]), None if row[4] is None else date.fromisoformat(row[4])
        until = closed and last_day(closed)
        on_last = members_on(reader, bodies, Moment(until or moment.on, moment.known))
        found.append(
            RoundView(
                round=row[0],
                title=row[1],
                declaration=row[2],
                opened=opened,
                closed=closed,
                last_day=until,
                signatures=row[5],
                members=len(on_last),
                suspended=suspended(on_last),
                entry=RowEntry(row[6]),
            )
        )
    return listing.of(found, lambda one: (one.opened.isoformat(), one.round), RoundView)


@read("/network/signatures", policy=PUBLIC, title=_("Unterzeichnungen"))
async def signatures(
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    round: OfRound = None,  # noqa: A002  # the name of the query parameter
) -> Response[Page[SignatureView]]:
    """List who signed the declaration by a day, bodies and parties that are no members alike."""
    sql = f"SELECT {', '.join(SIGNATURE)} FROM network_signature WHERE {standing()}"
    rows = listing.select(
        reader,
        sql + (" AND round = :round" if round else ""),
        {**moment.params, **({"round": round} if round else {})},
        columns=SIGNATURE,
        order=("effective", "position"),
    )
    views = [_signature(row[:6], reader, bodies) for row in rows]
    return listing.page(views, [(row[4], row[0]) for row in rows], SignatureView)


def signatures_by(reader: Reader, bodies: Bodies, moment: Moment) -> list[SignatureView]:
    """Return the signatures up to a day, as known at a position."""
    sql = f"SELECT {', '.join(SIGNATURE)} FROM network_signature WHERE {standing()} ORDER BY effective, position"
    return [_signature(row, reader, bodies) for row in reader.rows(sql, moment.params)]


def _signature(row: Sequence[Any], reader: Reader, bodies: Bodies) -> SignatureView:
    position, party, in_round, declaration, effective, capacity = row
    record = reader.recorded(position)
    return SignatureView(
        position=position,
        party=party,
        name=bodies.name(party, date.fromisoformat(effective)),
        round=in_round,
        declaration=declaration,
        signed=date.fromisoformat(effective),
        capacity=capacity,
        source=record.meta.source if record else None,
    )


@read("/network/declarations", policy=PUBLIC, title=_("Fassungen der Gemeinsamen Erklärung"))
async def declarations(
    reader: NamedDependency[Reader], moment: NamedDependency[Moment], listing: NamedDependency[Listing]
) -> Response[Page[DeclarationView]]:
    """List the versions of the joint declaration published by a day."""
    columns = "declaration, title, effective AS published, text, file, position AS entry"
    sql = f"SELECT {columns} FROM network_declaration WHERE {standing()}"
    return listing.rows(reader, sql, moment.params, order=("published", "declaration"), into=DeclarationView)


@read("/network/criteria", policy=PUBLIC, title=_("Aufnahmekriterien"))
async def criteria(
    reader: NamedDependency[Reader], moment: NamedDependency[Moment], listing: NamedDependency[Listing]
) -> Response[Page[CriteriaView]]:
    """List the versions of the admission criteria adopted by a day, and which of them is in force then."""
    sql = f"SELECT version, effective, criteria, position FROM network_criteria WHERE {standing()}"
    rows = reader.rows(f"{sql} ORDER BY effective, position", moment.params)
    found = [
        CriteriaView(
            version=version,
            since=date.fromisoformat(effective),
            in_force=number == len(rows),
            criteria=msgspec.json.decode(listed, type=tuple[CriterionView, ...]),
            entry=RowEntry(position),
        )
        for number, (version, effective, listed, position) in enumerate(rows, 1)
    ]
    return listing.of(found, lambda one: (one.since.isoformat(), one.version), CriteriaView)
