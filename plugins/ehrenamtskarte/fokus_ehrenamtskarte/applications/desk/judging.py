"""An application as the rules see it, from its facts: what was stated, as far as organisations confirmed it."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Literal

from fokus_core import ERASED
from fokus_ehrenamtskarte.applications.record.desk_facts import ApplicationHandedOver, EngagementSeconded
from fokus_ehrenamtskarte.applications.record.facts import ApplicationHandedIn, EngagementAnswered, EngagementStated
from fokus_ehrenamtskarte.applications.record.terms import Claim, Details
from fokus_ehrenamtskarte.cards.facts import CardKind
from fokus_ehrenamtskarte.rules.application import Application, Engagement
from fokus_kommune import Recorded

Confirmed = Literal["yes", "open", "no"]
Opened = Callable[[Recorded[Any], str], Any]
SAYS: dict[str, Confirmed] = {
    "confirmed": "yes",
    "other-hours": "yes",
    "not-true": "no",
    "unknown": "no",
    "passed-on": "open",
}


def as_judged(records: Sequence[Recorded[Any]], opened: Opened) -> Application | None:
    """Return what the rules judge, the day of receipt being the reference date.

    None where it was erased, or where the receipt is not among the facts.
    """
    handed = next((one for one in records if isinstance(one.fact, ApplicationHandedIn)), None)
    if handed is None:
        return None
    details: Details | Any = opened(handed, "details")
    engagements = [engagement(one, records, opened) for one in records if isinstance(one.fact, EngagementStated)]
    if details in (None, ERASED) or None in engagements:
        return None
    kind: CardKind = handed.fact.kind
    towns = [one.fact.town for one in records if isinstance(one.fact, ApplicationHandedOver)]
    return Application(
        body=towns[-1] if towns else details.town,
        reference_date=handed.fact.effective,
        birth_date=date.fromisoformat(details.birth),
        residence=details.residence,
        card=kind,
        renewal=handed.fact.renewal,
        engagements=tuple(one for one in engagements if one is not None),
        grounds=details.grounds,
    )


def engagement(stated: Recorded[Any], records: Sequence[Recorded[Any]], opened: Opened) -> Engagement | None:
    """Return an engagement with what the organisation said of it; None where it was erased."""
    claim: Claim | Any = opened(stated, "claim")
    if claim in (None, ERASED):
        return None
    answer = answer_of(stated, records)
    hours = opened(answer, "hours") if answer is not None and answer.fact.hours is not None else None
    return Engagement(
        organisation=claim.organisation,
        body=claim.body,
        since=claim.since,
        until=claim.until,
        per=claim.per,
        hours=claim.hours if hours in (None, ERASED) else hours,
        sort=claim.sort,
        paid=claim.paid,
        confirmed="open" if answer is None else SAYS[answer.fact.answer],
        signatories=1 + is_seconded(stated.fact.engagement, records),
    )


def is_seconded(engagement: str, records: Sequence[Recorded[Any]]) -> bool:
    """Tell whether a second person signed for an engagement."""
    return any(isinstance(one.fact, EngagementSeconded) and one.fact.engagement == engagement for one in records)


def answer_of(stated: Recorded[Any], records: Sequence[Recorded[Any]]) -> Recorded[Any] | None:
    """Return the last answer about an engagement."""
    found = [
        one
        for one in records
        if isinstance(one.fact, EngagementAnswered) and one.fact.engagement == stated.fact.engagement
    ]
    return max(found, key=lambda one: one.position, default=None)
