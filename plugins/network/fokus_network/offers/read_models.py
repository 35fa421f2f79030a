"""Releases, withdrawals, offers and news as they were recorded, and which offers stand on a day."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from fokus_core import Recorded
from fokus_network.offers.facts import OFFERS, NewsPublished, OfferMade, PublicationReleased, ReleaseWithdrawn
from fokus_projections import FactTable, TwoClockTable


class Offer(msgspec.Struct, frozen=True):
    """A support offer as it stands from a day on."""

    title: Annotated[str, Meta(description="Title in German")]
    description: Annotated[str, Meta(description="What is offered")]
    party: Annotated[str, Meta(description="Body or organisation that offers it")]
    audience: Annotated[str, Meta(description="For whom it is")]


def offer(_: Offer | None, record: Recorded[Any]) -> Offer | None:
    """Fold one fact into an offer."""
    made = record.fact
    return Offer(made.title, made.description, made.party, made.audience) if isinstance(made, OfferMade) else None


OFFER = TwoClockTable(
    name="network.offer",
    table="network_offer",
    description="Support offers, through two clocks.",
    subject="offer",
    facts=OFFERS,
    state=Offer,
    fold=offer,
    ends_with="party",
)
RELEASE = FactTable(
    name="network.release",
    table="network_release",
    description="Releases of publications.",
    fact=PublicationReleased,
    indexes=[("publication",)],
)
WITHDRAWAL = FactTable(
    name="network.withdrawal",
    table="network_withdrawal",
    description="Releases that were withdrawn.",
    fact=ReleaseWithdrawn,
    indexes=[("publication",)],
)
NEWS = FactTable(name="network.news", table="network_news", description="News items.", fact=NewsPublished)
PROJECTIONS = (OFFER, RELEASE, WITHDRAWAL, NEWS)
