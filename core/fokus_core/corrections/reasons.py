"""Reasons that are about somebody: sealed with a key of their own, which goes with whoever they are about."""

from typing import Annotated

from msgspec import Meta

from fokus_core.domain.commands import Lookup
from fokus_core.domain.facts import Fact, Recorded, fact, fact_type
from fokus_core.domain.past import Past
from fokus_core.domain.policy import Policy
from fokus_core.domain.refusals import Refused
from fokus_core.domain.retraction import FactRetracted, Keys, Position
from fokus_core.domain.texts import _
from fokus_core.privacy.personal import Personal
from fokus_core.privacy.persons import PersonErased
from fokus_core.privacy.private_reasons import PRIVATE, ReasonId
from fokus_core.privacy.sealed import Sealed

__all__ = ["READ_REASONS", "ReasonGiven", "taken_back"]

READ_REASONS = Policy("core.read-reasons", "state")
PERSON = "person:"


@fact("core.reason-given@1", irrevocable=True, happened=True)
class ReasonGiven(Fact, frozen=True):
    """Why an entry about a person was taken back; the words go with whoever the entry is about."""

    reason: ReasonId
    target: Position
    subject: str
    words: Annotated[Sealed[str], Personal("subject", purpose="reason"), Meta(description="The reason, sealed")]
    carries: Keys


def taken_back(
    target: Recorded[Fact], reason: str, lookup: Lookup, past: Past, *, field: str
) -> tuple[FactRetracted, ReasonGiven | None]:
    """Return the retraction of a fact, and the reason beside it, sealed, where the fact is about a person.

    Of whom was erased nothing is kept any more. Raises `Refused`, pointing to `field`, for what cannot be taken back.
    """
    if fact_type(type(target.fact)).irrevocable:
        message = _("Dieser Eintrag ist endgültig. Er lässt sich nicht zurücknehmen.")
        raise Refused("irrevocable", message, field=field, positions=(target.position,))
    persons = [key for key in target.keys if key.startswith(PERSON)]
    retraction = FactRetracted(
        effective=target.fact.effective,
        target=target.position,
        reason=PRIVATE if persons else reason,
        carries=target.keys,
    )
    if not persons or any(lookup.under(key, PersonErased) for key in persons):
        return retraction, None
    id_ = past.new_id(f"reason-{target.position}")
    given = ReasonGiven(
        effective=lookup.today,
        reason=id_,
        target=target.position,
        subject=f"reason-{id_}",
        words=Sealed.of(reason),
        carries=target.keys,
    )
    return retraction, given
