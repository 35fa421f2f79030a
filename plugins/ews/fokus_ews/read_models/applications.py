"""Applications, their teams, reviews and prepared decisions, through two clocks; texts and names stay in the facts."""

from datetime import date
from typing import Annotated, Any

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from fokus_core import Recorded
from fokus_ews.facts import (
    DECISIONS,
    ApplicationAccepted,
    ApplicationDeclined,
    ApplicationSubmitted,
    ApplicationWaitlisted,
    ApplicationWithdrawn,
    ApplicationWritten,
    DecisionPrepared,
    PlaceGivenBack,
    ReviewGiven,
    TeamMemberAgreed,
    TeamMemberLeft,
    TeamMemberNamed,
)
from fokus_ews.facts.selection import Status
from fokus_ews.words import Decision
from fokus_projections import TwoClockTable


class Application(msgspec.Struct, frozen=True):
    """An application as it stands from a day on."""

    run: Annotated[str, Meta(description="Id of the run")]
    body: Annotated[str, Meta(description="Id of the body that applies")]
    status: Annotated[
        Status, Meta(description="draft, submitted, accepted, waiting, declined, withdrawn or given-back")
    ]
    written_at: Annotated[int, Meta(description="Position of the fact that holds its text, sealed")]
    received: Annotated[date | None, Meta(description="Day of receipt")] = None
    late: Annotated[bool, Meta(description="Whether an access code let it in")] = False
    rules: Annotated[int | None, Meta(description="Version of the rules it is judged by")] = None
    eligible: Annotated[bool | None, Meta(description="Whether these rules provide for the body")] = None
    rank: Annotated[int | None, Meta(description="Place on the waiting list")] = None
    declined_at: Annotated[int | None, Meta(description="Position of the fact that holds the reason, sealed")] = None


AFTER: dict[type, Status] = {
    ApplicationWithdrawn: "withdrawn",
    ApplicationAccepted: "accepted",
    PlaceGivenBack: "given-back",
}


def application(state: Application | None, record: Recorded[Any]) -> Application | None:
    """Fold one fact into an application."""
    match record.fact:
        case ApplicationWritten() as fact:
            if state is None:
                return Application(fact.run, fact.body, "draft", record.position)
            return replace(state, written_at=record.position)
        case _ if state is None:
            return None
        case ApplicationSubmitted() as fact:
            return replace(
                state,
                status="submitted",
                received=fact.effective,
                late=fact.code is not None,
                rules=fact.rules,
                eligible=fact.eligible,
            )
        case ApplicationWaitlisted(rank=rank):
            return replace(state, status="waiting", rank=rank)
        case ApplicationDeclined():
            return replace(state, status="declined", rank=None, declined_at=record.position)
        case fact:
            return replace(state, status=AFTER[type(fact)], rank=None)


class Team(msgspec.Struct, frozen=True):
    """The team of an application from a day on."""

    run: Annotated[str, Meta(description="Id of the run")]
    body: Annotated[str, Meta(description="Id of the body")]
    members: Annotated[
        dict[str, int],
        Meta(description="The persons by id, each with the position of the fact that holds the name, sealed; JSON"),
    ]
    asked: Annotated[
        dict[str, bool], Meta(description="The persons who were asked, by id, and whether they agreed; JSON")
    ] = {}


def team(state: Team | None, record: Recorded[Any]) -> Team | None:
    """Fold one fact into a team."""
    fact: TeamMemberNamed | TeamMemberLeft | TeamMemberAgreed = record.fact
    members, asked = dict(state.members if state else {}), dict(state.asked if state else {})
    if isinstance(fact, TeamMemberAgreed):
        return Team(fact.run, fact.body, members, asked | {fact.person: True})
    for held in (members, asked):
        held.pop(fact.person, None)
    if isinstance(fact, TeamMemberNamed):
        members[fact.person] = record.position
        if fact.asked:
            asked[fact.person] = False
    return Team(fact.run, fact.body, members, asked)


class Review(msgspec.Struct, frozen=True):
    """A review, with the position of the fact that holds its comment, sealed."""

    recommendation: Decision
    at: int


class Reviews(msgspec.Struct, frozen=True):
    """The reviews of an application from a day on."""

    run: Annotated[str, Meta(description="Id of the run")]
    reviews: Annotated[
        dict[str, Review],
        Meta(description="The latest review of each reviewer, with the position that holds its comment, sealed; JSON"),
    ]


def reviews(state: Reviews | None, record: Recorded[Any]) -> Reviews | None:
    """Fold one fact into the reviews; whoever reviews again replaces the own review."""
    given = Review(record.fact.recommendation, record.position)
    return Reviews(record.fact.run, {**(state.reviews if state else {}), record.meta.by: given})


class Preparation(msgspec.Struct, frozen=True):
    """How an application is to be decided, from a day on."""

    run: Annotated[str, Meta(description="Id of the run")]
    decision: Annotated[Decision, Meta(description="accepted, waiting or declined")]
    rank: Annotated[int | None, Meta(description="Place on the waiting list")]
    prepared_at: Annotated[int, Meta(description="Position of the fact that holds the reason, sealed")]


def preparation(_: Preparation | None, record: Recorded[Any]) -> Preparation | None:
    """Fold one fact into a prepared decision, which an announced one takes away."""
    match record.fact:
        case DecisionPrepared() as fact:
            return Preparation(fact.run, fact.decision, fact.rank, record.position)
        case _:
            return None


APPLICATIONS = TwoClockTable(
    name="ews.application",
    table="ews_application",
    description="Applications and how far each has come, through two clocks.",
    subject="application",
    facts=(ApplicationWritten, ApplicationSubmitted, ApplicationWithdrawn, *DECISIONS),
    state=Application,
    fold=application,
    indexes=[("run",), ("body",)],
)
TEAMS = TwoClockTable(
    name="ews.team",
    table="ews_team",
    description="The teams of applications, through two clocks.",
    subject="application",
    facts=(TeamMemberNamed, TeamMemberLeft, TeamMemberAgreed),
    state=Team,
    fold=team,
    version=2,
)
REVIEWS = TwoClockTable(
    name="ews.review",
    table="ews_review",
    description="The reviews of applications, through two clocks.",
    subject="application",
    facts=(ReviewGiven,),
    state=Reviews,
    fold=reviews,
    indexes=[("run",)],
)
PREPARATIONS = TwoClockTable(
    name="ews.preparation",
    table="ews_preparation",
    description="Decisions that are prepared and not announced, through two clocks.",
    subject="application",
    facts=(DecisionPrepared, ApplicationWithdrawn, *DECISIONS),
    state=Preparation,
    fold=preparation,
    indexes=[("run",)],
)
PROJECTIONS = (APPLICATIONS, TEAMS, REVIEWS, PREPARATIONS)
