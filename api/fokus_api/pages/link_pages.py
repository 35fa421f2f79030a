"""The pages behind links: what one is for, that it is done, or why not; in German or English, never both mixed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Response

from fokus_api.http.problems import URN, Problem
from fokus_api.pages.forms import Field
from fokus_api.pages.frame import Frame, bare_frame
from fokus_api.pages.link_actions import LinkAction
from fokus_api.pages.pages import page
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import Words, written

TEXTS = {
    "optional": _("freiwillig"),
    "not-done": _("Es wurde nichts gespeichert"),
    "done": _("Fertig"),
    "thanks": _("Vielen Dank. Das haben wir gespeichert:"),
    "number": _("Nummer für Rückfragen"),
    "close": _("Nennen Sie diese Nummer, wenn Sie Fragen haben. Sie können die Seite jetzt schließen."),
    "again": _("Noch einmal versuchen"),
}
UNTIL = _("Der Link gilt bis zum {until}.")
NOTHING_YET = _("Gespeichert wird erst, wenn Sie auf „{button}“ drücken.")
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
    action, title = shown.action, words(shown.action.title)
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
        bare_frame(words),
        title=title,
        texts=_texts(words),
        text=words(action.text),
        details=[
            (labels[name], written(value, words.language)) for name, value in shown.details.items() if name in labels
        ],
        fields=fields,
        until=words(UNTIL, until=shown.expires),
        nothing_yet=words(NOTHING_YET, button=title),
        problem=problem,
        wrong=[one for one in fields if one.error],
        elsewhere=[error for error in errors.values() if problem is not None and error != problem.detail],
    )


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
    title = problem.title_en if words.language == "en" else problem.title
    return page(problem.status, "problem.html", frame, title=title, headers=headers, sentences=sentences, again=again)


def _texts(words: Words) -> dict[str, str]:
    return {name: words(text) for name, text in TEXTS.items()}
