"""The record of a body across programmes: what holds on a day, what held, and what differs between two days."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from fokus_api.auth.policy import PUBLIC, read
from fokus_api.http.caller import Caller
from fokus_api.http.input_errors import FieldError
from fokus_api.http.problems import ApiProblem
from fokus_api.http.request_context import Moment
from fokus_api.node import Node
from fokus_api.responses.entries import seen_of
from fokus_api.responses.standings import Changed, RecordView, StandingView, standing_view, within
from fokus_api.routes.bodies import resolved_body
from fokus_core.bodies.names import Bodies
from fokus_core.domain.dates import OUT_OF_RANGE, in_range
from fokus_core.domain.texts import _
from fokus_projections import Reader

From = Annotated[
    date | None, QueryParameter(name="from", description=_("Erster von zwei Tagen, deren Unterschiede gezeigt werden."))
]
To = Annotated[date | None, QueryParameter(description=_("Der spätere Tag; sonst der Tag der Auskunft."))]


@read("/bodies/{body_id:str}/record", policy=PUBLIC, operation_id="core_body_record")
async def record(
    body_id: FromPath[str],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    reader: NamedDependency[Reader],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
    from_: From = None,
    to: To = None,
) -> RecordView:
    """Show how a body stands in all programmes, as far as the caller may see what this rests on."""
    body = resolved_body(bodies, body_id, moment.on)
    last = moment.on if to is None else to
    _refuse(from_, to, last)
    gone = None if body in bodies.parties else bodies.register[body].until
    periods = sorted(_periods(node, caller, reader, moment, body, gone), key=lambda one: (one.since, one.programme))
    changed = None
    if from_ is not None:
        before, after = within(periods, from_), within(periods, last)
        ended = [one for one in before if one not in after]
        changed = Changed(from_=from_, to=last, ended=ended, begun=[one for one in after if one not in before])
    name = bodies.name(body, moment.on)
    return RecordView(body=body, name=name, holds=within(periods, moment.on), periods=periods, changed=changed)


def _periods(
    node: Node, caller: Caller, reader: Reader, moment: Moment, body: str, gone: date | None
) -> Iterator[StandingView]:
    service = node.service
    titles = {info.id: info.title for info in service.plugins.programmes}
    for programme, told in node.standings:
        for one in told(reader, body, moment.known):
            if len(seen_of(node.audiences, caller, reader, one.rests_on, moment.known)) < len(one.rests_on):
                continue
            view = standing_view(one, programme, titles.get(programme, programme), gone, service.labels, service.texts)
            if view is not None:
                yield view


def _refuse(from_: date | None, to: date | None, last: date) -> None:
    """Raise `ApiProblem` for days that cannot be held against each other."""
    for name, day in (("from", from_), ("to", to)):
        if day is not None and not in_range(day):
            raise ApiProblem("date-out-of-range", errors=[FieldError(parameter=name, detail=OUT_OF_RANGE)])
    if from_ is None and to is not None:
        raise _wrong("to", _("Nennen Sie auch den früheren Tag."))
    if from_ is not None and from_ > last:
        raise _wrong("from", _("Der frühere Tag liegt nach dem späteren."))


def _wrong(parameter: str, detail: str) -> ApiProblem:
    return ApiProblem("invalid-input", errors=[FieldError(parameter=parameter, detail=detail)])
