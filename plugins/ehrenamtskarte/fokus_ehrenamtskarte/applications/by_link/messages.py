"""What applicants and organisations are told: receipt, confirmation, reminder, question, hand-over and decision."""

from datetime import date, timedelta
from typing import Any

from fokus_core import ERASED, clock
from fokus_ehrenamtskarte.applications.by_link.addressees import (
    applicant,
    asked_of,
    organisations,
    reachable,
    receipt_of,
)
from fokus_ehrenamtskarte.applications.record.desk_facts import ContactReleased, HandOverOffered
from fokus_ehrenamtskarte.applications.record.facts import (
    AddressConfirmed,
    ApplicantAsked,
    ApplicationApproved,
    ApplicationHandedIn,
    ApplicationRejected,
)
from fokus_ehrenamtskarte.applications.record.policies import READ
from fokus_ehrenamtskarte.applications.record.wordings import reason_of, wording_of
from fokus_ehrenamtskarte.linking import link_about
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ehrenamtskarte.rules.calendar import first_of
from fokus_kommune import Addressee, LinkTo, MonthIn, Named, Occasion, Said, _

ASKING = (AddressConfirmed, ContactReleased)
PATIENCE, WEEKS = timedelta(weeks=4), timedelta(weeks=8)
OFTEN = 20  # a status shows questions as well, each of which is answered by it
TO_APPLICANT = _(
    "Sie erhalten diese Nachricht, weil mit dieser Adresse eine Ehrenamtskarte beantragt wurde. "
    "Waren Sie das nicht? Dann brauchen Sie nichts zu tun."
)
TO_ORGANISATION = _(
    "Sie erhalten diese Nachricht, weil Sie in dem Antrag als Ansprechperson genannt sind. "
    "Wir nutzen Ihre Adresse nur für diese Frage."
)
WANTED = _("Ehrenamtskarte: Wir brauchen Ihre Bestätigung")
ASKS = _("{name} beantragt eine Ehrenamtskarte und hat Sie als Ansprechperson genannt.")
REMINDS = _(
    "Erinnerung: {name} wartet auf Ihre Bestätigung. Ohne Antwort bis zum {until} können wir nicht entscheiden."
)
ABOUT_WEEK = _("Es geht um das Engagement bei {organisation}: {activity}, seit {month}, {hours} Stunden in der Woche.")
ABOUT_YEAR = _("Es geht um das Engagement bei {organisation}: {activity}, seit {month}, {hours} Stunden im Jahr.")
RIGHT = _("Stimmt das? Antworten Sie bis zum {until} mit diesem Link, ohne Anmeldung. Öffnen allein ändert nichts:")
DECIDED = _("Ehrenamtskarte: Es gibt eine Entscheidung")
YES = _("Sie bekommen die Ehrenamtskarte. Danke für Ihr Engagement.")
YES_FOR_LIFE = _("Sie bekommen die Jubiläums-Ehrenamtskarte. Sie gilt ein Leben lang. Danke für Ihr Engagement.")


def _asking(text: str, weeks: timedelta) -> Any:
    def told(occasion: Occasion, _one: Addressee) -> Any:
        name = occasion.open(receipt_of(occasion), "name")
        return name if name is ERASED else Said(text, {"name": name, "until": occasion.fact.effective + weeks})

    return told


def _engagements(weeks: timedelta) -> Any:
    def told(occasion: Occasion, one: Addressee) -> Any:
        parts: list[Said | LinkTo] = []
        for stated, _named in asked_of(occasion)[one.person]:
            claim = occasion.open(stated, "claim")
            if claim is ERASED:
                return ERASED
            what = {
                "organisation": claim.organisation,
                "activity": claim.activity,
                "month": MonthIn(first_of(claim.since)),
                "hours": claim.hours,
            }
            fact, engagement = occasion.fact, stated.fact.engagement
            about = {"body": fact.body, "application": fact.application, "engagement": engagement}
            parts += [
                Said(ABOUT_WEEK if claim.per == "week" else ABOUT_YEAR, what),
                Said(RIGHT, {"until": occasion.fact.effective + weeks}),
                LinkTo("ehrenamtskarte.answer-engagement", about, WEEKS),
            ]
        return tuple(parts)

    return told


def _rejection(part: int) -> Any:
    def told(occasion: Occasion, _one: Addressee) -> Any:
        return reason_of(occasion.record, occasion.open, wording_of(occasion.under, occasion.record))[part]

    return told


def _due(occasion: Occasion) -> date:
    """Return the day of the reminder."""
    return clock.day_of(occasion.record.meta.at) + PATIENCE


OF_APPLICANT: dict[str, Any] = {
    "why": TO_APPLICANT,
    "permission": READ,
    "purpose": "application",
    "office": "body",
    "declinable": False,
}
OF_ORGANISATION: dict[str, Any] = OF_APPLICANT | {"why": TO_ORGANISATION}
OF_ORGANISATION_AGAIN: dict[str, Any] = OF_ORGANISATION | {"declinable": True}
ehrenamtskarte.message(
    "receipt",
    by=ApplicationHandedIn,
    to=applicant,
    subject=_("Ehrenamtskarte: Ihr Antrag ist da"),
    parts=(
        _("Ihr Antrag auf eine Ehrenamtskarte ist bei uns. Antragsnummer: {number}."),
        _("Bestätigen Sie zuerst Ihre E-Mail-Adresse. Öffnen allein ändert nichts:"),
        "{confirm}",
        _("Danach bestätigt die Organisation Ihr Engagement, meist in vier Wochen. Dann entscheiden wir."),
        _(
            "Hier sehen Sie, wie weit Ihr Antrag ist. "
            "Sie können ihn dort auch zurückziehen, bis die Karte ausgestellt ist:"
        ),
        "{status}",
    ),
    fills={
        "number": lambda occasion, _one: occasion.fact.application[:8].upper(),
        "confirm": link_about("body", "application", to="ehrenamtskarte.confirm-address"),
        "status": link_about("body", "application", to="ehrenamtskarte.follow-application", uses=OFTEN),
    },
    **OF_APPLICANT,
)
ehrenamtskarte.message(
    "confirmation",
    by=ASKING,
    to=organisations,
    subject=WANTED,
    parts=("{asks}", "{engagements}"),
    fills={
        "asks": _asking(ASKS, PATIENCE),
        "engagements": _engagements(PATIENCE),
    },
    **OF_ORGANISATION,
)
ehrenamtskarte.message(
    "reminder",
    title=_("Ehrenamtskarte: Erinnerung an die Bestätigung"),
    by=ASKING,
    to=organisations,
    day=_due,
    subject=WANTED,
    parts=("{asks}", "{engagements}"),
    fills={
        "asks": _asking(REMINDS, WEEKS),
        "engagements": _engagements(WEEKS),
    },
    **OF_ORGANISATION_AGAIN,
)
ehrenamtskarte.message(
    "question",
    by=ApplicantAsked,
    to=reachable,
    subject=_("Ehrenamtskarte: Wir haben eine Rückfrage"),
    parts=(
        _("Wir brauchen noch: {question}"),
        _("Antworten Sie bis zum {until}. Bis dahin ruht die Bearbeitung:"),
        "{answer}",
        _("Ohne Antwort entscheiden wir nach den Angaben, die wir haben."),
    ),
    fills={
        "until": lambda occasion, _one: occasion.fact.due,
        "question": lambda occasion, _one: occasion.open(occasion.record, "question"),
        "answer": link_about("body", "application", to="ehrenamtskarte.answer-question"),
    },
    **OF_APPLICANT,
)
ehrenamtskarte.message(
    "hand-over",
    by=HandOverOffered,
    to=reachable,
    subject=_("Ehrenamtskarte: Wir möchten Ihren Antrag weitergeben"),
    parts=(
        _("Für Ihren Antrag ist nicht unsere Stelle zuständig, sondern die für {town}."),
        _("Sind Sie einverstanden, dass wir ihn dorthin abgeben? Stimmen Sie mit diesem Link zu:"),
        "{agree}",
        _("Öffnen allein ändert nichts. Sie müssen den Antrag nicht neu stellen."),
        _("Ohne Ihre Zustimmung geben wir nichts weiter und entscheiden selbst."),
    ),
    fills={
        "town": lambda occasion, _one: Named(occasion.fact.town, "accusative"),
        "agree": link_about("body", "application", "town", to="ehrenamtskarte.hand-over"),
    },
    **OF_APPLICANT,
)
ehrenamtskarte.message(
    "approval",
    title=_("Ehrenamtskarte: Der Antrag ist bewilligt"),
    by=ApplicationApproved,
    to=reachable,
    subject=DECIDED,
    parts=("{outcome}", _("Zeigen Sie die Karte zusammen mit Ihrem Ausweis.")),
    fills={
        "outcome": lambda occasion, _one: Said(YES_FOR_LIFE if occasion.fact.kind == "anniversary" else YES),
    },
    **OF_APPLICANT,
)
ehrenamtskarte.message(
    "rejection",
    title=_("Ehrenamtskarte: Der Antrag ist abgelehnt"),
    by=ApplicationRejected,
    to=reachable,
    subject=DECIDED,
    parts=(
        _("Wir können Ihnen die Karte zurzeit nicht geben."),
        _("Der Grund: {reason}"),
        _("Das können Sie tun: {advice}"),
    ),
    fills={"reason": _rejection(0), "advice": _rejection(1)},
    **OF_APPLICANT,
)
