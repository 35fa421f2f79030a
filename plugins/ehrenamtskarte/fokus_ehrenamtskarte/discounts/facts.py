"""What happens to a discount: proposed, returned or approved, and ended."""

from fokus_ehrenamtskarte.discounts.terms import (
    Cards,
    Category,
    DiscountId,
    DiscountText,
    DiscountTitle,
    Honours,
    LastDay,
    Limits,
    Sort,
    Translations,
)
from fokus_ehrenamtskarte.partners.facts import OfPartner
from fokus_ehrenamtskarte.partners.policies import SEEN_BY
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Reason, _


class OfDiscount(OfPartner, frozen=True, kw_only=True):
    """Something about a discount that a partner grants."""

    discount: DiscountId


class Granted(OfDiscount, frozen=True, kw_only=True):
    """A discount as it is told; from the day of the fact to the day `until`, that day included."""

    title: DiscountTitle
    text: DiscountText = ""
    category: Category = "other"
    sort: Sort = "discount"
    cards: Cards = ("standard", "anniversary")
    honours: Honours = ()
    limits: Limits = ""
    until: LastDay | None = None
    translations: Translations = ()


@ehrenamtskarte.fact(
    "discount-proposed@1",
    audience=SEEN_BY,
    sentence=_("Für {body_accusative} ist eine Vergünstigung vorgeschlagen: „{title}“."),
)
class DiscountProposed(Granted, frozen=True, kw_only=True):
    """A discount was proposed, or a change of one."""


@ehrenamtskarte.fact(
    "discount-returned@1",
    audience=SEEN_BY,
    sentence=_("{body} hat einen Vorschlag für eine Vergünstigung nicht freigegeben. Grund: {reason}"),
)
class DiscountReturned(OfDiscount, frozen=True, kw_only=True):
    """What was proposed of a discount was not approved."""

    reason: Reason


@ehrenamtskarte.fact(
    "discount-approved@1",
    public=True,
    sentence=_("Mit der Ehrenamtskarte gibt es „{title}“. Freigegeben hat das {body}."),
)
class DiscountApproved(Granted, frozen=True, kw_only=True):
    """A municipality approved a discount as it was proposed, or a change of it; it holds from this day."""


@ehrenamtskarte.fact(
    "discount-ended@1",
    public=True,
    ends=True,
    sentence=_("Eine Vergünstigung gibt es nicht mehr. Eingetragen hat das {body}. Grund: {reason}"),
)
class DiscountEnded(OfDiscount, frozen=True, kw_only=True):
    """A discount is no longer granted; what was told of it stays in the history."""

    reason: Reason


DISCOUNTS = (DiscountProposed, DiscountReturned, DiscountApproved, DiscountEnded)
