"""When a fact is recorded: now, but never before what was recorded already, whosever clock was ahead."""

import logging
from datetime import UTC, datetime, timedelta

from fokus_core.journal.codec import Codec
from fokus_core.journal.engines.store import Store

__all__ = ["BEHIND", "RecordedTime", "last_recorded"]

log = logging.getLogger(__name__)

BEHIND = timedelta(seconds=60)  # how far a clock may be behind the last fact before that is told


def last_recorded(store: Store, codec: Codec, head: int) -> datetime:
    """Return when the fact at the head was recorded; for ever ago where there is none."""
    rows = store.follow(after=head - 1, limit=1)
    return codec.unknown(rows[0]).meta.at if rows else datetime.min.replace(tzinfo=UTC)


class RecordedTime:
    """The times at which one writer records: the running maximum of its clock and of what it finds in the journal."""

    def __init__(self, store: Store, codec: Codec) -> None:
        self._store = store
        self._codec = codec
        self._head = 0
        self._last = datetime.min.replace(tzinfo=UTC)
        self._told: datetime | None = None

    def at(self, now: datetime, head: int) -> datetime:
        """Return the time at which what comes after this head is recorded."""
        if head != self._head:
            self._last = max(self._last, last_recorded(self._store, self._codec, head))
            self._head = head
        if self._last - now > BEHIND and (self._told is None or abs(now - self._told) > BEHIND):
            self._told = now
            log.warning("the clock is behind the journal", extra={"position": head})
        return max(now, self._last)

    def appended(self, head: int, position: int, at: datetime) -> None:
        """Take note of what was appended after a head, unless somebody else appended in between."""
        if position > head == self._head:
            self._head, self._last = position, at

    def forget(self) -> None:
        """Look at the journal again: what was appended may be undone."""
        self._head = 0
