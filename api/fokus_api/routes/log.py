"""The log: what was recorded, in the order in which it was, as far as the caller may see it."""

from datetime import date
from typing import Annotated, Any, Literal

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import PathParameter, QueryParameter

from fokus_api.auth.policy import PUBLIC, read
from fokus_api.http.caller import Caller
from fokus_api.http.request_context import Moment
from fokus_api.node import Node
from fokus_api.responses.log_rows import COLUMNS, KNOWN_RETRACTION, LOG_TABLES, record_of
from fokus_api.responses.paging import Listing, Page
from fokus_api.responses.tabular import CSV_TYPE
from fokus_api.responses.views import FactView, fact_view
from fokus_core.bodies.names import Bodies
from fokus_core.domain.refusals import NotFound
from fokus_core.domain.texts import _
from fokus_projections import Reader

LAST = 10**15 - 1

Programme = Annotated[str | None, QueryParameter(max_length=60, description=_("Nur Einträge dieses Programms."))]
Type = Annotated[str | None, QueryParameter(max_length=120, description=_("Nur Einträge dieser Art, mit Version."))]
OfKey = Annotated[str | None, QueryParameter(max_length=200, description=_("Nur Einträge mit diesem Schlüssel."))]
By = Annotated[str | None, QueryParameter(max_length=63, description=_("Nur Einträge dieser handelnden Stelle."))]
FromPosition = Annotated[int | None, QueryParameter(ge=1, le=LAST, description="Erste Position.")]
ToPosition = Annotated[int | None, QueryParameter(ge=1, le=LAST, description="Letzte Position.")]
FromDate = Annotated[date | None, QueryParameter(description=_("Erster Tag, ab dem etwas gilt."))]
ToDate = Annotated[date | None, QueryParameter(description=_("Letzter Tag, ab dem etwas gilt."))]
Order = Annotated[
    Literal["recorded", "-recorded", "effective", "-effective"],
    QueryParameter(description=_("Reihenfolge: wie festgehalten oder wie es gilt; mit Minus das Jüngste zuerst.")),
]


@read("/log", policy=PUBLIC, tables=LOG_TABLES, also=(CSV_TYPE,), operation_id="core_log")
async def log(
    reader: NamedDependency[Reader],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    bodies: NamedDependency[Bodies],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
    programme: Programme = None,
    type: Type = None,  # noqa: A002  # the name of the query parameter
    key: OfKey = None,
    by: By = None,
    from_position: FromPosition = None,
    to_position: ToPosition = None,
    from_date: FromDate = None,
    to_date: ToDate = None,
    order: Order = "recorded",
) -> Response[Page[FactView]]:
    """List what was recorded; everybody sees public facts, others what their roles show them besides."""
    seen, params = node.audiences.condition(caller)
    filters: list[tuple[str, str, Any]] = [
        ("core_log.programme = :programme", "programme", programme),
        ("core_log.type = :type", "type", type),
        ("core_log.position IN (SELECT position FROM core_log_key WHERE key = :key)", "key", key),
        ("core_log.by = :by", "by", by),
        ("core_log.position >= :from_position", "from_position", from_position),
        ("core_log.position <= :to_position", "to_position", to_position),
        ("core_log.effective >= :from_date", "from_date", from_date and from_date.isoformat()),
        ("core_log.effective <= :to_date", "to_date", to_date and to_date.isoformat()),
    ]
    used = [(condition, name, value) for condition, name, value in filters if value is not None]
    where = " AND ".join(["core_log.position <= :known", seen, *(condition for condition, _name, _value in used)])
    by_effect = order.endswith("effective")
    rows = listing.select(
        reader,
        f"SELECT {COLUMNS}, {KNOWN_RETRACTION}, effective, place FROM core_log WHERE {where}",
        {"known": moment.known, **params, **{name: value for _condition, name, value in used}},
        columns=("position", "type", "keys", "data", "gone", "effective", "place"),
        order=("effective", "place", "position") if by_effect else ("position",),
        descending=order.startswith("-"),
    )
    codec = node.service.journal.codec
    views = [fact_view(record_of(row, codec), node.sentences, bodies, retracted_by=row[4]) for row in rows]
    marks = [(row[5], row[6], row[0]) if by_effect else (row[0],) for row in rows]
    return listing.page(views, marks, FactView)


@read("/log/{position:int}", policy=PUBLIC, tables=LOG_TABLES, operation_id="core_log_entry")
async def entry(
    position: Annotated[int, PathParameter(ge=1, le=LAST, description="Position im Journal.")],
    reader: NamedDependency[Reader],
    moment: NamedDependency[Moment],
    bodies: NamedDependency[Bodies],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
) -> FactView:
    """Show the fact at a position; one that the caller may not see is not there."""
    seen, params = node.audiences.condition(caller)
    row = reader.first(
        f"SELECT {COLUMNS}, {KNOWN_RETRACTION} FROM core_log "
        f"WHERE core_log.position = :position AND core_log.position <= :known AND {seen}",
        {"position": position, "known": moment.known, **params},
    )
    if row is None:
        raise NotFound
    return fact_view(record_of(row, node.service.journal.codec), node.sentences, bodies, retracted_by=row[4])
