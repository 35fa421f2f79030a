"""Entering in the directory who was recorded before it recognised them: from what entries say of them, once."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Protocol

from fokus_core.domain.clock import day_of
from fokus_core.domain.facts import Fact, Recorded
from fokus_core.domain.refusals import Refused
from fokus_core.domain.statutes import standing
from fokus_core.jobs.job import JobContext
from fokus_core.persons.matching import DECISIONS, MatchPersons
from fokus_core.persons.notices import HOUSE
from fokus_core.privacy import PersonErasedError, Vault
from fokus_core.privacy.likeness import Mark, marks_of
from fokus_core.privacy.personal import personal_fields
from fokus_core.privacy.sealed import ERASED
from fokus_core.privacy.sealing import SealBroken, open_sealed

__all__ = ["DIRECTORY", "EnterPersons", "House"]

DIRECTORY, LOOKED = "directory", "looked up to"
STEP = 500  # facts after which is noted how far it has come


class House(Protocol):
    """What entering asks of the services."""

    @property
    def journal(self) -> Any:
        """The journal, with its vault."""
        ...


class EnterPersons:
    """Enters persons of whom an entry says a name and a mail address, and of whom the directory holds nothing.

    Of whom everything is alike they are the same person, as when they are named anew: that is recorded as a match.
    """

    name = "core.enter-persons"
    every = 3600.0

    def run(self, context: JobContext[House]) -> None:
        """Go on where the last run ended; who is named from now on is entered as the entry is recorded."""
        store, journal = context.state_store, context.services.journal
        after = int(store.get(DIRECTORY, LOOKED) or b"0")
        position = after
        for record in journal.follow(after=after):
            for person in _named(record.fact):
                if not journal.vault.recognises(person):
                    _enter(person, journal)
            position = record.position
            if position % STEP == 0:
                if not context.holds():
                    return
                store.put(DIRECTORY, LOOKED, str(position).encode())
        if position > after:
            store.put(DIRECTORY, LOOKED, str(position).encode())


def _named(fact: Fact) -> Iterator[str]:
    """Yield who is called by name in a fact."""
    for field in personal_fields(type(fact)):
        if field.says == "name" and getattr(fact, field.name) is not None:
            yield field.owner(fact)


def _enter(person: str, journal: Any) -> None:
    """Enter somebody by what stands of them; where people have decided who they are, that holds."""
    records = standing(journal.under(f"person:{person}"))
    decided = [{*one.fact.persons} for one in records if isinstance(one.fact, DECISIONS)]
    for record in records:
        marks = _marks(record, person, journal.vault)
        same = journal.vault.likely(marks).same - {person}
        with suppress(PersonErasedError, Refused):  # who was erased meanwhile is not entered any more
            if same:
                first = min(same)
                if {first, person} in decided:
                    continue
                match = MatchPersons(person=first, other=person, effective=day_of(journal.now()))
                journal.handle(match, by=HOUSE, command_id=f"alike-{first}-{person}")
            else:
                journal.vault.enter(person, marks, lambda likely: not likely.same)


def _marks(record: Recorded[Fact], person: str, vault: Vault) -> frozenset[Mark]:
    """Return by what a fact lets somebody be recognised; nothing of what is erased, blocked or damaged."""
    said: defaultdict[str, str | None] = defaultdict(lambda: None)
    for field in personal_fields(type(record.fact)):
        held = getattr(record.fact, field.name)
        if field.says and held is not None and field.owner(record.fact) == person:
            with suppress(SealBroken):
                value = open_sealed(held, field.type, record.meta.id, field.name, vault)
                said[field.says] = None if value is ERASED else value
    return marks_of(name=said["name"], email=said["mail"], birth=None)
