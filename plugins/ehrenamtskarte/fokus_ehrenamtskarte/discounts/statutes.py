"""What must hold of a discount at every date."""

from collections.abc import Iterator

from fokus_ehrenamtskarte.discounts.facts import (
    DISCOUNTS,
    DiscountApproved,
    DiscountEnded,
    DiscountProposed,
    DiscountReturned,
)
from fokus_ehrenamtskarte.partners.turns import checked
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Breach, Fact, Recorded


@ehrenamtskarte.statute("discount", *DISCOUNTS)
def a_discount_is_proposed_approved_and_ended(history: list[Recorded[Fact]]) -> Iterator[Breach]:
    """A discount is one body's; what is proposed is returned or approved; once approved it may end, for good."""
    yield from checked(history, DiscountProposed, (DiscountReturned, DiscountApproved), (DiscountEnded,))
