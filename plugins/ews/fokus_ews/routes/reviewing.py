"""What reviewers see of a run's applications: as much as the review phase of today shows."""

from collections.abc import Sequence

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath

from fokus_api import Caller, Moment, Node, Unsealer, read
from fokus_core import Bodies
from fokus_ews.policies import DECIDE, REVIEW
from fokus_ews.read_models.applications import REVIEWS, Review
from fokus_ews.read_models.runs import PHASES, Phase
from fokus_ews.routes.applications import (
    ApplicationView,
    Member,
    applications_where,
    facts_at,
    members,
    team_positions,
)
from fokus_ews.routes.runs import run_on
from fokus_ews.words import Decision
from fokus_projections import Reader, select_as_of

UNDER_REVIEW = "run = :run AND status IN ('submitted', 'waiting', 'accepted', 'declined')"


class ReviewView(msgspec.Struct, frozen=True, kw_only=True):
    """A review; `by` is the actor who gave it, the comment is null once it is erased."""

    by: str
    recommendation: Decision
    comment: str | None


class Reviewed(msgspec.Struct, frozen=True, kw_only=True):
    """An application as a reviewer sees it; `team` is null where the phase hides the names."""

    application: ApplicationView
    starting_point: str | None
    motivation: str | None
    team: Sequence[Member] | None
    reviews: Sequence[ReviewView]


class Reviewing(msgspec.Struct, frozen=True, kw_only=True):
    """The review of a run: what the phase of today allows, and the applications under review."""

    run: str
    open: bool
    names: bool
    others: bool
    applications: Sequence[Reviewed]


@read(
    "/ews/runs/{run_id:str}/reviews",
    policy=REVIEW,
)
async def reviews(
    run_id: FromPath[str],
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
    unsealer: NamedDependency[Unsealer],
) -> Reviewing:
    """Show the applications of a run to reviewers, with the own reviews and what else the phase of today shows."""
    run_on(reader, bodies, moment, run_id)
    carrier = node.access.reach(caller, DECIDE.permission).everything
    phase = _phase(reader, run_id, caller)
    names, others = carrier or (phase is not None and phase.names), carrier or (phase is not None and phase.others)
    found = []
    shown = (
        applications_where(reader, bodies, moment, UNDER_REVIEW, {"run": run_id})
        if carrier or phase is not None
        else []
    )
    for one in shown:
        team, asked = team_positions(reader, moment, one.view.application) if names else ({}, {})
        given = _reviews(reader, moment, one.view.application)
        seen = {by: review for by, review in given.items() if others or by == caller.actor}
        positions = [one.written_at, *team.values(), *(review.at for review in seen.values())]
        text, *rest = await unsealer(REVIEW, facts_at(reader, positions))
        comments = zip(seen.items(), rest[len(team) :], strict=True)
        found.append(
            Reviewed(
                application=one.view,
                starting_point=text["starting_point"],
                motivation=text["motivation"],
                team=members(team, asked, rest[: len(team)]) if names else None,
                reviews=[
                    ReviewView(by=by, recommendation=review.recommendation, comment=comment["comment"])
                    for (by, review), comment in comments
                ],
            )
        )
    return Reviewing(
        run=run_id,
        open=phase is not None and phase.open,
        names=names,
        others=others,
        applications=found,
    )


def _phase(reader: Reader, run: str, caller: Caller) -> Phase | None:
    """Return the phase of today as known now, whatever moment is asked about."""
    columns = PHASES.state.__struct_fields__
    rows = select_as_of(
        reader, PHASES, caller.today, reader.position, columns=columns, where="run = :run", params={"run": run}
    )
    return Phase(*map(bool, rows[0])) if rows else None


def _reviews(reader: Reader, moment: Moment, application: str) -> dict[str, Review]:
    rows = select_as_of(
        reader,
        REVIEWS,
        moment.on,
        moment.known,
        columns=("reviews",),
        where="application = :application",
        params={"application": application},
    )
    return msgspec.json.decode(rows[0][0], type=dict[str, Review]) if rows else {}
