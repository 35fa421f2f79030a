"""The evaluation that is stored, and the decision that rests on it."""

from collections.abc import Iterator
from typing import Any, ClassVar

from fokus_core import Asked, asked_by
from fokus_ehrenamtskarte.applications.desk.quotas import counted
from fokus_ehrenamtskarte.applications.record.facts import (
    JUDGED_BY,
    STEPS,
    ApplicationApproved,
    ApplicationEvaluated,
    ApplicationHandedIn,
    ApplicationRejected,
    OutcomeOf,
)
from fokus_ehrenamtskarte.applications.record.policies import DECIDE, EVALUATE
from fokus_ehrenamtskarte.applications.record.reasons import ReasonCode
from fokus_ehrenamtskarte.applications.record.steps import AboutApplication
from fokus_ehrenamtskarte.applications.record.terms import Text
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ehrenamtskarte.rules.evaluation import Overall
from fokus_ehrenamtskarte.rules.facts import RulesSet
from fokus_kommune import Past, Reads, Recorded, Refused, Sealed, _


@ehrenamtskarte.command("record-evaluation", DECIDE, title=_("Prüfung nach den Regeln eintragen"))
class RecordEvaluation(AboutApplication, frozen=True, kw_only=True):
    """Record what the rules say of an application; the house does that itself, and nobody in its place."""

    known: int
    overall: Overall
    outcomes: tuple[OutcomeOf, ...]
    numbers: dict[str, Any]

    def asks(self) -> tuple[Asked, ...]:
        """Ask for what nobody may: an outcome is computed, never claimed."""
        return (asked_by(self), Asked(EVALUATE.permission, "ehrenamtskarte"))

    def decide(self, past: Past) -> Iterator[ApplicationEvaluated]:
        """Yield the evaluation."""
        yield ApplicationEvaluated(
            **self.held(past),
            known=self.known,
            overall=self.overall,
            outcomes=self.outcomes,
            numbers=Sealed.of(self.numbers),
        )


@ehrenamtskarte.command("approve-application", DECIDE, title=_("Antrag bewilligen"))
class ApproveApplication(AboutApplication, frozen=True, kw_only=True):
    """Approve an application that meets the rules, or where they leave something to the office."""

    reads: ClassVar[Reads] = Reads("application", *STEPS) | Reads("body", RulesSet)

    def decide(self, past: Past) -> Iterator[ApplicationApproved]:
        """Yield the approval on the evaluation of all that is known; nothing that fails is approved."""
        held = self.held(past)
        record = evaluated(past)
        if record is None:
            message = _("Der Antrag wird noch nach den Regeln geprüft. Versuchen Sie es in einer Minute noch einmal.")
            raise Refused("not-evaluated", message, field="application")
        states = {one.condition: one.outcome for one in record.fact.outcomes}
        if states.get("confirmation") in {"open", "not-met"}:
            message = _("Es fehlt eine Bestätigung, die die Regeln verlangen. Warten Sie die Antwort ab.")
            raise Refused("confirmation-missing", message, field="application")
        if record.fact.overall in {"refused", "other-office"}:
            message = _(
                "Eine Voraussetzung ist nicht erfüllt. Lehnen Sie den Antrag ab oder stellen Sie eine Rückfrage."
            )
            raise Refused("requirement-not-met", message, field="application")
        kind = kind_of(past)
        more = counted(past, self.body, self.effective, kind)
        yield ApplicationApproved(**held, kind=kind, evaluation=record.position, **more)


@ehrenamtskarte.command("reject-application", DECIDE, title=_("Antrag ablehnen"))
class RejectApplication(AboutApplication, frozen=True, kw_only=True):
    """Reject an application for a reason; for one that is not listed say why, and what the person can do."""

    reason: ReasonCode
    own: Text | None = None
    advice: Text | None = None

    def decide(self, past: Past) -> Iterator[ApplicationRejected]:
        """Yield the rejection."""
        held = self.held(past)
        if self.reason == "other" and not (self.own and self.advice):
            message = _("Geben Sie den Grund an und was die Person tun kann.")
            raise Refused("own-words-missing", message, field="own" if not self.own else "advice")
        if self.reason != "other" and (self.own or self.advice):
            message = _("Eigene Sätze gehören zu „anderer Grund“. Lassen Sie sie weg oder wählen Sie diesen Grund.")
            raise Refused("own-words-not-wanted", message, field="own" if self.own else "advice")
        record = evaluated(past)
        yield ApplicationRejected(
            **held,
            kind=kind_of(past),
            evaluation=record.position if record else None,
            reason=self.reason,
            own=None if self.own is None else Sealed.of(self.own),
            advice=None if self.advice is None else Sealed.of(self.advice),
        )


def evaluated(past: Past) -> Recorded[ApplicationEvaluated] | None:
    """Return the last evaluation, where it knew of all that was said."""
    found = past.recorded(ApplicationEvaluated)
    last = max((one.position for one in past.recorded(*JUDGED_BY)), default=0)
    return found[-1] if found and found[-1].fact.known >= last else None


def kind_of(past: Past) -> Any:
    """Return the kind of card that is applied for."""
    handed = past.latest(ApplicationHandedIn)
    assert handed is not None  # noqa: S101  # `held` refused before
    return handed.kind
