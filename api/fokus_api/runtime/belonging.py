"""What stands beside a journal belongs to it: each store holds its journal's id, and none is quietly replaced."""

from collections.abc import Mapping
from typing import Protocol

from fokus_core.domain.refusals import Unusable
from fokus_core.journal.engines.store import Store

__all__ = ["Owned", "join", "refuse_lost_journal"]


class Owned(Protocol):
    """A store that knows the id of its journal, once it was told."""

    @property
    def journal(self) -> str | None:
        """The id of its journal."""
        ...

    def belong(self, journal: str) -> None:
        """Belong to a journal from now on."""
        ...


def refuse_lost_journal(store: Store, stores: Mapping[str, Owned]) -> None:
    """Raise `Unusable` where a journal is empty whose stores remember one that was not."""
    owners = {one.journal for one in stores.values()} - {None}
    if owners and not store.head():  # looked at again: whoever told the stores has recorded the first fact before
        raise Unusable(
            f"The journal is missing or empty, but its stores belong to journal {', '.join(sorted(map(str, owners)))}; "
            "restore it, or move them away to begin anew."
        )


def join(journal: str, stores: Mapping[str, Owned], *, new: bool) -> None:
    """Tell all stores whose they are; raises `Unusable` for one of another journal, or a `new` one among old ones.

    The first is told last: while it knows nothing, neither need the others, as in what an earlier release left.
    """
    names = list(stores)
    owners = {name: stores[name].journal for name in names}
    settled = owners[names[0]] is not None
    for name, owner in owners.items():
        if owner not in (journal, None):
            raise Unusable(f"The {name} belongs to journal {owner}, not to {journal}; restore the one that does.")
        if owner is None and settled and not new:
            raise Unusable(f"The {name} is missing or new beside a journal that holds facts; restore it from a backup.")
    for name in reversed(names):
        if owners[name] is None:
            stores[name].belong(journal)
