"""Facts as sentences in German and English, rendered when read."""

import string
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

import msgspec

from fokus_core.bodies.names import Bodies
from fokus_core.domain.facts import Fact, Recorded, key_fields
from fokus_core.domain.programme import Sentence
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import Texts, Words, written
from fokus_core.privacy.sealed import Sealed

SEALED = "…"
NOTHING = "–"
UNKNOWN = _("Ein Eintrag, den keine installierte Erweiterung kennt.")
WITHOUT = _("Ein Eintrag ohne Beschreibung.")


class Rendered(msgspec.Struct, frozen=True):
    """A sentence in both languages."""

    de: str
    en: str


class Sentences:
    """Renders the sentences that the programmes bring for their facts."""

    def __init__(self, table: Mapping[type, Sentence], texts: Texts) -> None:
        self._table = table
        self._texts = texts

    def of(self, record: Recorded[Fact], bodies: Bodies) -> Rendered:
        """Return the sentence of a fact; bodies are named as on the day it is true from."""
        fact = record.fact
        sentence = self._table.get(type(fact))
        if sentence is None:
            text = WITHOUT if type(fact).__dict__.get("__fact__") else UNKNOWN
            return Rendered(text, self._texts.say(text, "en"))
        text, programme = _fitting(sentence, fact).text, record.type.partition(".")[0]
        return Rendered(
            *(
                _render(self._texts.say(text, language, programme), fact, bodies, Words(self._texts, language))
                for language in ("de", "en")
            )
        )


def _fitting(sentence: Sentence, fact: Fact) -> Sentence:
    """Return the sentence whose condition the fact fulfils, however deep."""
    for fulfils, other in sentence.when.items():
        if fulfils(fact):
            return _fitting(other, fact)
    return sentence


def _render(template: str, fact: Fact, bodies: Bodies, words: Words) -> str:
    kinds = key_fields(type(fact))

    def shown(name: str) -> str:
        key = kinds.get(name)

        def text(value: Any) -> str:
            if value is None or value in ("", (), [], frozenset()):
                return NOTHING
            if isinstance(value, Sealed):
                return SEALED
            if isinstance(value, bool):
                return words(_("ja") if value else _("nein"))
            if isinstance(value, date):
                return written(value, words.language)
            if isinstance(value, tuple | list | frozenset):
                return ", ".join(text(item) for item in (sorted(value) if isinstance(value, frozenset) else value))
            if key is not None and key.kind in {"body", "party"}:
                return bodies.name(str(value), fact.effective)
            return str(value)

        return text(getattr(fact, name))

    return "".join(before + (shown(name) if name else "") for before, name in _parts(template))


@cache
def _parts(template: str) -> list[tuple[str, str | None]]:
    return [(before, name) for before, name, _spec, _conversion in string.Formatter().parse(template)]
