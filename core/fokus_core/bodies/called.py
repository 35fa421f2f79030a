"""What a body is called in a sentence: with its article and kind in four cases, and the council that decides for it."""

import re
from dataclasses import dataclass
from typing import Literal, get_args

from fokus_core.bodies.body import BodyKind

Form = Literal["nominative", "accusative", "dative", "genitive", "council", "name"]
FORMS: tuple[Form, ...] = get_args(Form)

FEMININE = {"nominative": "die", "accusative": "die", "dative": "der", "genitive": "der"}
MASCULINE = {"nominative": "der", "accusative": "den", "dative": "dem", "genitive": "des"}
NOUNS: dict[BodyKind, str] = {
    "independent-city": "Stadt",
    "town": "Stadt",
    "municipality": "Gemeinde",
    "district": "Kreis",
    "city-region": "Städteregion",
    "administrative-district": "Regierungsbezirk",
}
COUNCILS: dict[BodyKind, str] = {
    "district": "Kreistag",
    "city-region": "Städteregionstag",
    "administrative-district": "Regionalrat",
}
INFLECTED = re.compile(r"^(?P<stem>\w[\w-]*)er (?P<noun>Kreis)$")  # Oberbergischer Kreis, dem Oberbergischen Kreis
MASCULINE_NOUN = re.compile(r"(kreis|bezirk)\b", re.IGNORECASE)
GENITIVE = {"kreis": "es", "bezirk": "s"}


@dataclass(frozen=True)
class Called:
    """A body by name and kind, in one form: a case, its council, or the bare name; a party has no kind, but its name.

    English knows names only.
    """

    name: str
    kind: BodyKind | None = None
    form: Form = "nominative"

    def __str__(self) -> str:
        return self.said("de")

    def said(self, language: str) -> str:
        """Return the name as a sentence of the language has it."""
        if language == "en":
            return f"the council of {self.name}" if self.form == "council" and self.kind else self.name
        if self.kind is None or self.form == "name":
            return self.name
        if self.form == "council":
            return f"der {COUNCILS.get(self.kind, 'Rat')} {_declined(self.name, self.kind, 'genitive')}"
        return _declined(self.name, self.kind, self.form)


def _declined(name: str, kind: BodyKind, case: str) -> str:
    noun = NOUNS[kind]
    if kind in {"independent-city", "town", "municipality", "city-region"}:
        return f"{FEMININE[case]} {name if name.startswith(f'{noun} ') else f'{noun} {name}'}"
    if not MASCULINE_NOUN.search(name):
        name = f"{noun} {name}"
    name = INFLECTED.sub(rf"\g<stem>{'e' if case == 'nominative' else 'en'} \g<noun>", name)
    if case == "genitive":
        name = MASCULINE_NOUN.sub(lambda found: found[0] + GENITIVE[found[0].casefold()], name, count=1)
    return f"{MASCULINE[case]} {name}"
