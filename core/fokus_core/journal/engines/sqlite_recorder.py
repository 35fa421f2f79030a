"""The library's DCB recorder over our SQLite store, for the library's own test-suite and tools."""

from collections import deque
from collections.abc import Sequence
from typing import Self

from eventsourcing.dcb.api import (
    DCBAppendCondition,
    DCBEvent,
    DCBQuery,
    DCBReadResponse,
    DCBRecorder,
    DCBSequencedEvent,
    DCBSubscription,
)
from eventsourcing.dcb.popo import SimpleDCBReadResponse
from eventsourcing.persistence import IntegrityError, ProgrammingError

from fokus_core.journal.engines.sqlite import SQLiteStore
from fokus_core.journal.engines.store import Item, NewRow


class SQLiteRecorder(DCBRecorder):
    """The library's recorder protocol over a `SQLiteStore`, for its tests and its tools; items without a tag scan."""

    def __init__(self, store: SQLiteStore) -> None:
        self.store = store

    def read(
        self, query: DCBQuery | None = None, *, after: int | None = None, limit: int | None = None
    ) -> DCBReadResponse:
        """Return the events that match, and the head; with a limit the head is the last event's position."""
        events, head = self.select(query, after or 0)
        if limit is not None:
            events = events[:limit]
            return SimpleDCBReadResponse(iter(events), events[-1].position if events else None)
        return SimpleDCBReadResponse(iter(events), head or None)

    def append(self, events: Sequence[DCBEvent], condition: DCBAppendCondition | None = None) -> int:
        """Append events unless the condition fails; return the last position.

        Raises the library's `IntegrityError`.
        """
        if not events:
            raise ProgrammingError("An append needs at least one event.")
        with self.store.batch():
            if condition is not None and self.select(condition.fail_if_events_match, condition.after or 0)[0]:
                raise IntegrityError(condition)
            return self.store.append_unchecked([NewRow(e.type, tuple(e.tags), e.data) for e in events])[-1]

    def subscribe(self, query: DCBQuery | None = None, *, after: int | None = None) -> "SQLiteSubscription":
        """Return all events that match, then block for those to come."""
        return SQLiteSubscription(self, query, after)

    def select(self, query: DCBQuery | None, after: int) -> tuple[list[DCBSequencedEvent], int]:
        """Return the events that match, and a head up to which none is missing."""
        items = query.items if query else []
        if items and all(item.tags for item in items):
            rows, head = self.store.read([Item(i.tags[0], tuple(i.types)) for i in items], after=after)
        else:
            rows = self.store.follow(after=after, limit=-1)
            head = rows[-1].position if rows else min(after, self.store.head())
        return [
            DCBSequencedEvent(DCBEvent(row.type, row.data, list(row.keys)), row.position)
            for row in rows
            if not items or any((not i.types or row.type in i.types) and set(i.tags) <= {*row.keys} for i in items)
        ], head


class SQLiteSubscription(DCBSubscription[SQLiteRecorder]):
    """An endless read: what is there, then what is appended."""

    def __init__(self, recorder: SQLiteRecorder, query: DCBQuery | None, after: int | None) -> None:
        super().__init__(recorder, query, after)
        self._waiting: deque[DCBSequencedEvent] = deque()

    def __iter__(self) -> Self:
        """Return itself."""
        return self

    def __next__(self) -> DCBSequencedEvent:
        """Return the next event; `StopIteration` once stopped."""
        while not self._has_been_stopped:
            if self._waiting:
                return self._waiting.popleft()
            events, self._last_position = self._recorder.select(self._query, self._last_position)
            self._waiting.extend(events)
            if not events:
                self._recorder.store.wait(after=self._last_position, timeout=0.1)
        raise StopIteration
