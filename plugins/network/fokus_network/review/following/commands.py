"""Proposing what follows from a review, answering, carrying it out as a second person, and dropping it."""

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from fokus_core import BodyRef, Command, Lookup, Past, Plan, Reads, Reason, Refused, Until, _, command, recorded
from fokus_network.membership import criteria
from fokus_network.membership.another_day import asking_for_another_day
from fokus_network.membership.facts import MEMBERSHIP, MembershipSuspended, MunicipalityJoined, MunicipalityLeft
from fokus_network.membership.members import NOT_MEMBER
from fokus_network.policies import ADMIT, ANSWER, REVIEW
from fokus_network.review.facts import ReviewRecorded
from fokus_network.review.following.facts import (
    Consequence,
    FollowUpAnswered,
    FollowUpClosed,
    FollowUpSet,
    Statement,
)
from fokus_network.review.following.statutes import NO_FOLLOW_UP, RUNS

ABOUT = (FollowUpSet, FollowUpClosed)


def running(now: Past) -> FollowUpSet | None:
    """Return the deadline that runs or is over on the day and not done with; `now` has read memberships too."""
    last = now.latest(FollowUpSet, FollowUpClosed, MunicipalityLeft)
    return last if isinstance(last, FollowUpSet) else None


class OfMember(Command, frozen=True):
    """Something about what follows from the review of a member."""

    reads: ClassVar[Reads] = Reads("body", *MEMBERSHIP, *ABOUT)
    body: BodyRef
    effective: date


@command("network.propose-consequence", REVIEW, title=_("Ruhen oder Ausschluss vorschlagen"))
class ProposeConsequence(OfMember, frozen=True, kw_only=True):
    """Propose that a membership rests or ends, as a review did not find everything shown; the deadline comes first."""

    reads: ClassVar[Reads] = OfMember.reads | Reads("body", ReviewRecorded)
    step: Consequence
    until: Until
    reason: Reason

    def decide(self, past: Past) -> Iterator[FollowUpSet]:
        """Yield the proposal with its deadline, once the one to show what is missing is over."""
        now = past.on(self.effective)
        last = now.latest(*MEMBERSHIP)
        if last is None or isinstance(last, MunicipalityLeft):
            raise Refused("not-member", NOT_MEMBER, field="body")
        if self.step == "suspension" and isinstance(last, MembershipSuspended):
            message = _("Die Mitgliedschaft {body_genitive} ruht am {effective} schon.")
            raise Refused("already-suspended", message, field="step")
        if self.until < self.effective:
            raise Refused("empty-period", _("Das Ende liegt vor dem Beginn."), field="until")
        before = running(now)
        if before is not None and self.effective <= before.until:
            raise Refused("deadline-runs", RUNS, field="effective")
        joined = now.recorded(MunicipalityJoined)[-1]
        reviews = [one for one in now.recorded(ReviewRecorded) if one.fact.effective >= joined.fact.effective]
        missing = criteria.unmet(reviews[-1].fact.findings) if reviews else []
        if not missing:
            message = _("Keine Überprüfung zeigt, dass etwas fehlt. Überprüfen Sie die Mitgliedschaft zuerst.")
            raise Refused("nothing-missing", message, field="body")
        yield recorded(self, FollowUpSet, missing=tuple(missing))


@command("network.answer-follow-up", ANSWER, records=FollowUpAnswered, title=_("Zu einer Überprüfung äußern"))
class AnswerFollowUp(OfMember, frozen=True, kw_only=True):
    """Say something, as the municipality, to the deadline that it was set after a review."""

    statement: Statement

    def plan(self, lookup: Lookup) -> Plan:
        """Ask for the permission to review where a day other than today is given."""
        return asking_for_another_day(super().plan(lookup), self.effective, lookup, REVIEW)


@command("network.carry-out-follow-up", ADMIT, title=_("Vorschlag aus einer Überprüfung umsetzen"))
class CarryOutFollowUp(OfMember, frozen=True, kw_only=True):
    """Let a membership rest or end as it was proposed, after the deadline and as a second person."""

    reason: Reason

    def decide(self, past: Past) -> Iterator[FollowUpClosed | MembershipSuspended | MunicipalityLeft]:
        """Yield what was proposed; the statute knows whether the deadline is over and who proposed it."""
        found = running(past.on(self.effective))
        if found is None or found.step == "remedy":
            raise Refused("no-follow-up", NO_FOLLOW_UP, field="body")
        yield FollowUpClosed(effective=self.effective, body=self.body, outcome="carried-out")
        if found.step == "suspension":
            yield MembershipSuspended(effective=self.effective, body=self.body, reason=self.reason)
        else:
            yield MunicipalityLeft(effective=self.effective, body=self.body, kind="exclusion", reason=self.reason)


@command("network.drop-follow-up", REVIEW, title=_("Frist aus einer Überprüfung aufheben"))
class DropFollowUp(OfMember, frozen=True, kw_only=True):
    """Drop a deadline that was set after a review; nothing follows from it."""

    reason: Reason

    def decide(self, past: Past) -> Iterator[FollowUpClosed]:
        """Yield the end of the deadline; the statute knows whether one runs."""
        yield recorded(self, FollowUpClosed, outcome="dropped")


COMMANDS = (ProposeConsequence, AnswerFollowUp, CarryOutFollowUp, DropFollowUp)
