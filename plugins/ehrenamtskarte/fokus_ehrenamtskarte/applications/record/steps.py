"""What happens between receipt and decision: addresses, confirmations, questions, withdrawal."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Any, ClassVar

from msgspec import Meta

from fokus_core import MailAddress
from fokus_ehrenamtskarte.applications.record.desk_facts import ApplicationHandedOver
from fokus_ehrenamtskarte.applications.record.facts import (
    CLOSING,
    STEPS,
    AddressConfirmed,
    ApplicantAnswered,
    ApplicantAsked,
    ApplicationApproved,
    ApplicationHandedIn,
    ApplicationRejected,
    ApplicationWithdrawn,
    EngagementAnswered,
    EngagementStated,
)
from fokus_ehrenamtskarte.applications.record.policies import DECIDE
from fokus_ehrenamtskarte.applications.record.terms import (
    Answer,
    ApplicationId,
    EngagementId,
    Text,
    Ticked,
    demand_ticked,
)
from fokus_ehrenamtskarte.cards.facts import CardIssued
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import BodyRef, Command, Fact, Past, Reads, Refused, Sealed, _

LONGEST = timedelta(days=183)
ANSWERED: dict[str, str] = {
    "confirmed": _("Diese Frage wurde am {day} beantwortet: Ja, alles stimmt."),
    "other-hours": _("Diese Frage wurde am {day} beantwortet: Die Stunden sind anders."),
    "not-true": _("Diese Frage wurde am {day} beantwortet: Nein, das stimmt nicht."),
    "unknown": _("Diese Frage wurde am {day} beantwortet: Ich kenne diese Person nicht."),
}


class AboutApplication(Command, frozen=True, kw_only=True):
    """Something about an application of an office."""

    reads: ClassVar[Reads] = Reads("application", *STEPS)
    blames: ClassVar[str] = "application"
    body: BodyRef
    application: ApplicationId
    effective: date

    def held(self, past: Past, *, decided: bool = False, reached_before: bool = False) -> dict[str, Any]:
        """Return the fields that every fact about the application has; raises `Refused` where it is not open.

        With `reached_before` an office that handed it over may still pass on what reached it.
        """
        about = self.about(past, reached_before=reached_before)
        closed = past.latest(*CLOSING)
        if closed is not None and not (decided and isinstance(closed, ApplicationApproved)):
            message = {
                ApplicationApproved: _("Über den Antrag ist schon entschieden: bewilligt."),
                ApplicationRejected: _("Über den Antrag ist schon entschieden: abgelehnt."),
                ApplicationWithdrawn: _("Der Antrag ist zurückgezogen."),
            }[type(closed)]
            raise Refused("application-closed", message, field="application")
        return about

    def about(self, past: Past, *, reached_before: bool = False) -> dict[str, Any]:
        """Return the same of an application in whatever state."""
        handed = past.latest(ApplicationHandedIn)
        offices = offices_of(past)
        if handed is None or self.body not in (offices if reached_before else offices[-1:]):
            raise Refused(
                "unknown-application", _("Diesen Antrag gibt es bei {body_dative} nicht."), field="application"
            )
        if self.effective < handed.effective:
            message = _("Der Antrag ist erst später eingegangen. Wählen Sie einen späteren Tag.")
            raise Refused("before-receipt", message, field="effective")
        return {
            "effective": self.effective,
            "application": self.application,
            "body": offices[-1],
            "person": handed.person,
        }


def offices_of(past: Past) -> list[str]:
    """Return the offices that were responsible for an application one after another, the present one last."""
    return [one.body for one in past.of(ApplicationHandedIn, ApplicationHandedOver)]


@ehrenamtskarte.command("confirm-address", DECIDE, title=_("E-Mail-Adresse bestätigen"))
class ConfirmAddress(AboutApplication, frozen=True, kw_only=True):
    """Confirm the mail address of an application: the applicant by a link, or a clerk who heard it from them."""

    correct: Ticked

    def decide(self, past: Past) -> Iterator[AddressConfirmed]:
        """Yield the confirmation, once."""
        demand_ticked(self.correct, "correct")
        held = self.held(past, reached_before=True)
        if past.of(AddressConfirmed):
            raise Refused("already-confirmed", _("Die E-Mail-Adresse ist schon bestätigt."), field="application")
        yield AddressConfirmed(**held)


@ehrenamtskarte.command("answer-engagement", DECIDE, title=_("Engagement bestätigen"))
class AnswerEngagement(AboutApplication, frozen=True, kw_only=True):
    """Answer whether an engagement is as an application says: by a link, or by a clerk from paper."""

    engagement: EngagementId
    answer: Answer
    hours: Annotated[int, Meta(ge=1, le=8784)] | None = None
    colleague: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    colleague_mail: MailAddress | None = None
    entitled: Ticked

    def decide(self, past: Past) -> Iterator[EngagementAnswered]:
        """Yield the answer; the first that is not passed on stands."""
        demand_ticked(self.entitled, "entitled")
        held = self.held(past, reached_before=True)
        stated = next((one for one in past.of(EngagementStated) if one.engagement == self.engagement), None)
        if stated is None:
            message = _("Dieses Engagement steht nicht in dem Antrag. Wählen Sie ein anderes.")
            raise Refused("unknown-engagement", message, field="engagement")
        before = [one for one in past.of(EngagementAnswered) if one.engagement == self.engagement]
        if (last := before[-1] if before else None) is not None and last.answer != "passed-on":
            raise Refused("already-answered", ANSWERED[last.answer], field="answer", day=last.effective)
        self._demand_complete(passed=bool(before))
        contact = before[-1].contact if before else stated.contact
        more: dict[str, Any] = {"contact": contact}
        if self.answer == "passed-on":
            more = {
                "contact": past.person("contact", self.colleague or "", self.colleague_mail),
                "contact_name": Sealed.of(self.colleague),
                "contact_mail": Sealed.of(self.colleague_mail),
            }
        hours = Sealed.of(self.hours) if self.hours is not None else None
        yield EngagementAnswered(**held, engagement=self.engagement, answer=self.answer, hours=hours, **more)

    def _demand_complete(self, *, passed: bool) -> None:
        if (self.answer == "other-hours") != (self.hours is not None):
            message = _("Geben Sie die Stunden an, wenn sie anders sind, sonst keine.")
            raise Refused("hours-missing", message, field="hours")
        if self.answer == "passed-on" and passed:
            message = _("Die Frage wurde schon einmal weitergegeben. Wählen Sie eine andere Antwort.")
            raise Refused("passed-on-before", message, field="answer")
        if (self.answer == "passed-on") != (self.colleague is not None and self.colleague_mail is not None):
            message = _("Geben Sie Name und E-Mail-Adresse der anderen Person an, wenn sie antworten soll.")
            raise Refused("colleague-missing", message, field="colleague")


@ehrenamtskarte.command("ask-applicant", DECIDE, title=_("Rückfrage stellen"))
class AskApplicant(AboutApplication, frozen=True, kw_only=True):
    """Ask the applicant something, to be answered by a day; until then the application waits."""

    question: Text
    due: date

    def decide(self, past: Past) -> Iterator[ApplicantAsked]:
        """Yield the question, where none is open."""
        held = self.held(past)
        if not self.effective < self.due <= self.effective + LONGEST:
            message = _("Die Frist muss zwischen morgen und einem halben Jahr liegen. Wählen Sie einen anderen Tag.")
            raise Refused("due-out-of-range", message, field="due")
        if open_question(past):
            message = _("Eine Rückfrage ist noch offen. Warten Sie die Antwort ab.")
            raise Refused("question-open", message, field="question")
        yield ApplicantAsked(**held, question=Sealed.of(self.question), due=self.due)


@ehrenamtskarte.command("answer-question", DECIDE, title=_("Rückfrage beantworten"))
class AnswerQuestion(AboutApplication, frozen=True, kw_only=True):
    """Answer what the office asked: the applicant by a link, or a clerk who heard it from them."""

    text: Text

    def decide(self, past: Past) -> Iterator[ApplicantAnswered]:
        """Yield the answer to the open question."""
        held = self.held(past, reached_before=True)
        if not open_question(past):
            message = _("Es ist keine Rückfrage offen. Laden Sie die Seite neu.")
            raise Refused("no-question", message, field="text")
        yield ApplicantAnswered(**held, text=Sealed.of(self.text))


@ehrenamtskarte.command("withdraw-application", DECIDE, title=_("Antrag zurückziehen"))
class WithdrawApplication(AboutApplication, frozen=True, kw_only=True):
    """Withdraw an application: the applicant by a link, or a clerk who heard it from them."""

    reads: ClassVar[Reads] = Reads("application", *STEPS, CardIssued)
    certain: Ticked

    def decide(self, past: Past) -> Iterator[ApplicationWithdrawn]:
        """Yield the withdrawal; after an approval it is possible until the card is issued."""
        demand_ticked(self.certain, "certain")
        held = self.held(past, decided=True, reached_before=True)
        if past.of(CardIssued):
            message = _("Die Karte ist schon ausgestellt. Geben Sie sie zurück, wenn Sie sie nicht möchten.")
            raise Refused("card-issued", message, field="application")
        approved = past.latest(ApplicationApproved)
        yield ApplicationWithdrawn(**held, quota=approved.quota if approved else None)


def open_question(past: Past) -> bool:
    """Tell whether the last question has no answer yet."""
    last: Fact | None = past.latest(ApplicantAsked, ApplicantAnswered)
    return isinstance(last, ApplicantAsked)
