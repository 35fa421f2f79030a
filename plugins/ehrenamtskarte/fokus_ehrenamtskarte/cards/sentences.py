"""What happens to cards as German and English sentences, without their holders."""

from fokus_core import Fact, Sentence, _
from fokus_ehrenamtskarte.cards.facts import CardIssued, CardRevoked

SENTENCES: dict[type[Fact], Sentence] = {
    CardIssued: Sentence(
        _("{body} hat eine Ehrenamtskarte ausgestellt."),
        when={
            lambda fact: fact.kind == "anniversary": Sentence(
                _("{body} hat eine Jubiläums-Ehrenamtskarte ausgestellt.")
            )
        },
    ),
    CardRevoked: Sentence(
        _("{body} hat eine Karte widerrufen, die verloren oder gestohlen wurde."),
        when={
            lambda fact: fact.reason == "returned": Sentence(_("{body} hat eine zurückgegebene Karte widerrufen.")),
            lambda fact: fact.reason == "not-entitled": Sentence(
                _("{body} hat eine Karte widerrufen, weil die Voraussetzungen nicht mehr erfüllt sind."),
            ),
            lambda fact: fact.reason == "mistaken": Sentence(
                _("{body} hat eine irrtümlich ausgestellte Karte zurückgenommen."),
            ),
        },
    ),
}
