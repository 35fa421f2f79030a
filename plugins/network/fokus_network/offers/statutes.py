"""What must hold of publications and offers at every date."""

from collections.abc import Iterator

from fokus_core import Breach, Fact, Recorded, _, statute
from fokus_network.offers.facts import (
    OFFERS,
    RELEASES,
    NewsPublished,
    OfferEnded,
    OfferMade,
    PublicationReleased,
    ReleaseWithdrawn,
)

History = list[Recorded[Fact]]

EMPTY = _("Das Ende muss nach dem Beginn liegen.")
NEXT = _("Die nächste Ausgabe trägt die Nummer {n}.")
NO_OFFER = _("Dieses Angebot besteht am {effective} nicht. Wählen Sie einen anderen Tag.")


@statute("publication", *RELEASES)
def releases_are_numbered_without_gaps(history: History) -> Iterator[Breach]:
    """Releases bear the numbers 1, 2, 3 … in the order of their days, and each is withdrawn at most once."""
    last = 0
    withdrawn: set[int] = set()
    for record in history:
        match record.fact:
            case PublicationReleased(release=release) if release != last + 1:
                yield Breach("release-not-next", NEXT, record.position, "release", values={"n": last + 1})
            case PublicationReleased():
                last += 1
            case ReleaseWithdrawn(release=release) if release > last or release in withdrawn:
                yield Breach(
                    "not-released",
                    _("Diese Ausgabe gibt es am {effective} noch nicht oder nicht mehr. Wählen Sie einen anderen Tag."),
                    record.position,
                    "release",
                )
            case ReleaseWithdrawn(release=release):
                withdrawn.add(release)
            case _:
                pass


@statute("offer", *OFFERS)
def an_offer_is_made_once_and_ends_later(history: History) -> Iterator[Breach]:
    """An offer is made once, and ends at the earliest on the day after; the first of several ends counts."""
    made: Fact | None = None
    for record in history:
        match record.fact:
            case OfferMade() if made is not None:
                yield Breach(
                    "offer-exists",
                    _("Dieses Angebot gibt es schon. Wählen Sie eine andere Kurzbezeichnung."),
                    record.position,
                )
            case OfferMade():
                made = record.fact
            case OfferEnded() if made is None:
                yield Breach("no-offer", NO_OFFER, record.position)
            case ended if made is not None and ended.effective <= made.effective:
                yield Breach("empty-period", EMPTY, record.position, "effective")
            case _:
                pass


@statute("news", NewsPublished)
def news_is_published_once(history: History) -> Iterator[Breach]:
    """A news item is published once."""
    for record in history[1:]:
        yield Breach(
            "news-exists", _("Diese Meldung gibt es schon. Wählen Sie eine andere Kurzbezeichnung."), record.position
        )


STATUTES = (releases_are_numbered_without_gaps, an_offer_is_made_once_and_ends_later, news_is_published_once)
