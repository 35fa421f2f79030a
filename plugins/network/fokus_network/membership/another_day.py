"""Who may say that a member did something on another day than today: the coordination, as it may have left since."""

from dataclasses import replace
from datetime import date

from fokus_core import Asked, Lookup, Plan, Policy


def asking_for_another_day(plan: Plan, effective: date, lookup: Lookup, coordination: Policy) -> Plan:
    """Ask for the coordination's permission as well where a day other than today is given."""
    if effective == lookup.today:
        return plan
    return replace(plan, asked=(*plan.asked, Asked(coordination.permission, "network")))
