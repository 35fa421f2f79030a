"""The read model of cards, through two clocks; holders stay sealed in the facts that `issued_at` points to."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from fokus_ehrenamtskarte.cards.facts import (
    CardIssued,
    CardKind,
    CardReinstated,
    CardRevoked,
    CardSigned,
    CardSuspended,
    WhyRevoked,
)
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Recorded


class Card(msgspec.Struct, frozen=True):
    """A card as it stands from a day on."""

    body: Annotated[str, Meta(description="Body that issued it")]
    kind: CardKind
    valid_since: Annotated[str, Meta(description="First day on which it is valid, ISO 8601")]
    valid_until: Annotated[str | None, Meta(description="Last day on which it is valid, ISO 8601; null for life")]
    issued_at: Annotated[int, Meta(description="Position of the fact that holds the holder's name, sealed")]
    revoked_on: Annotated[str | None, Meta(description="Day from which it is revoked, ISO 8601; else null")] = None
    reason: Annotated[WhyRevoked | None, Meta(description="Why it is revoked; else null")] = None
    suspended: Annotated[bool, Meta(description="Whether it is suspended")] = False
    application: Annotated[str | None, Meta(description="Application that it was issued for, if any")] = None


def card(state: Card | None, record: Recorded[Any]) -> Card | None:
    """Fold one fact into a card; no other issue changes it, or brings back what was revoked."""
    match record.fact:
        case CardIssued() as fact if state is None:
            until = fact.valid_until.isoformat() if fact.valid_until else None
            since, position = fact.effective.isoformat(), record.position
            return Card(fact.body, fact.kind, since, until, position, application=fact.application)
        case CardRevoked() as fact if state is not None:
            return msgspec.structs.replace(state, revoked_on=fact.effective.isoformat(), reason=fact.reason)
        case CardSuspended() | CardReinstated() if state is not None:
            return msgspec.structs.replace(state, suspended=isinstance(record.fact, CardSuspended))
        case _:
            return state


CHANGING = (CardIssued, CardRevoked, CardSuspended, CardReinstated)
CARD_STATES = ehrenamtskarte.folded(
    "card",
    subject="card",
    facts=CHANGING,
    state=Card,
    fold=card,
    indexes=[("body", "valid_since")],
    version=2,
)
SIGNED = ehrenamtskarte.facts_of(CardSigned, indexes=[("card",), ("device",), ("why", "card")])
