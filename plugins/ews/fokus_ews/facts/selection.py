"""Selection: reviews, decisions as they are prepared, and as they are announced."""

from typing import Annotated, Literal

from msgspec import Meta

from fokus_core import BodyId, Fact, Personal, Sealed, fact
from fokus_ews.words import APPLICANTS, DECIDERS, REVIEWERS, ApplicationId, Decision, Rank, RunId


@fact("ews.review-phase-set@1", audience=REVIEWERS)
class ReviewPhaseSet(Fact, frozen=True):
    """From this day on reviewers see this much of a run's applications."""

    run: RunId
    open: Annotated[bool, Meta(description="Whether reviews may be given")]
    names: Annotated[bool, Meta(description="Whether reviewers see the names of the teams")]
    others: Annotated[bool, Meta(description="Whether reviewers see the reviews of others")]


@fact("ews.review-given@1", audience=DECIDERS)
class ReviewGiven(Fact, frozen=True):
    """A reviewer gave an opinion about an application, in place of an earlier one."""

    application: ApplicationId
    run: RunId
    recommendation: Annotated[Decision, Meta(description="What the reviewer recommends")]
    comment: Annotated[
        Sealed[str],
        Personal("application", purpose="review"),
        Meta(description="What the reviewer says about it, sealed"),
    ]


@fact("ews.decision-prepared@1", audience=DECIDERS)
class DecisionPrepared(Fact, frozen=True):
    """How an application is to be decided, in place of an earlier preparation; nothing is decided by it."""

    application: ApplicationId
    run: RunId
    decision: Annotated[Decision, Meta(description="How it is to be decided")]
    rank: Rank | None = None
    reason: Annotated[
        Sealed[str] | None,
        Personal("application", purpose="decision"),
        Meta(description="Why, sealed; told to the body where it is declined"),
    ] = None


@fact("ews.application-accepted@1", audience=APPLICANTS)
class ApplicationAccepted(Fact, frozen=True):
    """A body was given a place in a run."""

    application: ApplicationId
    run: RunId
    body: BodyId


@fact("ews.application-waitlisted@1", audience=APPLICANTS)
class ApplicationWaitlisted(Fact, frozen=True):
    """An application was put on the waiting list of a run."""

    application: ApplicationId
    run: RunId
    body: BodyId
    rank: Rank


@fact("ews.application-declined@1", audience=APPLICANTS)
class ApplicationDeclined(Fact, frozen=True):
    """An application was declined."""

    application: ApplicationId
    run: RunId
    body: BodyId
    reason: Annotated[
        Sealed[str] | None,
        Personal("application", purpose="decision"),
        Meta(description="What the body is told about why, sealed"),
    ] = None


@fact("ews.place-given-back@1", audience=APPLICANTS)
class PlaceGivenBack(Fact, frozen=True):
    """A body gave its place back."""

    application: ApplicationId
    run: RunId
    body: BodyId


Status = Literal["draft", "submitted", "accepted", "waiting", "declined", "withdrawn", "given-back"]
