"""The status of an application for whoever handed it in: what waits for whom, questions, decision, withdrawal."""

from collections.abc import Mapping
from typing import Any

from fokus_api import Happened, LinkAction, Told
from fokus_core import FactRetracted, NotFound, clock, messages_sent, standing
from fokus_ehrenamtskarte.applications.by_link.links import RECEIVED, Details, Held, show_question
from fokus_ehrenamtskarte.applications.desk.judging import answer_of
from fokus_ehrenamtskarte.applications.record.facts import (
    CLOSING,
    AddressConfirmed,
    ApplicantAnswered,
    ApplicantAsked,
    ApplicationApproved,
    ApplicationHandedIn,
    ApplicationRejected,
    EngagementStated,
)
from fokus_ehrenamtskarte.applications.record.steps import AnswerQuestion, WithdrawApplication, open_question
from fokus_ehrenamtskarte.applications.record.wordings import reason_of, wording_of
from fokus_ehrenamtskarte.cards.facts import CardIssued
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ehrenamtskarte.rules.said import Said
from fokus_kommune import Past, Recorded, _

CONFIRM = _("Wir warten auf Sie: Bestätigen Sie Ihre E-Mail-Adresse mit dem Link in unserer ersten Nachricht.")
REPLY = _("Wir warten auf Sie: Beantworten Sie unsere Rückfrage.")
ORGANISATION = _("Wir warten auf die Bestätigung der Organisation.")
DECIDING = _("Alles ist da. Wir entscheiden über Ihren Antrag.")


def show_status(services: Any, about: Mapping[str, str]) -> Details:
    """Tell how far an application is and what it waits for."""
    held = Held(services, about)
    handed = held.first(ApplicationHandedIn)
    if handed is None:
        raise NotFound
    day = clock.day_of(services.journal.now())
    told: dict[str, Any] = {
        "received": handed.fact.effective,
        "number": handed.fact.application[:8].upper(),
        "office": services.journal.bodies().name(held.office, day),
    }
    if confirmed := held.first(AddressConfirmed):
        told["confirmed"] = confirmed.fact.effective
    answered, silent = _organisations(held)
    told |= {"answered": answered} if answered else {}
    if issued := held.first(CardIssued):
        told |= {"issued": issued.fact.effective}
    told |= _messages(held, handed.fact.person, services)
    closed = [one for one in held.records if isinstance(one.fact, CLOSING)]
    if closed:
        return told | _asked(held) | _decided(held, closed, services)
    asking = open_question(Past(held.records))
    waits = CONFIRM if not confirmed else REPLY if asking else ORGANISATION if silent else DECIDING
    return {"waits": Told(waits)} | told | ({"silent": silent} if silent and confirmed else {}) | _asked(held)


def _messages(held: Held, applicant: str, services: Any) -> dict[str, Any]:
    """Return what was written to the applicant, and to the organisations, each with the day on which it went out."""
    sent = messages_sent(held.records, services.journal.catalogue.messages, services.state_store)
    told: dict[str, Any] = {}
    for one in sent:
        name, text = ("told", one.message.subject) if one.person == applicant else ("asked", one.message.title)
        told.setdefault(name, []).append(Happened(day=one.day, text=text))
    return told


def _organisations(held: Held) -> tuple[list[str], list[str]]:
    """Return the organisations that answered, and those that are still to."""
    answered: list[str] = []
    silent: list[str] = []
    for one in held.records:
        if isinstance(one.fact, EngagementStated):
            answer = answer_of(one, held.records)
            done = answer is not None and answer.fact.answer != "passed-on"
            (answered if done else silent).append(held.open(one, "claim").organisation)
    return answered, silent


def _asked(held: Held) -> dict[str, Any]:
    """Return the last question that was answered, with its answer; one that is open stands above its form."""
    asked = [one for one in held.records if isinstance(one.fact, ApplicantAsked)]
    replies = [one for one in held.records if isinstance(one.fact, ApplicantAnswered)]
    if not replies or open_question(Past(held.records)):
        return {}
    return {"question": held.open(asked[-1], "question"), "text": held.open(replies[-1], "text")}


def _decided(held: Held, closed: list[Recorded[Any]], services: Any) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for one in closed:
        match one.fact:
            case ApplicationApproved() as fact:
                told["approved"] = fact.effective
            case ApplicationRejected() as fact:
                told["rejected"] = fact.effective

                def under(key: str, *types: type[Any]) -> list[Recorded[Any]]:
                    return standing(services.journal.under(key, *types, FactRetracted))

                words = reason_of(one, held.open, wording_of(under, one))
                told["reason"], told["advice"] = (Told(it.message) if isinstance(it, Said) else it for it in words)
            case fact:
                told["withdrawn"] = fact.effective
    return told


def show_open_question(services: Any, about: Mapping[str, str]) -> Details:
    """Tell what the office asks, while it waits for the answer."""
    found = show_question(services, about)
    if "question" not in found:
        raise NotFound
    return found


ehrenamtskarte.link_action(
    LinkAction(
        "ehrenamtskarte.reply",
        AnswerQuestion,
        _("Rückfrage beantworten"),
        labels={
            "question": _("Unsere Rückfrage"),
            "due": _("Antwort bis einschließlich"),
            "text": _("Ihre Antwort"),
        },
        show=show_open_question,
    )
)
ehrenamtskarte.link_action(
    LinkAction(
        "ehrenamtskarte.follow-application",
        WithdrawApplication,
        _("Antrag zurückziehen"),
        _("So weit ist Ihr Antrag. Sie können ihn zurückziehen, bis die Karte ausgestellt ist."),
        labels={
            "waits": _("Wie es steht"),
            "received": RECEIVED,
            "number": _("Antragsnummer"),
            "office": _("Es entscheidet"),
            "confirmed": _("E-Mail-Adresse bestätigt am"),
            "answered": _("Geantwortet hat"),
            "silent": _("Antworten muss noch"),
            "question": _("Unsere Rückfrage"),
            "text": _("Ihre Antwort"),
            "approved": _("Bewilligt am"),
            "issued": _("Karte ausgestellt am"),
            "rejected": _("Abgelehnt am"),
            "reason": _("Grund"),
            "advice": _("Das können Sie tun"),
            "withdrawn": _("Zurückgezogen am"),
            "told": _("Nachrichten an Sie"),
            "asked": _("Nachrichten an die Organisation"),
            "certain": _("Ich möchte den Antrag zurückziehen."),
        },
        show=show_status,
        beside=("ehrenamtskarte.reply", "ehrenamtskarte.renew-now"),
        heading=_("Ihr Antrag auf die Ehrenamtskarte"),
    )
)
