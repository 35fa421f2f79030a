"""Exceptions: two people of an office approve what does not meet the rules, and say on what basis."""

from collections.abc import Iterator
from typing import ClassVar

from fokus_ehrenamtskarte.applications.desk.decisions import evaluated, kind_of
from fokus_ehrenamtskarte.applications.desk.quotas import counted
from fokus_ehrenamtskarte.applications.record.desk_facts import ExceptionMade
from fokus_ehrenamtskarte.applications.record.facts import STEPS, ApplicationApproved
from fokus_ehrenamtskarte.applications.record.policies import EXCEPT
from fokus_ehrenamtskarte.applications.record.steps import AboutApplication
from fokus_ehrenamtskarte.applications.record.terms import Text
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ehrenamtskarte.rules.case import ConditionId
from fokus_ehrenamtskarte.rules.facts import RulesSet
from fokus_kommune import Past, Reads, Refused, Sealed, _

MISSED = frozenset({"not-met", "open"})


@ehrenamtskarte.command("approve-exception", EXCEPT, title=_("Antrag als Ausnahme bewilligen"))
class ApproveException(AboutApplication, frozen=True, kw_only=True):
    """Approve an application that does not meet the rules, on a basis that is said; a second person confirms it."""

    reads: ClassVar[Reads] = Reads("application", *STEPS) | Reads("body", RulesSet)
    basis: Text

    def decide(self, past: Past) -> Iterator[ExceptionMade | ApplicationApproved]:
        """Yield the exception and the approval; what meets the rules needs none."""
        held = self.held(past)
        record = evaluated(past)
        if record is None:
            message = _("Der Antrag wird noch nach den Regeln geprüft. Versuchen Sie es in einer Minute noch einmal.")
            raise Refused("not-evaluated", message, field="application")
        missed: tuple[ConditionId, ...] = tuple(one.condition for one in record.fact.outcomes if one.outcome in MISSED)
        if not missed:
            message = _("Der Antrag braucht keine Ausnahme. Bewilligen Sie ihn ohne.")
            raise Refused("no-exception-needed", message, field="application")
        kind = kind_of(past)
        yield ExceptionMade(**held, conditions=missed, basis=Sealed.of(self.basis))
        more = counted(past, self.body, self.effective, kind)
        yield ApplicationApproved(**held, kind=kind, evaluation=record.position, **more)
