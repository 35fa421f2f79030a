"""The pages of the card: its own, and four questions whether somebody can get one, of which nothing is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from fokus_api import PageAsk, ProgrammePage
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ehrenamtskarte.rules.eligibility import EligibilityQuestion
from fokus_kommune import _

FIELDS = {  # what the address calls them, and the question
    "wohnort": "residence",
    "einsatzort": "engagements/0/body",
    "stunden": "engagements/0/hours",
    "je": "engagements/0/per",
    "seit": "engagements/0/since",
    "geld": "engagements/0/paid/0/kind",
    "euro": "engagements/0/paid/0/eur",
}
MONEY = {
    "cost": _("Nein, nichts oder nur Ersatz von Kosten"),
    "uebungsleiter": _("Ja, als Übungsleitung"),
    "ehrenamt": _("Ja, als andere Aufwandsentschädigung"),
}
ABOUT = frozenset({"place", "volume", "prior", "allowance"})  # conditions that the four questions are about
LOOKS = {"yes": "success", "unclear": "info", "not-yet": "warning", "no": "warning", "not-in": "info"}
TOWN = len("05914000")
WHOLE = 1000  # published numbers of a page
TOWNS = "municipalities"
NAMED = {TOWNS: _("Teilnehmende Kommunen"), "cards": _("Karten"), "discounts": _("Vergünstigungen")}
APPLY = "/vorgang/ehrenamtskarte/apply"


async def questions(ask: PageAsk) -> Mapping[str, Any]:
    """Return the four questions with what was answered, and what follows from the rules."""
    given = {name: ask.given.get(name, "").strip() for name in FIELDS}
    answer, wrong = None, {}
    if any(name in ask.given for name in FIELDS):
        typed = {FIELDS[name]: text for name, text in given.items() if text}
        if given["geld"] == "cost":
            typed.pop(FIELDS["euro"], None)
            typed.pop(FIELDS["geld"])
        answer, told = await ask.judged("ehrenamtskarte/eligibility", EligibilityQuestion, typed)
        named = {field: name for name, field in FIELDS.items()}
        wrong = {name: told[field] for field, name in named.items() if field in told}
        wrong |= {name: ask.words(_("Beantworten Sie diese Frage.")) for name in _unanswered(given)}
    language = ask.words.language
    return {
        "given": given,
        "wrong": {name: wrong[name] for name in FIELDS if name in wrong},
        "unsaid": bool(answer is None and not wrong and ask.given.keys() & FIELDS.keys()),
        "enough": await _enough(ask),
        "money": [(value, ask.words(text)) for value, text in MONEY.items()],
        "answer": None if answer is None or wrong else _answered(answer, language),
    }


def _unanswered(given: Mapping[str, str]) -> list[str]:
    """Return the questions without an answer; money in euros is asked of those who get some."""
    needed = [name for name in FIELDS if name != "euro" or given["geld"] not in ("", "cost")]
    return [name for name in needed if not given[name]]


def _answered(answer: Mapping[str, Any], language: str) -> dict[str, Any]:
    about = "?" + urlencode({"body": answer["body"]}) if len(answer["body"]) == TOWN else ""
    return {
        "look": LOOKS[answer["answer"]],
        "sentence": answer["sentence"][language],
        "anniversary": answer["anniversary"] and answer["anniversary"][language],
        "why": [one["sentence"][language] for one in answer["conditions"] if one["condition"] in ABOUT],
        "remarks": [
            {"text": one["text"][language], "href": one["href"] or ""}
            for one in answer["remarks"]
            if answer["answer"] != "not-in" and one["when"] != "after" and one["field"] is None
        ],
        "apply": None if answer["answer"] == "not-in" or answer["closed"] else APPLY + about,
    }


async def _enough(ask: PageAsk) -> Mapping[str, str]:
    """Return the hours a week and a year that are enough by the latest frame of the state."""
    found = await ask.get("ehrenamtskarte/frames", on=None)
    said = [one for one in found["items"] if one["volume"] and one["kind"] == "standard"]
    volume = max(said, key=lambda one: one["since"])["volume"] if said else {}
    return {name: f"{number:g}" for name, number in volume.items()}


@dataclass(frozen=True)
class Year:
    """A year in the chart, with the largest number of municipalities that was published for it, and its day."""

    day: date
    number: int


async def card(ask: PageAsk) -> Mapping[str, Any]:
    """Return what the page of the card shows beside its lists: what was published of it, and what is recorded."""
    below = "/ehrenamtskarte"
    published = (await ask.get("ehrenamtskarte/published-figures", limit=WHOLE))["items"]
    latest = {one["subject"]: one for one in sorted(published, key=lambda one: (one["as_of"], one["count"]))}
    towns = [Year(date.fromisoformat(one["as_of"]), one["count"]) for one in published if one["subject"] == TOWNS]
    return {
        "questions": f"{below}/kann-ich",
        "apply": APPLY,
        "paper": f"{below}/antrag-auf-papier",
        "check": "/k",
        "numbers": [(ask.words(name), latest[subject]) for subject, name in NAMED.items() if subject in latest],
        "years": [
            max(some, key=lambda one: one.number) for _year, some in groupby(towns, key=lambda one: one.day.year)
        ],
    }


ehrenamtskarte.page(ProgrammePage("card.html", card))
ehrenamtskarte.page(
    ProgrammePage("questions.html", questions, at="kann-ich", title=_("Kann ich eine Ehrenamtskarte bekommen?"))
)
