"""Who issues which cards of a body, from a day on: the state that assignments fold into, and its table."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from fokus_ehrenamtskarte.facts import Kind
from fokus_ehrenamtskarte.issuers.facts import (
    ASSIGNMENTS,
    Agency,
    Cards,
    Issuer,
    IssuerAssigned,
    IssuerKind,
    IssuerWithdrawn,
    ParticipationStated,
    Undated,
)
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Recorded


class Assigned(msgspec.Struct, frozen=True):
    """Who issues cards of a kind."""

    kind: IssuerKind
    since: Annotated[str, Meta(description="First day, ISO 8601")]
    issuer: Issuer | None = None
    agency: Agency | None = None
    undated: Undated = False


class Issuers(msgspec.Struct, frozen=True):
    """Who issues the cards of a body, by kind of card; null where nobody is named."""

    standard: Annotated[Assigned | None, Meta(description="Who issues the Ehrenamtskarte")] = None
    anniversary: Annotated[Assigned | None, Meta(description="Who issues the Jubiläums-Ehrenamtskarte")] = None

    def of(self, card: Kind) -> Assigned | None:
        """Return who issues cards of a kind."""
        return self.standard if card == "standard" else self.anniversary


class Stated(msgspec.Struct, frozen=True):
    """What the last source says of taking part."""

    takes_part: Annotated[bool, Meta(description="Whether it took part on that day")]
    as_of: Annotated[str, Meta(description="Day of which it is said, ISO 8601")]


def covered(cards: Cards) -> tuple[Kind, ...]:
    """Return the kinds of card that an assignment is about."""
    return ("standard", "anniversary") if cards == "every" else (cards,)


def issuers(state: Issuers | None, record: Recorded[Any]) -> Issuers | None:
    """Fold one fact into who issues."""
    state = state or Issuers()
    match record.fact:
        case IssuerAssigned() as fact:
            made = Assigned(fact.kind, fact.effective.isoformat(), fact.issuer, fact.agency, fact.undated)
            return msgspec.structs.replace(state, **dict.fromkeys(covered(fact.cards), made))
        case IssuerWithdrawn() as fact:
            return msgspec.structs.replace(state, **dict.fromkeys(covered(fact.cards)))
        case _:
            return state


def stated(_state: Stated | None, record: Recorded[Any]) -> Stated:
    """Return what a source says, which stands in for what an earlier one said."""
    return Stated(record.fact.takes_part, record.fact.effective.isoformat())


ISSUERS = ehrenamtskarte.folded("issuer", subject="body", facts=ASSIGNMENTS, state=Issuers, fold=issuers)
STATED = ehrenamtskarte.folded("stated", subject="body", facts=(ParticipationStated,), state=Stated, fold=stated)
