"""What must hold of the register, whatever is entered, backdated, corrected or taken back."""

from collections.abc import Iterator

from fokus_core.bodies.amending import Contradiction
from fokus_core.bodies.facts import BODY_CHANGES
from fokus_core.bodies.register import Register
from fokus_core.domain.facts import Fact, Recorded
from fokus_core.domain.statutes import Breach, statute


@statute("programme", *BODY_CHANGES)
def the_register_holds_together(history: list[Recorded[Fact]]) -> Iterator[Breach]:
    """Every change is about a body that exists, no key belongs to two, and every parent is there."""
    try:
        Register.load().amended(record.fact for record in history)
    except Contradiction as error:
        yield Breach("register-contradiction", error.message, history[-1].position, "body", values=error.values)
