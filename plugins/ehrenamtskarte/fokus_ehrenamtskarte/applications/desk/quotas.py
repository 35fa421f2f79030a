"""Caps: how many cards an office may give in a year, as its rules say on the day of the decision."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from fokus_ehrenamtskarte.applications.record.facts import ApplicationApproved, ApplicationWithdrawn
from fokus_ehrenamtskarte.cards.facts import CardKind
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ehrenamtskarte.rules.facts import RulesSet
from fokus_kommune import Breach, Fact, Past, Recorded, _


def counted(past: Past, office: str, day: date, kind: CardKind) -> dict[str, Any]:
    """Return the quota that an approval counts to and how many fit into it; nothing where cards are not capped."""
    rules = past.on(day).latest(RulesSet)
    cap = rules.terms.cap if rules else None
    if cap is None or cap.count == 0 or kind == "anniversary":
        return {}
    return {"quota": f"{office}-{day.year}", "most": cap.count}


@ehrenamtskarte.statute("quota", ApplicationApproved, ApplicationWithdrawn)
def no_more_cards_than_the_cap(history: list[Recorded[Fact]]) -> Iterator[Breach]:
    """An office approves no more cards in a year than its rules allowed when it decided; a withdrawal frees one."""
    given = 0
    for record in sorted(history, key=lambda one: one.position):
        if isinstance(fact := record.fact, ApplicationApproved):
            given += 1
            if fact.most is not None and given > fact.most:
                message = _("Alle {most} Karten für dieses Jahr sind vergeben. Lehnen Sie den Antrag ab.")
                yield Breach("cap-reached", message, record.position, "application", values={"most": fact.most})
        else:
            given -= 1
