"""Why a text does not mean one body on a day: one sentence for the state store each."""

from collections.abc import Mapping, Sequence
from datetime import date

from fokus_core.domain.refusals import Choice, Invalid
from fokus_core.domain.texts import _

SHOWN = 80  # characters of the input that a sentence repeats


class UnknownBody(Invalid):
    """No body ever had this key or name."""

    def __init__(self) -> None:
        super().__init__(
            "unknown-body",
            _("Diesen Namen oder Schlüssel gibt es im Verzeichnis der Kommunen nicht. Prüfen Sie die Schreibweise."),
        )


class MalformedKey(Invalid):
    """Digits that cannot be the key of a body in North Rhine-Westphalia."""

    def __init__(self) -> None:
        super().__init__("malformed-key", _("Ein amtlicher Schlüssel beginnt mit 05 und hat 3, 5, 8 oder 12 Stellen."))


class AmbiguousBody(Invalid):
    """A name that fits several bodies; `choices` are those."""

    def __init__(self, text: str, choices: Sequence[Choice]) -> None:
        message = _("„{text}“ gibt es mehrfach. Gemeint sein kann: {meant}.")
        meant = "; ".join(f"{one.name} ({one.id})" for one in choices)
        super().__init__("ambiguous-body", message, text=text[:SHOWN], meant=meant)
        self.choices = choices


class NotInForce(Invalid):
    """A key, name or body that the register knows, but not on this day; `bodies` holds the ids it stands for."""

    def __init__(self, text: str, on: date, bodies: Mapping[str, str]) -> None:
        meant = "; ".join(bodies.values())
        message = _("„{text}“ gibt es am {on} nicht. Gemeint sein kann: {meant}.")
        super().__init__("body-not-in-force", message, text=text[:SHOWN], on=on, meant=meant)
        self.bodies = tuple(bodies)
