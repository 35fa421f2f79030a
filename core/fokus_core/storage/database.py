"""One SQL text for two engines: what the vault, the state store and the files ask of a database."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from fokus_core.domain.refusals import Unusable

__all__ = ["FORMAT", "Database", "Value", "refuse_newer"]

Value = str | bytes | int | float | None

FORMAT = 1


class Database(Protocol):
    """SQL in SQLite's dialect with `?` for values, on either engine. All calls block; all are thread-safe."""

    def create(
        self, statements: Sequence[str], *, append_only: Sequence[str] = (), twice: Mapping[str, str] | None = None
    ) -> None:
        """Create the tables that are missing, under a lock; many processes may call this at once.

        Tables named in `append_only` refuse UPDATE and DELETE. Of those in `twice`, the columns that are named stand a
        second time in the file, so that the engine finds a bit that flipped in either; PostgreSQL has checksums of its
        own for that. Raises `Unusable`.
        """
        ...

    def holds(self, table: str) -> bool:
        """Tell whether there is a table of this name."""
        ...

    def query(self, sql: str, values: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        """Return the rows a reading statement finds, as the enclosing transaction sees them."""
        ...

    def execute(self, sql: str, values: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        """Run a changing statement and return the rows of its RETURNING clause; durable on return or on commit."""
        ...

    def transaction(self, lock: str = "") -> AbstractContextManager[None]:
        """Make the calls of this thread one durable commit, alone among all transactions with the same `lock`."""
        ...

    def clock(self) -> float:
        """Return seconds on a clock that every user of this database shares."""
        ...

    def scrub(self) -> None:
        """Leave no bytes of deleted or overwritten values in the files, as far as the engine can."""
        ...

    def backup(self, target: str) -> None:
        """Write a consistent copy to the new file `target`; raises `Unusable` where unsupported."""
        ...

    def flaws(self) -> list[str]:
        """Return what the engine finds wrong with its files; a server looks after its own."""
        ...

    def close(self) -> None:
        """Release the connections."""
        ...


def refuse_newer(kind: str, version: int) -> None:
    """Raise `Unusable` when the tables were written by a later release."""
    if version > FORMAT:
        raise Unusable(f"The {kind} has format {version}; this release reads up to {FORMAT}. Install a later one.")
