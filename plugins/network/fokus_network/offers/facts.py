"""Publications in numbered releases, support offers, and news."""

from typing import Annotated

from msgspec import Meta

from fokus_core import Fact, FileId, Key, Naming, PartyId, Reason, Title, fact
from fokus_network.membership.facts import Slug

PublicationId = Annotated[str, Key("publication"), Slug, Meta(description="Publication")]
ReleaseNumber = Annotated[int, Meta(ge=1, le=1000, description="Number of the release, from 1 on")]
OfferId = Annotated[str, Key("offer"), Slug, Meta(description="Support offer")]
NewsId = Annotated[str, Key("news"), Slug, Meta(description="News item")]
Language = Annotated[str, Meta(pattern=r"^[a-z]{2}$", description="Language, ISO 639-1")]
Text = Annotated[str, Meta(min_length=1, max_length=4000)]
Link = Annotated[str, Meta(pattern=r"^https?://[^\s<>\"]+$", max_length=500, description="Address on the web")]


@fact("network.publication-released@1", public=True, whole_programme=True)
class PublicationReleased(Fact, frozen=True):
    """A release of a publication came out; a release never changes, what is different comes as the next one."""

    publication: PublicationId
    release: ReleaseNumber
    title: Title
    changes: Annotated[str, Meta(max_length=4000, description="What is different from the release before")] = ""
    language: Language = "de"
    file: FileId | None = None


@fact("network.release-withdrawn@1", public=True, whole_programme=True)
class ReleaseWithdrawn(Fact, frozen=True):
    """A release of a publication was withdrawn."""

    publication: PublicationId
    release: ReleaseNumber
    reason: Annotated[Reason, Meta(description="Why it was withdrawn")]


@fact("network.offer-made@1", public=True, whole_programme=True)
class OfferMade(Fact, frozen=True):
    """Support is offered: what, by whom, for whom."""

    offer: OfferId
    title: Title
    description: Annotated[Text, Meta(description="What is offered")]
    party: Annotated[PartyId, Meta(description="Body or organisation that offers it")]
    audience: Annotated[str, Meta(min_length=1, max_length=300, description="For whom it is")]


@fact("network.offer-ended@1", public=True, whole_programme=True, ends=True)
class OfferEnded(Fact, frozen=True):
    """A support offer no longer stands."""

    offer: OfferId
    reason: Reason


@fact("network.news-published@1", public=True, whole_programme=True)
class NewsPublished(Fact, frozen=True):
    """The network published a news item."""

    news: NewsId
    title: Title
    text: Annotated[Text, Meta(description="Text of the news item")]
    link: Link | None = None


RELEASES = (PublicationReleased, ReleaseWithdrawn)
OFFERS = (OfferMade, OfferEnded)
FACTS = (*RELEASES, *OFFERS, NewsPublished)
NAMINGS = (
    Naming("publication", (PublicationReleased,)),
    Naming("offer", (OfferMade,)),
    Naming("news", (NewsPublished,)),
)
