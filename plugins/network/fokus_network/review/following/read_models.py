"""Which deadline runs, or is over, for each member after a review."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from fokus_core import Recorded
from fokus_network.membership.facts import MunicipalityLeft
from fokus_network.review.following.facts import FACTS, FollowUpAnswered, FollowUpSet
from fokus_projections import TwoClockTable


class FollowUp(msgspec.Struct, frozen=True):
    """A deadline that a member was set after a review and that is not done with."""

    step: Annotated[Literal["remedy", "suspension", "end"], Meta(description="What it is about")]
    since: Annotated[str, Meta(description="Day on which it was set, ISO 8601")]
    until: Annotated[str, Meta(description="Last day of the deadline, ISO 8601")]
    reason: Annotated[str, Meta(description="Why the consequence is proposed")]
    statement: Annotated[str, Meta(description="What the municipality said last")]
    set_at: Annotated[int, Meta(description="Position of the fact that set it")]


def follow_up(state: FollowUp | None, record: Recorded[Any]) -> FollowUp | None:
    """Fold one fact into the deadline of a member."""
    match record.fact:
        case FollowUpSet() as one:
            day, until = one.effective.isoformat(), one.until.isoformat()
            return FollowUp(one.step, day, until, one.reason, "", record.position)
        case FollowUpAnswered() as answered if state is not None:
            return msgspec.structs.replace(state, statement=answered.statement)
        case _:
            return None


FOLLOW_UPS = TwoClockTable(
    name="network.follow-up",
    table="network_follow_up",
    description="Deadlines that follow from reviews and are not done with, through two clocks.",
    subject="body",
    facts=(*FACTS, MunicipalityLeft),
    state=FollowUp,
    fold=follow_up,
    ends_with="body",
)
PROJECTIONS = (FOLLOW_UPS,)
