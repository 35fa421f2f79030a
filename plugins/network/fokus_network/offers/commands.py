"""Releasing and withdrawing publications, making and ending offers, publishing news."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from fokus_core import Command, FileId, PartyRef, Past, Reads, Reason, Refused, Title, Until, _, command, day_after
from fokus_network.offers.facts import (
    OFFERS,
    RELEASES,
    Language,
    Link,
    NewsId,
    NewsPublished,
    OfferEnded,
    OfferId,
    OfferMade,
    PublicationId,
    PublicationReleased,
    ReleaseNumber,
    ReleaseWithdrawn,
    Text,
)
from fokus_network.offers.statutes import NEXT, NO_OFFER
from fokus_network.policies import KEEP


@command("network.release-publication", KEEP, records=PublicationReleased, title=_("Ausgabe veröffentlichen"))
class ReleasePublication(Command, frozen=True):
    """Bring out the next release of a publication, and say from the second on what is different."""

    reads: ClassVar[Reads] = Reads("publication", PublicationReleased)
    publication: PublicationId
    release: ReleaseNumber
    title: Title
    effective: date
    changes: Annotated[str, Meta(max_length=4000)] = ""
    language: Language = "de"
    file: FileId | None = None

    def check(self, past: Past) -> None:
        """Refuse a release whose number is not the next one."""
        released = past.of(PublicationReleased)
        following = len(released) + 1
        if self.release != following:
            raise Refused("release-not-next", NEXT, field="release", n=following)
        if released and not self.changes:
            raise Refused(
                "changes-missing",
                _("Geben Sie an, was sich gegenüber der letzten Ausgabe ändert."),
                field="changes",
            )


@command("network.withdraw-release", KEEP, records=ReleaseWithdrawn, title=_("Ausgabe zurückziehen"))
class WithdrawRelease(Command, frozen=True):
    """Withdraw a release of a publication from a day on."""

    reads: ClassVar[Reads] = Reads("publication", *RELEASES)
    publication: PublicationId
    release: ReleaseNumber
    reason: Reason
    effective: date


@command("network.make-offer", KEEP, title=_("Unterstützungsangebot eintragen"))
class MakeOffer(Command, frozen=True):
    """Enter a support offer, where wanted `until` a day."""

    reads: ClassVar[Reads] = Reads("offer", OfferMade)
    offer: OfferId
    title: Title
    description: Text
    party: PartyRef
    audience: Annotated[str, Meta(min_length=1, max_length=300)]
    effective: date
    until: Until | None = None

    def decide(self, past: Past) -> Iterator[OfferMade | OfferEnded]:
        """Yield the offer, and its end where it is known; the statute knows whether it is there already."""
        if self.until is not None and self.until < self.effective:
            raise Refused("empty-period", _("Das Ende liegt vor dem Beginn."), field="until")
        yield OfferMade(
            effective=self.effective,
            offer=self.offer,
            title=self.title,
            description=self.description,
            party=self.party,
            audience=self.audience,
        )
        if self.until is not None:
            yield OfferEnded(effective=day_after(self.until), offer=self.offer, reason="Befristung")


@command("network.end-offer", KEEP, records=OfferEnded, title=_("Unterstützungsangebot beenden"))
class EndOffer(Command, frozen=True):
    """End a support offer; the date is the first day on which it no longer stands."""

    reads: ClassVar[Reads] = Reads("offer", *OFFERS)
    offer: OfferId
    reason: Reason
    effective: date

    def check(self, past: Past) -> None:
        """Refuse the end of an offer that does not stand on that day."""
        if not isinstance(past.on(self.effective).latest(*OFFERS), OfferMade):
            raise Refused("no-offer", NO_OFFER, field="offer")


@command("network.publish-news", KEEP, records=NewsPublished, title=_("Meldung veröffentlichen"))
class PublishNews(Command, frozen=True):
    """Publish a news item."""

    reads: ClassVar[Reads] = Reads("news", NewsPublished)
    news: NewsId
    title: Title
    text: Text
    effective: date
    link: Link | None = None
