"""Facts as sentences in German and English, rendered when read."""

import string
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any

import msgspec

from fokus_core.bodies.names import Bodies
from fokus_core.domain.facts import Fact, Recorded, key_fields
from fokus_core.domain.programme import Sentence
from fokus_core.privacy.sealed import Sealed

SEALED = "…"
NOTHING = "–"
UNKNOWN = Sentence("Ein Eintrag, den keine installierte Erweiterung kennt.", "An entry that no installed plugin knows.")
WITHOUT = Sentence("Ein Eintrag ohne Beschreibung.", "An entry without a description.")


class Rendered(msgspec.Struct, frozen=True):
    """A sentence in both languages."""

    de: str
    en: str


class Sentences:
    """Renders the sentences that the programmes bring for their facts."""

    def __init__(self, table: Mapping[type, Sentence]) -> None:
        self._table = table

    def of(self, record: Recorded[Fact], bodies: Bodies) -> Rendered:
        """Return the sentence of a fact; bodies are named as on the day it is true from."""
        fact = record.fact
        sentence = self._table.get(type(fact))
        if sentence is None:
            found = WITHOUT if type(fact).__dict__.get("__fact__") else UNKNOWN
            return Rendered(found.de, found.en)
        return Rendered(*_render(_fitting(sentence, fact), fact, bodies))


def _fitting(sentence: Sentence, fact: Fact) -> Sentence:
    """Return the sentence whose condition the fact fulfils, however deep."""
    for fulfils, other in sentence.when.items():
        if fulfils(fact):
            return _fitting(other, fact)
    return sentence


def _render(sentence: Sentence, fact: Fact, bodies: Bodies) -> tuple[str, str]:
    kinds = key_fields(type(fact))

    def shown(name: str, on_day: Callable[[date], str], yes: str, no: str) -> str:
        key = kinds.get(name)

        def text(value: Any) -> str:
            if value is None or value in ("", (), [], frozenset()):
                return NOTHING
            if isinstance(value, Sealed):
                return SEALED
            if isinstance(value, bool):
                return yes if value else no
            if isinstance(value, date):
                return on_day(value)
            if isinstance(value, tuple | list | frozenset):
                return ", ".join(text(item) for item in (sorted(value) if isinstance(value, frozenset) else value))
            if key is not None and key.kind in {"body", "party"}:
                return bodies.name(str(value), fact.effective)
            return str(value)

        return text(getattr(fact, name))

    de = "".join(
        before + (shown(name, lambda day: f"{day:%d.%m.%Y}", "ja", "nein") if name else "")
        for before, name in _parts(sentence.de)
    )
    en = "".join(
        before + (shown(name, date.isoformat, "yes", "no") if name else "") for before, name in _parts(sentence.en)
    )
    return de, en


@cache
def _parts(template: str) -> list[tuple[str, str | None]]:
    return [(before, name) for before, name, _, _ in string.Formatter().parse(template)]
