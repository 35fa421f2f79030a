"""When API keys were last used: noted in the state store beside the request, at most once a minute for each key."""

import asyncio
import logging
from collections.abc import Iterable
from datetime import datetime

from fokus_core.domain.refusals import Unavailable, Unusable
from fokus_core.storage.state_store import StateStore

SPACE = "key-use"
LAG = 60.0  # seconds between two notes about one key
log = logging.getLogger("fokus.keys")


class KeyUses:
    """Notes and tells when keys were last used, to the minute."""

    def __init__(self, state_store: StateStore) -> None:
        self._state_store = state_store
        self._noted: dict[str, datetime] = {}
        self._writing: set[asyncio.Future[None]] = set()

    def note(self, key: str, at: datetime) -> None:
        """Note that a key is used now; the request does not wait for it."""
        before = self._noted.get(key)
        if before is not None and 0 <= (at - before).total_seconds() < LAG:
            return
        self._noted[key] = at
        written = asyncio.get_running_loop().run_in_executor(None, self._write, key, at)
        self._writing.add(written)
        written.add_done_callback(self._writing.discard)

    def last(self, keys: Iterable[str]) -> dict[str, datetime]:
        """Return when each of the keys was last used, those never used left out. May block."""
        found = ((key, self._state_store.get(SPACE, key)) for key in keys)
        return {key: datetime.fromisoformat(value.decode()) for key, value in found if value is not None}

    def _write(self, key: str, at: datetime) -> None:
        try:
            self._state_store.put(SPACE, key, at.replace(second=0, microsecond=0).isoformat().encode())
        except (Unavailable, Unusable):
            log.warning("the use of a key was not noted")
