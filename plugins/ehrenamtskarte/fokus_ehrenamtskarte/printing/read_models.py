"""How far cards are on paper, through two clocks: each card, and each order."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from fokus_ehrenamtskarte.cards.facts import CardIssued, CardRevoked, CardSigned
from fokus_ehrenamtskarte.printing.facts import CardsGivenOut, PrintDelivered, Printer, PrintOrdered
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Recorded, _, labelled

OnPaper = Annotated[
    Literal["to-print", "ordered", "delivered", "handed-over", "posted"],
    Meta(description="How far the card with its last code is on paper"),
    labelled(
        {
            "to-print": _("zu drucken"),
            "ordered": _("in Druck"),
            "delivered": _("gedruckt"),
            "handed-over": _("ausgehändigt"),
            "posted": _("zugesandt"),
        }
    ),
]


class CardOnPaper(msgspec.Struct, frozen=True, kw_only=True):
    """A card with a code as it stands on paper from a day on."""

    body: Annotated[str, Meta(description="Body that issued it")]
    signed_at: Annotated[int, Meta(description="Position of its last code, which holds the name, sealed")]
    paper: OnPaper = "to-print"
    print_order: Annotated[str | None, Meta(description="Order that it is printed by; else null")] = None


class PrintOrder(msgspec.Struct, frozen=True, kw_only=True):
    """A print order as it stands from a day on."""

    body: Annotated[str, Meta(description="Body that ordered")]
    printer: Printer
    ordered: Annotated[str, Meta(description="Day of the order, ISO 8601")]
    ordered_at: Annotated[int, Meta(description="Position of the order, which names its cards")]
    cards: Annotated[int, Meta(description="How many cards it is about")]
    delivered: Annotated[int, Meta(description="How many of them are delivered")] = 0
    open: Annotated[bool, Meta(description="Whether something is yet to be delivered")] = True


def on_paper(state: CardOnPaper | None, record: Recorded[Any]) -> CardOnPaper | None:
    """Fold one fact into a card on paper; a new code is to be printed anew, a revoked card is no more."""
    match record.fact:
        case CardSigned() as fact:
            return CardOnPaper(body=fact.body, signed_at=record.position)
        case CardRevoked():
            return None
        case PrintOrdered(order=order) if state is not None:
            return msgspec.structs.replace(state, paper="ordered", print_order=order)
        case PrintDelivered() if state is not None:
            return msgspec.structs.replace(state, paper="delivered")
        case CardsGivenOut(way=way) if state is not None:
            return msgspec.structs.replace(state, paper=way)
        case _:
            return state


def print_order(state: PrintOrder | None, record: Recorded[Any]) -> PrintOrder | None:
    """Fold one fact into an order."""
    match record.fact:
        case PrintOrdered() as fact if state is None:
            return PrintOrder(
                body=fact.body,
                printer=fact.printer,
                ordered=fact.effective.isoformat(),
                ordered_at=record.position,
                cards=len(fact.cards),
            )
        case PrintDelivered(cards=cards) if state is not None:
            delivered = state.delivered + len(cards)
            return msgspec.structs.replace(state, delivered=delivered, open=delivered < state.cards)
        case _:
            return state


ON_PAPER = ehrenamtskarte.folded(
    "card-on-paper",
    subject="card",
    facts=(CardIssued, CardSigned, CardRevoked, PrintOrdered, PrintDelivered, CardsGivenOut),
    state=CardOnPaper,
    fold=on_paper,
    indexes=[("body", "paper"), ("print_order",)],
)
ORDERS = ehrenamtskarte.folded(
    "print-order",
    subject="print-order",
    facts=(PrintOrdered, PrintDelivered),
    state=PrintOrder,
    fold=print_order,
    indexes=[("body", "ordered")],
)
