"""Named views: how somebody likes to see a list, kept sealed under their account until two years after a change."""

import time
from collections.abc import Callable, Sequence
from hashlib import sha256

import msgspec

from fokus_api.face.frame.sealing import Sealing
from fokus_core.privacy import Vault
from fokus_core.storage.state_store import StateStore

__all__ = ["LONGEST_NAME", "View", "Views"]

VIEW = "view"  # the space: the views of an owner by list
KEPT = 2 * 365 * 24 * 3600.0  # seconds
MOST = 30  # views of a list
TRIES = 5  # of two windows that save at once
LONGEST_NAME = 60


class View(msgspec.Struct, frozen=True):
    """A way to see a list: what its owner calls it, and what the address of the list says."""

    name: str
    query: str


class Views:
    """The named views of one installation."""

    def __init__(self, state_store: StateStore, vault: Vault) -> None:
        self._store = state_store
        self._sealing = Sealing(vault, VIEW)

    def of(self, owner: str, path: str) -> list[View]:
        """Return the views of the list at an address, by name."""
        key = _key(owner, path)
        return sorted(self._opened(key, self._store.get(VIEW, key)), key=lambda one: one.name.casefold())

    def keep(self, owner: str, path: str, view: View) -> None:
        """Keep a view in place of an earlier one of the same name; of too many the oldest goes."""
        self._change(owner, path, lambda some: [*(one for one in some if one.name != view.name), view][-MOST:])

    def drop(self, owner: str, path: str, name: str) -> None:
        """Forget a view."""
        self._change(owner, path, lambda some: [one for one in some if one.name != name])

    def _change(self, owner: str, path: str, change: Callable[[Sequence[View]], list[View]]) -> None:
        key = _key(owner, path)
        for _try in range(TRIES):
            before = self._store.get(VIEW, key)
            after = self._sealing.sealed(key, msgspec.json.encode(change(self._opened(key, before))))
            if before is None:
                if self._store.add(VIEW, key, after, expires=time.time() + KEPT):
                    return
            elif self._store.compare_and_set(VIEW, key, before, after):
                self._store.put(VIEW, key, after, expires=time.time() + KEPT)
                return

    def _opened(self, key: str, sealed: bytes | None) -> list[View]:
        content = None if sealed is None else self._sealing.opened(key, sealed)
        return [] if content is None else msgspec.json.decode(content, type=list[View])


def _key(owner: str, path: str) -> str:
    return f"{owner}/{sha256(path.encode()).hexdigest()}"
