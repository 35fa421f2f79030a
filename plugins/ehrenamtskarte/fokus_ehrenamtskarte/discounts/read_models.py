"""Discounts as everybody may read of them on a day, also those that have ended; and what is proposed of them."""

from datetime import date
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from fokus_ehrenamtskarte.discounts.commands import ApproveDiscount
from fokus_ehrenamtskarte.discounts.facts import (
    DISCOUNTS,
    DiscountApproved,
    DiscountEnded,
    DiscountProposed,
    DiscountReturned,
)
from fokus_ehrenamtskarte.discounts.terms import Category, DiscountTranslation, Sort
from fokus_ehrenamtskarte.partners.commands import ApprovePartner
from fokus_ehrenamtskarte.partners.policies import SEE
from fokus_ehrenamtskarte.partners.read_models import ProposalStatus
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import BodyId, Recorded, _


class Discount(msgspec.Struct, frozen=True, kw_only=True):
    """A discount as it stands from a day on; also one that has ended."""

    body: BodyId
    partner: Annotated[str, Meta(description="Id of the partner that grants it")]
    title: Annotated[str, Meta(description="What is granted, in a few words")]
    text: Annotated[str, Meta(description="What is granted, in German")]
    category: Annotated[Category, Meta(description="What it belongs to")]
    sort: Annotated[Sort, Meta(description="Discount, benefit of the municipality, action or raffle")]
    cards: Annotated[tuple[str, ...], Meta(description="Kinds of card, as a JSON array")]
    honours: Annotated[tuple[str, ...], Meta(description="Other states whose cards are honoured, as a JSON array")]
    limits: Annotated[str, Meta(description="Limits in words")]
    until: Annotated[date | None, Meta(description="Last day on which it is granted")]
    translations: Annotated[tuple[DiscountTranslation, ...], Meta(description="In other languages, as a JSON array")]
    first: Annotated[date, Meta(description="Day on which it was first approved")]
    ended: Annotated[date | None, Meta(description="First day on which it is not granted any more")] = None
    at: Annotated[int, Meta(description="Position of the approval that holds")]


def discount(state: Discount | None, record: Recorded[Any]) -> Discount | None:
    """Fold one fact into a discount."""
    match record.fact:
        case DiscountApproved() as it:
            told = {name: getattr(it, name) for name in Discount.__struct_fields__ if hasattr(it, name)}
            return Discount(**told, first=state.first if state else it.effective, at=record.position)
        case DiscountEnded(effective=day) if state is not None:
            return msgspec.structs.replace(state, ended=day)
        case _:
            return state


class DiscountProposal(msgspec.Struct, frozen=True, kw_only=True):
    """What was proposed of a discount last, and what became of it."""

    body: BodyId
    partner: Annotated[str, Meta(description="Id of the partner that grants it")]
    title: Annotated[str, Meta(description="What is granted, in a few words")]
    text: Annotated[str, Meta(description="What is granted, in German")]
    category: Annotated[Category, Meta(description="What it belongs to")]
    sort: Annotated[Sort, Meta(description="Discount, benefit of the municipality, action or raffle")]
    limits: Annotated[str, Meta(description="Limits in words")]
    until: Annotated[date | None, Meta(description="Last day on which it is granted")]
    status: ProposalStatus
    reason: Annotated[str, Meta(description="Why it was returned or ended")] = ""


def proposal(state: DiscountProposal | None, record: Recorded[Any]) -> DiscountProposal | None:
    """Fold one fact into what became of what was proposed."""
    match record.fact:
        case DiscountProposed() as it:
            told = {name: getattr(it, name) for name in DiscountProposal.__struct_fields__ if hasattr(it, name)}
            return DiscountProposal(**told, status="waiting")
        case _ if state is None:
            return None
        case DiscountReturned(reason=reason):
            return msgspec.structs.replace(state, status="returned", reason=reason)
        case DiscountApproved():
            return msgspec.structs.replace(state, status="approved", reason="")
        case DiscountEnded(reason=reason):
            return msgspec.structs.replace(state, status="ended", reason=reason)
        case _:
            return state


GRANTED = ehrenamtskarte.folded(
    "discount",
    subject="discount",
    facts=(DiscountApproved, DiscountEnded),
    state=Discount,
    fold=discount,
    indexes=[("partner",), ("body",), ("at",), ("category",)],
)
DISCOUNT_PROPOSALS = ehrenamtskarte.folded(
    "discount-proposal",
    subject="discount",
    facts=DISCOUNTS,
    state=DiscountProposal,
    fold=proposal,
    indexes=[("body", "title")],
)
ehrenamtskarte.listing(
    "bodies/{body_id:str}/discount-proposals",
    DISCOUNT_PROPOSALS,
    title=_("Vorgeschlagene und freigegebene Vergünstigungen"),
    policy=SEE,
    order=("title", "discount"),
    columns={"discount": "discount", "partner": "partner"}
    | {name: name for name in DiscountProposal.__struct_fields__ if name not in ("body", "partner")}
    | {"since": "valid_from"},
    filters=("status",),
    view="DiscountProposalView",
    doc="List what was proposed of the discounts of a municipality, and what became of each by a day.",
)
ehrenamtskarte.task(
    "approve-partner",
    "bodies/{body}/partner-proposals",
    ApprovePartner,
    title=_("Partner freigeben: {name}"),
    fields={"partner": "partner"},
    query={"status": "waiting"},
)
ehrenamtskarte.task(
    "approve-discount",
    "bodies/{body}/discount-proposals",
    ApproveDiscount,
    title=_("Vergünstigung freigeben: {title}"),
    fields={"partner": "partner", "discount": "discount"},
    query={"status": "waiting"},
)
