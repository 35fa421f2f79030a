"""„Kann ich eine bekommen?“: the answer in plain words, for whoever asks, from the rules of their towns."""

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from fokus_core import Bodies
from fokus_ehrenamtskarte.rules.answers import ConditionView, view_of
from fokus_ehrenamtskarte.rules.application import Application, BodyText, Engagement, Ground
from fokus_ehrenamtskarte.rules.asking import NRW, meant, settled
from fokus_ehrenamtskarte.rules.book import RuleBook
from fokus_ehrenamtskarte.rules.case import FINE, ConditionId
from fokus_ehrenamtskarte.rules.evaluation import Verdict, evaluate
from fokus_ehrenamtskarte.rules.rendering import InBoth, Remark, Renderer
from fokus_ehrenamtskarte.rules.said import MonthIn, Named, Said
from fokus_kommune import Invalid, _

Answer = Literal["yes", "unclear", "not-yet", "no", "not-in"]
ORDER: tuple[Answer, ...] = ("yes", "unclear", "not-yet", "no", "not-in")
ADULT = 40  # years of whoever does not say their age: old enough for every rule
MISSING: dict[ConditionId, str] = {
    "office": _("eine Kommune, die die Karte ausgibt"),
    "place": _("der Bezug zum Ort"),
    "age": _("das Mindestalter"),
    "volume": _("die Stundenzahl"),
    "prior": _("die Dauer des Engagements"),
    "service-years": _("25 Jahre Engagement"),
    "allowance": _("eine Aufwandsentschädigung in den Grenzen der Regeln"),
    "confirmation": _("die Bestätigung"),
    "applicant": _("die Angabe, wer den Antrag stellt"),
    "previous": _("die bisherige Karte"),
    "cap": _("eine freie Karte in diesem Jahr"),
    "honoured": _("die Angabe zu anderen Ehrungen"),
    "round": _("die nächste Antragsrunde"),
}
YES = _(
    "Wahrscheinlich ja. Nach Ihren Antworten erfüllen Sie die Voraussetzungen in {body}. "
    "Die Entscheidung trifft {office}."
)
UNCLEAR = _("Das kann nur {office} sagen. Offen ist: {missing}. Sie dürfen einen Antrag stellen.")
NOT_YET = _(
    "Noch nicht. Ab {month} erfüllen Sie die Voraussetzungen in {body}, wenn alles so weitergeht. Es fehlt: {missing}."
)
NO = _("Wahrscheinlich nicht. Es fehlt: {missing}. Sie dürfen trotzdem einen Antrag stellen.")
NOT_IN = _(
    "{town} gibt zurzeit keine Ehrenamtskarte aus. Engagieren Sie sich in einer anderen Kommune? Dann fragen Sie dort."
)
ANNIVERSARY = _(
    "Prüfen Sie auch die Jubiläums-Ehrenamtskarte. Sie ist für Menschen, die sich insgesamt 25 Jahre engagiert haben. "
    "Sie gilt ein Leben lang."
)


class EligibilityQuestion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where somebody lives and volunteers, how much and since when, for what money; the rest may stay unsaid."""

    residence: BodyText
    engagements: Annotated[tuple[Engagement, ...], Meta(min_length=1, max_length=10)]
    birth_date: date | None = None
    grounds: Annotated[tuple[Ground, ...], Meta(max_length=5)] = ()
    on: Annotated[date | None, Meta(description="Day of the application; today where it is left out")] = None


class EligibilityView(msgspec.Struct, frozen=True, kw_only=True):
    """Whether somebody can probably get a card, where, and what is missing; nothing of it is kept."""

    answer: Answer
    body: Annotated[str, Meta(description="Body whose rules were asked")]
    name: str
    office: Annotated[str, Meta(description="Who decides there")]
    ready_on: Annotated[date | None, Meta(description="Day from which it is a yes, where it is not yet one")]
    missing: tuple[ConditionId, ...]
    sentence: InBoth
    anniversary: Annotated[InBoth | None, Meta(description="A hint at the anniversary card, where the years are there")]
    conditions: tuple[ConditionView, ...]
    closed: Annotated[bool, Meta(description="Whether nobody can apply there now")] = False
    remarks: Annotated[tuple[Remark, ...], Meta(description="What the office says about applications")] = ()


def eligibility(
    question: EligibilityQuestion, book: RuleBook, renderer: Renderer, bodies: Bodies, today: date
) -> EligibilityView:
    """Answer by the best of the bodies where somebody lives or volunteers."""
    day = question.on or today
    asked, towns = _settled(question, bodies, day)
    found = [(one, evaluate(msgspec.structs.replace(asked, body=one), book)) for one in towns]
    town, verdict = min(found, key=lambda one: ORDER.index(_answer(one[1])))
    answer = _answer(verdict)
    view = view_of(verdict, renderer, bodies, day)
    ready = _ready(verdict) if answer == "not-yet" else None
    office = _office(book, verdict, town, day)
    missing: tuple[ConditionId, ...] = tuple(one.condition for one in verdict.conditions if one.outcome not in FINE)
    values = {
        "body": Named(verdict.body),
        "town": Named(town, "nominative"),
        "office": office,
        "missing": [Said(MISSING[one]) for one in missing],
        "month": MonthIn(ready or day),
    }
    message = {"yes": YES, "unclear": UNCLEAR, "not-yet": NOT_YET, "no": NO, "not-in": NOT_IN}[answer]
    return EligibilityView(
        answer=answer,
        body=verdict.body,
        name=bodies.name(verdict.body, day),
        office=office if isinstance(office, str) else bodies.name(office.body, day),
        ready_on=ready,
        missing=missing,
        sentence=renderer.both(Said(message, values)),
        anniversary=renderer.both(Said(ANNIVERSARY)) if _long_enough(asked, town, book) else None,
        conditions=view.conditions,
    )


def _settled(question: EligibilityQuestion, bodies: Bodies, day: date) -> tuple[Application, list[str]]:
    """Return the application that a question stands for, and the bodies that may be responsible for it.

    Who does not say their age is old enough; raises `Invalid` where neither home nor engagement lies in the state.
    """
    places = [("residence", question.residence)]
    places += [(f"engagements/{number}/body", one.body) for number, one in enumerate(question.engagements)]
    towns = list(dict.fromkeys(meant(bodies, text, day, field) for field, text in places))
    inside = [one for one in towns if one.startswith(NRW)]
    if not inside:
        message = _("Die Karte gibt es nur, wenn Sie in Nordrhein-Westfalen wohnen oder sich dort engagieren.")
        raise Invalid("outside-the-state", message, field="residence")
    told = Application(
        body=inside[0],
        reference_date=day,
        birth_date=question.birth_date or date(day.year - ADULT, 1, 1),
        residence=question.residence,
        engagements=question.engagements,
        grounds=question.grounds,
    )
    return settled(told, bodies), inside


def _answer(verdict: Verdict) -> Answer:
    failed = [one for one in verdict.conditions if one.outcome == "not-met"]
    if any(one.condition == "office" for one in failed):
        return "not-in"
    if failed:
        return "not-yet" if _ready(verdict) else "no"
    return "yes" if verdict.overall == "granted" else "unclear"


def _ready(verdict: Verdict) -> date | None:
    """Return the day from which nothing fails any more, where time alone brings it."""
    days = [one.ready_on for one in verdict.conditions if one.outcome == "not-met"]
    return max((one for one in days if one), default=None) if all(days) else None


def _office(book: RuleBook, verdict: Verdict, town: str, day: date) -> Named | str:
    issuer = book.issuer_on(town, day, "standard")
    return issuer.agency if issuer is not None and issuer.agency else Named(verdict.body, "nominative")


def _long_enough(asked: Application, town: str, book: RuleBook) -> bool:
    verdict = evaluate(msgspec.structs.replace(asked, body=town, card="anniversary"), book)
    return any(one.condition == "service-years" and one.outcome in FINE for one in verdict.conditions)
