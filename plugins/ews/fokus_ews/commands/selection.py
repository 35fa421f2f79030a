"""Selection: reviewing, and preparing decisions quietly."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from msgspec import UNSET, Meta, UnsetType

from fokus_core import Command, Past, Reads, Reason, Refused, Sealed, _, command, sent
from fokus_ews.eligibility import NOT_IN_AREA, excepted
from fokus_ews.facts import (
    DECISIONS,
    ApplicationAccepted,
    ApplicationDeclined,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    DecisionPrepared,
    EligibilityOverridden,
    ReviewGiven,
    ReviewPhaseSet,
    RunAnnounced,
)
from fokus_ews.policies import DECIDE, REVIEW
from fokus_ews.words import ApplicationId, Decision, Rank, RunId, Text

ENDED = (ApplicationAccepted, ApplicationDeclined, ApplicationWithdrawn)
PHASE = ("open", "names", "others")
OPEN = (ApplicationSubmitted, ApplicationWithdrawn, *DECISIONS)


@command("ews.set-review-phase", DECIDE, title=_("Begutachtung regeln"))
class SetReviewPhase(Command, frozen=True):
    """Say what reviewers may do and see from a day on; what is not sent stays, and is not so at first."""

    reads: ClassVar[Reads] = Reads("run", RunAnnounced, ReviewPhaseSet)
    run: RunId
    effective: date
    open: Annotated[bool, Meta(description="Whether reviews may be given")] | UnsetType = UNSET
    names: Annotated[bool, Meta(description="Whether reviewers see the names of the teams")] | UnsetType = UNSET
    others: Annotated[bool, Meta(description="Whether reviewers see the reviews of others")] | UnsetType = UNSET

    def decide(self, past: Past) -> Iterator[ReviewPhaseSet]:
        """Yield the phase of a run that was announced by then."""
        if past.on(self.effective).latest(RunAnnounced) is None:
            raise Refused(
                "run-unknown",
                _("Diesen Durchgang gibt es am {effective} noch nicht. Wählen Sie einen anderen Tag."),
                field="run",
            )
        last = past.on(self.effective).latest(ReviewPhaseSet)
        before = {name: last is not None and getattr(last, name) for name in PHASE}
        yield ReviewPhaseSet(effective=self.effective, run=self.run, **(before | sent(self, PHASE)))


class AboutApplication(Command, frozen=True):
    """Something about an application that awaits its decision."""

    reads: ClassVar[Reads] = Reads("application", *OPEN)
    application: ApplicationId
    effective: date

    def awaiting(self, past: Past) -> ApplicationSubmitted:
        """Return the application, or refuse where there is nothing to decide about."""
        now = past.on(self.effective)
        submitted = now.latest(ApplicationSubmitted)
        if submitted is None:
            raise Refused(
                "not-submitted",
                _("Diese Bewerbung gibt es am {effective} noch nicht oder nicht mehr. Wählen Sie einen anderen Tag."),
                field="application",
            )
        if now.of(ApplicationWithdrawn):
            raise Refused("withdrawn", _("Diese Bewerbung ist zurückgezogen."), field="application")
        if now.of(*ENDED):
            raise Refused("already-decided", _("Über diese Bewerbung ist schon entschieden."), field="application")
        return submitted


@command("ews.give-review", REVIEW, title=_("Gutachten abgeben"))
class GiveReview(AboutApplication, frozen=True, kw_only=True):
    """Give an opinion about an application, or another one in place of the own earlier one."""

    recommendation: Decision
    comment: Text

    def more(self, past: Past) -> Reads | None:
        """Read the review phases of the application's run."""
        submitted = past.latest(ApplicationSubmitted)
        return Reads(f"run:{submitted.run}", ReviewPhaseSet) if submitted else None

    def decide(self, past: Past) -> Iterator[ReviewGiven]:
        """Yield the review while reviews may be given."""
        submitted = self.awaiting(past)
        phase = past.on(self.effective).latest(ReviewPhaseSet)
        if phase is None or not phase.open:
            raise Refused("reviews-closed", _("Am {effective} werden keine Gutachten angenommen."), field="effective")
        yield ReviewGiven(
            effective=self.effective,
            application=self.application,
            run=submitted.run,
            recommendation=self.recommendation,
            comment=Sealed.of(self.comment),
        )


@command("ews.prepare-decision", DECIDE, title=_("Entscheidung vorbereiten"))
class PrepareDecision(AboutApplication, frozen=True, kw_only=True):
    """Prepare quietly how an application is to be decided; a later preparation takes the place of an earlier one."""

    decision: Decision
    rank: Rank | None = None
    reason: Annotated[Reason | None, Meta(description="Why; told to the body where it is declined")] = None

    def more(self, past: Past) -> Reads | None:
        """Read the exceptions of the application's run."""
        submitted = past.latest(ApplicationSubmitted)
        return Reads(f"run:{submitted.run}", EligibilityOverridden) if submitted else None

    def decide(self, past: Past) -> Iterator[DecisionPrepared]:
        """Yield the preparation; a place is for whom the rules of the submission provide, or for an exception."""
        submitted = self.awaiting(past)
        if (self.decision == "waiting") != (self.rank is not None):
            raise Refused("rank-needed", _("Geben Sie einen Rang nur bei „Warteliste“ an."), field="rank")
        if self.decision == "accepted" and not submitted.eligible and submitted.body not in excepted(past):
            raise Refused("not-eligible", NOT_IN_AREA, field="application")
        yield DecisionPrepared(
            effective=self.effective,
            application=self.application,
            run=submitted.run,
            decision=self.decision,
            rank=self.rank,
            reason=Sealed.of(self.reason) if self.reason else None,
        )


COMMANDS = (SetReviewPhase, GiveReview, PrepareDecision)
