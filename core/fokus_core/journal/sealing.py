"""What a decision leaves in the vault: the persons it names, the keys of their fields, the digest of the command."""

import hmac
from collections.abc import Mapping
from functools import cached_property

import msgspec

from fokus_core.domain.facts import Fact, Recorded
from fokus_core.domain.refusals import Refused
from fokus_core.journal.engines.store import Item
from fokus_core.journal.request import Request, digest_of
from fokus_core.plugins.catalogue import Catalogue
from fokus_core.privacy import PersonErasedError, Vault
from fokus_core.privacy.personal import personal_fields
from fokus_core.privacy.persons import PersonErased, is_erased
from fokus_core.privacy.sealing import seal


class Sealer:
    """Seals what decisions record. `persons` are the fields of a command that name somebody, with their ids."""

    def __init__(self, vault: Vault, catalogue: Catalogue) -> None:
        self._vault = vault
        self._erasures = catalogue.names(PersonErased)

    def digest(self, request: Request, persons: Mapping[str, str]) -> str:
        """Return the digest of the command as it was given, keyed by the first person it names or by nobody."""
        first = next(iter(persons.values()), "")
        try:
            return digest_of(request.command, self._keyed(first) if first else self._keyed_by_nobody)
        except PersonErasedError as error:
            raise self.erased(persons) from error

    def seal(self, drafts: list[Recorded[Fact]], persons: Mapping[str, str]) -> tuple[list[Recorded[Fact]], list[Item]]:
        """Seal personal fields; return the lines, too, under which nothing may stand: the erasures of their owners."""
        if not any(personal_fields(type(draft.fact)) for draft in drafts):
            return drafts, []
        subjects: set[str] = set()
        for draft in drafts:
            for personal in personal_fields(type(draft.fact)):
                if getattr(draft.fact, personal.name) is not None and not personal.kind:
                    subjects.add(personal.owner(draft.fact))
                    subjects.update(key.removeprefix("person:") for key in draft.keys if key.startswith("person:"))
        try:
            sealed = [msgspec.structs.replace(one, fact=seal(one.fact, one.meta.id, self._vault)) for one in drafts]
        except PersonErasedError as error:
            raise self.erased(persons) from error
        return sealed, [Item(f"person:{subject}", self._erasures) for subject in sorted(subjects)]

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
