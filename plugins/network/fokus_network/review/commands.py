"""Laying down the interval between reviews, and recording one."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from fokus_core import AnyEvidence, BodyRef, Command, Past, Reads, Refused, Until, _, command, recorded
from fokus_network.membership import criteria
from fokus_network.membership.exceptions import EXCEPTIONS, ExceptionGranted, ExceptionSettled
from fokus_network.membership.facts import ATTESTATIONS, CriteriaAdopted, MunicipalityJoined, MunicipalityLeft
from fokus_network.membership.members import NOT_MEMBER
from fokus_network.policies import KEEP, REVIEW
from fokus_network.review.facts import Months, Remarks, ReviewIntervalSet, ReviewRecorded
from fokus_network.review.following.commands import running
from fokus_network.review.following.facts import FollowUpClosed, FollowUpSet


@command("network.set-review-interval", KEEP, records=ReviewIntervalSet, title=_("Abstand der Überprüfungen festlegen"))
class SetReviewInterval(Command, frozen=True):
    """Lay down after how many months a member is to be reviewed again."""

    months: Months
    effective: date


@command("network.record-review", REVIEW, title=_("Überprüfung eintragen"))
class RecordReview(Command, frozen=True):
    """Record that a member was reviewed on a day, with what the criteria in force then find."""

    reads: ClassVar[Reads] = (
        Reads("body", MunicipalityJoined, MunicipalityLeft, *EXCEPTIONS, *ATTESTATIONS, FollowUpSet, FollowUpClosed)
        | Reads("programme", CriteriaAdopted)
        | AnyEvidence("body")
    )
    body: BodyRef
    effective: date
    remarks: Remarks = ""
    remedy_until: Annotated[
        Until | None,
        Meta(
            title=_("Nachweise bis einschließlich"),
            description="Last day on which what is missing can be shown; that day is included",
        ),
    ] = None

    def decide(self, past: Past) -> Iterator[ReviewRecorded | ExceptionSettled | FollowUpSet | FollowUpClosed]:
        """Yield the review of a body that is a member on that day, and what follows from it.

        Where everything is shown, an exception and a deadline are over; else there may be a deadline to show it.
        """
        now = past.on(self.effective)
        if not isinstance(now.latest(MunicipalityJoined, MunicipalityLeft), MunicipalityJoined):
            raise Refused("not-member", NOT_MEMBER, field="body")
        adopted = now.latest(CriteriaAdopted)
        if adopted is None:
            raise Refused("no-criteria", _("Am {effective} gelten keine Kriterien."), field="effective")
        found = criteria.findings(now, adopted, "staying")
        yield recorded(self, ReviewRecorded, criteria=adopted.version, findings=found)
        last = now.latest(MunicipalityJoined, *EXCEPTIONS)
        excepted = isinstance(last, ExceptionGranted) or (isinstance(last, MunicipalityJoined) and last.override)
        missing = criteria.unmet(found)
        if excepted and not missing:
            yield ExceptionSettled(effective=self.effective, body=self.body)
        yield from self._follow_up(now, tuple(missing))

    def _follow_up(self, now: Past, missing: tuple[str, ...]) -> Iterator[FollowUpSet | FollowUpClosed]:
        if self.remedy_until is not None:
            if not missing:
                message = _("Alle Kriterien sind belegt. Lassen Sie die Frist leer.")
                raise Refused("nothing-missing", message, field="remedy_until")
            if self.remedy_until < self.effective:
                raise Refused("empty-period", _("Das Ende liegt vor dem Beginn."), field="remedy_until")
            yield FollowUpSet(
                effective=self.effective, body=self.body, step="remedy", until=self.remedy_until, missing=missing
            )
        elif running(now) is not None and not missing:
            yield FollowUpClosed(effective=self.effective, body=self.body, outcome="settled")
