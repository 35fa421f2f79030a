"""Facts as sentences in every language, rendered when read."""

from collections.abc import Mapping
from typing import Any

from fokus_api.http.rendered import Rendered
from fokus_core.bodies.names import Bodies
from fokus_core.domain.facts import Fact, Recorded
from fokus_core.domain.namings import Titles
from fokus_core.domain.programme import Sentence
from fokus_core.domain.texts import _
from fokus_core.plugins.places import told
from fokus_core.plugins.texts import Texts

__all__ = ["Rendered", "Sentences"]

UNKNOWN = _("Diesen Eintrag kann der Dienst nicht in Worten zeigen. Die passende Erweiterung fehlt.")
WITHOUT = _("Zu dieser Art von Eintrag gibt es noch keinen Satz.")


class Sentences:
    """Renders the sentences that the programmes bring for their facts."""

    def __init__(self, table: Mapping[type, Sentence], texts: Texts, titles: Titles) -> None:
        self._table = table
        self._texts = texts
        self._titles = titles

    def of(self, record: Recorded[Fact], bodies: Bodies) -> Rendered:
        """Return the sentence of a fact; bodies are named as on the day it is true from, things by their title now."""
        text, programme, values = self._told(record, bodies)
        return Rendered.of(lambda language: self._texts.say(text, language, programme, **values))

    def said(self, record: Recorded[Fact], bodies: Bodies, language: str) -> str:
        """Return it in one language: the catalogues of the others are not read."""
        text, programme, values = self._told(record, bodies)
        return self._texts.say(text, language, programme, **values)

    def _told(self, record: Recorded[Fact], bodies: Bodies) -> tuple[str, str, Mapping[str, Any]]:
        fact = record.fact
        sentence = self._table.get(type(fact))
        if sentence is None:
            return (WITHOUT if type(fact).__dict__.get("__fact__") else UNKNOWN), "", {}
        text = _fitting(sentence, fact).text
        return text, record.type.partition(".")[0], told(text, fact, bodies, self._titles, fact.effective)


def _fitting(sentence: Sentence, fact: Fact) -> Sentence:
    """Return the sentence whose condition the fact fulfils, however deep."""
    for fulfils, other in sentence.when.items():
        if fulfils(fact):
            return _fitting(other, fact)
    return sentence
