"""Runs through two clocks, and what was recorded about their sites and evaluations."""

from datetime import date
from typing import Annotated, Any

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from fokus_core import Recorded
from fokus_ews.facts import (
    CallClosed,
    CallOpened,
    CertificateAwarded,
    CohortStarted,
    EligibilityOverridden,
    EvaluationRecorded,
    ReviewPhaseSet,
    RulesAdopted,
    RunAnnounced,
    RunEnded,
    SiteCompleted,
    SiteJoined,
    SiteLeft,
    SitesCounted,
)
from fokus_projections import FactTable, TwoClockTable


class Run(msgspec.Struct, frozen=True):
    """A run as it stands from a day on."""

    title: Annotated[str, Meta(description="Title in German")]
    carrier: Annotated[str | None, Meta(description="Body or party that carries it")]
    partners: Annotated[tuple[str, ...], Meta(description="Bodies and parties that carry it too, as a JSON array")]
    accompanied_by: Annotated[str | None, Meta(description="Party that accompanies it scientifically")]
    begins: Annotated[date | None, Meta(description="Day on which it is planned to begin")]
    ends: Annotated[date | None, Meta(description="Last day it is planned for")]
    rules: Annotated[int, Meta(description="Version of its rules")] = 0
    capacity: Annotated[int, Meta(description="How many sites it has room for")] = 0
    team_size: Annotated[int | None, Meta(description="How many persons a team has; empty: any number")] = None
    area: Annotated[tuple[str, ...], Meta(description="Bodies within which one may apply, as a JSON array")] = ()
    components: Annotated[tuple[str, ...], Meta(description="What it consists of, as a JSON array")] = ()
    called: Annotated[date | None, Meta(description="Day on which the call was opened")] = None
    deadline: Annotated[date | None, Meta(description="Last day of receipt")] = None
    terms: Annotated[str, Meta(description="The terms of the call")] = ""
    closed: Annotated[date | None, Meta(description="First day after the call was closed")] = None
    begun: Annotated[date | None, Meta(description="Day on which it began")] = None
    ended: Annotated[date | None, Meta(description="First day after its end")] = None
    commissioned_by: Annotated[str, Meta(description="Authority that commissioned it, empty where not known")] = ""
    months: Annotated[int | None, Meta(description="How many months it is planned for")] = None
    pilot: Annotated[bool, Meta(description="Whether it tries the format out")] = False
    told: Annotated[int | None, Meta(description="How many sites a source speaks of")] = None


def run(state: Run | None, record: Recorded[Any]) -> Run | None:
    """Fold one fact into a run."""
    day = record.fact.effective
    match record.fact:
        case RunAnnounced() as fact:
            return Run(
                fact.title,
                fact.carrier,
                fact.partners,
                fact.accompanied_by,
                fact.begins,
                fact.ends,
                commissioned_by=fact.commissioned_by,
                months=fact.months,
                pilot=fact.pilot,
            )
        case _ if state is None:
            return None
        case RulesAdopted() as fact:
            return replace(
                state,
                rules=fact.version,
                capacity=fact.capacity,
                team_size=fact.team_size,
                area=fact.area,
                components=fact.components,
            )
        case CallOpened(deadline=deadline, terms=terms):
            return replace(state, called=day, deadline=deadline, terms=terms, closed=None)
        case CallClosed():
            return replace(state, closed=day)
        case CohortStarted():
            return replace(state, begun=day)
        case RunEnded():
            return replace(state, ended=day)
        case SitesCounted(sites=sites):
            return replace(state, told=sites)
        case _:
            return state


class Phase(msgspec.Struct, frozen=True):
    """What reviewers may do and see of a run from a day on."""

    open: Annotated[bool, Meta(description="Whether reviews may be given")]
    names: Annotated[bool, Meta(description="Whether reviewers see the names of the teams")]
    others: Annotated[bool, Meta(description="Whether reviewers see the reviews of others")]


def phase(_: Phase | None, record: Recorded[Any]) -> Phase | None:
    """Fold one fact into a review phase."""
    return Phase(record.fact.open, record.fact.names, record.fact.others)


RUNS = TwoClockTable(
    name="ews.run",
    table="ews_run",
    description="Runs with their rules and call: true from valid_from until valid_to, as known from known_from on.",
    subject="run",
    facts=(RunAnnounced, RulesAdopted, CallOpened, CallClosed, CohortStarted, RunEnded, SitesCounted),
    state=Run,
    fold=run,
    version=2,
)
PHASES = TwoClockTable(
    name="ews.review-phase",
    table="ews_review_phase",
    description="What reviewers may do and see of a run, through two clocks.",
    subject="run",
    facts=(ReviewPhaseSet,),
    state=Phase,
    fold=phase,
)
JOINED = FactTable(
    name="ews.site-joined",
    table="ews_site_joined",
    description="Bodies that take part in a run, and from when.",
    fact=SiteJoined,
    indexes=[("run",), ("body",)],
)
LEFT = FactTable(
    name="ews.site-left",
    table="ews_site_left",
    description="Bodies that no longer take part in a run, and from when.",
    fact=SiteLeft,
    indexes=[("run", "body")],
)
COMPLETED = FactTable(
    name="ews.site-completed",
    table="ews_site_completed",
    description="Sites that completed a run.",
    fact=SiteCompleted,
    indexes=[("run", "body")],
)
CERTIFICATES = FactTable(
    name="ews.certificate",
    table="ews_certificate",
    description="Certificates handed to sites.",
    fact=CertificateAwarded,
    indexes=[("run", "body")],
)
EXCEPTIONS = FactTable(
    name="ews.exception",
    table="ews_exception",
    description="Exceptions from the rules of a run.",
    fact=EligibilityOverridden,
    indexes=[("run",)],
)
EVALUATIONS = FactTable(
    name="ews.evaluation", table="ews_evaluation", description="Evaluations of runs.", fact=EvaluationRecorded
)
PROJECTIONS = (RUNS, PHASES, JOINED, LEFT, COMPLETED, CERTIFICATES, EXCEPTIONS, EVALUATIONS)
