"""What must hold of cards on paper at every date: each goes its way step by step, once for each of its codes."""

from collections.abc import Iterator

from fokus_ehrenamtskarte.cards.facts import CardRevoked, CardSigned
from fokus_ehrenamtskarte.printing.facts import PRINTING, CardsGivenOut, PrintDelivered, PrintOrdered
from fokus_ehrenamtskarte.printing.read_models import CardOnPaper, on_paper
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Breach, Fact, Recorded, _


@ehrenamtskarte.statute("card", CardSigned, CardRevoked, *PRINTING)
def a_card_is_printed_step_by_step(history: list[Recorded[Fact]]) -> Iterator[Breach]:
    """A card with a code is ordered once, delivered by that order, and given out once; a new code begins anew."""
    state: CardOnPaper | None = None
    for record in history:
        paper = state.paper if state else None
        match record.fact:
            case PrintOrdered() if state is None:
                message = _("Eine der Karten hat keinen Code oder ist widerrufen. Nehmen Sie sie heraus.")
                yield Breach("not-printable-card", message, record.position, "cards")
            case PrintOrdered() if paper != "to-print":
                message = _("Eine der Karten ist schon in Druck gegeben. Nehmen Sie sie heraus.")
                yield Breach("already-ordered", message, record.position, "cards")
            case PrintDelivered(order=order) if state is not None and (paper, state.print_order) != ("ordered", order):
                message = _("Eine der Karten ist bei diesem Auftrag nicht mehr in Druck. Nehmen Sie sie heraus.")
                yield Breach("not-in-print", message, record.position, "cards")
            case CardsGivenOut() if paper != "delivered":
                message = _("Eine der Karten ist noch nicht gedruckt oder schon ausgegeben. Nehmen Sie sie heraus.")
                yield Breach("not-to-give-out", message, record.position, "cards")
            case _:
                pass
        state = on_paper(state, record)
