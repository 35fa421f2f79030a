"""Runs, open calls and evaluations."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from fokus_api import Caller, Listing, Moment, Node, Page, RowEntry, read, with_source
from fokus_core import PUBLIC, Bodies, NotFound, _
from fokus_ews.learning.reading import Named
from fokus_ews.read_models.runs import RUNS, Run
from fokus_ews.routes.sites import TAKING_PART
from fokus_projections import Reader, select_as_of, standing

CALL_OPEN = "called IS NOT NULL AND closed IS NULL AND (deadline IS NULL OR deadline >= :on)"


class RulesView(msgspec.Struct, frozen=True, kw_only=True):
    """The rules of a run: an empty `area` is all of NRW, an empty `team_size` any number of persons."""

    version: int
    capacity: int
    team_size: int | None
    area: Sequence[Named]
    components: Sequence[str]


class CallView(msgspec.Struct, frozen=True, kw_only=True):
    """A call: applications are received from `opened` until and including `deadline`, before `closed`."""

    opened: date
    deadline: date | None
    closed: date | None
    terms: str


class RunView(msgspec.Struct, frozen=True, kw_only=True):
    """A run as it stands on a day; `begins`, `ends` and `months` are planned, `begun` and `ended` happened.

    `told` is how many sites a source speaks of, `unnamed` how many of them are not named; null where none counts them.
    """

    run: str
    title: str
    carrier: Named | None
    partners: Sequence[Named]
    accompanied_by: Named | None
    begins: date | None
    ends: date | None
    rules: RulesView
    call: CallView | None
    begun: date | None
    ended: date | None
    sites: int
    told: int | None
    unnamed: int | None
    commissioned_by: str
    months: int | None
    pilot: bool
    entry: RowEntry | None = None


class EvaluationView(msgspec.Struct, frozen=True, kw_only=True):
    """An evaluation of runs."""

    evaluation: str
    runs: Sequence[str]
    title: str
    link: str
    recorded: date
    entry: RowEntry | None = None


def runs_on(
    reader: Reader, bodies: Bodies, moment: Moment, *, where: str = "1", params: dict[str, Any] | None = None
) -> list[RunView]:
    """Return runs as they stand on a day, as known at a position."""
    columns = ("run", "entry", *RUNS.state.__struct_fields__)
    rows = select_as_of(reader, RUNS, moment.on, moment.known, columns=columns, where=where, params=params, order="run")
    counted = f"SELECT j.run, count(*) FROM ews_site_joined j WHERE {TAKING_PART} GROUP BY j.run"
    sites = dict(reader.rows(counted, moment.params))
    return [
        _view(run, _state(columns[2:], values), bodies, moment.on, sites.get(run, 0), entry)
        for run, entry, *values in rows
    ]


def run_on(reader: Reader, bodies: Bodies, moment: Moment, run: str) -> RunView:
    """Return one run, or raise `NotFound`."""
    found = runs_on(reader, bodies, moment, where="run = :run", params={"run": run})
    if not found:
        raise NotFound(_("Diesen Durchgang gibt es am {effective} noch nicht. Wählen Sie einen anderen Tag."))
    return found[0]


@read("/ews/runs", policy=PUBLIC, title=_("Durchgänge"))
async def runs(
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
) -> Response[Page[RunView]]:
    """List the runs that were announced by a day."""
    return listing.of(runs_on(reader, bodies, moment), lambda one: (one.run,), RunView)


@read("/ews/runs/{run_id:str}", policy=PUBLIC)
async def run(
    run_id: FromPath[str],
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
) -> RunView:
    """Show a run with its rules and its call."""
    return with_source(run_on(reader, bodies, moment, run_id), reader, node.audiences, caller)


@read("/ews/calls", policy=PUBLIC, title=_("Offene Ausschreibungen"))
async def calls(
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
) -> Response[Page[RunView]]:
    """List the runs for which one may apply on a day."""
    found = runs_on(reader, bodies, moment, where=CALL_OPEN)
    return listing.of(found, lambda one: (one.run,), RunView)


@read("/ews/evaluations", policy=PUBLIC, title=_("Evaluationen"))
async def evaluations(
    reader: NamedDependency[Reader], moment: NamedDependency[Moment], listing: NamedDependency[Listing]
) -> Response[Page[EvaluationView]]:
    """List what was recorded by a day about evaluations of runs."""
    sql = f"SELECT evaluation, runs, title, link, effective, position FROM ews_evaluation WHERE {standing()}"
    found = [
        EvaluationView(
            evaluation=evaluation,
            runs=msgspec.json.decode(of),
            title=title,
            link=link,
            recorded=date.fromisoformat(day),
            entry=RowEntry(position),
        )
        for evaluation, of, title, link, day, position in reader.rows(sql, moment.params)
    ]
    return listing.of(found, lambda one: (one.recorded.isoformat(), one.evaluation), EvaluationView)


def _state(columns: Sequence[str], values: Iterable[Any]) -> Run:
    """Return the state that a row holds."""
    row = dict(zip(columns, values, strict=True))
    lists = {name: msgspec.json.decode(row[name]) for name in ("partners", "area", "components")}
    return msgspec.convert({**row, **lists}, Run, strict=False)


def _view(run: str, state: Run, bodies: Bodies, on: date, sites: int, entry: int) -> RunView:
    def named(id_: str) -> Named:
        return Named(id_, bodies.name(id_, on))

    return RunView(
        run=run,
        title=state.title,
        carrier=named(state.carrier) if state.carrier else None,
        partners=[named(one) for one in state.partners],
        accompanied_by=named(state.accompanied_by) if state.accompanied_by else None,
        begins=state.begins,
        ends=state.ends,
        rules=RulesView(
            version=state.rules,
            capacity=state.capacity,
            team_size=state.team_size,
            area=[named(one) for one in state.area],
            components=state.components,
        ),
        call=CallView(opened=state.called, deadline=state.deadline, closed=state.closed, terms=state.terms)
        if state.called
        else None,
        begun=state.begun,
        ended=state.ended,
        sites=sites,
        told=state.told,
        unnamed=None if state.told is None else max(0, state.told - sites),
        commissioned_by=state.commissioned_by,
        months=state.months,
        pilot=state.pilot,
        entry=RowEntry(entry),
    )
