"""Whether the rules of a run provide for a body."""

from collections.abc import Iterable
from datetime import date

from fokus_core import BODY_CHANGES, Past, Reads, Register, _
from fokus_ews.facts import EligibilityOverridden, RulesAdopted

NOT_IN_AREA = _("Die Kommune liegt nicht im Gebiet der Ausschreibung. Lassen Sie zuerst eine Ausnahme zu.")
AREA = Reads("programme:core", *BODY_CHANGES)


def outside(bodies: Iterable[str], rules: RulesAdopted, past: Past, on: date) -> set[str]:
    """Return the bodies that do not lie, on a day, within the area of the rules; `past` has read `AREA`."""
    if not rules.area:
        return set()
    register = Register.load().amended(past.of(*BODY_CHANGES))
    return {body for body in bodies if not any(register.is_within(body, upper, on) for upper in rules.area)}


def excepted(now: Past) -> set[str]:
    """Return the bodies for which an exception was made by then."""
    return {one.body for one in now.of(EligibilityOverridden)}
