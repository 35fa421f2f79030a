"""How far applications are whose cards were ordered with others, through two clocks."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from fokus_ehrenamtskarte.cards.facts import CardIssued
from fokus_ehrenamtskarte.issuing.batch_facts import CardBatchOrdered, CardNotIssued, WhyNot
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Recorded, _, labelled

Result = Annotated[
    Literal["waiting", "issued", "not-issued"],
    Meta(description="Whether the card is issued"),
    labelled({"waiting": _("wartet"), "issued": _("ausgestellt"), "not-issued": _("nicht ausgestellt")}),
]


class BatchRow(msgspec.Struct, frozen=True, kw_only=True):
    """An application whose card was ordered with others, and what became of it."""

    body: Annotated[str, Meta(description="Body that issues")]
    batch: Annotated[str, Meta(description="Order that it was part of last")]
    day: Annotated[str, Meta(description="First day of the card, ISO 8601")]
    ordered_at: Annotated[int, Meta(description="Position of the order")]
    valid_until: Annotated[str | None, Meta(description="Last day of the card, ISO 8601; null for life")] = None
    result: Result = "waiting"
    reason: Annotated[WhyNot | None, Meta(description="Why it was not issued; else null")] = None
    issued: Annotated[str | None, Meta(description="Id of the card that was issued; else null")] = None


def batch_row(state: BatchRow | None, record: Recorded[Any]) -> BatchRow | None:
    """Fold one fact into a row; ordered once more, an application waits again."""
    match record.fact:
        case CardBatchOrdered() as fact:
            return BatchRow(
                body=fact.body,
                batch=fact.batch,
                day=fact.effective.isoformat(),
                ordered_at=record.position,
                valid_until=fact.valid_until.isoformat() if fact.valid_until else None,
            )
        case CardIssued(card=card) if state is not None:
            return msgspec.structs.replace(state, result="issued", issued=card, reason=None)
        case CardNotIssued(reason=reason) if state is not None:
            return msgspec.structs.replace(state, result="not-issued", reason=reason)
        case _:
            return state


BATCH_ROWS = ehrenamtskarte.folded(
    "batch-row",
    subject="application",
    facts=(CardBatchOrdered, CardIssued, CardNotIssued),
    state=BatchRow,
    fold=batch_row,
    indexes=[("body", "ordered_at"), ("result",)],
)
