"""Publications, offers and news as German and English sentences."""

from fokus_core import Fact, Sentence
from fokus_network.offers.facts import NewsPublished, OfferEnded, OfferMade, PublicationReleased, ReleaseWithdrawn

SENTENCES: dict[type[Fact], Sentence] = {
    PublicationReleased: Sentence(
        "„{title}“ ist erschienen (Ausgabe {release}).",
        "“{title}” came out (release {release}).",
        when={
            lambda fact: bool(fact.changes): Sentence(
                "„{title}“ ist erschienen (Ausgabe {release}): {changes}",
                "“{title}” came out (release {release}): {changes}",
            )
        },
    ),
    ReleaseWithdrawn: Sentence(
        "Die Ausgabe {release} der Veröffentlichung {publication} wurde zurückgezogen: {reason}",
        "Release {release} of the publication {publication} was withdrawn: {reason}",
    ),
    OfferMade: Sentence(
        "{party} bietet Unterstützung an: {title} (für: {audience}).",
        "{party} offers support: {title} (for: {audience}).",
    ),
    OfferEnded: Sentence(
        "Das Unterstützungsangebot {offer} besteht nicht mehr: {reason}",
        "The support offer {offer} no longer stands: {reason}",
    ),
    NewsPublished: Sentence("Meldung des Netzwerks: {title}", "News of the network: {title}"),
}
