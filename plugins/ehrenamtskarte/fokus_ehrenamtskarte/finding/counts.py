"""Beside the list of discounts: how many there are where, and what somebody may have meant."""

from typing import Annotated

import msgspec
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from msgspec import Meta

from fokus_api import Ask, read
from fokus_ehrenamtskarte.discounts.facts import DiscountApproved
from fokus_ehrenamtskarte.finding.asked import question
from fokus_ehrenamtskarte.finding.routes import OfCard, OfCategory
from fokus_ehrenamtskarte.finding.search import meant
from fokus_ehrenamtskarte.folding import words_of
from fokus_ehrenamtskarte.partners.facts import PartnerApproved
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import PUBLIC, _

Said = Annotated[str, QueryParameter(name="q", max_length=200, description=_("Wörter, wie getippt."))]


class PlaceView(msgspec.Struct, frozen=True, kw_only=True):
    """A municipality with the number of discounts that hold there."""

    body: str
    town: Annotated[str, Meta(description="Name of the municipality")]
    discounts: Annotated[int, Meta(description="How many hold there on that day")]


class MeantView(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody may have meant; null where nothing is like it."""

    words: Annotated[str | None, Meta(description="Words by which something is found")]


@ehrenamtskarte.route
@read("/ehrenamtskarte/spelling", policy=PUBLIC, shows=(DiscountApproved, PartnerApproved))
async def spelling(ask: NamedDependency[Ask], q: Said = "") -> MeantView:
    """Tell what somebody may have meant by words of which nothing is found."""
    return MeantView(words=meant(ask.reader, words_of(q), ask.moment.params))


@ehrenamtskarte.lists(
    "discount-places",
    title=_("Vergünstigungen nach Kommune"),
    policy=PUBLIC,
    order=("town", "body"),
    shows=(DiscountApproved, PartnerApproved),
)
async def discount_places(ask: Ask, category: OfCategory = None, card: OfCard = None) -> list[PlaceView]:
    """Count the discounts that hold on a day in each municipality, as a map shows them."""
    sql, params = question({"category": category, "card": card})
    rows = ask.reader.rows(f"SELECT body, count(*) FROM ({sql}) GROUP BY body", {**ask.moment.params, **params})
    return [PlaceView(body=body, town=ask.bodies.name(body, ask.moment.on), discounts=count) for body, count in rows]
