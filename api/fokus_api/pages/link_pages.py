"""The pages behind links: what one is for, that it is done, or why not; in German or English, never both mixed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Response

from fokus_api.http.problems import URN, Problem
from fokus_api.pages.forms import Field
from fokus_api.pages.frame import Frame, bare_frame
from fokus_api.pages.link_actions import Happened, LinkAction, Told
from fokus_api.pages.pages import page
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import Words, written

TEXTS = {
    "optional": _("freiwillig"),
    "day": _("Tag, Monat und Jahr, zum Beispiel 2.11.2026"),
    "not-done": _("Es wurde nichts gespeichert"),
    "done": _("Fertig"),
    "thanks": _("Vielen Dank. Das haben wir gespeichert:"),
    "number": _("Nummer für Rückfragen"),
    "close": _("Nennen Sie diese Nummer, wenn Sie Fragen haben. Sie können die Seite jetzt schließen."),
    "again": _("Noch einmal versuchen"),
}
UNTIL = _("Der Link gilt bis zum {until}.")
NOTHING_YET = _("Gespeichert wird erst, wenn Sie auf „{button}“ drücken.")
HAPPENED = _("{day}: {text}")
GONE = (
    _("Haben Sie den Link gerade erst verwendet, brauchen Sie nichts weiter zu tun."),
    _(
        "Prüfen Sie andernfalls, ob die Adresse vollständig ist, oder wenden Sie sich an die Stelle, "
        "die Ihnen den Link geschickt hat."
    ),
)
AGAIN = frozenset({429, 500, 503})


@dataclass(frozen=True)
class Shown:
    """What the holder of a link is shown: its action, what the programme tells, until when, what is to be filled in.

    `names` are those of all fields, `fields` those that a form can ask for; `beside` is what it may do as well.
    """

    action: LinkAction
    details: Mapping[str, Any]
    expires: datetime
    names: Sequence[str]
    fields: Sequence[Field]
    beside: Sequence["Shown"] = ()


@dataclass(frozen=True)
class Part:
    """What the holder of a link may do, in the language of the page: one form, with what is told about it."""

    id: str
    title: str
    text: str
    details: Sequence[tuple[str, str | Sequence[str]]]
    fields: Sequence["Filled"]


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
    errors = {one.pointer.removeprefix("/"): one.detail for one in problem.errors if one.pointer} if problem else {}
    title = words(shown.action.title)
    beside = [_part(one, words, given or {}, errors) for one in shown.beside]
    part = _part(shown, words, given or {}, errors)
    return page(
        problem.status if problem else 200,
        "link.html",
        bare_frame(words),
        title=words(shown.action.heading) if shown.action.heading else title,
        button=title,
        texts=_texts(words),
        part=part,
        beside=beside,
        until=words(UNTIL, until=shown.expires),
        nothing_yet=words(NOTHING_YET, button=title),
        problem=problem,
        wrong=[one for each in (*beside, part) for one in each.fields if one.error],
        elsewhere=[error for error in errors.values() if problem is not None and error != problem.detail],
    )


def _part(shown: Shown, words: Words, given: Mapping[str, Any], errors: dict[str, str]) -> Part:
    """Return one form of a page, with what was given and is wrong in it, which is taken out of the errors."""
    action = shown.action
    labels = {name: words(text) for name, text in action.labels.items()}
    fields = [
        Filled(
            one,
            one.label(labels),
            one.named_choices(labels),
            str(given.get(one.name, "")),
            errors.pop(one.name, ""),
        )
        for one in shown.fields
    ]
    details = [(labels[name], _told(value, words)) for name, value in shown.details.items() if name in labels]
    return Part(action.id, words(action.title), words(action.text), details, fields)


def _told(value: Any, words: Words) -> str | list[str]:
    """Return a detail as people read it: a list of what happened as a line each."""
    match value:
        case Told():
            return words(value)
        case [Happened(), *_rest]:
            return [words(HAPPENED, day=one.day, text=words(one.text)) for one in value]
        case _:
            return written(value, words.language)


def done_page(done: str, position: int, words: Words) -> Response[str]:
    """Return the page that says that a link was used."""
    texts, headers = _texts(words), {"Fokus-Position": str(position)}
    return page(
        201,
        "done.html",
        bare_frame(words),
        title=texts["done"],
        headers=headers,
        texts=texts,
        done=done,
        position=position,
    )


def problem_page(problem: Problem, frame: Frame, headers: Mapping[str, str]) -> Response[str]:
    """Return the page that tells a person what a problem tells a program."""
    words = frame.words
    gone = problem.type == f"{URN}link-gone"
    sentences = [problem.detail, *(map(words, GONE) if gone else ())]
    again = _texts(words)["again"] if problem.status in AGAIN else ""
    title = words(problem.title)
    return page(problem.status, "problem.html", frame, title=title, headers=headers, sentences=sentences, again=again)


def _texts(words: Words) -> dict[str, str]:
    return {name: words(text) for name, text in TEXTS.items()}
