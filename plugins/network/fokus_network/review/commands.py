"""Laying down the interval between reviews, and recording one."""

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from fokus_core import AnyEvidence, BodyRef, Command, Past, Reads, Refused, _, command
from fokus_network.membership import criteria
from fokus_network.membership.facts import ATTESTATIONS, CriteriaAdopted, MunicipalityJoined, MunicipalityLeft
from fokus_network.policies import KEEP, REVIEW
from fokus_network.review.facts import Months, Remarks, ReviewIntervalSet, ReviewRecorded
from fokus_network.review.statutes import NOT_MEMBER


@command("network.set-review-interval", KEEP, records=ReviewIntervalSet, title=_("Abstand der Überprüfungen festlegen"))
class SetReviewInterval(Command, frozen=True):
    """Lay down after how many months a member is to be reviewed again."""

    months: Months
    effective: date


@command("network.record-review", REVIEW, title=_("Überprüfung eintragen"))
class RecordReview(Command, frozen=True):
    """Record that a member was reviewed on a day, with what the criteria in force then find."""

    reads: ClassVar[Reads] = (
        Reads("body", MunicipalityJoined, MunicipalityLeft, *ATTESTATIONS)
        | Reads("programme", CriteriaAdopted)
        | AnyEvidence("body")
    )
    body: BodyRef
    effective: date
    remarks: Remarks = ""

    def decide(self, past: Past) -> Iterator[ReviewRecorded]:
        """Yield the review of a body that is a member on that day, where there are criteria."""
        now = past.on(self.effective)
        if not isinstance(now.latest(MunicipalityJoined, MunicipalityLeft), MunicipalityJoined):
            raise Refused("not-member", NOT_MEMBER, field="body")
        adopted = now.latest(CriteriaAdopted)
        if adopted is None:
            raise Refused("no-criteria", _("Am {effective} gelten keine Kriterien."), field="effective")
        yield ReviewRecorded(
            effective=self.effective,
            body=self.body,
            criteria=adopted.version,
            findings=criteria.findings(now, adopted),
            remarks=self.remarks,
        )
