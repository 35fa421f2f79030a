"""Approving what is clear: several applications in one go, all of them or none."""

from collections.abc import Iterator
from datetime import date
from functools import reduce
from operator import or_
from typing import Annotated, ClassVar

from msgspec import Meta

from fokus_ehrenamtskarte.applications.desk.decisions import ApproveApplication, evaluated
from fokus_ehrenamtskarte.applications.record.facts import STEPS, ApplicationApproved
from fokus_ehrenamtskarte.applications.record.policies import DECIDE
from fokus_ehrenamtskarte.applications.record.terms import ApplicationId
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ehrenamtskarte.rules.facts import RulesSet
from fokus_kommune import BodyRef, Command, Invalid, Past, Reads, Refused, _

MOST = 50


@ehrenamtskarte.command("approve-clear", DECIDE, title=_("Eindeutige Anträge bewilligen"))
class ApproveClear(Command, frozen=True, kw_only=True):
    """Approve several applications that meet every rule; where one of them does not, none is approved.

    The refusal points to the first that is not clear. What leaves something to the office is decided one by one.
    """

    reads: ClassVar[Reads] = Reads("body", RulesSet)
    blames: ClassVar[str] = "applications"
    body: BodyRef
    applications: Annotated[tuple[ApplicationId, ...], Meta(min_length=1, max_length=MOST)]
    effective: date

    def more(self, past: Past) -> Reads | None:
        """Read each of the applications."""
        return reduce(or_, (Reads(f"application:{one}", *STEPS) for one in self.applications))

    def decide(self, past: Past) -> Iterator[ApplicationApproved]:
        """Yield the approvals; raises `Refused` at the first that is not clear."""
        for number, application in enumerate(self.applications):
            field = f"applications/{number}"
            if application in self.applications[:number]:
                message = _("Dieser Antrag steht schon in der Liste. Nehmen Sie ihn einmal heraus.")
                raise Invalid("named-twice", message, field=field)
            one = ApproveApplication(body=self.body, application=application, effective=self.effective)
            its = _of(past, application)
            try:
                approved = list(one.decide(its))
            except Refused as refused:
                raise Refused(refused.slug, refused.message, field=field, **refused.values) from refused
            record = evaluated(its)
            if record is None or record.fact.overall != "granted":
                message = _("Bei diesem Antrag bleibt etwas zu entscheiden. Entscheiden Sie ihn einzeln.")
                raise Refused("not-clear", message, field=field)
            yield from approved


def _of(past: Past, application: str) -> Past:
    """Return what was read of one application, and the rules of the office."""
    its = past.on(date.max)
    its.records = [
        one for one in its.records if f"application:{application}" in one.keys or isinstance(one.fact, RulesSet)
    ]
    return its
