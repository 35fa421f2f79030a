"""What must hold of reviews at every date."""

from collections.abc import Iterator

from fokus_core import Breach, Fact, Recorded, statute
from fokus_network.membership.facts import MunicipalityJoined, MunicipalityLeft
from fokus_network.membership.members import NOT_MEMBER
from fokus_network.review.facts import ReviewRecorded


@statute("body", MunicipalityJoined, MunicipalityLeft, ReviewRecorded)
def only_members_are_reviewed(history: list[Recorded[Fact]]) -> Iterator[Breach]:
    """A review falls into a membership."""
    member = False
    for record in history:
        if isinstance(record.fact, ReviewRecorded):
            if not member:
                yield Breach("not-member", NOT_MEMBER, record.position, "effective")
        else:
            member = isinstance(record.fact, MunicipalityJoined)


STATUTES = (only_members_are_reviewed,)
