"""What happens in the Entwicklungswerkstatt; the closed group has facts of its own in `learning`."""

from fokus_core import Evidence, Naming, _
from fokus_ews.facts.application import (
    ApplicationSubmitted,
    ApplicationWithdrawn,
    ApplicationWritten,
    TeamMemberAgreed,
    TeamMemberDeclined,
    TeamMemberLeft,
    TeamMemberNamed,
)
from fokus_ews.facts.cohort import (
    CertificateAwarded,
    CohortStarted,
    SeatEnded,
    SeatGiven,
    SiteCompleted,
    SiteJoined,
    SiteLeft,
)
from fokus_ews.facts.run import (
    CallClosed,
    CallOpened,
    EligibilityOverridden,
    EvaluationRecorded,
    LateEntryAllowed,
    RulesAdopted,
    RunAnnounced,
    RunEnded,
    SitesCounted,
)
from fokus_ews.facts.selection import (
    ApplicationAccepted,
    ApplicationDeclined,
    ApplicationWaitlisted,
    DecisionPrepared,
    PlaceGivenBack,
    ReviewGiven,
    ReviewPhaseSet,
)

__all__ = [
    "ApplicationAccepted",
    "ApplicationDeclined",
    "ApplicationSubmitted",
    "ApplicationWaitlisted",
    "ApplicationWithdrawn",
    "ApplicationWritten",
    "CallClosed",
    "CallOpened",
    "CertificateAwarded",
    "CohortStarted",
    "DecisionPrepared",
    "EligibilityOverridden",
    "EvaluationRecorded",
    "LateEntryAllowed",
    "PlaceGivenBack",
    "ReviewGiven",
    "ReviewPhaseSet",
    "RulesAdopted",
    "RunAnnounced",
    "RunEnded",
    "SeatEnded",
    "SeatGiven",
    "SiteCompleted",
    "SiteJoined",
    "SiteLeft",
    "SitesCounted",
    "TeamMemberAgreed",
    "TeamMemberDeclined",
    "TeamMemberLeft",
    "TeamMemberNamed",
]

RUNS = (
    RunAnnounced,
    RulesAdopted,
    CallOpened,
    CallClosed,
    LateEntryAllowed,
    EligibilityOverridden,
    RunEnded,
    SitesCounted,
)
APPLICATIONS = (
    ApplicationWritten,
    TeamMemberNamed,
    TeamMemberLeft,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    TeamMemberAgreed,
    TeamMemberDeclined,
)
DECISIONS = (ApplicationAccepted, ApplicationWaitlisted, ApplicationDeclined, PlaceGivenBack)
SELECTION = (ReviewPhaseSet, ReviewGiven, DecisionPrepared, *DECISIONS)
SITES = (SiteJoined, SiteLeft, SiteCompleted, CertificateAwarded)
COHORTS = (CohortStarted, *SITES, SeatGiven, SeatEnded)
FACTS = (*RUNS, EvaluationRecorded, *APPLICATIONS, *SELECTION, *COHORTS)

NAMINGS = (
    Naming("run", (RunAnnounced,)),
    Naming("cohort", (RunAnnounced,), under="run"),
    Naming("evaluation", (EvaluationRecorded,)),
)
COMPLETED = Evidence(
    "ews.completed",
    "body",
    established_by=(SiteCompleted,),
    title=_("hat die Entwicklungswerkstatt für kommunale Engagementstrategien absolviert"),
)
