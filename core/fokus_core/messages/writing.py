"""A message as plain text: German, then English, complete in both."""

import textwrap
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, Protocol

from fokus_core.domain.messages import Message
from fokus_core.domain.said import MonthIn, Named, Said
from fokus_core.domain.texts import _

__all__ = ["ENGLISH", "Letter", "Texts", "written_out"]

HELLO, NOBODY = _("Guten Tag {name},"), _("Guten Tag,")
REGARDS = _("Mit freundlichen Grüßen")
STOP = _("Diese Nachrichten nicht mehr bekommen:")
ENGLISH = "--- English ---"
LINE = 70


class Texts(Protocol):
    """What says a text in a language."""

    def say(self, message: str, language: str, programme: str = "", /, **values: Any) -> str:
        """Return a text with values in its places."""
        ...


class Letter(NamedTuple):
    """What one person is told: their name, the values of places, who writes, its own sentence, a link to end it."""

    name: str
    values: Mapping[str, Any]
    office: Any
    own: str = ""
    stop: str = ""


def written_out(message: Message, letter: Letter, texts: Texts, called: Callable[[Named], Any]) -> tuple[str, str]:
    """Return the subject and the text, in German and then in English; `called` says what a body is called."""
    german, english = (_Say(texts, language, message.programme, called) for language in ("de", "en"))
    body = "\n\n".join((*_in(message, letter, german), ENGLISH, *_in(message, letter, english)))
    return german(message.subject), body + "\n"


class _Say:
    """The texts of a programme in a language."""

    def __init__(self, texts: Texts, language: str, programme: str, called: Callable[[Named], Any]) -> None:
        self._texts, self._language, self._programme, self._called = texts, language, programme, called

    def __call__(self, message: str, /, **values: Any) -> str:
        """Return a text with values in its places."""
        told = {name: self._value(one) for name, one in values.items()}
        return self._texts.say(message, self._language, self._programme, **told)

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


def _in(message: Message, letter: Letter, say: _Say) -> Iterator[str]:
    values = {**letter.values, "office": letter.office}
    yield say(HELLO, name=letter.name) if letter.name else say(NOBODY)
    for part in message.parts:
        empty = part[1:-1] in values and values[part[1:-1]] in ("", None)
        if not empty:
            yield _wrapped(say(part, **values))
    if letter.own:
        yield _wrapped(letter.own)
    yield f"{say(REGARDS)}\n{say('{office}', office=letter.office)}"
    end = "-- \n" + _wrapped(say(message.why, **values))
    yield f"{end}\n{_wrapped(say(STOP))}\n{letter.stop}" if letter.stop else end


def _wrapped(text: str) -> str:
    return "\n".join(
        textwrap.fill(line, LINE, break_long_words=False, break_on_hyphens=False) for line in text.split("\n")
    )
