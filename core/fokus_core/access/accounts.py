"""Accounts and who uses them: what somebody wrote about an account goes with the person."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from msgspec import structs

from fokus_core.domain.commands import Lookup, Outcome, Plan
from fokus_core.domain.facts import Recorded
from fokus_core.domain.past import Past
from fokus_core.privacy.persons import PersonErased
from fokus_core.privacy.private_reasons import SaysWhy

__all__ = ["keeping_no_reason_of_the_erased", "people_of"]


def people_of(records: Iterable[Recorded[Any]]) -> tuple[str, ...]:
    """Return the keys of the persons whom facts about an account name."""
    return tuple(sorted({key for one in records for key in one.keys if key.startswith("person:")}))


def keeping_no_reason_of_the_erased(plan: Plan, actor: str, lookup: Lookup) -> Plan:
    """Return the plan of what ends something of an account, without its reason where who uses it was erased."""
    people = people_of(lookup.under(f"actor:{actor}"))
    if not people:
        return plan

    def finish(outcome: list[Outcome], past: Past) -> list[Outcome]:
        ended = plan.finish(outcome, past)
        if not any(lookup.under(key, PersonErased) for key in people):
            return ended
        return [structs.replace(one, matter=None, words=None) if isinstance(one, SaysWhy) else one for one in ended]

    return replace(plan, finish=finish, guard=(*plan.guard, *people))
