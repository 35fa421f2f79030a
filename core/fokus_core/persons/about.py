"""What is recorded about a person: under their key, and why accounts that they use lost something."""

from collections.abc import Callable, Iterator

from fokus_core.access.grants import AccessGranted
from fokus_core.domain.facts import Fact, Recorded
from fokus_core.privacy.personal import personal_fields
from fokus_core.privacy.private_reasons import SaysWhy

__all__ = ["about", "own_keys"]

OWN = ("proposal-", "reason-", "reason:")  # how subjects begin that seal one thing alone


def about(person: str, under: Callable[[str], list[Recorded[Fact]]]) -> list[Recorded[Fact]]:
    """Return the facts about a person in recorded order, those included that say why an account of theirs ended."""
    found = {one.position: one for one in under(f"person:{person}")}
    accounts = {one.fact.actor for one in found.values() if isinstance(one.fact, AccessGranted)}
    for account in sorted(accounts):
        found |= {one.position: one for one in under(f"actor:{account}") if isinstance(one.fact, SaysWhy)}
    return [found[position] for position in sorted(found)]


def own_keys(records: list[Recorded[Fact]], purpose: str) -> Iterator[str]:
    """Yield the subjects of what facts hold for a purpose of the house, each sealed with a key of its own."""
    for one in records:
        for field in personal_fields(type(one.fact)):
            if field.purpose == purpose and getattr(one.fact, field.name) is not None:
                subject = field.owner(one.fact)
                if subject.startswith(OWN):
                    yield subject
