"""What the state is told of a group: how many, and nothing where that is so few that it would tell who."""

from collections.abc import Sequence

import msgspec

from fokus_api import Moment, Node
from fokus_core import when
from fokus_ews.learning.facts import ABOUT_WORKSHOPS, AdviceGiven, SourceAdded
from fokus_ews.learning.reading import past_of, things
from fokus_ews.learning.workshop import Workshop
from fokus_ews.routes.sites import SiteView

FEW = 3


class LearningFigures(msgspec.Struct, frozen=True, kw_only=True):
    """How much was learned together; null below three. `attendance` is in percent of the sites of each workshop."""

    workshops: int | None
    attendance: int | None
    sources: int | None
    advice: int | None


async def learning_figures(node: Node, moment: Moment, run: str, sites: Sequence[SiteView]) -> LearningFigures:
    """Return the figures of a run's group on a day, as known at a position."""
    past = await past_of(node, moment, run, *ABOUT_WORKSHOPS, SourceAdded, AdviceGiven)
    expected = attended = held = 0
    for one in things(past, "workshop", *ABOUT_WORKSHOPS):
        book = Workshop.of(record.fact for record in one.records)
        if book.plan is None or book.cancelled or when(book.plan.ends).last_day > moment.on:
            continue
        day = when(book.plan.starts).day
        held += 1
        expected += sum(site.joined <= day and (site.left is None or day < site.left) for site in sites)
        attended += len(book.attended)
    enough = held >= FEW and len(sites) >= FEW and expected > 0
    return LearningFigures(
        workshops=_unless_few(held),
        attendance=round(100 * attended / expected) if enough else None,
        sources=_unless_few(len(past.of(SourceAdded))),
        advice=_unless_few(len(past.of(AdviceGiven))),
    )


def _unless_few(count: int) -> int | None:
    return count if count >= FEW else None
