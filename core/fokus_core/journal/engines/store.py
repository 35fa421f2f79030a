"""What the journal asks of a database engine: the library's recorder protocol, and what stands beside it."""

from abc import abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, Self

from eventsourcing.dcb.api import (
    DCBAppendCondition,
    DCBEvent,
    DCBQuery,
    DCBQueryItem,
    DCBReadResponse,
    DCBRecorder,
    DCBSequencedEvent,
    DCBSubscription,
)
from eventsourcing.persistence import IntegrityError, ProgrammingError

from fokus_core.domain.refusals import Unusable

PAGE = 500  # rows that a subscription reads at once
PATIENCE = 0.1  # seconds after which a subscription that waits looks whether it was stopped


class Row(NamedTuple):
    """One stored fact as it lies in the engine."""

    position: int
    type: str
    keys: tuple[str, ...]
    data: bytes


class NewRow(NamedTuple):
    """One fact on its way into the engine."""

    type: str
    keys: tuple[str, ...]
    data: bytes


class Item(NamedTuple):
    """One line of a query: every fact that carries `key` and has one of `types` (any type when empty)."""

    key: str
    types: tuple[str, ...] = ()


class Lines(DCBQuery):
    """The library's query for whatever matches any of some lines, which the engines read without its items."""

    def __init__(self, lines: Sequence[Item]) -> None:
        self.lines = lines

    @property
    def items(self) -> list[DCBQueryItem]:  # type: ignore[override]  # made where somebody else's code looks
        """The lines as the library's items."""
        return [DCBQueryItem(list(line.types), [line.key]) for line in self.lines]


class Conflict(IntegrityError):
    """Something the decision read was added to since; nothing was appended."""


class Found(DCBReadResponse):
    """What a read found: `rows` as they lie in the engine; iterated over, the library's events."""

    def __init__(self, rows: list[Row], head: int | None) -> None:
        self.rows = rows
        self._head = head
        self._left = iter(rows)

    @property
    def head(self) -> int | None:
        """The last position of the journal, or of `rows` where these were limited; None where there is none."""
        return self._head

    def __next__(self) -> DCBSequencedEvent:
        """Return the next row as an event of the library."""
        row = next(self._left)
        return DCBSequencedEvent(DCBEvent(row.type, row.data, list(row.keys)), row.position)


class Store(DCBRecorder):
    """An append-only sequence of facts: the library's recorder, and what stands beside its protocol.

    Positions grow; they may have gaps. All calls block; all are thread-safe.
    """

    @abstractmethod
    def create(self) -> None:
        """Create or check the tables, under a lock; may be called by many processes at once.

        Raises `Unusable`.
        """

    @abstractmethod
    def read(self, query: DCBQuery | None = None, *, after: int | None = None, limit: int | None = None) -> Found:
        """Return the rows after a position that match any item of a query, in order, and the head of that snapshot.

        Everything matches a query without items.
        """

    @abstractmethod
    def append(self, events: Sequence[DCBEvent], condition: DCBAppendCondition | None = None) -> int:
        """Append events unless the condition fails, while nobody else appends; return the last one's position.

        Positions of one append follow each other. Durable on return, or on leaving the enclosing `batch`. Raises
        `Conflict`, `Unavailable`.
        """

    def subscribe(self, query: DCBQuery | None = None, *, after: int | None = None) -> "Subscription":
        """Return all events after a position that match a query, then block for those to come."""
        return Subscription(self, query, after)

    def select(self, items: Sequence[Item], *, after: int = 0) -> tuple[list[Row], int]:
        """Return the rows that match any item, in position order, and the head position seen by the same snapshot."""
        if not items:
            return [], self.head()
        found = self.read(Lines(items), after=after)
        return found.rows, found.head or 0

    def record(self, rows: Sequence[NewRow], items: Sequence[Item], *, after: int) -> list[int]:
        """Append rows unless a row later than `after` matches an item; return their positions.

        Raises `Conflict`, `Unavailable`.
        """
        if not rows or not items:
            raise ValueError("An append needs at least one fact and a condition with at least one item.")
        events = [DCBEvent(row.type, row.data, list(row.keys)) for row in rows]
        last = self.append(events, DCBAppendCondition(Lines(items), after))
        return list(range(last - len(rows) + 1, last + 1))

    def take_over(self, rows: Sequence[Row]) -> None:
        """Append rows of another journal at the positions that they have there, which are beyond the head.

        Raises `Unusable` where the engine cannot.
        """
        raise Unusable("This engine takes no rows of another journal over.")

    @abstractmethod
    def follow(self, *, after: int, limit: int) -> list[Row]:
        """Return up to `limit` rows with a position greater than `after`, in order; never skips a later commit."""

    def index(self, entries: Sequence[tuple[int, int]], upto: int) -> None:
        """Enter pairs of a number and a position, some of them perhaps anew, which make the entries whole up to `upto`.

        An engine may keep none.
        """

    def indexed(self) -> int:
        """Return the position up to which all entries were made."""
        return 0

    def entered(self, numbers: Sequence[int], *, after: int, limit: int | None = None) -> list[Row]:
        """Return the rows after a position that were entered under any of these numbers, in order: the first ones."""
        return []

    @abstractmethod
    def head(self) -> int:
        """Return the last position, 0 when empty."""

    @abstractmethod
    def wait(self, *, after: int, timeout: float) -> None:
        """Return as soon as the head is greater than `after`, or after `timeout` seconds."""

    @abstractmethod
    def batch(self, *, many: bool = True) -> AbstractContextManager[None]:
        """Group the calls of the current thread into one durable commit, while nobody else appends.

        An exception that leaves the block undoes it. For one append, not `many`, an engine may leave it at that.
        """

    @abstractmethod
    def backup(self, target: str) -> None:
        """Write a consistent copy to the file `target` while others write. Raises `Unusable` where unsupported."""

    @abstractmethod
    def close(self) -> None:
        """Release connections and threads."""


class Subscription(DCBSubscription[Store]):
    """An endless read: what is there, then what is appended, until it is stopped."""

    _found = Found([], None)

    def __iter__(self) -> Self:
        """Return itself."""
        return self

    def __next__(self) -> DCBSequencedEvent:
        """Return the next event; `StopIteration` once stopped."""
        while not self._has_been_stopped:
            for event in self._found:
                return event
            head = self._recorder.head()
            self._found = self._recorder.read(self._query, after=self._last_position, limit=PAGE)
            if len(rows := self._found.rows) == PAGE:
                self._last_position = rows[-1].position
                continue
            self._last_position = max([self._last_position, head, *(row.position for row in rows)])
            if not rows:
                self._recorder.wait(after=self._last_position, timeout=PATIENCE)
        raise StopIteration


def check_events(events: Sequence[DCBEvent]) -> None:
    """Raise the library's error unless there is something to append, `ValueError` on a key no engine can hold."""
    if not events:
        raise ProgrammingError("An append needs at least one event.")
    for event in events:
        text = "\n".join(event.tags)
        if text.count("\n") >= (len(event.tags) or 1) or "\0" in text or "" in event.tags:
            raise ValueError("A key is never empty and holds neither a newline nor a NUL.")


def lines_of(query: DCBQuery) -> tuple[Sequence[Item], list[DCBQueryItem]]:
    """Return the lines of a query, and the items that are none because they have several tags, or no tag."""
    if isinstance(query, Lines):
        return query.lines, []
    lines = [Item(item.tags[0], tuple(item.types)) for item in query.items if len(item.tags) == 1]
    return lines, [item for item in query.items if len(item.tags) != 1]
