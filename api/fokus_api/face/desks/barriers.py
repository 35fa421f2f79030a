"""Reports of barriers: cases that somebody answers within four weeks, sealed, and gone once they are answered."""

import secrets
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import msgspec

from fokus_api.face.frame.sealing import Sealing
from fokus_core.domain.clock import BERLIN
from fokus_core.privacy import Vault
from fokus_core.storage.state_store import StateStore

__all__ = ["Barrier", "Barriers"]

SPACE = "barrier"
WEEKS = 4  # for an answer
KEPT = 365 * 24 * 3600.0  # seconds: of a case that nobody closes
MOST = 200  # cases that are listed


class Barrier(msgspec.Struct, frozen=True):
    """A case: what somebody cannot read or use, on which page, how they can be answered, and when they wrote."""

    id: str
    at: datetime
    text: str
    page: str = ""
    contact: str = ""

    @property
    def reported(self) -> date:
        """The day on which it was reported."""
        return self.at.astimezone(BERLIN).date()

    @property
    def due(self) -> date:
        """The last day on which an answer is in time."""
        return self.reported + timedelta(weeks=WEEKS)


class Barriers:
    """The cases of one installation."""

    def __init__(self, state_store: StateStore, vault: Vault) -> None:
        self._store = state_store
        self._sealing = Sealing(vault, SPACE)

    def report(self, text: str, *, page: str, contact: str) -> Barrier:
        """Keep a new case."""
        now = datetime.now(BERLIN)
        made = Barrier(f"{now:%Y%m%d%H%M%S}-{secrets.token_hex(6)}", now, text, page, contact)
        sealed = self._sealing.sealed(made.id, msgspec.json.encode(made))
        self._store.put(SPACE, made.id, sealed, expires=time.time() + KEPT)
        return made

    def open(self) -> Iterator[Barrier]:
        """Yield the cases that wait for an answer, the oldest first."""
        for id_, sealed in self._store.scan(SPACE, limit=MOST):
            if (found := self._opened(id_, sealed)) is not None:
                yield found

    def find(self, id_: str) -> Barrier | None:
        """Return a case, None where there is none."""
        sealed = self._store.get(SPACE, id_)
        return None if sealed is None else self._opened(id_, sealed)

    def close(self, id_: str) -> None:
        """Forget a case that was answered."""
        self._store.delete(SPACE, id_)

    def _opened(self, id_: str, sealed: bytes) -> Barrier | None:
        content = self._sealing.opened(id_, sealed)
        return None if content is None else msgspec.json.decode(content, type=Barrier)
