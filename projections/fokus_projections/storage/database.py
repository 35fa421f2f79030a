"""A read model as its one writer and the projections see it."""

from collections.abc import Callable, Container, Mapping
from pathlib import Path
from typing import Any

import msgspec
from sqlite_utils import Database

from fokus_core.domain.facts import Fact, Recorded
from fokus_core.journal.engines.store import Row
from fokus_core.storage.sqlite import connect, sqlite3

Decode = Callable[[Row], Recorded[Fact]]

FACTS_OF_KEY = """
SELECT l.position, l.type, l.keys, l.data FROM core_log_key k CROSS JOIN core_log l ON l.position = k.position
WHERE k.key = ? AND k.position <= ? AND (l.retracted_by IS NULL OR l.retracted_by > ?) ORDER BY l.position
"""
FACT_AT = "SELECT position, type, keys, data FROM core_log WHERE position = ?"

LIVE = ("journal_mode = WAL", "synchronous = NORMAL", "cache_size = -16384")
BUILDING = (  # nobody else sees the file, and a build that dies is thrown away
    "journal_mode = MEMORY",
    "synchronous = OFF",
    "locking_mode = EXCLUSIVE",
    "cache_size = -65536",
    "temp_store = MEMORY",
)

_keys = msgspec.json.Decoder(tuple[str, ...])


def row_of_log(position: int, type_: str, keys: str, data: bytes) -> Row:
    """Return a row of `core_log` as the journal has it, without the key of its command."""
    return Row(position, type_, _keys.decode(keys), data)


class ModelDatabase(Database):
    """A read model opened for writing.

    `scratch` is a projection's to keep what it would otherwise read again; it is emptied whenever something was rolled
    back. `stored` holds the bytes of the facts being told, by position. Without `savepoints` nothing is rolled back.
    """

    def __init__(self, path: Path, decode: Decode, *, building: bool = False) -> None:
        connection = connect(str(path), timeout=30.0)
        super().__init__(connection, recursive_triggers=False, execute_plugins=False)
        self.decode = decode
        self.scratch: dict[str, Any] = {}
        self.stored: Mapping[int, bytes] = {}
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
        found = self.conn.execute(FACTS_OF_KEY, (key, known, known)).fetchall()
        return [self.decode(row_of_log(*row)) for row in found if bases is None or row[1].partition("@")[0] in bases]

    def recorded(self, position: int) -> Recorded[Fact] | None:
        """Return the fact at a position, retracted or not."""
        found = self.conn.execute(FACT_AT, (position,)).fetchone()
        return self.decode(row_of_log(*found)) if found else None
