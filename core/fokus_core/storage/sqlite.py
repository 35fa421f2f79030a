"""The one place where SQLite comes from: a build that is free of the WAL-reset bug."""

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from fokus_core.domain.refusals import Unusable

if TYPE_CHECKING:
    import sqlite3
else:
    import pysqlite3 as sqlite3

__all__ = ["connect", "is_affected", "refuse_affected", "refuse_cut_off", "sqlite3"]

FIXED = ((3, 51, 3), (3, 50, 7), (3, 44, 6))


def is_affected(version: tuple[int, int, int]) -> bool:
    """Tell whether a SQLite version has the WAL-reset bug (3.7.0 to 3.51.2; back-ported to 3.50.7 and 3.44.6)."""
    return not (version >= FIXED[0] or any(version[:2] == fix[:2] and version >= fix for fix in FIXED[1:]))


def refuse_affected() -> None:
    """Raise `RuntimeError` when the loaded SQLite may corrupt a database in WAL mode."""
    version = sqlite3.sqlite_version_info
    if is_affected((version[0], version[1], version[2])):
        raise RuntimeError(f"SQLite {sqlite3.sqlite_version} has the WAL-reset bug; install pysqlite3 0.6.1 or newer.")


def connect(path: str, *, read_only: bool = False, timeout: float = 5.0) -> sqlite3.Connection:
    """Open a database file in autocommit mode, usable from any one thread at a time."""
    uri = f"file:{quote(path)}?mode=ro" if read_only else f"file:{quote(path)}"
    return sqlite3.connect(
        uri, uri=True, isolation_level=None, check_same_thread=False, timeout=timeout, cached_statements=256
    )


def refuse_cut_off(connection: sqlite3.Connection, path: Path) -> None:
    """Raise `Unusable` for a file that ends within a page, which SQLite would read as if zeros followed."""
    busy, logged, moved = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    (page,) = connection.execute("PRAGMA page_size").fetchone()
    if not busy and logged == moved and path.stat().st_size % page:
        raise Unusable(f"The file {path} is cut off; restore it from a backup.")
