"""The pages behind links: what one is for, that it is done, or why not; in German or English, never both mixed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from typing import Any

from litestar import Response

from fokus_api.http.problems import URN, Problem
from fokus_api.pages.forms import Field
from fokus_api.pages.link_actions import LinkAction
from fokus_api.pages.pages import Language, page
from fokus_core.domain.clock import BERLIN

MONTHS = {
    "de": "Januar,Februar,März,April,Mai,Juni,Juli,August,September,Oktober,November,Dezember",
    "en": "January,February,March,April,May,June,July,August,September,October,November,December",
}
TEXTS = {
    "until": ("Der Link gilt bis zum {} Uhr.", "The link is valid until {} (local time in Germany)."),
    "nothing-yet": (
        "Solange Sie die Schaltfläche nicht betätigen, wird nichts gespeichert.",
        "Nothing is recorded until you press the button.",
    ),
    "optional": ("freiwillig", "optional"),
    "not-done": ("Es wurde nichts gespeichert", "Nothing was recorded"),
    "done": ("Vorgang abgeschlossen", "Done"),
    "thanks": ("Vielen Dank. Ihr Vorgang wurde eingetragen:", "Thank you. This was recorded:"),
    "number": ("Vorgangsnummer", "Reference number"),
    "close": (
        "Bei Rückfragen nennen Sie bitte diese Nummer. Sie können die Seite jetzt schließen.",
        "Please quote this number if you have questions. You can close this page now.",
    ),
    "again": ("Noch einmal versuchen", "Try again"),
}
GONE = (
    (
        "Haben Sie den Link gerade erst verwendet, brauchen Sie nichts weiter zu tun.",
        "Prüfen Sie andernfalls bitte, ob die Adresse vollständig ist, oder wenden Sie sich an die Stelle, die Ihnen "
        "den Link geschickt hat.",
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


def link_page(
    shown: Shown, lang: Language, *, given: Mapping[str, Any] | None = None, problem: Problem | None = None
) -> Response[str]:
    """Return the page that says what a link is for; after a refusal with what was `given` and what is wrong."""
    action, en = shown.action, lang == "en"
    title = action.title_en if en else action.title_de
    labels = {name: both[en] for name, both in action.labels.items()}
    details = "".join(
        f"<dt>{escape(labels[name])}</dt><dd>{escape(_text(value, lang))}</dd>"
        for name, value in shown.details.items()
        if name in labels
    )
    wrong = {one.pointer.removeprefix("/"): one.detail for one in problem.errors if one.pointer} if problem else {}
    alert = (
        _alert(problem.detail, wrong, {one.name: one.label(labels) for one in shown.fields}, lang) if problem else ""
    )
    fields = "".join(
        one.html(labels, str((given or {}).get(one.name, "")), wrong.get(one.name, ""), TEXTS["optional"][en])
        for one in shown.fields
    )
    until = TEXTS["until"][en].format(_moment(shown.expires, lang))
    return page(
        problem.status if problem else 200,
        title,
        alert,
        _paragraph(action.text_en if en else action.text_de),
        f"<dl>{details}</dl>" if details else "",
        f'<form method="post">{fields}',
        f'<p class="hint">{until} {TEXTS["nothing-yet"][en]}</p>',
        f'<button type="submit">{escape(title)}</button></form>',
        _other(lang),
        lang=lang,
    )


def done_page(title: str, position: int, lang: Language) -> Response[str]:
    """Return the page that says that a link was used."""
    en = lang == "en"
    return page(
        201,
        TEXTS["done"][en],
        _paragraph(TEXTS["thanks"][en]),
        f"<p><strong>{escape(title)}</strong></p><dl><dt>{TEXTS['number'][en]}</dt><dd>{position}</dd></dl>",
        _paragraph(TEXTS["close"][en]),
        lang=lang,
        headers={"Fokus-Position": str(position)},
    )


def problem_page(problem: Problem, lang: Language, headers: Mapping[str, str]) -> Response[str]:
    """Return the page that tells a person what a problem tells a program."""
    en = lang == "en"
    said = [f"<p>{_said(problem.detail, lang)}</p>"]
    if problem.type == f"{URN}link-gone":
        said = [_paragraph(one) for one in ((problem.detail, *GONE[0]) if not en else GONE[1])]
    elif problem.status in AGAIN:
        said = [_paragraph(LATER if en else problem.detail), f'<p><a href="">{TEXTS["again"][en]}</a></p>']
    title = problem.title_en if en else problem.title
    return page(problem.status, title, *said, _other(lang), lang=lang, headers=headers)


def _alert(detail: str, wrong: Mapping[str, str], labels: Mapping[str, str], lang: Language) -> str:
    """Return what is wrong with what was sent; errors of fields that a person filled in lead to them."""
    rows = [
        f'<li><a href="#{name}">{escape(labels[name])}</a>: {_said(error, lang)}</li>'
        for name, error in wrong.items()
        if name in labels
    ]
    rows += [f"<li>{_said(e, lang)}</li>" for name, e in wrong.items() if name not in labels and e != detail]
    said = "" if detail in (wrong[name] for name in wrong if name in labels) else f"<p>{_said(detail, lang)}</p>"
    listed = f"<ul>{''.join(rows)}</ul>" if rows else ""
    return f'<div class="alert" role="alert"><h2>{TEXTS["not-done"][lang == "en"]}</h2>{said}{listed}</div>'


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>" if text else ""


def _said(text: str, lang: Language) -> str:
    """Return a sentence of a rule, which is German, marked as such on an English page."""
    return escape(text) if lang == "de" else f'<span lang="de">{escape(text)}</span>'


def _other(lang: Language) -> str:
    other, name = ("en", "English") if lang == "de" else ("de", "Deutsch")
    return f'<p class="other"><a href="?lang={other}" lang="{other}" hreflang="{other}">{name}</a></p>'


def _text(value: object, lang: Language) -> str:
    return _day(value, lang) if isinstance(value, date) else str(value)


def _day(day: date, lang: Language) -> str:
    month = MONTHS[lang].split(",")[day.month - 1]
    return f"{day.day}{'.' if lang == 'de' else ''} {month} {day.year}"


def _moment(moment: datetime, lang: Language) -> str:
    local = moment.astimezone(BERLIN)
    return f"{_day(local, lang)}{' um' if lang == 'de' else ','} {local:%H:%M}"
