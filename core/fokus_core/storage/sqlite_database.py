"""SQLite for the small stores: one file, WAL, synchronous FULL, freed bytes overwritten."""

import threading
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fokus_core.domain.refusals import Unavailable, Unusable
from fokus_core.storage.database import FORMAT, Value, refuse_newer
from fokus_core.storage.sqlite import connect, refuse_cut_off, sqlite3

__all__ = ["SqliteDatabase"]

PATIENCE = 5.0  # seconds a call waits for another process before it is answered "unavailable"


@contextmanager
def _in_words(path: Path) -> Generator[None]:
    """Turn SQLite's errors into the two every caller handles."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.OperationalError as error:
        raise Unavailable(f"SQLite: {error}") from error
    except sqlite3.DatabaseError as error:
        raise Unusable(f"The file {path} is damaged or no SQLite file ({error}); restore it from a backup.") from error


class SqliteDatabase:
    """A SQLite file: one connection that writes, one that reads, WAL, synchronous FULL, freed bytes overwritten."""

    def __init__(self, path: Path, kind: str) -> None:
        self._kind = kind
        self._path = path
        self._write = threading.RLock()
        self._read = threading.Lock()
        self._owner: int | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
        except OSError as error:
            raise Unusable(f"The file {path} cannot be opened: {error.strerror}.") from error
        self._writer = self._connect()
        try:
            self._refuse_foreign()
            self._pragmas()
            with _in_words(self._path):
                refuse_cut_off(self._writer, self._path)
            self._reader = self._connect()
        except BaseException:
            self._writer.close()
            raise

    def _connect(self) -> sqlite3.Connection:
        with _in_words(self._path):
            return connect(str(self._path), timeout=PATIENCE)

    def _refuse_foreign(self) -> None:
        with _in_words(self._path):
            rows = self._writer.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'"
            ).fetchall()
        if rows and not any(name.startswith(f"{self._kind}_") for (name,) in rows):
            raise Unusable(f"The file {self._path} holds something that is no {self._kind}; nothing was changed.")

    def _pragmas(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:  # switching to WAL does not wait for other processes by itself
            try:
                (mode,) = self._writer.execute("PRAGMA journal_mode=WAL").fetchone()
                break
            except sqlite3.OperationalError as error:
                if time.monotonic() > deadline:
                    raise Unavailable(f"SQLite: {error}") from error
                time.sleep(0.01)
        self._writer.execute("PRAGMA synchronous=FULL")
        self._writer.execute("PRAGMA secure_delete=ON")
        (synchronous,) = self._writer.execute("PRAGMA synchronous").fetchone()
        (secure,) = self._writer.execute("PRAGMA secure_delete").fetchone()
        if (mode, synchronous, secure) != ("wal", 2, 1):
            raise Unusable("This SQLite does not offer WAL with synchronous=FULL and secure_delete.")

    def create(
        self, statements: Sequence[str], *, append_only: Sequence[str] = (), twice: Mapping[str, str] | None = None
    ) -> None:
        """Create the tables that are missing, under the write lock."""
        table = f"{self._kind}_format"
        with self.transaction():
            self.execute(f"CREATE TABLE IF NOT EXISTS {table} (version INTEGER PRIMARY KEY)")
            (version,) = self.query(f"SELECT max(version) FROM {table}")[0]
            refuse_newer(self._kind, version or FORMAT)
            for statement in statements:
                self.execute(statement)
            for name in append_only:
                for action in ("UPDATE", "DELETE"):
                    self.execute(
                        f"CREATE TRIGGER IF NOT EXISTS {name}_no_{action.lower()} BEFORE {action} ON {name} "
                        f"BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END"
                    )
            for name, columns in (twice or {}).items():  # a table and its index that differ fail the integrity check
                self.execute(f"CREATE INDEX IF NOT EXISTS {name}_again ON {name} ({columns})")
            if version is None:
                self.execute(f"INSERT INTO {table} (version) VALUES (?)", (FORMAT,))

    def holds(self, table: str) -> bool:
        """Look the table up in the schema."""
        return bool(self.query("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)))

    def query(self, sql: str, values: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        """Read on the second connection, so that no reader waits for a sync; inside a transaction on the first."""
        if self._owner == threading.get_ident():
            return self.execute(sql, values)
        with self._read, _in_words(self._path):
            return self._reader.execute(sql, values).fetchall()

    def execute(self, sql: str, values: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        """Run a changing statement on the writing connection."""
        with self._write, _in_words(self._path):
            return self._writer.execute(sql, values).fetchall()

    @contextmanager
    def transaction(self, lock: str = "") -> Generator[None]:
        """Hold the file's write lock from the first statement on; an inner transaction joins the outer one."""
        with self._write:
            if self._owner is not None:
                yield
                return
            with _in_words(self._path):
                self._writer.execute("BEGIN IMMEDIATE")
            self._owner = threading.get_ident()
            try:
                yield
                with _in_words(self._path):
                    self._writer.execute("COMMIT")
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise
            finally:
                self._owner = None

    def clock(self) -> float:
        """Return the machine's monotonic clock: every user of the file is on this machine, and it never steps."""
        return time.monotonic()

    def scrub(self) -> None:
        """Move the log into the file and truncate it; raises `Unavailable` while somebody still reads it."""
        with self._write, _in_words(self._path):
            (busy, _, _) = self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise Unavailable("SQLite: another process holds the log; overwritten bytes are still in it.")

    def backup(self, target: str) -> None:
        """Write a consistent copy to the new file `target` while others write."""
        path = Path(target)
        if path.exists():
            raise Unusable(f"The file {target} exists already; a backup never overwrites one.")
        path.touch(mode=0o600)
        with _in_words(self._path):
            copy = connect(target)
            try:
                with self._write:
                    self._writer.backup(copy)
            finally:
                copy.close()

    def flaws(self) -> list[str]:
        """Run SQLite's integrity check."""
        return [line for (line,) in self.query("PRAGMA integrity_check") if line != "ok"]

    def close(self) -> None:
        """Close both connections."""
        with self._write, self._read:
            self._reader.close()
            self._writer.close()
