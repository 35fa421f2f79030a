"""What the journal asks of a database engine: keyed reads, conditional appends, following."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol


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


class Conflict(Exception):
    """Something the decision read was added to since; nothing was appended."""


class Store(Protocol):
    """An append-only sequence of facts. Positions grow; they may have gaps. All calls block; all are thread-safe."""

    def create(self) -> None:
        """Create or check the tables, under a lock; may be called by many processes at once.

        Raises `Unusable`.
        """
        ...

    def read(self, items: Sequence[Item], *, after: int = 0) -> tuple[list[Row], int]:
        """Return the rows that match any item, in position order, and the head position seen by the same snapshot."""
        ...

    def append(self, rows: Sequence[NewRow], items: Sequence[Item], *, after: int) -> list[int]:
        """Append rows unless a row later than `after` matches an item; return their positions.

        Durable on return, or on leaving the enclosing `batch`. Raises `Conflict`, `Unavailable`.
        """
        ...

    def follow(self, *, after: int, limit: int) -> list[Row]:
        """Return up to `limit` rows with a position greater than `after`, in order; never skips a later commit."""
        ...

    def head(self) -> int:
        """Return the last position, 0 when empty."""
        ...

    def wait(self, *, after: int, timeout: float) -> None:
        """Return as soon as the head is greater than `after`, or after `timeout` seconds."""
        ...

    def batch(self, *, many: bool = True) -> AbstractContextManager[None]:
        """Group the calls of the current thread into one durable commit, while nobody else appends.

        An exception that leaves the block undoes it. For one append, not `many`, an engine may leave it at that.
        """
        ...

    def backup(self, target: str) -> None:
        """Write a consistent copy to the file `target` while others write. Raises `Unusable` where unsupported."""
        ...

    def close(self) -> None:
        """Release connections and threads."""


def check_append(rows: Sequence[NewRow], items: Sequence[Item]) -> None:
    """Raise `ValueError` unless there is something to append, on a condition, with keys that any engine can hold."""
    if not rows or not items:
        raise ValueError("An append needs at least one fact and a condition with at least one item.")
    for row in rows:
        check_keys(row.keys)


def check_keys(keys: tuple[str, ...]) -> None:
    """Raise `ValueError` on a key that is empty or holds a newline or a NUL."""
    text = "\n".join(keys)
    if text.count("\n") >= (len(keys) or 1) or "\0" in text or "" in keys:
        raise ValueError("A key is never empty and holds neither a newline nor a NUL.")
