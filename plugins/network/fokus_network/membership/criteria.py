"""What is found about the criteria in force on a day: those asked for on entry, or those for staying."""

from collections.abc import Collection

from fokus_core import Past
from fokus_network.membership.facts import (
    AttestationEnded,
    AttestationGiven,
    CriteriaAdopted,
    Criterion,
    FoundCriterion,
)
from fokus_network.membership.words import Occasion

OPEN = ("not-proven", "unknown")


def asked_for(adopted: CriteriaAdopted | None, occasion: Occasion) -> tuple[Criterion, ...]:
    """Return the criteria of a version that are asked for on entry, or of whoever stays."""
    return tuple(one for one in adopted.criteria if one.applies in (occasion, "both")) if adopted else ()


def findings(
    now: Past,
    adopted: CriteriaAdopted | None,
    occasion: Occasion,
    attested: Collection[str] = (),
    proven: Collection[str] = (),
) -> tuple[FoundCriterion, ...]:
    """Return what the past as of a day says about each criterion of the version in force then, for that occasion.

    `attested` are the criteria that are attested in the same breath, `proven` the evidence that is established in it.
    """
    return tuple(_now(criterion, now, attested, proven) for criterion in asked_for(adopted, occasion))


def _now(criterion: Criterion, now: Past, attested: Collection[str], proven: Collection[str]) -> FoundCriterion:
    found = _found(criterion, now)
    if found.state not in OPEN:
        return found
    if evidence := next((one for one in criterion.evidence if one in proven), None):
        return FoundCriterion(criterion.id, "proven", evidence)
    return FoundCriterion(criterion.id, "attested") if criterion.id in attested else found


def unmet(found: tuple[FoundCriterion, ...]) -> list[str]:
    """Return the criteria that are neither proven nor attested."""
    return [one.criterion for one in found if one.state in OPEN]


def _found(criterion: Criterion, now: Past) -> FoundCriterion:
    said = [(name, now.evidence(name)) for name in criterion.evidence]
    for name, finding in said:
        if finding.state == "proven" and finding.by is not None:
            return FoundCriterion(criterion.id, "proven", name, finding.by.position)
    attested = [
        record for record in now.recorded(AttestationGiven, AttestationEnded) if record.fact.criterion == criterion.id
    ]
    if attested and isinstance(attested[-1].fact, AttestationGiven):
        return FoundCriterion(criterion.id, "attested", "", attested[-1].position)
    known = bool(said) and all(finding.state != "unknown" for _, finding in said)
    return FoundCriterion(criterion.id, "not-proven" if known else "unknown", said[0][0] if said else "")
