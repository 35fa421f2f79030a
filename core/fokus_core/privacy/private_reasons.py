"""Why something ended that may be about somebody: sealed with a key of its own, which leaves with the person."""

from typing import Annotated, Any

from msgspec import Meta

from fokus_core.domain.facts import Fact, Key
from fokus_core.domain.past import Past
from fokus_core.domain.words import Reason
from fokus_core.privacy.personal import Personal
from fokus_core.privacy.sealed import Sealed

__all__ = ["PRIVATE", "ReasonId", "SaysWhy", "private_reason", "without_reason"]

PRIVATE = "nicht öffentlich"  # what stands in place of a reason that is sealed
ReasonId = Annotated[str, Key("reason"), Meta(pattern=r"^[0-9a-f]{32}$", description="Id of a reason")]


class SaysWhy(Fact, frozen=True, kw_only=True):
    """A fact that says why something ended: in clear what the house writes, sealed what somebody typed."""

    reason: Reason
    matter: ReasonId | None = None
    words: Annotated[
        Sealed[str] | None, Personal("matter", purpose="reason"), Meta(description="The reason, sealed")
    ] = None


def private_reason(words: str, past: Past) -> dict[str, Any]:
    """Return the fields of a fact that `SaysWhy`, with words that somebody typed."""
    return {"reason": PRIVATE, "matter": past.new_id("reason"), "words": Sealed.of(words)}


def without_reason(shape: dict[str, Any]) -> dict[str, Any]:
    """Return the stored shape of a fact that said why in clear, without what was typed there."""
    return {**shape, "reason": PRIVATE}
