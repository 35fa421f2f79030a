"""When each member was last reviewed, and the interval between reviews."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from fokus_core import Recorded
from fokus_network.membership.facts import MunicipalityLeft
from fokus_network.review.facts import ReviewIntervalSet, ReviewRecorded
from fokus_projections import FactTable, TwoClockTable


class Reviewed(msgspec.Struct, frozen=True):
    """The last review of a member."""

    reviewed: Annotated[str, Meta(description="Day of the last review, ISO 8601")]
    criteria: Annotated[str, Meta(description="Version of the criteria it was held against")]
    remarks: Annotated[str, Meta(description="What it noted")]
    by: Annotated[str, Meta(description="Actor that recorded it")]
    reviewed_at: Annotated[int, Meta(description="Position of the fact of the review")]


def reviewed(_: Reviewed | None, record: Recorded[Any]) -> Reviewed | None:
    """Fold one fact into the last review; who leaves begins anew."""
    match record.fact:
        case ReviewRecorded() as review:
            day = review.effective.isoformat()
            return Reviewed(day, review.criteria, review.remarks, record.meta.by, record.position)
        case _:
            return None


REVIEWS = TwoClockTable(
    name="network.review",
    table="network_review",
    description="The last review of each member, through two clocks.",
    subject="body",
    facts=(ReviewRecorded, MunicipalityLeft),
    state=Reviewed,
    fold=reviewed,
    ends_with="body",
)
INTERVALS = FactTable(
    name="network.review-interval",
    table="network_review_interval",
    description="Intervals between reviews that were laid down.",
    fact=ReviewIntervalSet,
)
PROJECTIONS = (REVIEWS, INTERVALS)
