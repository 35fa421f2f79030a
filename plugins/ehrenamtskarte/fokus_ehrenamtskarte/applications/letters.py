"""What is written to applicants and organisations: German, then English, complete as plain text."""

import textwrap
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ehrenamtskarte.rules.said import MonthIn, Named, Said
from fokus_kommune import _

__all__ = ["Letter", "Say", "text_of"]

HELLO = _("Guten Tag {name},")
REGARDS = _("Mit freundlichen Grüßen")
ENGLISH = "--- English ---"
LINE = 70


class Letter(NamedTuple):
    """A subject and paragraphs; a text that begins with http is a link on a line of its own."""

    subject: str
    name: str
    parts: tuple[Said | str, ...]
    why: str


class Say:
    """The texts of the programme in a language."""

    def __init__(self, texts: Any, language: str, called: Callable[[Named], Any]) -> None:
        self._texts, self.language, self._called = texts, language, called

    def __call__(self, message: str, **values: Any) -> str:
        """Return a text with values in its places."""
        told = {name: self._value(one) for name, one in values.items()}
        said: str = self._texts.say(message, self.language, ehrenamtskarte.id, **told)
        return said

    def _value(self, value: Any) -> Any:
        match value:
            case Said():
                return self(value.message, **value.values)
            case Named():
                return self._called(value)
            case MonthIn(day):
                return self("{day}", day=day.replace(day=1)).partition(" ")[2]  # without the day
            case _:
                return value


def text_of(letter: Letter, office: Any, texts: Any, called: Callable[[Named], Any]) -> tuple[str, str]:
    """Return the subject and the text, in German and then in English; `called` says what a body is called."""
    german, english = Say(texts, "de", called), Say(texts, "en", called)
    body = "\n\n".join((*_in(letter, office, german), ENGLISH, *_in(letter, office, english)))
    return german(letter.subject), body + "\n"


def _in(letter: Letter, office: Any, say: Say) -> Iterable[str]:
    yield say(HELLO, name=letter.name)
    for part in letter.parts:
        yield part if isinstance(part, str) else _wrapped(say(part.message, office=office, **part.values))
    yield f"{say(REGARDS)}\n{say('{office}', office=office)}"
    yield "-- \n" + _wrapped(say(letter.why, office=office))


def _wrapped(text: str) -> str:
    return "\n".join(
        textwrap.fill(line, LINE, break_long_words=False, break_on_hyphens=False) for line in text.split("\n")
    )
