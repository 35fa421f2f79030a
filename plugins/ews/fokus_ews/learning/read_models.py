"""What everybody may know of the learning arrangement; of the closed group there is no table."""

from datetime import date
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from fokus_core import Recorded, when
from fokus_ews.learning.facts import ConferenceAnnounced, ConferenceCancelled, SourcePublished, StrategyAdopted
from fokus_projections import FactTable, TwoClockTable


class Conference(msgspec.Struct, frozen=True, kw_only=True):
    """A public conference as it stands from a day on."""

    cohort: Annotated[str, Meta(description="Id of the cohort, which is that of its run")]
    title: Annotated[str, Meta(description="Title in German")]
    starts: Annotated[str, Meta(description="Beginning: a day, or a minute in Europe/Berlin with its offset")]
    ends: Annotated[str, Meta(description="End: the last day, or a minute in Europe/Berlin with its offset")]
    first_day: Annotated[date, Meta(description="First day, Europe/Berlin")]
    place: Annotated[str, Meta(description="Where it takes place; empty where that is not known")]
    online: Annotated[bool, Meta(description="Whether one can take part online")]
    cancelled: Annotated[bool, Meta(description="Whether it was cancelled")] = False


def conference(state: Conference | None, record: Recorded[Any]) -> Conference | None:
    """Fold one fact into a conference."""
    match record.fact:
        case ConferenceAnnounced() as fact:
            return Conference(
                cohort=fact.cohort,
                title=fact.title,
                starts=fact.starts,
                ends=fact.ends,
                first_day=when(fact.starts).day,
                place=fact.place,
                online=fact.online,
            )
        case _:
            return None if state is None else msgspec.structs.replace(state, cancelled=True)


CONFERENCES = TwoClockTable(
    name="ews.conference",
    table="ews_conference",
    description="Public conferences of runs, through two clocks.",
    subject="workshop",
    facts=(ConferenceAnnounced, ConferenceCancelled),
    state=Conference,
    fold=conference,
    indexes=[("cohort",)],
)
SOURCES = FactTable(
    name="ews.source-published",
    table="ews_source_published",
    description="Learning sources of runs that are there for everybody.",
    fact=SourcePublished,
)
STRATEGIES = FactTable(
    name="ews.strategy-adopted",
    table="ews_strategy_adopted",
    description="Municipal engagement strategies that came of runs and were adopted.",
    fact=StrategyAdopted,
    indexes=[("run",), ("body",)],
)
PROJECTIONS = (CONFERENCES, SOURCES, STRATEGIES)
