"""Publications, offers and news as German and English sentences."""

from fokus_core import Fact, Sentence, _
from fokus_network.offers.facts import NewsPublished, OfferEnded, OfferMade, PublicationReleased, ReleaseWithdrawn

SENTENCES: dict[type[Fact], Sentence] = {
    PublicationReleased: Sentence(
        _("„{title}“ ist erschienen (Ausgabe {release})."),
        when={
            lambda fact: bool(fact.changes): Sentence(
                _("„{title}“ ist erschienen (Ausgabe {release}). Neu: {changes}"),
            )
        },
    ),
    ReleaseWithdrawn: Sentence(
        _("Ausgabe {release} von „{publication}“ wurde zurückgezogen. Grund: {reason}"),
    ),
    OfferMade: Sentence(
        _("{party} bietet Unterstützung an: {title} (für: {audience})."),
    ),
    OfferEnded: Sentence(
        _("Das Unterstützungsangebot „{offer}“ besteht nicht mehr. Grund: {reason}"),
    ),
    NewsPublished: Sentence(_("Meldung des Netzwerks: {title}")),
}
