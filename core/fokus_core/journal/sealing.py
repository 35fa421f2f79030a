"""What a decision leaves in the vault: the persons it names, the keys of their fields, the digest of the command."""

import hmac
from collections.abc import Callable, Mapping
from functools import cached_property

import msgspec

from fokus_core.domain.facts import Fact, Recorded
from fokus_core.domain.refusals import Refused
from fokus_core.journal.engines.store import Item
from fokus_core.journal.request import Request, digest_of
from fokus_core.persons.leaving import expired, key_of, sealed_with
from fokus_core.persons.retention import RecordsExpired
from fokus_core.plugins.catalogue import Catalogue
from fokus_core.privacy import PersonErasedError, Vault
from fokus_core.privacy.personal import personal_fields
from fokus_core.privacy.persons import PersonErased, is_erased
from fokus_core.privacy.sealing import seal


class Sealer:
    """Seals what decisions record. `persons` are the fields of a command that name somebody, with their ids."""

    def __init__(self, vault: Vault, catalogue: Catalogue) -> None:
        self._vault = vault
        self._ends = catalogue.names(PersonErased, RecordsExpired)

    def digest(self, request: Request, persons: Mapping[str, str]) -> str:
        """Return the digest of the command as it was given, keyed by the first person it names or by nobody."""
        first = next(iter(persons.values()), "")
        try:
            return digest_of(request.command, self._keyed(first) if first else self._keyed_by_nobody)
        except PersonErasedError as error:
            raise self.erased(persons) from error

    def seal(
        self,
        drafts: list[Recorded[Fact]],
        persons: Mapping[str, str],
        found: Callable[[list[Item]], list[Recorded[Fact]]],
    ) -> tuple[list[Recorded[Fact]], list[Item]]:
        """Seal personal fields; return the lines, too, to which nothing may be added: ends of what their owners have.

        Raises `Refused` for who was erased. A key whose data has left, and which is still there, is used no more.
        """
        subjects: set[str] = set()
        for draft in drafts:
            for personal in personal_fields(type(draft.fact)):
                if getattr(draft.fact, personal.name) is not None:
                    subjects.add(key_of(personal.owner(draft.fact)))
                    if not personal.kind:
                        subjects.update(key for key in draft.keys if key.startswith("person:"))
        if not subjects:
            return drafts, []
        lines = [Item(subject, self._ends) for subject in sorted(subjects)]
        sealed = self._sealed(drafts, persons)
        ended = found(lines)
        if any(isinstance(one.fact, PersonErased) for one in ended):
            raise self.erased(persons)
        if again := expired(ended) & {key_id for one in sealed for key_id, _, _ in sealed_with(one.fact)}:
            for key_id in again:
                self._vault.retire(key_id)
            sealed = self._sealed(drafts, persons)
        return sealed, lines

    def _sealed(self, drafts: list[Recorded[Fact]], persons: Mapping[str, str]) -> list[Recorded[Fact]]:
        try:
            return [msgspec.structs.replace(one, fact=seal(one.fact, one.meta.id, self._vault)) for one in drafts]
        except PersonErasedError as error:
            raise self.erased(persons) from error

    def erased(self, persons: Mapping[str, str]) -> Refused:
        """Return the refusal of what would be recorded about somebody whose data was erased."""
        first = next(iter(persons), None)
        return is_erased(next((field for field, id_ in persons.items() if self._vault.erased(id_)), first))

    def _keyed(self, subject: str) -> hmac.HMAC:
        return hmac.new(self._vault.digest_key(subject), digestmod="sha256")

    @cached_property
    def _keyed_by_nobody(self) -> hmac.HMAC:
        """The key for commands that name nobody is the only one that is never destroyed."""
        return self._keyed("")
