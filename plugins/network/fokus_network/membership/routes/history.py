"""Every membership of a body, with the facts that made it so."""

from collections.abc import Sequence
from datetime import date

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath

from fokus_api import FactView, Moment, Node, fact_view, read, resolved_body
from fokus_core import PUBLIC, Bodies, Fact, Recorded, last_day, lasting, open_from
from fokus_network.membership.exceptions import EXCEPTIONS
from fokus_network.membership.facts import MEMBERSHIP, DeclarationSigned, MunicipalityJoined, MunicipalityLeft
from fokus_network.membership.words import RestsOn
from fokus_projections import Reader

WITHIN = (*MEMBERSHIP, *EXCEPTIONS)


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """One membership from joining until its last day, which is null while none is known, with its facts.

    Where the sources leave either day open, it lies between `…_not_before` and the one that is named. It is founded on
    the signature of the day `signed`; a later membership `rests_on` that of an earlier one, or on a new one.
    """

    since: date
    since_not_before: date | None
    until: date | None
    until_not_before: date | None
    signed: date | None
    rests_on: RestsOn | None
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
        elif isinstance(record.fact, WITHIN) and periods and not isinstance(periods[-1][-1].fact, MunicipalityLeft):
            periods[-1].append(record)  # else its joining is gone for the moment in which that is corrected
    # While a leaving is corrected, a period has no end of its own for a moment: the next one ends it, as in the list.
    ends = [*(period[0].fact.effective for period in periods[1:]), gone]
    ends = [
        period[-1].fact.effective if isinstance(period[-1].fact, MunicipalityLeft) else end
        for period, end in zip(periods, ends, strict=False)
    ]
    signatures = [record for record in facts if isinstance(record.fact, DeclarationSigned)]
    founded = [_signed(period[0].fact, signatures) for period in periods]
    before = [None, *ends]  # the end of the membership before
    shown = [
        Period(
            since=period[0].fact.effective,
            since_not_before=open_from(period[0]),
            until=end and last_day(end),
            until_not_before=_open_end(period[-1]),
            signed=signed,
            rests_on=None if signed is None or over is None else "earlier" if signed < over else "new",
            facts=[view(record) for record in period],
        )
        for period, end, signed, over in zip(periods, ends, founded, before[: len(periods)], strict=True)
    ]
    return MemberHistory(
        body=body,
        name=bodies.name(body, moment.on),
        member=any(one.since <= moment.on and (one.until is None or moment.on <= one.until) for one in shown),
        periods=shown,
        signatures=[view(record) for record in signatures],
    )


def _signed(joined: Fact, signatures: Sequence[Recorded[Fact]]) -> date | None:
    """Return the day of the signature that a membership is founded on."""
    for one in (record.fact for record in signatures):
        if isinstance(joined, MunicipalityJoined) and isinstance(one, DeclarationSigned):
            same = (one.round, one.declaration) == (joined.round, joined.declaration)
            if same:
                return one.effective
    return None


def _open_end(record: Recorded[Fact]) -> date | None:
    earliest = open_from(record) if isinstance(record.fact, MunicipalityLeft) else None
    return earliest and last_day(earliest)
