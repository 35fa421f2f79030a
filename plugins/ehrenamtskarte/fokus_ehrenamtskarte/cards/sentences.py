"""What happens to cards as German and English sentences, without their holders."""

from fokus_core import Fact, Sentence
from fokus_ehrenamtskarte.cards.facts import CardIssued, CardRevoked

SENTENCES: dict[type[Fact], Sentence] = {
    CardIssued: Sentence(
        "{body} hat eine Ehrenamtskarte ausgestellt.",
        "{body} issued an Ehrenamtskarte.",
        when={
            lambda fact: fact.kind == "anniversary": Sentence(
                "{body} hat eine Jubiläums-Ehrenamtskarte ausgestellt.", "{body} issued a Jubiläums-Ehrenamtskarte."
            )
        },
    ),
    CardRevoked: Sentence(
        "{body} hat eine Karte widerrufen, die verloren oder gestohlen wurde.",
        "{body} revoked a card that was lost or stolen.",
        when={
            lambda fact: fact.reason == "returned": Sentence(
                "{body} hat eine zurückgegebene Karte widerrufen.", "{body} revoked a card that was handed back."
            ),
            lambda fact: fact.reason == "not-entitled": Sentence(
                "{body} hat eine Karte widerrufen, weil die Voraussetzungen nicht mehr vorliegen.",
                "{body} revoked a card because its requirements are no longer met.",
            ),
            lambda fact: fact.reason == "mistaken": Sentence(
                "{body} hat eine irrtümlich ausgestellte Karte widerrufen.",
                "{body} revoked a card that was issued by mistake.",
            ),
        },
    ),
}
