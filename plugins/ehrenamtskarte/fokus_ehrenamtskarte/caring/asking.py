"""Asking partners whether all is still right: who is due, the question, and what they answer by their link."""

from collections.abc import Iterator
from typing import Annotated, Literal

from msgspec import structs

from fokus_ehrenamtskarte.discounts.commands import demand_dates
from fokus_ehrenamtskarte.discounts.facts import DiscountProposed
from fokus_ehrenamtskarte.discounts.terms import Category, DiscountText, DiscountTitle, LastDay, Limits
from fokus_ehrenamtskarte.partners.commands import OfKnownPartner
from fokus_ehrenamtskarte.partners.facts import (
    PartnerApproved,
    PartnerAsked,
    PartnerConfirmed,
    PartnerContactDropped,
    PartnerContactNamed,
    PartnerEnded,
    PartnerProposed,
    PartnerReturned,
)
from fokus_ehrenamtskarte.partners.policies import APPROVE, PROPOSE
from fokus_ehrenamtskarte.partners.terms import Hours, Street, Website
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Invalid, Past, Refused, _, labelled

Says = Annotated[
    Literal["right", "changed", "over"],
    labelled(
        {
            "right": _("Ja, alles stimmt"),
            "changed": _("Es hat sich etwas geändert"),
            "over": _("Wir machen nicht mehr mit"),
        }
    ),
]
OVER = "Der Partner macht nicht mehr mit."
CHANGEABLE = ("street", "hours", "website")


@ehrenamtskarte.command("ask-partner", PROPOSE, title=_("Partner nach seinen Angaben fragen"))
class AskPartner(OfKnownPartner, frozen=True, kw_only=True):
    """Ask a partner by mail whether all is right, by a link to answer with; somebody to ask must be known."""

    def decide(self, past: Past) -> Iterator[PartnerAsked]:
        """Yield the question."""
        held = self.held(past)
        dropped = {one.contact for one in past.of(PartnerContactDropped)}
        if not {one.contact for one in past.of(PartnerContactNamed)} - dropped:
            message = _("Tragen Sie zuerst ein, wen wir beim Partner fragen können.")
            raise Refused("nobody-to-ask", message, field="partner")
        yield PartnerAsked(**held)


@ehrenamtskarte.command("answer-as-partner", APPROVE, title=_("Antwort eines Partners eintragen"))
class AnswerAsPartner(OfKnownPartner, frozen=True, kw_only=True):
    """Answer for a partner: all is right, something changed, or it no longer takes part.

    A change waits to be approved; what is left empty stays as it was.
    """

    says: Says
    street: Street | None = None
    hours: Hours | None = None
    website: Website | None = None

    def decide(self, past: Past) -> Iterator[PartnerConfirmed | PartnerProposed | PartnerReturned | PartnerEnded]:
        """Yield what follows from the answer."""
        held = self.held(past)
        now = past.on(self.effective)
        if self.says == "right":
            yield PartnerConfirmed(**held)
        elif self.says == "over":
            approved = now.latest(PartnerApproved) is not None
            yield PartnerEnded(**held, reason=OVER) if approved else PartnerReturned(**held, reason=OVER)
        else:
            yield self._changed(now)

    def _changed(self, now: Past) -> PartnerProposed:
        last = now.latest(PartnerProposed)
        if last is None:
            raise Refused("nothing-proposed", _("Am {effective} gibt es dazu nichts."), field="partner")
        changes = {name: given for name in CHANGEABLE if (given := getattr(self, name)) is not None and given != ""}
        changed = structs.replace(last, effective=self.effective, **changes)
        if structs.replace(changed, effective=last.effective) == last:
            raise Invalid("nothing-changed", _("Geben Sie an, was sich geändert hat."), field="hours")
        return changed


@ehrenamtskarte.command("offer-discount", PROPOSE, title=_("Vergünstigung anbieten"))
class OfferDiscount(OfKnownPartner, frozen=True, kw_only=True):
    """Offer a discount for a partner with all kinds of card, as its link does; it waits to be approved."""

    title: DiscountTitle
    text: DiscountText = ""
    category: Category
    limits: Limits = ""
    until: LastDay | None = None

    def decide(self, past: Past) -> Iterator[DiscountProposed]:
        """Yield the discount as it is offered."""
        demand_dates("discount", self.effective, self.until)
        yield DiscountProposed(
            **self.held(past),
            discount=past.new_id("discount"),
            title=self.title,
            text=self.text,
            category=self.category,
            limits=self.limits,
            until=self.until,
        )
