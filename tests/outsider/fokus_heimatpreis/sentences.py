"""The facts as German and English sentences."""

from fokus_core import Fact, Sentence, _

from fokus_heimatpreis.facts import CallOpened, PrizeAwarded, PrizeReturned

SENTENCES: dict[type[Fact], Sentence] = {
    CallOpened: Sentence(
        _("{body} hat den Heimat-Preis {year} ausgelobt ({budget} Euro)."),
    ),
    PrizeAwarded: Sentence(
        _("{body} hat einen Heimat-Preis vergeben: {honoured} ({euros} Euro)."),
    ),
    PrizeReturned: Sentence(_("{body} hat den Heimat-Preis für „{prize}“ zurückbekommen. Grund: {reason}")),
}
