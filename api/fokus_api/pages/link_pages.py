"""The pages behind links: what one is for, that it is done, or why not; in German or English, never both mixed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from litestar import Response

from fokus_api.http.problems import URN, Problem
from fokus_api.pages.forms import Field
from fokus_api.pages.link_actions import LinkAction
from fokus_api.pages.pages import Language, page
from fokus_core.domain.clock import BERLIN
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import Words

MONTHS = {
    "de": "Januar,Februar,März,April,Mai,Juni,Juli,August,September,Oktober,November,Dezember",
    "en": "January,February,March,April,May,June,July,August,September,October,November,December",
}
TEXTS = {
    "until": ("Der Link gilt bis zum {} Uhr.", "The link is valid until {} (local time in Germany)."),
    "nothing-yet": (
        _("Solange Sie die Schaltfläche nicht betätigen, wird nichts gespeichert."),
        "Nothing is recorded until you press the button.",
    ),
    "optional": ("freiwillig", "optional"),
    "not-done": ("Es wurde nichts gespeichert", "Nothing was recorded"),
    "done": ("Vorgang abgeschlossen", "Done"),
    "thanks": ("Vielen Dank. Ihr Vorgang wurde eingetragen:", "Thank you. This was recorded:"),
    "number": ("Vorgangsnummer", "Reference number"),
    "close": (
        _("Bei Rückfragen nennen Sie bitte diese Nummer. Sie können die Seite jetzt schließen."),
        "Please quote this number if you have questions. You can close this page now.",
    ),
    "again": ("Noch einmal versuchen", "Try again"),
}
GONE = (
    (
        _("Haben Sie den Link gerade erst verwendet, brauchen Sie nichts weiter zu tun."),
        _(
            "Prüfen Sie andernfalls, ob die Adresse vollständig ist, oder wenden Sie sich an die Stelle, "
            "die Ihnen den Link geschickt hat."
        ),
    ),
    (
        "This link is not valid. It may have expired, or it has been used already.",
        "If you have just used it, there is nothing more to do. Otherwise please check whether the address is "
        "complete, or ask the office that sent you the link.",
    ),
)
LATER = "Please try again in a little while."
AGAIN = frozenset({429, 500, 503})


@dataclass(frozen=True)
class Shown:
    """What the holder of a link is shown: its action, what the programme tells, until when, what is to be filled in.

    `names` are those of all fields, `fields` those that a form can ask for.
    """

    action: LinkAction
    details: Mapping[str, Any]
    expires: datetime
    names: Sequence[str]
    fields: Sequence[Field]


@dataclass(frozen=True)
class Filled:
    """A field of the form as a person left it, in the language of the page."""

    field: Field
    label: str
    choices: Sequence[tuple[str, str]]
    value: str
    error: str


def link_page(
    shown: Shown, words: Words, *, given: Mapping[str, Any] | None = None, problem: Problem | None = None
) -> Response[str]:
    """Return the page that says what a link is for; after a refusal with what was `given` and what is wrong."""
    action, lang = shown.action, cast("Language", words.language)
    en = lang == "en"
    labels = {name: words(text) for name, text in action.labels.items()}
    errors = {one.pointer.removeprefix("/"): one.detail for one in problem.errors if one.pointer} if problem else {}
    fields = [
        Filled(
            one,
            one.label(labels),
            one.named_choices(labels),
            str((given or {}).get(one.name, "")),
            errors.pop(one.name, ""),
        )
        for one in shown.fields
    ]
    return page(
        problem.status if problem else 200,
        "link.html",
        title=words(action.title),
        lang=lang,
        texts=_texts(lang),
        text=words(action.text),
        details=[(labels[name], _text(value, lang)) for name, value in shown.details.items() if name in labels],
        fields=fields,
        until=TEXTS["until"][en].format(_moment(shown.expires, lang)),
        problem=problem,
        wrong=[one for one in fields if one.error],
        elsewhere=[error for error in errors.values() if problem is not None and error != problem.detail],
    )


def done_page(done: str, position: int, lang: Language) -> Response[str]:
    """Return the page that says that a link was used."""
    texts, headers = _texts(lang), {"Fokus-Position": str(position)}
    title = texts["done"]
    return page(201, "done.html", title=title, lang=lang, headers=headers, texts=texts, done=done, position=position)


def problem_page(problem: Problem, lang: Language, headers: Mapping[str, str]) -> Response[str]:
    """Return the page that tells a person what a problem tells a program."""
    en = lang == "en"
    sentences: Sequence[str] = ()
    if gone := problem.type == f"{URN}link-gone":
        sentences = GONE[1] if en else (problem.detail, *GONE[0])
    elif problem.status in AGAIN:
        sentences = (LATER if en else problem.detail,)
    again = _texts(lang)["again"] if sentences and not gone else ""
    title = problem.title_en if en else problem.title
    shown: dict[str, Any] = {"sentences": sentences, "again": again, "detail": problem.detail}
    return page(problem.status, "problem.html", title=title, lang=lang, headers=headers, **shown)


def _texts(lang: Language) -> dict[str, str]:
    return {name: both[lang == "en"] for name, both in TEXTS.items()}


def _text(value: object, lang: Language) -> str:
    return _day(value, lang) if isinstance(value, date) else str(value)


def _day(day: date, lang: Language) -> str:
    month = MONTHS[lang].split(",")[day.month - 1]
    return f"{day.day}{'.' if lang == 'de' else ''} {month} {day.year}"


def _moment(moment: datetime, lang: Language) -> str:
    local = moment.astimezone(BERLIN)
    return f"{_day(local, lang)}{' um' if lang == 'de' else ','} {local:%H:%M}"
