"""What applicants are written because of what the office does: an offer to hand over, and the words of a rejection."""

from collections.abc import Callable
from typing import Any, Protocol

from fokus_core import FactRetracted, Journal, standing
from fokus_ehrenamtskarte.applications.desk_facts import ReasonWorded
from fokus_ehrenamtskarte.applications.letters import Letter
from fokus_ehrenamtskarte.applications.reasons import REASONS
from fokus_ehrenamtskarte.rules.said import Named, Said
from fokus_kommune import Recorded, _

OFFER = _("Ehrenamtskarte: Wir möchten Ihren Antrag weitergeben")
ELSEWHERE = _("Für Ihren Antrag ist nicht unsere Stelle zuständig, sondern die für {town}.")
AGREE = _("Sind Sie einverstanden, dass wir ihn dorthin abgeben? Stimmen Sie mit diesem Link zu:")
OPENING = _("Öffnen allein ändert nichts. Sie müssen den Antrag nicht neu stellen.")
UNLESS = _("Ohne Ihre Zustimmung geben wir nichts weiter und entscheiden selbst.")
Wording = Callable[[str], tuple[str, str] | None]


class Rejected(Protocol):
    """A rejection that is told: its fact, what opens it, and the words of the office."""

    @property
    def record(self) -> Recorded[Any]:
        """The rejection."""
        ...

    @property
    def wording(self) -> Wording:
        """The words of the office for a reason."""
        ...

    def open(self, record: Recorded[Any], name: str) -> Any:
        """Return the value of a sealed field."""
        ...


def offer_of(name: str, town: str, link: str, why: str) -> Letter:
    """Return the letter that asks whether an application may be handed over."""
    return Letter(
        OFFER,
        name,
        (Said(ELSEWHERE, {"town": Named(town, "accusative")}), Said(AGREE), link, Said(OPENING), Said(UNLESS)),
        why,
    )


def reason_of(case: Rejected) -> tuple[Any, Any]:
    """Return the reason and what the person can do: the clerk's words, those of the office, or the common ones."""
    reason = case.record.fact.reason
    if reason == "other":
        return case.open(case.record, "own"), case.open(case.record, "advice")
    if (own := case.wording(reason)) is not None:
        return own
    why = REASONS[reason]
    return Said(why.reason), Said(why.advice)


def wording_of(journal: Journal, record: Recorded[Any]) -> Wording:
    """Return what finds the words of an office for a reason, as they are on the day of a fact."""

    def found(reason: str) -> tuple[str, str] | None:
        body, day = record.fact.body, record.fact.effective
        worded = [
            one.fact
            for one in standing(journal.under(f"body:{body}", ReasonWorded, FactRetracted))
            if isinstance(one.fact, ReasonWorded) and one.fact.reason == reason and one.fact.effective <= day
        ]
        last = max(enumerate(worded), key=lambda one: (one[1].effective, one[0]), default=(0, None))[1]
        return (last.says, last.advice) if last is not None and last.says and last.advice else None

    return found
