"""Who is written to about which fact of an application, and what: the letters of texts for each occasion."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from fokus_core import ERASED, Links, StateStore
from fokus_ehrenamtskarte.applications.desk_facts import ContactReleased, HandOverOffered
from fokus_ehrenamtskarte.applications.desk_letters import offer_of, reason_of
from fokus_ehrenamtskarte.applications.facts import (
    CLOSING,
    AddressConfirmed,
    ApplicantAsked,
    ApplicationApproved,
    ApplicationHandedIn,
    ApplicationRejected,
    EngagementAnswered,
    EngagementStated,
)
from fokus_ehrenamtskarte.applications.judging import Opened, answer_of
from fokus_ehrenamtskarte.applications.letters import Letter
from fokus_ehrenamtskarte.rules.calendar import first_of
from fokus_ehrenamtskarte.rules.said import MonthIn, Said
from fokus_kommune import Recorded, _

WEEKS, LIFE = timedelta(weeks=8), timedelta(days=365)
OFTEN = 20  # a status shows questions as well, each of which is answered by it
TWICE = 2  # the first use counts; the second one is refused for ever and tells what was answered
TO_APPLICANT = _(
    "Sie erhalten diese Nachricht, weil mit dieser Adresse eine Ehrenamtskarte beantragt wurde. "
    "Waren Sie das nicht? Dann brauchen Sie nichts zu tun."
)
TO_ORGANISATION = _(
    "Sie erhalten diese Nachricht, weil Sie in dem Antrag als Ansprechperson genannt sind. "
    "Wir nutzen Ihre Adresse nur für diese Frage."
)
RECEIVED = _("Ehrenamtskarte: Ihr Antrag ist da")
IS_HERE = _("Ihr Antrag auf eine Ehrenamtskarte ist bei uns. Antragsnummer: {number}.")
CONFIRM = _("Bestätigen Sie zuerst Ihre E-Mail-Adresse. Öffnen allein ändert nichts:")
NEXT = _("Danach bestätigt die Organisation Ihr Engagement, meist in vier Wochen. Dann entscheiden wir.")
STATUS = _("Hier sehen Sie, wie weit Ihr Antrag ist. Sie können ihn dort auch zurückziehen, bis Sie die Karte haben:")
WANTED = _("Ehrenamtskarte: Wir brauchen Ihre Bestätigung")
ASKS = _("{name} beantragt eine Ehrenamtskarte und hat Sie als Ansprechperson genannt.")
ABOUT_WEEK = _("Es geht um das Engagement bei {organisation}: {activity}, seit {month}, {hours} Stunden in der Woche.")
ABOUT_YEAR = _("Es geht um das Engagement bei {organisation}: {activity}, seit {month}, {hours} Stunden im Jahr.")
RIGHT = _("Stimmt das? Antworten Sie bis zum {until} mit diesem Link, ohne Anmeldung. Öffnen allein ändert nichts:")
REMINDER = _(
    "Erinnerung: {name} wartet auf Ihre Bestätigung. Ohne Antwort bis zum {until} können wir nicht entscheiden."
)
QUESTION = _("Ehrenamtskarte: Wir haben eine Rückfrage")
NEEDED = _("Wir brauchen noch: {question}")
UNTIL = _("Antworten Sie bis zum {until}. Bis dahin ruht die Bearbeitung:")
OTHERWISE = _("Ohne Antwort entscheiden wir nach den Angaben, die wir haben.")
DECIDED = _("Ehrenamtskarte: Es gibt eine Entscheidung")
YES = _("Sie bekommen die Ehrenamtskarte. Danke für Ihr Engagement.")
YES_FOR_LIFE = _("Sie bekommen die Jubiläums-Ehrenamtskarte. Sie gilt ein Leben lang. Danke für Ihr Engagement.")
SHOW = _("Zeigen Sie die Karte zusammen mit Ihrem Ausweis.")
NO = _("Wir können Ihnen die Karte zurzeit nicht geben.")
BECAUSE = _("Der Grund: {reason}")
ADVICE = _("Das können Sie tun: {advice}")


@dataclass(frozen=True)
class LinkTo:
    """A link that is yet to be issued."""

    action: str
    about: dict[str, str]
    lasts: timedelta
    uses: int = TWICE

    def issued(self, state_store: StateStore, now: datetime) -> str:
        """Issue it, and return its path."""
        return Links(state_store).issue(self.action, self.about, expires=now + self.lasts, uses=self.uses)


@dataclass(frozen=True)
class Case:
    """A fact that somebody is to be told of, with all others of its application, and what opens them."""

    record: Recorded[Any]
    records: Sequence[Recorded[Any]]
    opens: Opened
    reminding: bool = False
    wording: Callable[[str], tuple[str, str] | None] = lambda reason: None
    seen: dict[tuple[str, str], int] = field(default_factory=dict)

    def open(self, record: Recorded[Any], name: str) -> Any:
        """Return the value of a sealed field."""
        return self.opens(record, name)

    def opened_of(self, person: str) -> list[tuple[str, int, str]]:
        """Return whose data a letter to a person holds: theirs, and those of the applicant."""
        fact = self.record.fact
        return [(one, self.record.position, "application") for one in dict.fromkeys((fact.person, person))]

    @property
    def handed(self) -> Recorded[Any]:
        """The receipt; raises `LookupError` where it was taken back."""
        found = [one for one in self.records if isinstance(one.fact, ApplicationHandedIn)]
        if not found:
            raise LookupError("The application has no receipt.")
        return found[0]

    @property
    def reachable(self) -> bool:
        """Whether the mail address of the applicant is confirmed."""
        return any(isinstance(one.fact, AddressConfirmed) for one in self.records)

    def asked(self) -> dict[str, list[tuple[Recorded[Any], Recorded[Any]]]]:
        """Return who is asked because of this fact, and about what: engagements, each with the fact that names them."""
        fact = self.record.fact
        found: dict[str, list[tuple[Recorded[Any], Recorded[Any]]]] = {}
        if any(isinstance(one.fact, CLOSING) for one in self.records):
            return {}
        for one in self.records:
            if not isinstance(one.fact, EngagementStated):
                continue
            answer = answer_of(one, self.records)
            if answer is None and self._asks_now(one.fact.engagement):
                found.setdefault(one.fact.contact, []).append((one, one))
            passed_on = isinstance(fact, EngagementAnswered) and fact.answer == "passed-on"
            if passed_on and answer is not None and answer.position == self.record.position:
                found.setdefault(answer.fact.contact, []).append((one, self.record))
        return found

    def _asks_now(self, engagement: str) -> bool:
        """Tell whether this fact is the later one of two that asking takes: address confirmed, contact released."""
        fact, position = self.record.fact, self.record.position
        before = [one.fact for one in self.records if one.position < position]
        match fact:
            case AddressConfirmed():
                return any(isinstance(one, ContactReleased) and one.engagement == engagement for one in before)
            case ContactReleased():
                return fact.engagement == engagement and any(isinstance(one, AddressConfirmed) for one in before)
            case _:
                return False


def recipients_of(case: Case) -> list[str]:
    """Return who is to be told of a fact, by the ids of persons."""
    match case.record.fact:
        case AddressConfirmed() | ContactReleased() | EngagementAnswered():
            return list(case.asked())
        case ApplicationHandedIn() as fact:
            return [fact.person]
        case ApplicantAsked() | ApplicationApproved() | ApplicationRejected() | HandOverOffered() as fact:
            return [fact.person] if case.reachable else []
        case _:
            return []


def letter_to(person: str, case: Case, link: Callable[[LinkTo], str]) -> tuple[Any, Letter | None]:
    """Return the address of a person and what is written to them; both empty where it was erased."""
    fact = case.record.fact
    if isinstance(fact, AddressConfirmed | ContactReleased | EngagementAnswered):
        return _to_organisation(person, case, link)
    details = case.open(case.handed, "details")
    name = case.open(case.handed, "name")
    if ERASED in (details, name):
        return ERASED, None
    about = {"body": fact.body, "application": fact.application}
    match fact:
        case ApplicationHandedIn():
            confirm = link(LinkTo("ehrenamtskarte.confirm-address", about, LIFE))
            status = link(LinkTo("ehrenamtskarte.follow-application", about, LIFE, OFTEN))
            parts: tuple[Said | str, ...] = (
                Said(IS_HERE, {"number": fact.application[:8].upper()}),
                Said(CONFIRM),
                confirm,
                Said(NEXT),
                Said(STATUS),
                status,
            )
            return details.mail, Letter(RECEIVED, name, parts, TO_APPLICANT)
        case ApplicantAsked():
            asked = case.open(case.record, "question")
            answer = link(LinkTo("ehrenamtskarte.answer-question", about, LIFE))
            parts = (Said(NEEDED, {"question": asked}), Said(UNTIL, {"until": fact.due}), answer, Said(OTHERWISE))
            return details.mail, Letter(QUESTION, name, parts, TO_APPLICANT)
        case HandOverOffered():
            agree = link(LinkTo("ehrenamtskarte.hand-over", about | {"town": fact.town}, LIFE))
            return details.mail, offer_of(name, fact.town, agree, TO_APPLICANT)
        case ApplicationApproved():
            parts = (Said(YES_FOR_LIFE if fact.kind == "anniversary" else YES), Said(SHOW))
            return details.mail, Letter(DECIDED, name, parts, TO_APPLICANT)
        case _:
            reason, advice = reason_of(case)
            parts = (Said(NO), Said(BECAUSE, {"reason": reason}), Said(ADVICE, {"advice": advice}))
            return details.mail, Letter(DECIDED, name, parts, TO_APPLICANT)


def _to_organisation(person: str, case: Case, link: Callable[[LinkTo], str]) -> tuple[Any, Letter | None]:
    engagements = case.asked()[person]
    named = engagements[0][1]
    applicant = case.open(case.handed, "name")
    address, name = case.open(named, "contact_mail"), case.open(named, "contact_name")
    claims = [case.open(stated, "claim") for stated, _named in engagements]
    if ERASED in (applicant, address, name, *claims):
        return ERASED, None
    until = _until(case)
    first = Said(REMINDER, {"name": applicant, "until": until}) if case.reminding else Said(ASKS, {"name": applicant})
    parts: list[Said | str] = [first]
    for (stated, _named), claim in zip(engagements, claims, strict=True):
        fact = stated.fact
        what = {
            "organisation": claim.organisation,
            "activity": claim.activity,
            "month": MonthIn(first_of(claim.since)),
            "hours": claim.hours,
        }
        about = {"body": fact.body, "application": fact.application, "engagement": fact.engagement}
        parts += [
            Said(ABOUT_WEEK if claim.per == "week" else ABOUT_YEAR, what),
            Said(RIGHT, {"until": until}),
            link(LinkTo("ehrenamtskarte.answer-engagement", about, WEEKS)),
        ]
    return address, Letter(WANTED, name, tuple(parts), TO_ORGANISATION)


def _until(case: Case) -> date:
    """Return the day until which an answer is wanted: four weeks on, and four more after the reminder."""
    asked: date = case.record.fact.effective
    return asked + timedelta(weeks=8 if case.reminding else 4)
