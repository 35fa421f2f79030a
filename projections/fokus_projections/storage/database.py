"""A read model as its one writer and the projections see it."""

from collections.abc import Container, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from fokus_core.domain.facts import Fact, Recorded
from fokus_core.journal.engines.store import Row
from fokus_core.storage.sqlite import connect, sqlite3
from fokus_projections.storage.log import Decode, fact_at, facts_of

LIVE = ("journal_mode = WAL", "synchronous = NORMAL", "cache_size = -16384")
BUILDING = (  # nobody else sees the file, and a build that dies is thrown away
    "journal_mode = MEMORY",
    "synchronous = OFF",
    "locking_mode = EXCLUSIVE",
    "cache_size = -65536",
    "temp_store = MEMORY",
)


class ModelDatabase(Database):
    """A read model opened for writing.

    `scratch` is a projection's to keep what it would otherwise read again; it is emptied whenever something was rolled
    back. `stored` holds the facts being told as they lie in the journal, by position. Without `savepoints` nothing is
    rolled back.
    """

    def __init__(self, path: Path, decode: Decode, *, building: bool = False) -> None:
        connection = connect(str(path), timeout=30.0)
        super().__init__(connection, recursive_triggers=False, execute_plugins=False)
        self.decode = decode
        self.scratch: dict[str, Any] = {}
        self.stored: Mapping[int, Row] = {}
        self.left_at = -1
        self.savepoints = True
        try:
            for pragma in BUILDING if building else LIVE:
                connection.execute(f"PRAGMA {pragma}").fetchall()
        except sqlite3.Error:
            connection.close()
            raise

    def facts(self, key: str, *, known: int, bases: Container[str] | None = None) -> list[Recorded[Fact]]:
        """Return the facts that carry a key and are not retracted, as known at a position, in recorded order.

        `bases` are the names, without their versions, of the facts that are wanted.
        """
        return facts_of(self._ask, self.decode, key, known=known, bases=bases)

    def recorded(self, position: int) -> Recorded[Fact] | None:
        """Return the fact at a position, retracted or not."""
        return fact_at(self._ask, self.decode, position)

    def _ask(self, sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self.conn.execute(sql, params).fetchall()
        return found
