"""Publications, offers and news as German and English sentences."""

from fokus_core import Fact, Sentence, _
from fokus_network.offers.facts import NewsPublished, OfferEnded, OfferMade, PublicationReleased, ReleaseWithdrawn

SENTENCES: dict[type[Fact], Sentence] = {
    PublicationReleased: Sentence(
        _("„{title}“ ist erschienen (Ausgabe {release})."),
        when={
            lambda fact: bool(fact.changes): Sentence(
                _("„{title}“ ist erschienen (Ausgabe {release}): {changes}"),
            )
        },
    ),
    ReleaseWithdrawn: Sentence(
        _("Die Ausgabe {release} der Veröffentlichung {publication} wurde zurückgezogen: {reason}"),
    ),
    OfferMade: Sentence(
        _("{party} bietet Unterstützung an: {title} (für: {audience})."),
    ),
    OfferEnded: Sentence(
        _("Das Unterstützungsangebot {offer} besteht nicht mehr: {reason}"),
    ),
    NewsPublished: Sentence(_("Meldung des Netzwerks: {title}")),
}
