"""What applicants and organisations do by their links: confirm, answer, follow, withdraw; looking changes nothing."""

from collections.abc import Mapping
from typing import Any

from fokus_api import LinkAction
from fokus_core import ERASED, NotFound, clock, standing
from fokus_ehrenamtskarte.applications.desk.evaluating import opening
from fokus_ehrenamtskarte.applications.desk.handing_over import HandOverApplication
from fokus_ehrenamtskarte.applications.desk.judging import answer_of
from fokus_ehrenamtskarte.applications.record.base import OfApplication
from fokus_ehrenamtskarte.applications.record.desk_facts import ApplicationHandedOver
from fokus_ehrenamtskarte.applications.record.facts import (
    CLOSING,
    AddressConfirmed,
    ApplicantAnswered,
    ApplicantAsked,
    ApplicationHandedIn,
    EngagementStated,
)
from fokus_ehrenamtskarte.applications.record.policies import READ
from fokus_ehrenamtskarte.applications.record.steps import (
    AnswerEngagement,
    AnswerQuestion,
    ConfirmAddress,
    open_question,
)
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Past, Recorded, _

Details = Mapping[str, Any]


class Held:
    """An application as the holder of a link sees it; what is opened for it is entered."""

    def __init__(self, services: Any, about: Mapping[str, str]) -> None:
        self._services = services
        self.records = standing(services.journal.under(f"application:{about['application']}"))
        self._opens = opening(services.journal)
        if not self.records:
            raise NotFound

    @property
    def office(self) -> str:
        """The office that is responsible now."""
        return next(one.fact.body for one in reversed(self.records) if isinstance(one.fact, OfApplication))

    def first(self, *kinds: type[Any]) -> Recorded[Any] | None:
        """Return the first fact of these classes."""
        return next((one for one in self.records if isinstance(one.fact, kinds)), None)

    def open(self, record: Recorded[Any], name: str) -> Any:
        """Return the value of a sealed field; raises `NotFound` where it was erased."""
        value = self._opens(record, name)
        if value is ERASED:
            raise NotFound
        self._services.state_store.record_access(
            at=self._services.journal.now(),
            actor="link",
            permission=READ.permission,
            opened=[(record.fact.person, record.position, "application")],
        )
        return value


def show_address(services: Any, about: Mapping[str, str]) -> Details:
    """Tell whom the address is of, and whether it is confirmed already."""
    held = Held(services, about)
    handed = held.first(ApplicationHandedIn)
    if handed is None or held.first(*CLOSING):
        raise NotFound
    done = held.first(AddressConfirmed)
    return {"received": handed.fact.effective} | ({"confirmed": done.fact.effective} if done else {})


def show_engagement(services: Any, about: Mapping[str, str]) -> Details:
    """Tell the name and this one engagement, or when the question was answered."""
    held = Held(services, about)
    handed = held.first(ApplicationHandedIn)
    stated = next(
        (
            one
            for one in held.records
            if isinstance(one.fact, EngagementStated) and one.fact.engagement == about["engagement"]
        ),
        None,
    )
    if handed is None or stated is None or held.first(*CLOSING):
        raise NotFound
    answer = answer_of(stated, held.records)
    if answer is not None and answer.fact.answer != "passed-on":
        return {"answered": answer.fact.effective}
    claim = held.open(stated, "claim")
    return {
        "name": held.open(handed, "name"),
        "organisation": claim.organisation,
        "activity": claim.activity,
        "since": f"{claim.since[5:]}/{claim.since[:4]}",
        f"hours_{claim.per}": claim.hours,
    }


def show_question(services: Any, about: Mapping[str, str]) -> Details:
    """Tell what the office asks, and until when."""
    held = Held(services, about)
    if held.first(*CLOSING):
        raise NotFound
    if not open_question(Past(held.records)):
        last = [one for one in held.records if isinstance(one.fact, ApplicantAnswered)]
        if not last:
            raise NotFound
        return {"answered": last[-1].fact.effective}
    asked: Recorded[Any] = [one for one in held.records if isinstance(one.fact, ApplicantAsked)][-1]
    return {"question": held.open(asked, "question"), "due": asked.fact.due}


def show_hand_over(services: Any, about: Mapping[str, str]) -> Details:
    """Tell to whom the application would go, or that it went."""
    held = Held(services, about)
    if held.first(*CLOSING):
        raise NotFound
    gone = [one.fact for one in held.records if isinstance(one.fact, ApplicationHandedOver)]
    if gone and gone[-1].former == about["body"]:
        return {"handed_over": gone[-1].effective}
    day = clock.day_of(services.journal.now())
    return {"to": services.journal.bodies().name(about["town"], day)}


RECEIVED, CONFIRMED = _("Eingegangen am"), _("E-Mail-Adresse bestätigt am")
ehrenamtskarte.link_action(
    LinkAction(
        "ehrenamtskarte.confirm-address",
        ConfirmAddress,
        _("E-Mail-Adresse bestätigen"),
        _("Sie haben eine Ehrenamtskarte beantragt. Bestätigen Sie, dass wir Sie unter dieser Adresse erreichen."),
        labels={"received": RECEIVED, "confirmed": CONFIRMED, "correct": _("Die E-Mail-Adresse ist richtig.")},
        show=show_address,
    )
)
ehrenamtskarte.link_action(
    LinkAction(
        "ehrenamtskarte.answer-engagement",
        AnswerEngagement,
        _("Antwort absenden"),
        _(
            "Stimmen diese Angaben? Die Person beantragt eine Ehrenamtskarte und hat Sie als Ansprechperson genannt. "
            "Sie sehen nur dieses eine Engagement."
        ),
        labels={
            "name": _("Name"),
            "organisation": _("Organisation"),
            "activity": _("Tätigkeit"),
            "since": _("Seit"),
            "hours_week": _("Stunden in der Woche"),
            "hours_year": _("Stunden im Jahr"),
            "answered": _("Diese Frage ist beantwortet seit dem"),
            "answer": _("Stimmen diese Angaben?"),
            "answer=confirmed": _("Ja, alles stimmt"),
            "answer=other-hours": _("Die Stunden sind anders"),
            "answer=not-true": _("Nein, das stimmt nicht"),
            "answer=passed-on": _("Das kann eine andere Person beantworten"),
            "answer=unknown": _("Ich kenne diese Person nicht"),
            "hours": _("Nur bei anderen Stunden: Wie viele sind es?"),
            "colleague": _("Nur bei einer anderen Person: ihr Name"),
            "colleague_mail": _("Nur bei einer anderen Person: ihre E-Mail-Adresse"),
            "entitled": _("Ich darf für die Organisation antworten."),
        },
        show=show_engagement,
        heading=_("Engagement für die Ehrenamtskarte bestätigen"),
    )
)
ehrenamtskarte.link_action(
    LinkAction(
        "ehrenamtskarte.answer-question",
        AnswerQuestion,
        _("Rückfrage beantworten"),
        _("Wir brauchen noch etwas von Ihnen, um über Ihren Antrag zu entscheiden."),
        labels={
            "question": _("Rückfrage"),
            "due": _("Antwort bis einschließlich"),
            "answered": _("Diese Frage ist beantwortet seit dem"),
            "text": _("Ihre Antwort"),
        },
        show=show_question,
    )
)
ehrenamtskarte.link_action(
    LinkAction(
        "ehrenamtskarte.hand-over",
        HandOverApplication,
        _("Der Abgabe zustimmen"),
        _("Für Ihren Antrag ist eine andere Stelle zuständig. Mit Ihrer Zustimmung geben wir ihn dorthin ab."),
        labels={
            "to": _("Zuständig ist die Stelle für"),
            "handed_over": _("Abgegeben am"),
            "agreed": _("Ich bin einverstanden, dass der Antrag dorthin abgegeben wird."),
        },
        show=show_hand_over,
    )
)
