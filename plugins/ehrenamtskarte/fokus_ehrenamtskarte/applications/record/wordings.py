"""In which words a rejection is told: those of the clerk, of the office, or the common ones."""

from collections.abc import Callable
from typing import Any

from fokus_ehrenamtskarte.applications.record.desk_facts import ReasonWorded
from fokus_ehrenamtskarte.applications.record.reasons import REASONS
from fokus_kommune import Recorded, Said

Wording = Callable[[str], tuple[str, str] | None]


def reason_of(record: Recorded[Any], opened: Callable[[Recorded[Any], str], Any], wording: Wording) -> tuple[Any, Any]:
    """Return the reason and what the person can do: the clerk's words, those of the office, or the common ones."""
    reason = record.fact.reason
    if reason == "other":
        return opened(record, "own"), opened(record, "advice")
    if (own := wording(reason)) is not None:
        return own
    why = REASONS[reason]
    return Said(why.reason), Said(why.advice)


def wording_of(under: Callable[..., list[Recorded[Any]]], record: Recorded[Any]) -> Wording:
    """Return what finds the words of an office for a reason, as they are on the day of a fact.

    `under` returns the standing facts of some classes under a key.
    """

    def found(reason: str) -> tuple[str, str] | None:
        body, day = record.fact.body, record.fact.effective
        worded = [
            one.fact
            for one in under(f"body:{body}", ReasonWorded)
            if one.fact.reason == reason and one.fact.effective <= day
        ]
        last = max(enumerate(worded), key=lambda one: (one[1].effective, one[0]), default=(0, None))[1]
        return (last.says, last.advice) if last is not None and last.says and last.advice else None

    return found
