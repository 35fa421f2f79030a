"""What happened lately: the entries of one kind and day as one."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Any

import msgspec
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from fokus_api.auth.policy import PUBLIC, read
from fokus_api.http.caller import Caller
from fokus_api.http.request_context import Moment
from fokus_api.node import Node
from fokus_api.responses.views import FactView, fact_view
from fokus_core.bodies.names import Bodies
from fokus_core.domain.facts import fact_type
from fokus_core.domain.retraction import FactRetracted
from fokus_core.domain.texts import _
from fokus_projections import UNRETRACTED, Reader, recorded_rows

NAMED = 20  # positions of a group that are told
STANDING = (
    "core_log.position <= :known",
    "core_log.effective <= :on",
    "core_log.type <> :retraction",
    UNRETRACTED,
)
BEFORE = """(core_log.effective < :day OR
(core_log.effective = :day AND core_log.type NOT IN (SELECT value FROM json_each(:told))))"""
COUNTED = "SELECT position, count(*) OVER () FROM core_log"
OF_GROUP = "core_log.effective = :day AND core_log.type = :type"
LATEST = "ORDER BY core_log.effective DESC, core_log.position DESC LIMIT 1"

Groups = Annotated[int, QueryParameter(ge=1, le=50, description=_("Höchstzahl der Gruppen."))]
OfProgramme = Annotated[str | None, QueryParameter(max_length=60, description=_("Nur Einträge dieses Programms."))]


class LogGroup(msgspec.Struct, frozen=True, kw_only=True):
    """The entries of one kind and day: how many, the last recorded one, and the positions of the last ones."""

    effective: date
    type: str
    programme: str
    count: int
    entry: FactView
    positions: Sequence[int]


class RecentView(msgspec.Struct, frozen=True):
    """What happened lately, the latest day first."""

    items: Sequence[LogGroup]


@read("/log/recent", policy=PUBLIC, operation_id="core_log_recent")
async def recent(
    reader: NamedDependency[Reader],
    moment: NamedDependency[Moment],
    bodies: NamedDependency[Bodies],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
    programme: OfProgramme = None,
    limit: Groups = 10,
) -> RecentView:
    """Show what happened lately up to a day, entries of one kind and day as one, as far as the caller may see them."""
    seen, params = node.audiences.condition(caller)
    where = [*STANDING, seen, *(["core_log.programme = :programme"] if programme else [])]
    retraction = fact_type(FactRetracted).name
    asked = {**moment.params, **params, "retraction": retraction, "programme": programme}
    if not programme:
        del asked["programme"]
    return RecentView([_group(row, reader, node, bodies, where, asked) for row in _latest(reader, where, asked, limit)])


def _latest(reader: Reader, where: Sequence[str], asked: dict[str, Any], limit: int) -> Iterator[tuple[Any, ...]]:
    """Yield the last recorded entry of each kind and day, the latest day first."""
    day, told = "9999", list[str]()
    for _number in range(limit):
        sql = f"{recorded_rows(*where, BEFORE)} {LATEST}"
        row = reader.first(sql, {**asked, "day": day, "told": msgspec.json.encode(told).decode()})
        if row is None:
            return
        told = [*told, row[1]] if row[4] == day else [row[1]]
        day = row[4]
        yield row


def _group(
    row: tuple[Any, ...], reader: Reader, node: Node, bodies: Bodies, where: Sequence[str], asked: dict[str, Any]
) -> LogGroup:
    of_group = {**asked, "day": row[4], "type": row[1]}
    sql = f"{COUNTED} WHERE {' AND '.join((*where, OF_GROUP))} ORDER BY position DESC LIMIT {NAMED}"
    found = reader.rows(sql, of_group)
    view = fact_view(reader.decoded(row), node.sentences, bodies)
    return LogGroup(
        effective=view.effective,
        type=view.type,
        programme=view.programme,
        count=found[0][1],
        entry=view,
        positions=[position for position, _count in found],
    )
