"""Browser sessions in the state store: only a digest of each id is kept, and it ends after a pause or for good."""

import hmac
import re
import secrets
import time
from collections.abc import Callable
from hashlib import sha256

import msgspec

from fokus_core.storage.state_store import StateStore

__all__ = ["Session", "Sessions", "digest_of"]

SPACE = "session"
ID = re.compile(r"[A-Za-z0-9_-]{43}")
TOUCHES = 30  # marks of use during the longest pause


class Session(msgspec.Struct, frozen=True):
    """Who is signed in, since when, and when that was last made use of (seconds since 1970)."""

    actor: str
    began: float
    seen: float


def new_id() -> str:
    """Return 256 random bits as a text of 43 characters."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """Return the digest under which the state store knows a secret."""
    return sha256(secret.encode()).hexdigest()


def csrf_of(session: str) -> str:
    """Return the token that proves that a request comes from a page of this session."""
    return hmac.new(session.encode(), b"csrf", sha256).hexdigest()


class Sessions:
    """The sessions of an installation. All calls block."""

    def __init__(
        self, state_store: StateStore, *, idle: float, longest: float, now: Callable[[], float] = time.time
    ) -> None:
        self._state_store = state_store
        self._idle = idle
        self._longest = longest
        self._now = now

    def begin(self, actor: str) -> str:
        """Begin a session and return its new id."""
        session, now = new_id(), self._now()
        value = msgspec.json.encode(Session(actor, now, now))
        self._state_store.put(SPACE, digest_of(session), value, expires=now + self._longest)
        return session

    def of(self, session: str) -> Session | None:
        """Return the session of this id and note that it is in use; None when it has ended or never was."""
        if not ID.fullmatch(session):
            return None
        key = digest_of(session)
        found = self._find(key)
        if found is not None and self._now() - found[1].seen > self._idle / TOUCHES:
            later = msgspec.structs.replace(found[1], seen=self._now())
            self._state_store.compare_and_set(SPACE, key, found[0], msgspec.json.encode(later))  # never after its end
        return found and found[1]

    def lasts(self, key: str) -> bool:
        """Tell whether the session of this digest has not ended."""
        return self._find(key) is not None

    def end(self, key: str) -> None:
        """End the session of this digest."""
        self._state_store.delete(SPACE, key)

    def _find(self, key: str) -> tuple[bytes, Session] | None:
        value = self._state_store.get(SPACE, key)
        if value is None:
            return None
        session, now = msgspec.json.decode(value, type=Session), self._now()
        if now - session.seen >= self._idle or now - session.began >= self._longest:
            self._state_store.delete(SPACE, key)
            return None
        return value, session
