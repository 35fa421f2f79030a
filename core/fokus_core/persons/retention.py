"""Retention: for how long data of a category is kept, from which event on, and by which provision, as dated facts."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from msgspec import Meta

from fokus_core.bodies.facts import BodyId
from fokus_core.bodies.names import BodyRef
from fokus_core.corrections.corrections import refusing
from fokus_core.domain.commands import Command, Lookup, Plan, command
from fokus_core.domain.facts import Fact, Key, Recorded, fact, in_effective_order
from fokus_core.domain.policy import Policy
from fokus_core.domain.reads import Reads
from fokus_core.domain.refusals import Invalid
from fokus_core.domain.statutes import standing
from fokus_core.domain.texts import _
from fokus_core.domain.words import Chosen

__all__ = ["SET", "RecordsExpired", "RetentionSet", "Rules", "SetRetention", "recorded_rules", "rules_on"]

SET = Policy("core.set-retention", "state", four_eyes=True)
CategoryId = Annotated[
    str,
    Chosen("category"),
    Meta(
        pattern=r"^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$",
        max_length=120,
        description="What the data is kept for: programme and purpose, such as network.contact",
    ),
]
StartId = Annotated[
    str,
    Meta(
        pattern=r"^([a-z][a-z0-9-]{0,60})?$",
        description="Event from which the period runs; empty: the usual one of the category",
    ),
]
Months = Annotated[int, Meta(ge=0, le=1200, description="Length of the period in months")]
Citation = Annotated[
    str, Meta(min_length=1, max_length=500, description="Provision that the period follows, or that it is an example")
]
WhenDue = Annotated[
    Literal["propose", "carry-out", "pause"],
    Meta(description="On the day after the period: proposed to a person, carried out, or neither until further notice"),
]
SubjectId = Annotated[
    str, Meta(pattern=r"^[a-z][a-z-]*:[^\s]+$", max_length=200, description="Whose data: a person or group, as a key")
]
SealId = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$", description="Id of the key with which the data is sealed")]


@fact("core.retention-set@1", whole_programme=True)
class RetentionSet(Fact, frozen=True):
    """It was laid down how long data of a category is kept, everywhere or by one body."""

    category: CategoryId
    months: Months
    citation: Citation
    when_due: WhenDue
    start: StartId = ""
    body: BodyId | None = None


@fact("core.records-expired@1", irrevocable=True, happened=True, whole_programme=True)
class RecordsExpired(Fact, frozen=True):
    """The period ended for which data of a person or group was kept; its key is destroyed."""

    subject: Annotated[SubjectId, Key("")]
    seal: SealId
    category: CategoryId


Rules = dict[tuple[str, str | None], RetentionSet]  # by category, and by body or None for everywhere


def rules_on(records: Iterable[Recorded[Fact]], day: date) -> Rules:
    """Return the rules in force on a day; the latest for a category and a body stands."""
    return {what: one.fact for what, one in recorded_rules(records, day).items()}


def recorded_rules(
    records: Iterable[Recorded[Fact]], day: date
) -> Mapping[tuple[str, str | None], Recorded[RetentionSet]]:
    """Return the same with the entries that they are."""
    found: dict[tuple[str, str | None], Recorded[Any]] = {}
    for one in in_effective_order(standing(records)):
        if isinstance(one.fact, RetentionSet) and one.fact.effective <= day:
            found[one.fact.category, one.fact.body] = one
    return found


@command("core.set-retention", SET, records=RetentionSet, title=_("Aufbewahrungsfrist festlegen"))
class SetRetention(Command, frozen=True):
    """Lay down how long data of a category is kept from an event on, and what happens on the day it leaves."""

    reads: ClassVar[Reads] = Reads("programme", RetentionSet)
    category: CategoryId
    months: Months
    citation: Citation
    when_due: WhenDue
    effective: date
    start: StartId = ""
    body: BodyRef | None = None

    def plan(self, lookup: Lookup) -> Plan:
        """Refuse a category that no programme declares, and an event that is none of it."""
        plan = Plan(self, self.asks(), self.reads)
        purpose = lookup.categories.get(self.category)
        starts = {one.id for one in purpose.starts} if purpose else set()
        if not starts:
            message = _("Eine solche Art von Angaben gibt es nicht. Wählen Sie aus der Liste.")
            return replace(plan, begin=refusing(Invalid("unknown-category", message, field="category")))
        if self.start and self.start not in starts:
            message = _("Mit diesem Ereignis beginnt hier keine Frist. Lassen Sie das Feld leer.")
            return replace(plan, begin=refusing(Invalid("unknown-start", message, field="start")))
        return plan
