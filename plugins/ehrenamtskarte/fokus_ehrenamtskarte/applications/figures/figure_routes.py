"""Figures of applications: for everybody without small numbers, for the clerks of an office as they are."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Annotated, Any, TypeVar

import msgspec
from litestar.params import QueryParameter
from msgspec import Meta

from fokus_api import Ask, resolved_body
from fokus_core import PUBLIC, _, clock
from fokus_ehrenamtskarte.applications.figures.counting import Cell, Group, published
from fokus_ehrenamtskarte.applications.record.policies import READ
from fokus_ehrenamtskarte.applications.record.read_models import APPLICATIONS, Status
from fokus_ehrenamtskarte.applications.record.reasons import ReasonCode
from fokus_ehrenamtskarte.applications.record.terms import RestsOn
from fokus_ehrenamtskarte.programme import ehrenamtskarte

V = TypeVar("V", bound="ApplicationFigureView")
ForBody = Annotated[
    str | None, QueryParameter(name="body", max_length=120, description=_("Nur Zahlen dieser Kommune."))
]
DAYS = "CAST(julianday({}) - julianday(received) AS INTEGER)"
DECIDED = f"""
SELECT substr(decided, 1, 7), body, status, reason, ground, {DAYS.format("confirmed")}, {DAYS.format("decided")}
FROM {APPLICATIONS.table.name} WHERE {APPLICATIONS.in_force()} AND decided IS NOT NULL
"""  # names come from code


class ApplicationFigureView(msgspec.Struct, frozen=True, kw_only=True):
    """How many applications were decided in a month by an office with an outcome."""

    month: Annotated[str, Meta(description="Month of the decision, 2026-05")]
    body: Annotated[str | None, Meta(description="Office; null for several with small numbers together")]
    name: str
    outcome: Status
    reason: Annotated[ReasonCode | None, Meta(description="Why they were rejected; else null")]
    ground: Annotated[RestsOn | None, Meta(description="What they rest on; null where that was not asked")]
    applications: int
    days_to_confirmation: Annotated[
        float | None, Meta(description="Median of days until the last organisation answered; null where too few did")
    ]
    days_to_decision: Annotated[float | None, Meta(description="Median of days until the decision")]


class OwnApplicationFigureView(ApplicationFigureView, frozen=True, kw_only=True):
    """The same, with small numbers."""


@ehrenamtskarte.lists(
    "application-figures",
    title=_("Zahlen zu Anträgen"),
    policy=PUBLIC,
    order=("month", "name", "body", "outcome", "reason", "ground"),
)
async def application_figures(ask: Ask, for_body: ForBody = None) -> list[ApplicationFigureView]:
    """List how many applications were decided, by month, office, outcome, reason and ground, once a month is over.

    Numbers below five are left out; those of several offices stand together as one. Each application is counted in one
    row, and no total includes what is left out, so that it cannot be computed.
    """
    day = ask.moment.on
    wanted = None if for_body is None else resolved_body(ask.bodies, for_body, day, parameter="body")
    last = ask.reader.recorded(ask.moment.known)
    until = min(day, clock.day_of(last.meta.at)) if last is not None else day
    cells = [one for one in _cells(ask) if one.group.month < until.isoformat()[:7]]
    return [_view(one, ask, ApplicationFigureView) for one in published(cells) if wanted in (None, one.group.body)]


@ehrenamtskarte.lists(
    "bodies/{body_id:str}/application-figures",
    title=_("Zahlen zu Anträgen der eigenen Stelle"),
    policy=READ,
    order=("month", "outcome", "reason", "ground"),
)
async def own_application_figures(ask: Ask, body_id: str) -> list[OwnApplicationFigureView]:
    """List how many applications an office decided, by month, outcome, reason and ground, with small numbers."""
    offices = ask.bodies.looked_after(resolved_body(ask.bodies, body_id, ask.moment.on), ask.moment.on)
    return [_view(one, ask, OwnApplicationFigureView) for one in _cells(ask) if one.group.body in offices]


def _cells(ask: Ask) -> Iterable[Cell]:
    found: defaultdict[Group, list[tuple[int | None, int]]] = defaultdict(list)
    for *alike, confirmed, decided in ask.reader.rows(DECIDED, ask.moment.params):
        found[Group(*alike)].append((confirmed, decided))
    for group, days in found.items():
        confirmed = [one for one, _decided in days if one is not None]
        yield Cell(group, len(days), confirmed, [decided for _confirmed, decided in days])


def _view(cell: Cell, ask: Ask, view: type[V]) -> V:
    body = cell.group.body
    named: Any = _("Weitere Stellen zusammen")
    return view(
        month=cell.group.month,
        body=body,
        name=named if body is None else ask.bodies.name(body, ask.moment.on),
        outcome=cell.group.outcome,
        reason=cell.group.reason,
        ground=cell.group.ground,
        applications=cell.count,
        days_to_confirmation=cell.median_to_confirmation,
        days_to_decision=cell.median_to_decision,
    )
