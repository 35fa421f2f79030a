"""What happens to cards on paper: ordered, delivered, handed over or posted; nothing personal is in it."""

from typing import Annotated, Any, Literal

from msgspec import Meta

from fokus_ehrenamtskarte.cards.facts import CardId
from fokus_ehrenamtskarte.cards.policies import SEEN_BY
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import BodyId, Fact, Key, Sentence, _, labelled

MOST = 200  # cards of an order: twenty sheets
OrderId = Annotated[
    str,
    Key("print-order"),
    Meta(pattern=r"^[0-9a-f]{32}$", title=_("Druckauftrag"), description="Id of a print order"),
]
Printer = Annotated[
    Literal["own", "company"],
    Meta(description="The office prints sheets itself, or a company is given a file"),
    labelled({"own": _("Wir drucken selbst, auf Bogen"), "company": _("Eine Druckerei, mit einer Datei")}),
]
Way = Annotated[
    Literal["handed-over", "posted"],
    labelled({"handed-over": _("ausgehändigt"), "posted": _("zugesandt")}),
]
SomeCards = Annotated[tuple[CardId, ...], Meta(min_length=1, max_length=MOST)]


def _several(fact: Any) -> bool:
    return len(fact.cards) > 1


@ehrenamtskarte.fact(
    "print-ordered@1",
    audience=SEEN_BY,
    sentence=Sentence(
        _("{body} hat eine Karte in Druck gegeben."),
        when={_several: Sentence(_("{body} hat mehrere Karten in Druck gegeben."))},
    ),
)
class PrintOrdered(Fact, frozen=True, kw_only=True):
    """The office gave cards to be printed, with the codes that they had."""

    order: OrderId
    body: BodyId
    cards: SomeCards
    printer: Printer


@ehrenamtskarte.fact(
    "print-delivered@1",
    audience=SEEN_BY,
    sentence=Sentence(
        _("Bei {body_dative} ist eine gedruckte Karte eingegangen."),
        when={_several: Sentence(_("Bei {body_dative} sind mehrere gedruckte Karten eingegangen."))},
    ),
)
class PrintDelivered(Fact, frozen=True, kw_only=True):
    """Printed cards came to the office; what is missing of an order may come later."""

    order: OrderId
    body: BodyId
    cards: SomeCards


@ehrenamtskarte.fact(
    "cards-given-out@1",
    audience=SEEN_BY,
    sentence=Sentence(
        _("{body} hat Karten ausgehändigt."),
        when={lambda fact: fact.way == "posted": Sentence(_("{body} hat Karten zugesandt."))},
    ),
)
class CardsGivenOut(Fact, frozen=True, kw_only=True):
    """Printed cards were handed over to their holders, or posted."""

    body: BodyId
    cards: SomeCards
    way: Way


PRINTING = (PrintOrdered, PrintDelivered, CardsGivenOut)
