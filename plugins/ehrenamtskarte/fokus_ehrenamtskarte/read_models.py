"""The read model of participations, through two clocks."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from fokus_core import Recorded
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
from fokus_projections import TwoClockTable


class Participation(msgspec.Struct, frozen=True):
    """How far a body is with the Ehrenamtskarte, from a day on."""

    status: Annotated[
        Literal["planned", "declined", "takes-part", "paused", "ended"],
        Meta(description="planned, declined, takes-part, paused or ended"),
    ]
    introduced: Annotated[str | None, Meta(description="Day on which the card was introduced, ISO 8601")] = None


def participation(state: Participation | None, record: Recorded[Any]) -> Participation | None:
    """Fold one fact into a participation."""
    introduced = state.introduced if state else None
    match record.fact:
        case CouncilDecided() | AgreementSigned():
            taking_part = state is not None and state.status in {"takes-part", "paused"}
            return state if taking_part else Participation("planned")
        case CouncilDeclined():
            taking_part = state is not None and state.status in {"takes-part", "paused"}
            return state if taking_part else Participation("declined")
        case CardIntroduced() as fact:
            return Participation("takes-part", fact.effective.isoformat())
        case ParticipationPaused():
            return Participation("paused", introduced)
        case ParticipationResumed():
            return Participation("takes-part", introduced)
        case ParticipationEnded():
            return Participation("ended", introduced)
        case _:
            return state


PARTICIPATIONS = TwoClockTable(
    name="ehrenamtskarte.participation",
    table="ehrenamtskarte_participation",
    description="How far bodies are with the Ehrenamtskarte, through two clocks.",
    subject="body",
    facts=(*PREPARATION, *PARTICIPATION),
    state=Participation,
    fold=participation,
    ends_with="body",
)
