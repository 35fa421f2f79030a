"""Drafts: what somebody typed into a form, kept sealed until it is sent, and as the receipt of it for a while."""

import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

import msgspec

from fokus_api.face.frame.sealing import Sealing
from fokus_core.privacy import Vault
from fokus_core.storage.state_store import StateStore

__all__ = ["Draft", "Drafts", "Typed"]

DRAFT, OWNED, BACK = "draft", "draft-of", "draft-link"  # spaces: drafts by id, the ids of an owner's, and of a link
UNTOUCHED, KEPT = 24 * 3600.0, 30 * 24 * 3600.0  # seconds
MOST = 200  # drafts of an owner that are listed
LONGEST = 500_000  # characters that a draft may hold
Typed = Mapping[str, list[str]]  # what was typed, by the names of the form's fields


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A draft of a command: whose it is, what was typed, when it was changed (seconds since 1970), what came of it.

    `tried` once it was to be sent: from then on the page says what is wrong; `filled` are the topics that were sent.
    `refused` says why files were not taken in, by fields; `unsent` why the whole was not when it was last sent, what is
    about no field under no name. `receipt` is the answer to the command. Where it is about
    many `things`, `field` is what names each.
    """

    id: str
    owner: str
    command: str
    typed: dict[str, list[str]] = {}
    changed: float = 0.0
    tried: bool = False
    filled: tuple[str, ...] = ()
    refused: dict[str, str] = {}
    unsent: dict[str, str] = {}
    receipt: dict[str, Any] | None = None
    things: list[str] = []
    field: str = ""


class Drafts:
    """The drafts of one installation."""

    def __init__(self, state_store: StateStore, vault: Vault) -> None:
        self._store = state_store
        self._sealing = Sealing(vault, DRAFT)

    def begin(self, owner: str, command: str, typed: Typed, *, things: Sequence[str] = (), field: str = "") -> Draft:
        """Keep a new draft for a day, under an id that nobody guesses."""
        draft = Draft(
            id=secrets.token_urlsafe(24),
            owner=owner,
            command=command,
            typed=dict(typed),
            changed=time.time(),
            things=[*things],
            field=field,
        )
        self._put(draft, UNTOUCHED)
        return draft

    def find(self, id_: str) -> Draft | None:
        """Return a draft, whoever's it is; None where there is none."""
        sealed = self._store.get(DRAFT, _key(id_))
        return None if sealed is None else self._opened(id_, sealed)

    def keep(self, draft: Draft) -> Draft:
        """Keep a draft as it now is for thirty days."""
        draft = msgspec.structs.replace(draft, changed=time.time())
        self._put(draft, KEPT)
        return draft

    def drop(self, draft: Draft) -> None:
        """Forget a draft."""
        self._store.delete(DRAFT, _key(draft.id))
        self._store.delete(OWNED, f"{draft.owner}/{_key(draft.id)}")

    def way_back(self, draft: Draft) -> str:
        """Return the secret of a link to a draft, which is nowhere kept; it leads there for as long as a draft is."""
        secret = secrets.token_urlsafe(24)
        key = _key(secret)
        self._store.put(BACK, key, self._sealing.sealed(key, draft.id.encode()), expires=time.time() + KEPT)
        return secret

    def behind(self, secret: str) -> Draft | None:
        """Return the draft that a link leads to, None where there is none any more or it was sent."""
        key = _key(secret)
        sealed = self._store.get(BACK, key)
        id_ = None if sealed is None else self._sealing.opened(key, sealed)
        draft = None if id_ is None else self.find(id_.decode())
        return None if draft is None or draft.receipt is not None else draft

    def hand_over(self, draft: Draft, owner: str) -> Draft:
        """Give a draft to another owner, such as another browser of the same person."""
        self._store.delete(OWNED, f"{draft.owner}/{_key(draft.id)}")
        return self.keep(msgspec.structs.replace(draft, owner=owner))

    def of(self, owner: str) -> Iterator[Draft]:
        """Yield the drafts of an owner that were not sent, the one that was changed last first."""
        found = []
        for key, sealed in self._store.scan(OWNED, f"{owner}/", limit=MOST):
            id_ = self._sealing.opened(key.rpartition("/")[2], sealed)
            draft = None if id_ is None else self.find(id_.decode())
            if draft is not None and draft.receipt is None and draft.typed:
                found.append(draft)
        yield from sorted(found, key=lambda one: -one.changed)

    def _put(self, draft: Draft, seconds: float) -> None:
        key, expires = _key(draft.id), time.time() + seconds
        self._store.put(DRAFT, key, self._sealing.sealed(key, msgspec.json.encode(draft)), expires=expires)
        self._store.put(OWNED, f"{draft.owner}/{key}", self._sealing.sealed(key, draft.id.encode()), expires=expires)

    def _opened(self, id_: str, sealed: bytes) -> Draft | None:
        content = self._sealing.opened(_key(id_), sealed)
        return None if content is None else msgspec.json.decode(content, type=Draft)


def _key(id_: str) -> str:
    """Return under what a draft lies: whoever reads the store learns no address."""
    return sha256(id_.encode()).hexdigest()
