"""Reviews of members against the criteria in force."""

from typing import Annotated

from msgspec import Meta

from fokus_core import Audience, BodyId, Fact, fact
from fokus_network.membership.facts import FoundCriterion
from fokus_network.policies import READ_REVIEWS

Months = Annotated[
    int, Meta(ge=1, le=240, description="Months after which a member is to be reviewed again", extra={"unit": "month"})
]
Remarks = Annotated[str, Meta(max_length=4000, description="What the review noted; no personal data")]


@fact("network.review-interval-set@1", public=True, whole_programme=True)
class ReviewIntervalSet(Fact, frozen=True):
    """It was laid down after how many months a member is to be reviewed again."""

    months: Months


@fact("network.review-recorded@1", audience=Audience(READ_REVIEWS.permission), happened=True)
class ReviewRecorded(Fact, frozen=True):
    """A member was reviewed against the criteria in force on that day; what was not shown ends no membership."""

    body: BodyId
    criteria: Annotated[str, Meta(description="Version of the criteria in force on that day")]
    findings: tuple[FoundCriterion, ...]
    remarks: Remarks = ""


FACTS = (ReviewIntervalSet, ReviewRecorded)
