"""Read models built from nothing, as they were known at a position, and digests by which two of them are compared."""

import json
from collections.abc import Iterable, Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from fokus_core.domain.refusals import Unusable
from fokus_core.journal.journal import Journal
from fokus_core.storage.sqlite import connect, sqlite3
from fokus_projections.following.opening import Progress, fill
from fokus_projections.projection import Projection
from fokus_projections.publishing import drafted
from fokus_projections.storage.schema import quoted

__all__ = ["TableDigest", "digests_of", "replayed"]

POSITION = "SELECT position FROM core_model"
STOPPED = "SELECT name, failed_at FROM core_projection WHERE failed_at IS NOT NULL ORDER BY name"
_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class TableDigest(msgspec.Struct, frozen=True):
    """The content of a table: how many rows, in which order they are hashed, and the SHA-256 of their lines.

    A line is a JSON array of the values in the order of the columns, without blanks, bytes as `{"hex":…}`.
    """

    rows: int
    order: Sequence[str]
    sha256: str


def replayed(
    journal: Journal, projections: Sequence[Projection], target: Path, known: int, progress: Progress | None = None
) -> dict[str, TableDigest]:
    """Write the read models as they were known at a position to a new file, whole or not at all.

    Raises `FileExistsError`, and `Unusable` where a projection stops.
    """
    if target.exists():
        raise FileExistsError(17, "File exists", str(target))
    with drafted(target) as draft:
        fill(draft, journal, projections, progress or (lambda position, head: None), savepoints=True, upto=known)
        with closing(connect(str(draft))) as connection:
            for name, failed_at in connection.execute(STOPPED):
                raise Unusable(f"The projection {name} stops at position {failed_at}.")
            connection.execute("PRAGMA journal_mode = DELETE")  # one file, without -wal and -shm beside it
        return digests_of(draft, projections)[1]


def digests_of(path: Path, projections: Iterable[Projection]) -> tuple[int, dict[str, TableDigest]]:
    """Return up to which position a read model shows the journal, and the digests of its tables, by name.

    What is only an index to search by is made of what others hold, and left out.
    """
    with closing(connect(str(path), read_only=True)) as connection:
        connection.execute("BEGIN")
        (position,) = connection.execute(POSITION).fetchone()
        tables = {table.name: table.pk for one in projections for table in one.tables if not table.virtual}
        return position, {name: _digest(connection, name, tables[name]) for name in sorted(tables)}


def _digest(connection: sqlite3.Connection, table: str, order: Sequence[str]) -> TableDigest:
    hash_, number = sha256(), 0
    for row in connection.execute(f"SELECT * FROM {quoted([table])} ORDER BY {quoted(order)}"):
        hash_.update(_written([_plain(value) for value in row]).encode() + b"\n")
        number += 1
    return TableDigest(number, order, hash_.hexdigest())


def _plain(value: Any) -> Any:
    return {"hex": value.hex()} if isinstance(value, bytes) else value
