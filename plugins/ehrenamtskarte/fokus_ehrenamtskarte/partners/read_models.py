"""Partners as everybody may read of them on a day, what is proposed of them, and whom to ask there."""

from datetime import date, timedelta
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from fokus_ehrenamtskarte.partners.facts import (
    CARED,
    CONTACTS,
    TOLD,
    PartnerApproved,
    PartnerAsked,
    PartnerConfirmed,
    PartnerContactDropped,
    PartnerContactNamed,
    PartnerEnded,
    PartnerProposed,
    PartnerReturned,
)
from fokus_ehrenamtskarte.partners.policies import SEE
from fokus_ehrenamtskarte.partners.terms import Presence, StepFree, WonBy
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import BodyId, Recorded, _, labelled

MISSED, PATIENCE = 2, timedelta(days=28)  # askings in a row without an answer, and how long one has to answer
ProposalStatus = Annotated[
    Literal["waiting", "returned", "approved", "ended"],
    Meta(description="Waits to be approved, was returned, is approved, or ended"),
    labelled(
        {
            "waiting": _("wartet auf Freigabe"),
            "returned": _("nicht freigegeben"),
            "approved": _("freigegeben"),
            "ended": _("beendet"),
        }
    ),
]


class Partner(msgspec.Struct, frozen=True, kw_only=True):
    """A partner as it stands from a day on; also one that has ended."""

    body: BodyId
    name: Annotated[str, Meta(description="Name of the business or institution")]
    presence: Annotated[Presence, Meta(description="On site, online, or both")]
    street: Annotated[str, Meta(description="Street and number")]
    postcode: Annotated[str, Meta(description="Postal code")]
    latitude: Annotated[float | None, Meta(description="Latitude, WGS 84")]
    longitude: Annotated[float | None, Meta(description="Longitude, WGS 84")]
    website: Annotated[str, Meta(description="Address on the web")]
    hours: Annotated[str, Meta(description="Opening hours in words")]
    step_free: Annotated[StepFree, Meta(description="Whether one gets in without steps")]
    about: Annotated[str, Meta(description="What it is")]
    won_by: Annotated[WonBy, Meta(description="Who won it as a partner")]
    partner_since: Annotated[date, Meta(description="Day on which it was first approved")]
    checked: Annotated[date, Meta(description="Day on which somebody last said that all is right")]
    asked: Annotated[int, Meta(description="How often it was asked since then without an answer")] = 0
    unconfirmed: Annotated[date | None, Meta(description="Day from which it counts as unconfirmed")] = None
    ended: Annotated[date | None, Meta(description="First day on which it is none any more")] = None
    at: Annotated[int, Meta(description="Position of the approval that holds")]


def partner(state: Partner | None, record: Recorded[Any]) -> Partner | None:
    """Fold one fact into a partner."""
    match record.fact:
        case PartnerApproved() as it:
            told = {name: getattr(it, name) for name in Partner.__struct_fields__ if hasattr(it, name)}
            since = state.partner_since if state else it.effective
            return Partner(**told, partner_since=since, checked=it.effective, at=record.position)
        case _ if state is None:
            return None
        case PartnerConfirmed(effective=day):
            return msgspec.structs.replace(state, checked=day, asked=0, unconfirmed=None)
        case PartnerAsked(effective=day):
            late = day + PATIENCE if state.asked + 1 == MISSED else state.unconfirmed
            return msgspec.structs.replace(state, asked=state.asked + 1, unconfirmed=late)
        case PartnerEnded(effective=day):
            return msgspec.structs.replace(state, ended=day)
        case _:
            return state


class PartnerProposal(msgspec.Struct, frozen=True, kw_only=True):
    """What was proposed of a partner last, and what became of it."""

    body: BodyId
    name: Annotated[str, Meta(description="Name of the business or institution")]
    presence: Annotated[Presence, Meta(description="On site, online, or both")]
    street: Annotated[str, Meta(description="Street and number")]
    postcode: Annotated[str, Meta(description="Postal code")]
    website: Annotated[str, Meta(description="Address on the web")]
    hours: Annotated[str, Meta(description="Opening hours in words")]
    step_free: Annotated[StepFree, Meta(description="Whether one gets in without steps")]
    about: Annotated[str, Meta(description="What it is")]
    status: ProposalStatus
    reason: Annotated[str, Meta(description="Why it was returned or ended")] = ""


def proposal(state: PartnerProposal | None, record: Recorded[Any]) -> PartnerProposal | None:
    """Fold one fact into what became of what was proposed."""
    match record.fact:
        case PartnerProposed() as it:
            told = {name: getattr(it, name) for name in PartnerProposal.__struct_fields__ if hasattr(it, name)}
            return PartnerProposal(**told, status="waiting")
        case _ if state is None:
            return None
        case PartnerReturned(reason=reason):
            return msgspec.structs.replace(state, status="returned", reason=reason)
        case PartnerApproved():
            return msgspec.structs.replace(state, status="approved", reason="")
        case PartnerEnded(reason=reason):
            return msgspec.structs.replace(state, status="ended", reason=reason)
        case _:
            return state


class PartnerContact(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to ask at a partner from a day on."""

    body: BodyId
    contacts: Annotated[tuple[int, ...], Meta(description="Positions of the facts that hold them, sealed")] = ()
    people: Annotated[tuple[str, ...], Meta(description="Their ids, in the same order")] = ()


def contact(state: PartnerContact | None, record: Recorded[Any]) -> PartnerContact | None:
    """Fold one fact into the contacts of a partner."""
    fact = record.fact
    state = state or PartnerContact(body=fact.body)
    both = dict(zip(state.people, state.contacts, strict=True))
    if isinstance(fact, PartnerContactNamed):
        both[fact.contact] = record.position
    elif isinstance(fact, PartnerContactDropped):
        both.pop(fact.contact, None)
    return PartnerContact(body=fact.body, contacts=tuple(both.values()), people=tuple(both))


PARTNERS = ehrenamtskarte.folded(
    "partner",
    subject="partner",
    facts=(PartnerApproved, *CARED, PartnerEnded),
    state=Partner,
    fold=partner,
    indexes=[("body", "name"), ("at",)],
)
PROPOSALS = ehrenamtskarte.folded(
    "partner-proposal",
    subject="partner",
    facts=TOLD,
    state=PartnerProposal,
    fold=proposal,
    indexes=[("body", "name")],
)
PARTNER_CONTACTS = ehrenamtskarte.folded(
    "partner-contact", subject="partner", facts=CONTACTS, state=PartnerContact, fold=contact, indexes=[("body",)]
)
ehrenamtskarte.listing(
    "bodies/{body_id:str}/partner-proposals",
    PROPOSALS,
    title=_("Vorgeschlagene und freigegebene Partner"),
    policy=SEE,
    order=("name", "partner"),
    columns={"partner": "partner"}
    | {name: name for name in PartnerProposal.__struct_fields__ if name != "body"}
    | {"since": "valid_from"},
    filters=("status",),
    view="PartnerProposalView",
    doc="List what was proposed of the partners of a municipality, and what became of each by a day.",
)
