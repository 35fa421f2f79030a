"""The network's read models: who is a member and who a guest, through two clocks, and what was recorded."""

from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from fokus_core import Recorded
from fokus_network.membership.exceptions import EXCEPTIONS, ExceptionGranted, ExceptionSettled
from fokus_network.membership.facts import (
    GUESTS,
    MEMBERSHIP,
    CriteriaAdopted,
    DeclarationPublished,
    DeclarationSigned,
    FigurePublished,
    GuestParticipationStarted,
    MembershipResumed,
    MembershipSuspended,
    MunicipalityJoined,
    RoundClosed,
    RoundOpened,
)
from fokus_projections import FactTable, TwoClockTable


class Membership(msgspec.Struct, frozen=True):
    """A membership as it stands from a day on."""

    status: Annotated[Literal["member", "suspended"], Meta(description="member, or suspended while it rests")]
    joined: Annotated[str, Meta(description="Day of joining, ISO 8601")]
    round: Annotated[str, Meta(description="Signing round of the signature it rests on")]
    declaration: Annotated[str, Meta(description="Version of the declaration that was signed")]
    criteria: Annotated[str | None, Meta(description="Version of the criteria it was tested against")]
    overridden: Annotated[bool, Meta(description="Whether it was admitted although not every criterion was shown")]
    joined_at: Annotated[int, Meta(description="Position of the fact of joining")]
    ground: Annotated[str | None, Meta(description="What its admission rests on, where that is known")]
    rests_on: Annotated[str | None, Meta(description="Whether who joined again rests on an earlier or a new signature")]
    signed: Annotated[str | None, Meta(description="Day of the signature that a later membership rests on, ISO 8601")]
    excepted: Annotated[bool, Meta(description="Whether an exception from the criteria was made and is not settled")]
    excepted_until: Annotated[str | None, Meta(description="Last day of the exception, ISO 8601, if any")]


def _stored(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def membership(state: Membership | None, record: Recorded[Any]) -> Membership | None:
    """Fold one fact into a membership."""
    match record.fact:
        case MunicipalityJoined() as joined:
            return Membership(
                "member",
                joined.effective.isoformat(),
                joined.round,
                joined.declaration,
                joined.criteria,
                joined.override is not None,
                record.position,
                joined.ground,
                joined.rests_on,
                _stored(joined.signed),
                joined.override is not None,
                _stored(joined.override_until),
            )
        case MembershipSuspended() if state is not None:
            return msgspec.structs.replace(state, status="suspended")
        case MembershipResumed() if state is not None:
            return msgspec.structs.replace(state, status="member")
        case ExceptionGranted() as granted if state is not None:
            return msgspec.structs.replace(state, excepted=True, excepted_until=granted.until.isoformat())
        case ExceptionSettled() if state is not None:
            return msgspec.structs.replace(state, excepted=False, excepted_until=None)
        case _:
            return None


class Guest(msgspec.Struct, frozen=True):
    """A guest participation."""

    since: Annotated[str, Meta(description="First day as a guest, ISO 8601")]


def guest(_: Guest | None, record: Recorded[Any]) -> Guest | None:
    """Fold one fact into a guest participation."""
    started = isinstance(record.fact, GuestParticipationStarted)
    return Guest(record.fact.effective.isoformat()) if started else None


MEMBERS = TwoClockTable(
    name="network.membership",
    table="network_membership",
    description="Memberships: true of a body from valid_from until valid_to, as known from known_from until known_to.",
    subject="body",
    facts=(*MEMBERSHIP, *EXCEPTIONS),
    state=Membership,
    fold=membership,
    ends_with="body",
    version=3,
)
ACTIVE, RESTS = "status = 'member'", "status = 'suspended'"  # how every figure and list tells them apart, in SQL
GUEST = TwoClockTable(
    name="network.guest",
    table="network_guest",
    description="Guest participations, through two clocks.",
    subject="body",
    facts=GUESTS,
    state=Guest,
    fold=guest,
    ends_with="body",
)
DECLARATIONS = FactTable(
    name="network.declaration",
    table="network_declaration",
    description="Published versions of the joint declaration.",
    fact=DeclarationPublished,
    version=2,
)
ROUNDS = FactTable(
    name="network.round", table="network_round", description="Signing rounds that were opened.", fact=RoundOpened
)
ROUND_ENDS = FactTable(
    name="network.round-end", table="network_round_end", description="Ends of signing rounds.", fact=RoundClosed
)
SIGNATURES = FactTable(
    name="network.signature",
    table="network_signature",
    description="Signatures under the joint declaration; the signatory's name stays sealed.",
    fact=DeclarationSigned,
    indexes=[("party",), ("round",)],
)
CRITERIA = FactTable(
    name="network.criteria",
    table="network_criteria",
    description="Versions of the admission criteria.",
    fact=CriteriaAdopted,
)
FIGURES = FactTable(
    name="network.figure",
    table="network_figure",
    description="Published numbers of members and signatures.",
    fact=FigurePublished,
    version=2,
)
PROJECTIONS = (MEMBERS, GUEST, DECLARATIONS, ROUNDS, ROUND_ENDS, SIGNATURES, CRITERIA, FIGURES)
