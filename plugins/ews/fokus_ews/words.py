"""What the facts and commands of the workshop are made of: ids, limits, and who sees what."""

from typing import Annotated, Literal

from msgspec import Meta

from fokus_core import Audience, Chosen, Key, PersonId, _

Slug = Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,40}$")
RunId = Annotated[str, Key("run"), Slug, Meta(description="Id of the run (Durchgang)")]
CohortId = Annotated[str, Key("cohort"), Slug, Meta(description="Id of the cohort, which is that of its run")]
ApplicationId = Annotated[
    str, Key("application"), Meta(pattern=r"^[0-9a-f]{32}$", description="Random id of the application")
]
EvaluationId = Annotated[str, Key("evaluation"), Slug, Meta(description="Id of the evaluation")]
CodeDigest = Annotated[
    str, Key("code"), Meta(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the access code, hexadecimal")
]
TeamMemberId = Annotated[PersonId, Chosen("team-member")]
Text = Annotated[str, Meta(min_length=1, max_length=8000)]
Capacity = Annotated[int, Meta(ge=1, le=500, description="How many sites the run has room for")]
TeamSize = Annotated[int, Meta(ge=1, le=20, description="How many persons a team has")]
Version = Annotated[int, Meta(ge=1, description="Version of the run's rules, from 1")]
Rank = Annotated[int, Meta(ge=1, le=500, description="Place on the waiting list, from 1")]
Component = Annotated[str, Meta(min_length=1, max_length=120)]
CommissionedBy = Annotated[
    str, Meta(max_length=300, title=_("Auftraggebende Behörde"), description="Authority that commissioned it")
]
Months = Annotated[
    int, Meta(ge=1, le=60, title=_("Vorgesehene Dauer in Monaten"), description="How many months it is planned for")
]
Pilot = Annotated[bool, Meta(title=_("Pilotphase"), description="Whether it tries the format out")]
SitesTold = Annotated[
    int, Meta(ge=1, le=500, title=_("Zahl der Standorte"), description="How many sites the source speaks of")
]
Decision = Literal["accepted", "waiting", "declined"]

TEAM_ROLE = "ews-team"
APPLICANTS = Audience("ews.read-application", "body")
DECIDERS = Audience("ews.decide")
REVIEWERS = Audience("ews.review")
COHORT = Audience("ews.read-cohort", "cohort")
