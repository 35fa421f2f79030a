"""The carrier's board, from applications to places, and the figures that the state sees."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath

from fokus_api import Moment, Node, read
from fokus_core import Bodies, alphabetic
from fokus_ews.policies import DECIDE, FIGURES
from fokus_ews.read_models.applications import PREPARATIONS, REVIEWS, TEAMS, Review
from fokus_ews.routes.applications import ApplicationView, applications_where
from fokus_ews.routes.figures import LearningFigures, learning_figures
from fokus_ews.routes.runs import run_on
from fokus_ews.routes.sites import sites_where
from fokus_ews.words import Decision
from fokus_projections import Reader, TwoClockTable, select_as_of, standing


class BoardRow(msgspec.Struct, frozen=True, kw_only=True):
    """An application on the board: its team's size, exception, reviews counted by recommendation, what is prepared."""

    application: ApplicationView
    team: int
    exception: str | None
    reviews: dict[str, int]
    prepared: Decision | None
    prepared_rank: int | None


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """A run from applications to places; drafts are left out, `held` counts accepted bodies and sites."""

    run: str
    capacity: int
    held: int
    free: int
    applications: Sequence[BoardRow]


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """How many, on a day; nothing about single bodies before they take part."""

    run: str
    capacity: int
    received: int
    late: int
    withdrawn: int
    accepted: int
    waiting: int
    declined: int
    given_back: int
    sites: int
    left: int
    completed: int
    certified: int
    learning: LearningFigures


@read(
    "/ews/runs/{run_id:str}/board",
    policy=DECIDE,
)
async def board(
    run_id: FromPath[str],
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
) -> Board:
    """Show the carrier a run from applications to places, with what is prepared."""
    capacity = run_on(reader, bodies, moment, run_id).rules.capacity
    where, params = "run = :run AND status <> 'draft'", {"run": run_id}
    views = [one.view for one in applications_where(reader, bodies, moment, where, params)]
    sites = sites_where(reader, bodies, moment, "j.run = :run", params)
    exceptions = dict(
        reader.rows(
            f"SELECT body, reason FROM ews_exception WHERE run = :run AND {standing()}", {**moment.params, **params}
        )
    )
    teams = _of_run(reader, moment, TEAMS, "members", run_id)
    reviews = _of_run(reader, moment, REVIEWS, "reviews", run_id)
    prepared = _of_run(reader, moment, PREPARATIONS, "decision", run_id)
    ranks = _of_run(reader, moment, PREPARATIONS, "rank", run_id)
    held = {one.body for one in views if one.status == "accepted"} | {one.body for one in sites}
    held -= {one.body for one in sites if one.left is not None}
    return Board(
        run=run_id,
        capacity=capacity,
        held=len(held),
        free=capacity - len(held),
        applications=[
            BoardRow(
                application=one,
                team=len(msgspec.json.decode(teams.get(one.application, "{}"))),
                exception=exceptions.get(one.body),
                reviews=_counted(reviews.get(one.application, "{}")),
                prepared=prepared.get(one.application),
                prepared_rank=ranks.get(one.application),
            )
            for one in sorted(views, key=lambda view: (alphabetic(view.name), view.application))
        ],
    )


@read("/ews/runs/{run_id:str}/figures", policy=FIGURES)
async def figures(
    run_id: FromPath[str],
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    node: NamedDependency[Node],
) -> Figures:
    """Show how many applied, were given places and completed a run."""
    capacity = run_on(reader, bodies, moment, run_id).rules.capacity
    params = {"run": run_id}
    where = "run = :run AND received IS NOT NULL"
    views = [one.view for one in applications_where(reader, bodies, moment, where, params)]
    status = Counter(one.status for one in views)
    sites = sites_where(reader, bodies, moment, "j.run = :run", params)
    return Figures(
        run=run_id,
        capacity=capacity,
        received=len(views),
        late=sum(one.late for one in views),
        withdrawn=status["withdrawn"],
        accepted=status["accepted"],
        waiting=status["waiting"],
        declined=status["declined"],
        given_back=status["given-back"],
        sites=sum(one.left is None for one in sites),
        left=sum(one.left is not None for one in sites),
        completed=sum(one.completed is not None for one in sites),
        certified=sum(one.certified is not None for one in sites),
        learning=await learning_figures(node, moment, run_id, sites),
    )


def _of_run(reader: Reader, moment: Moment, table: TwoClockTable[Any], column: str, run: str) -> dict[str, Any]:
    rows = select_as_of(
        reader,
        table,
        moment.on,
        moment.known,
        columns=("application", column),
        where="run = :run",
        params={"run": run},
    )
    return dict(rows)


def _counted(reviews: str) -> dict[str, int]:
    given = msgspec.json.decode(reviews, type=dict[str, Review])
    return dict(Counter(review.recommendation for review in given.values()))
