"""The facts as German and English sentences."""

from fokus_core import Fact, Sentence

from fokus_heimatpreis.facts import CallOpened, PrizeAwarded, PrizeReturned

SENTENCES: dict[type[Fact], Sentence] = {
    CallOpened: Sentence(
        "{body} hat den Heimat-Preis {year} ausgelobt ({budget} Euro).",
        "{body} called for the Heimat-Preis {year} ({budget} euros).",
    ),
    PrizeAwarded: Sentence(
        "{body} hat einen Heimat-Preis vergeben: {honoured} ({euros} Euro).",
        "{body} awarded a Heimat-Preis: {honoured} ({euros} euros).",
    ),
    PrizeReturned: Sentence(
        "Ein Heimat-Preis wurde zurückgegeben ({body}): {reason}", "A Heimat-Preis was given back ({body}): {reason}"
    ),
}
