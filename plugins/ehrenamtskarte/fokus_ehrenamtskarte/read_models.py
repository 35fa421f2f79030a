"""How far bodies are with the Ehrenamtskarte, through two clocks: the table, and the list of it."""

from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from fokus_ehrenamtskarte.facts import (
    PARTICIPATION,
    PREPARATION,
    AgreementSigned,
    CardIntroduced,
    CouncilDecided,
    CouncilDeclined,
    ParticipationEnded,
    ParticipationPaused,
    ParticipationResumed,
)
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import PUBLIC, Recorded, _

Status = Literal["planned", "declined", "takes-part", "paused", "ended"]


class Participation(msgspec.Struct, frozen=True):
    """How far a body is with the Ehrenamtskarte, from a day on."""

    status: Annotated[Status, Meta(description="planned, declined, takes-part, paused or ended")]
    introduced: Annotated[date | None, Meta(description="Day on which the card was introduced")] = None


def participation(state: Participation | None, record: Recorded[Any]) -> Participation | None:
    """Fold one fact into a participation."""
    introduced = state.introduced if state else None
    taking_part = state is not None and state.status in {"takes-part", "paused"}
    match record.fact:
        case CouncilDecided() | AgreementSigned():
            return state if taking_part else Participation("planned")
        case CouncilDeclined():
            return state if taking_part else Participation("declined")
        case CardIntroduced() as fact:
            return Participation("takes-part", fact.effective)
        case ParticipationPaused():
            return Participation("paused", introduced)
        case ParticipationResumed():
            return Participation("takes-part", introduced)
        case ParticipationEnded():
            return Participation("ended", introduced)
        case _:
            return state


PARTICIPATIONS = ehrenamtskarte.folded(
    "participation", subject="body", facts=(*PREPARATION, *PARTICIPATION), state=Participation, fold=participation
)
ehrenamtskarte.tells(
    PARTICIPATIONS,
    title=_("Teilnahme an der Ehrenamtskarte"),
    column="status",
    link="/api/v1/ehrenamtskarte/municipalities",
)
ehrenamtskarte.figure(
    "issuers",
    PARTICIPATIONS,
    title=_("Kommunen geben die Ehrenamtskarte aus"),
    where="status = 'takes-part'",
    link="/api/v1/ehrenamtskarte/municipalities?status=takes-part",
)
ehrenamtskarte.listing(
    "municipalities",
    PARTICIPATIONS,
    title=_("Beteiligte Kommunen"),
    policy=PUBLIC,
    order=("name", "body"),
    columns={"body": "body", "name": "name", "status": "status", "since": "valid_from", "introduced": "introduced"},
    filters=("status",),
    doc="List the bodies that take part, plan to, or once did, on a day as known at a position.",
)
