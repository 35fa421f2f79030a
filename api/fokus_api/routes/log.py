"""The log: what was recorded, in the order in which it was, as far as the caller may see it."""

from datetime import date
from typing import Annotated, Any, Literal

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from fokus_api.auth.policy import PUBLIC, read
from fokus_api.http.caller import Caller
from fokus_api.http.input_errors import FieldError
from fokus_api.http.problems import ApiProblem
from fokus_api.http.request_context import Moment
from fokus_api.node import Node
from fokus_api.responses.paging import Listing, Page
from fokus_api.responses.sources import RESTS_ON
from fokus_api.responses.views import FactView, fact_view
from fokus_api.routes.bodies import resolved_key
from fokus_core.bodies.names import Bodies
from fokus_core.domain.texts import _
from fokus_projections import LOG_ROW, OF_KEY, Reader, recorded_rows

LAST = 10**15 - 1
OF_TYPE = "core_log.type >= :type || '@' AND core_log.type < :type || 'A'"  # whatever its version
NO_TYPE = _("Diese Art von Eintrag gibt es nicht. Wählen Sie aus der Liste.")

Programme = Annotated[str | None, QueryParameter(max_length=60, description=_("Nur Einträge dieses Programms."))]
Type = Annotated[
    str | None, QueryParameter(max_length=120, description=_("Nur Einträge dieser Art, mit Version oder ohne."))
]
OfKey = Annotated[str | None, QueryParameter(max_length=200, description=_("Nur Einträge mit diesem Schlüssel."))]
OfSource = Annotated[
    str | None,
    QueryParameter(
        max_length=1000, description=_("Nur Einträge aus dieser Quelle: ihre Kennung, oder wie Einträge sie nennen.")
    ),
]
By = Annotated[str | None, QueryParameter(max_length=63, description=_("Nur Einträge dieses Kontos."))]
FromPosition = Annotated[int | None, QueryParameter(ge=1, le=LAST, description="Erste Position.")]
ToPosition = Annotated[int | None, QueryParameter(ge=1, le=LAST, description="Letzte Position.")]
FromDate = Annotated[date | None, QueryParameter(description=_("Erster Tag, ab dem etwas gilt."))]
ToDate = Annotated[date | None, QueryParameter(description=_("Letzter Tag, ab dem etwas gilt."))]
Order = Annotated[
    Literal["recorded", "-recorded", "effective", "-effective"],
    QueryParameter(description=_("Reihenfolge: wie eingetragen oder wie es gilt; mit Minus das Jüngste zuerst.")),
]


@read("/log", policy=PUBLIC, operation_id="core_log", title=_("Verlauf"), lines=True)
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
    source: OfSource = None,
    from_position: FromPosition = None,
    to_position: ToPosition = None,
    from_date: FromDate = None,
    to_date: ToDate = None,
    order: Order = "recorded",
) -> Response[Page[FactView]]:
    """List what was recorded; everybody sees public facts, others what their roles show them besides."""
    if type is not None and type.partition("@")[0] not in node.service.catalogue.current:
        raise ApiProblem("invalid-input", errors=[FieldError(parameter="type", detail=NO_TYPE)])
    seen, params = node.audiences.condition(caller)
    filters: list[tuple[str, str, Any]] = [
        ("core_log.programme = :programme", "programme", programme),
        ("core_log.type = :type" if "@" in (type or "") else OF_TYPE, "type", type),
        (OF_KEY, "key", key and resolved_key(bodies, key, moment.on)),
        ("core_log.by = :by", "by", by),
        (RESTS_ON, "source", source),
        ("core_log.position >= :from_position", "from_position", from_position),
        ("core_log.position <= :to_position", "to_position", to_position),
        ("core_log.effective >= :from_date", "from_date", from_date and from_date.isoformat()),
        ("core_log.effective <= :to_date", "to_date", to_date and to_date.isoformat()),
    ]
    used = [(condition, name, value) for condition, name, value in filters if value is not None]
    by_effect = order.endswith("effective")
    rows = listing.select(
        reader,
        recorded_rows("core_log.position <= :known", seen, *(condition for condition, _name, _value in used)),
        {"known": moment.known, **params, **{name: value for _condition, name, value in used}},
        columns=LOG_ROW,
        order=("effective", "place", "position") if by_effect else ("position",),
        descending=order.startswith("-"),
    )
    views = [_view(row, reader, moment, bodies, node) for row in rows]
    marks = [(row[4], row[5], row[0]) if by_effect else (row[0],) for row in rows]
    return listing.page(views, marks, FactView)


def _view(row: tuple[Any, ...], reader: Reader, moment: Moment, bodies: Bodies, node: Node) -> FactView:
    gone = row[6] if row[6] is not None and row[6] <= moment.known else None
    return fact_view(reader.decoded(row), node.sentences, bodies, retracted_by=gone)
