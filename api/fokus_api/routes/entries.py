"""One entry of the log in full, as far as the caller may see it."""

import asyncio
from typing import Annotated, Any

from litestar.di import NamedDependency
from litestar.params import PathParameter

from fokus_api.auth.policy import PUBLIC, read
from fokus_api.http.caller import Caller
from fokus_api.http.rendered import Rendered
from fokus_api.http.request_context import Moment
from fokus_api.node import Node
from fokus_api.responses.entries import EntryView, Envelope, envelope, relied_on, seen_of
from fokus_api.responses.field_labels import labels_of
from fokus_api.responses.views import fact_view
from fokus_core.bodies.names import Bodies
from fokus_core.domain.facts import AUDIT, Fact, Recorded, Unknown
from fokus_core.domain.facts import PUBLIC as EVERYBODY
from fokus_core.domain.refusals import NotFound
from fokus_projections import LOG_ROW, Reader, recorded_rows

LAST = 10**15 - 1
LOOKED_AT, SHOWN = 1000, 100  # later entries that may rest on one
BESIDE = {"previous": "< :position ORDER BY position DESC", "next": "> :position ORDER BY position"}
AUDIENCE = "SELECT audience FROM core_log WHERE position = :position"
NEXT_COMMAND = """
SELECT min(other.position) FROM core_log other, core_log taker
WHERE taker.position = :gone AND other.position > :gone AND other.command <> taker.command
"""


@read("/log/{position:int}", policy=PUBLIC, operation_id="core_log_entry")
async def entry(
    position: Annotated[int, PathParameter(ge=1, le=LAST, description="Position im Journal.")],
    reader: NamedDependency[Reader],
    moment: NamedDependency[Moment],
    bodies: NamedDependency[Bodies],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
) -> EntryView:
    """Show the fact at a position in full; one that the caller may not see is not there."""
    seen, params = node.audiences.condition(caller)
    asked = {"position": position, "known": moment.known, **params}
    row = reader.first(recorded_rows("core_log.position = :position", "core_log.position <= :known", seen), asked)
    if row is None:
        raise NotFound
    record, gone = reader.decoded(row), row[LOG_ROW.index("retracted_by")]
    gone = gone if gone is not None and gone <= moment.known else None
    resting = await asyncio.to_thread(node.service.journal.relying.on, [record], known=moment.known, limit=LOOKED_AT)
    later = seen_of(node.audiences, caller, reader, (one.position for one in resting.records), moment.known)
    audience = reader.first(AUDIENCE, {"position": position})
    beside = {
        name: reader.first(
            f"SELECT position FROM core_log WHERE position <= :known AND {seen} AND position {where} LIMIT 1", asked
        )
        for name, where in BESIDE.items()
    }
    view = fact_view(record, node.sentences, bodies, retracted_by=gone)
    return EntryView(
        **{name: getattr(view, name) for name in view.__struct_fields__},
        public=audience == (EVERYBODY.permission,),
        labels=_labels(record, node),
        envelope=_envelope(record, reader, moment, caller, node),
        replaced_by=None if gone is None else _replaced_by(reader, gone, position, seen, asked),
        relied_on_by=[relied_on(one, node.sentences, bodies) for one in later[:SHOWN]],
        relied_on_whole=resting.whole and len(later) <= SHOWN,
        previous=(beside["previous"] or (None,))[0],
        next=(beside["next"] or (None,))[0],
    )


def _envelope(record: Recorded[Fact], reader: Reader, moment: Moment, caller: Caller, node: Node) -> Envelope | None:
    """Return what is stored beside a fact, for auditors alone."""
    if not node.access.reach(caller, AUDIT).everything:
        return None
    later = [one.position for one in record.meta.dispositions]
    visible = seen_of(node.audiences, caller, reader, later, moment.known) if later else []
    return envelope(record.meta, {one.position for one in visible})


def _replaced_by(reader: Reader, gone: int, position: int, seen: str, asked: dict[str, Any]) -> int | None:
    """Return the position of the fact that took the place of one, which was recorded right after it was taken back."""
    (end,) = reader.first(NEXT_COMMAND, {"gone": gone}) or (None,)
    sql = recorded_rows("core_log.position > :gone", "core_log.position < :end", "core_log.position <= :known", seen)
    found = reader.rows(sql, {**asked, "gone": gone, "end": end or LAST})
    return next((row[0] for row in found if reader.decoded(row).meta.replaces == position), None)


def _labels(record: Recorded[Fact], node: Node) -> dict[str, Rendered]:
    kind, service = type(record.fact), node.service
    return {} if kind is Unknown else labels_of(kind, record.type.partition(".")[0], service.labels, service.texts)
