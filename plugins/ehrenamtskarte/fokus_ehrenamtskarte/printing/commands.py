"""Printing step by step: order cards, note what is delivered, hand over or post what is printed."""

from collections.abc import Iterator
from datetime import date
from functools import reduce
from operator import or_
from typing import Annotated, ClassVar

from msgspec import Meta

from fokus_core import BodyEnded, looked_after
from fokus_ehrenamtskarte.cards.facts import LIFE, CardId, CardIssued
from fokus_ehrenamtskarte.cards.policies import ISSUE
from fokus_ehrenamtskarte.printing.facts import (
    MOST,
    PRINTING,
    CardsGivenOut,
    OrderId,
    PrintDelivered,
    Printer,
    PrintOrdered,
    SomeCards,
    Way,
)
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import BodyRef, Command, Invalid, Past, Reads, Refused, _


class AboutCards(Command, frozen=True, kw_only=True):
    """Something about several cards of one body; all of them or none."""

    reads: ClassVar[Reads] = Reads("programme:core", BodyEnded)
    blames: ClassVar[str] = "cards"
    body: BodyRef
    cards: SomeCards
    effective: date

    def more(self, past: Past) -> Reads:
        """Read each of the cards."""
        return reduce(or_, (Reads(f"card:{card}", *LIFE, *PRINTING) for card in self.cards))

    def demand_own(self, past: Past) -> None:
        """Raise `Refused` at the first card that is none of this body, `Invalid` at one that is named twice."""
        ended = {one.body: one.successors for one in past.on(self.effective).of(BodyEnded)}
        own = looked_after(self.body, ended)
        issued = {one.card: one.body for one in past.of(CardIssued)}
        for number, card in enumerate(self.cards):
            if card in self.cards[:number]:
                message = _("Diese Karte steht schon in der Liste. Nehmen Sie sie einmal heraus.")
                raise Invalid("named-twice", message, field=f"cards/{number}")
            if issued.get(card) not in own:
                message = _("Eine solche Karte hat {body} nicht ausgestellt. Prüfen Sie die Kartennummer.")
                raise Refused("unknown-card", message, field=f"cards/{number}")


@ehrenamtskarte.command("order-print", ISSUE, title=_("Karten in Druck geben"))
class OrderPrint(AboutCards, frozen=True, kw_only=True):
    """Give cards with a code to be printed, here on sheets or by a company that is given a file."""

    printer: Printer

    def decide(self, past: Past) -> Iterator[PrintOrdered]:
        """Yield the order."""
        self.demand_own(past)
        yield PrintOrdered(
            effective=self.effective,
            order=past.new_id("print-order"),
            body=self.body,
            cards=self.cards,
            printer=self.printer,
        )


@ehrenamtskarte.command("receive-print", ISSUE, title=_("Gedruckte Karten annehmen"))
class ReceivePrint(AboutCards, frozen=True, kw_only=True):
    """Note that printed cards are here: the whole order, or the cards that are named."""

    reads: ClassVar[Reads] = AboutCards.reads | Reads("order", PrintOrdered, PrintDelivered)
    order: OrderId
    cards: Annotated[tuple[CardId, ...], Meta(max_length=MOST)] = ()

    def more(self, past: Past) -> Reads:
        """Read each of the cards."""
        return reduce(or_, (Reads(f"card:{card}", *LIFE, *PRINTING) for card in self._cards(past)), Reads())

    def decide(self, past: Past) -> Iterator[PrintDelivered]:
        """Yield the delivery of what was not delivered yet."""
        ordered = past.of(PrintOrdered)
        mine = [one for one in ordered if one.order == self.order]
        ended = {one.body: one.successors for one in past.on(self.effective).of(BodyEnded)}
        if not mine or mine[0].body not in looked_after(self.body, ended):
            raise Refused("unknown-order", _("Diesen Druckauftrag gibt es bei {body_dative} nicht."), field="order")
        for number, card in enumerate(self.cards):
            if card not in mine[0].cards:
                message = _("Diese Karte gehört nicht zu dem Auftrag. Nehmen Sie sie heraus.")
                raise Refused("not-of-order", message, field=f"cards/{number}")
        cards = self._cards(past)
        if not cards:
            raise Refused("all-delivered", _("Von diesem Auftrag ist alles eingegangen."), field="order")
        yield PrintDelivered(effective=self.effective, order=self.order, body=self.body, cards=cards)

    def _cards(self, past: Past) -> tuple[str, ...]:
        """Return which cards came: those that are named, each once, else all that are yet to come."""
        if self.cards:
            return tuple(dict.fromkeys(self.cards))
        here = {card for one in past.of(PrintDelivered) if one.order == self.order for card in one.cards}
        mine = [one.cards for one in past.of(PrintOrdered) if one.order == self.order]
        return tuple(card for card in (mine[0] if mine else ()) if card not in here)


@ehrenamtskarte.command("give-out-cards", ISSUE, title=_("Karten aushändigen oder zusenden"))
class GiveOutCards(AboutCards, frozen=True, kw_only=True):
    """Note that printed cards were handed over to their holders, or posted."""

    way: Way

    def decide(self, past: Past) -> Iterator[CardsGivenOut]:
        """Yield that they are out of the house."""
        self.demand_own(past)
        yield CardsGivenOut(effective=self.effective, body=self.body, cards=self.cards, way=self.way)
