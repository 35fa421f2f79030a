"""Runs: what is announced, by which rules, the call, its exceptions, the end and what was found out afterwards."""

from datetime import date
from typing import Annotated

from msgspec import Meta

from fokus_core import BodyId, Fact, PartyId, Reason, Title, fact
from fokus_ews.words import (
    APPLICANTS,
    DECIDERS,
    Capacity,
    CodeDigest,
    CommissionedBy,
    Component,
    EvaluationId,
    Months,
    Pilot,
    RunId,
    SitesTold,
    TeamSize,
    Version,
)


@fact("ews.run-announced@1", public=True, whole_programme=True)
class RunAnnounced(Fact, frozen=True):
    """A run of the workshop was announced, with who carries it and when it is to take place."""

    run: RunId
    title: Title
    carrier: Annotated[PartyId | None, Meta(description="Who carries it, where that is known")] = None
    partners: Annotated[tuple[PartyId, ...], Meta(description="Who carries it together with the carrier")] = ()
    accompanied_by: Annotated[PartyId | None, Meta(description="Who accompanies it scientifically")] = None
    begins: Annotated[date | None, Meta(description="Day on which it is planned to begin")] = None
    ends: Annotated[date | None, Meta(description="Last day it is planned for")] = None
    commissioned_by: CommissionedBy = ""
    months: Months | None = None
    pilot: Pilot = False


@fact("ews.sites-counted@1", public=True)
class SitesCounted(Fact, frozen=True):
    """A source says how many sites a run has, also where it does not name them all."""

    run: RunId
    sites: SitesTold


@fact("ews.rules-adopted@1", public=True)
class RulesAdopted(Fact, frozen=True):
    """A version of a run's rules came into force and replaced the one before."""

    run: RunId
    version: Version
    capacity: Capacity
    team_size: Annotated[TeamSize | None, Meta(description="How many persons a team has; empty: any number")] = None
    area: Annotated[tuple[BodyId, ...], Meta(description="Bodies within which one may apply; empty: all of NRW")] = ()
    components: Annotated[tuple[Component, ...], Meta(description="What the run consists of")] = ()


@fact("ews.call-opened@1", public=True)
class CallOpened(Fact, frozen=True):
    """A run was opened for applications."""

    run: RunId
    deadline: Annotated[date | None, Meta(description="Last day on which an application may be received")] = None
    terms: Annotated[str, Meta(max_length=8000, description="The terms of the call")] = ""


@fact("ews.call-closed@1", public=True)
class CallClosed(Fact, frozen=True):
    """From this day on a run takes no more applications."""

    run: RunId


@fact("ews.late-entry-allowed@1", audience=DECIDERS)
class LateEntryAllowed(Fact, frozen=True):
    """Whoever has the code may apply although the call is not open; the code itself is not kept."""

    run: RunId
    code: CodeDigest
    until: Annotated[date, Meta(description="Last day on which the code may be used")]
    uses: Annotated[int, Meta(ge=1, le=100, description="How many applications it lets in")]


@fact("ews.eligibility-overridden@1", audience=APPLICANTS)
class EligibilityOverridden(Fact, frozen=True):
    """A body may take part in a run although its rules do not provide for it."""

    run: RunId
    body: BodyId
    reason: Reason


@fact("ews.run-ended@1", public=True)
class RunEnded(Fact, frozen=True):
    """A run came to its end."""

    run: RunId


@fact("ews.evaluation-recorded@1", public=True, whole_programme=True)
class EvaluationRecorded(Fact, frozen=True):
    """Runs were evaluated."""

    evaluation: EvaluationId
    runs: Annotated[tuple[RunId, ...], Meta(description="The runs it is about")]
    title: Title
    link: Annotated[str, Meta(max_length=500, description="Where it can be read")] = ""
