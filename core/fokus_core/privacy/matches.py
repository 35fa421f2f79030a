"""Decisions who is who, as facts about ids, and the persons that count as one by them."""

from collections.abc import Callable, Iterable
from typing import Annotated

from msgspec import Meta

from fokus_core.domain.facts import Fact, Recorded, fact
from fokus_core.domain.statutes import standing
from fokus_core.privacy.persons import PersonId

__all__ = ["PersonsMatched", "PersonsToldApart", "matched"]

Both = Annotated[tuple[PersonId, PersonId], Meta(description="The two persons, the smaller id first")]


@fact("core.persons-matched@1", happened=True)
class PersonsMatched(Fact, frozen=True):
    """Somebody decided that two persons are the same."""

    persons: Both


@fact("core.persons-told-apart@1", happened=True)
class PersonsToldApart(Fact, frozen=True):
    """Somebody decided that two persons who are alike are two."""

    persons: Both


def matched(
    person: str,
    under: Callable[[str], Iterable[Recorded[Fact]]],
    *,
    without: Iterable[int] = (),
    besides: Iterable[Fact] = (),
) -> frozenset[str]:
    """Return the ids that count as one person with an id, itself included, however many decisions lie between.

    `under` returns the matches and retractions under a person's key; `without` are positions about to be taken back,
    `besides` are facts about to be recorded.
    """
    found, left, gone = {person}, [person], {*without}
    new = [one for one in besides if isinstance(one, PersonsMatched)]
    while left:
        one = left.pop()
        recorded = [record.fact for record in standing(under(f"person:{one}"), gone)]
        for fact_ in [*recorded, *new]:
            if isinstance(fact_, PersonsMatched) and one in fact_.persons:
                further = {*fact_.persons} - found
                found |= further
                left += further
    return frozenset(found)
