"""What must hold of the assignments at every date."""

from collections.abc import Iterator

from fokus_ehrenamtskarte.issuers.assignments import covered
from fokus_ehrenamtskarte.issuers.facts import ASSIGNMENTS, IssuerAssigned, IssuerWithdrawn
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Breach, Fact, Recorded, _


@ehrenamtskarte.statute("body", *ASSIGNMENTS)
def who_issued_is_withdrawn(history: list[Recorded[Fact]]) -> Iterator[Breach]:
    """Only an assignment that stands is withdrawn."""
    standing: set[str] = set()
    for record in history:
        match record.fact:
            case IssuerAssigned() as assigned:
                standing.update(covered(assigned.cards))
            case IssuerWithdrawn() as withdrawn:
                if not standing.intersection(covered(withdrawn.cards)):
                    message = _(
                        "Für {body_accusative} ist am {effective} niemand festgelegt, der die Karten ausstellt."
                    )
                    yield Breach("not-assigned", message, record.position, "cards")
                standing.difference_update(covered(withdrawn.cards))
            case _:
                pass
