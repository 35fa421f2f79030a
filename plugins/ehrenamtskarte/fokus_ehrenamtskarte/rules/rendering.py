"""What is said, in every language, with bodies, months and numbers as people write them."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

import msgspec

from fokus_api import Node, Rendered
from fokus_core import Bodies
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ehrenamtskarte.rules.said import MonthIn, Named, Said, Sentences


class InBoth(Rendered, frozen=True):
    """A sentence in German, in English, and in every further language that there is a catalogue of."""


class Remark(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence, where there is more about it, and when it is said: before the application, after it, or both.

    What belongs to one question names its `field`, without the numbers of parts.
    """

    text: InBoth
    href: str | None = None
    when: Literal["before", "after", "always"] = "before"
    field: str | None = None


class Renderer:
    """Renders what is said, bodies being named as on a day."""

    def __init__(self, node: Node, bodies: Bodies, day: date) -> None:
        self._texts = node.service.texts
        self._bodies = bodies
        self._day = day

    def name(self, body: str) -> str:
        """Return the name of a body."""
        return self._bodies.name(body, self._day)

    def both(self, *said: Said) -> InBoth:
        """Return sentences, one after another, in every language."""
        return InBoth.of(lambda language: self._all(said, language))

    def _all(self, said: Sequence[Said], language: str) -> str:
        return " ".join(self._say(one, language) for one in said)

    def _say(self, said: Said, language: str) -> str:
        values = {name: self._value(value, language) for name, value in said.values.items()}
        return self._texts.say(said.message, language, ehrenamtskarte.id, **values)

    def _value(self, value: Any, language: str) -> Any:
        match value:
            case Said():
                return self._say(value, language)
            case Sentences(parts):
                return self._all(parts, language)
            case Named(body, form):
                return self._bodies.called(body, self._day, form)
            case MonthIn(day):
                written = self._texts.say("{day}", language, day=day.replace(day=1))
                return written.partition(" ")[2]  # without the day
            case list():
                return [self._value(one, language) for one in value]
            case _:
                return value
