"""Persons whom a decision names beside those of its command: the directory recognises them, and nobody is asked."""

from fokus_core.domain.ids import minted
from fokus_core.privacy import PersonErasedError, Vault
from fokus_core.privacy.likeness import Likely, Mark, marks_of


class Naming:
    """Gives ids to who is named in a decision: of the only one of whom all is alike, else one minted from its command.

    Nothing is recorded before `enter`.
    """

    def __init__(self, vault: Vault, command_id: str) -> None:
        self._vault = vault
        self._command_id = command_id
        self._ids: dict[frozenset[Mark], str] = {}

    def __call__(self, kind: str, name: str, email: str | None) -> str:
        """Return the id of who has this name and mail address; a name alone is nobody's proof."""
        own, marks = minted(self._command_id, kind), marks_of(name=name, email=email, birth=None)
        if marks and marks not in self._ids:
            same = self._vault.likely(marks).same
            self._ids[marks] = next(iter(same)) if len(same) == 1 else own
        return self._ids.get(marks, own)

    def enter(self) -> bool:
        """Record them in the directory; tell whether those meant are still the same."""
        try:
            return all(self._entered(marks, id_) for marks, id_ in self._ids.items())
        except PersonErasedError:
            return False

    def _entered(self, marks: frozenset[Mark], id_: str) -> bool:
        def holds(likely: Likely) -> bool:
            return id_ in likely.same or not likely.same or len(likely.same) > 1

        return self._vault.enter(id_, marks, holds)
