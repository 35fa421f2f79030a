"""Every membership of a body, with the facts that made it so."""

from collections.abc import Sequence
from datetime import date

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath

from fokus_api import FactView, Moment, Node, fact_view, read, resolved_body
from fokus_core import PUBLIC, Bodies, Fact, Recorded, last_day, lasting, open_from
from fokus_network.membership.facts import MEMBERSHIP, DeclarationSigned, MunicipalityJoined, MunicipalityLeft
from fokus_projections import Reader


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
