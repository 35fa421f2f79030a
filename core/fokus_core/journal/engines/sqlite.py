"""The embedded engine: a journal in one SQLite file."""

import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from threading import Condition, RLock, get_ident
from typing import Any

from fokus_core.journal.engines.sqlite_file import (
    build,
    explained,
    locked,
    open_writer,
    sentence_for,
    touch,
)
from fokus_core.journal.engines.store import (
    Conflict,
    Item,
    NewRow,
    Row,
    StoreUnavailable,
    StoreUnusable,
    check_append,
    check_keys,
)
from fokus_core.storage.durable import sync
from fokus_core.storage.sqlite import connect, refuse_affected, sqlite3

POLL = 0.02  # seconds between looks for the appends of other processes

INSERT_FACT = "INSERT INTO facts (position, type, keys, data) VALUES (?, ?, ?, ?)"
INSERT_KEY = "INSERT INTO keys (key, type, position) VALUES (?, ?, ?)"
FOLLOW = "SELECT position, type, keys, data FROM facts WHERE position > ? ORDER BY position LIMIT ?"
HEAD = "SELECT max(position) FROM facts"


class SQLiteStore:
    """A `Store` in one SQLite file in WAL mode, with one writing connection per process.

    Raises `RuntimeError` when the loaded SQLite may corrupt such a file.
    """

    def __init__(self, path: str | Path, *, timeout: float = 5.0) -> None:
        refuse_affected()
        self.path = Path(path)
        self._timeout = timeout  # seconds to wait for the write lock of another process
        self._writer: sqlite3.Connection | None = None
        self._write_lock = RLock()
        self._owner: int | None = None  # the thread whose batch is open
        self._undone = False  # the open batch has failed and was rolled back
        self._head: int | None = None  # the last position as the open batch knows it: nobody else appends
        self._idle: list[sqlite3.Connection] = []  # reading connections; each serves one thread at a time
        self._closed = False
        self._grown = Condition()
        self._commits = 0

    def create(self) -> None:
        """Create the file (0600, in a folder of 0700) or check it; processes that start together take turns.

        Raises `StoreUnusable`.
        """
        with self._write_lock, explained(self.path):
            if self._writer is not None:
                return
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with locked(self.path.parent):
                if not self.path.exists():
                    build(self.path)
                self._writer = open_writer(self.path, self._timeout)

    def read(self, items: Sequence[Item], *, after: int = 0) -> tuple[list[Row], int]:
        """Return the rows that match any item, and the head seen by the same statement."""
        if not items:
            return [], self.head()
        deciding = self._owner == get_ident()
        if deciding and self._head is not None and after >= self._head:
            return [], self._head
        positions, parameters = _positions(items, after)
        # One statement is one snapshot; the head comes as the row before all others.
        sql = (
            "SELECT 0, '', '', max(position) FROM facts UNION ALL "
            f"SELECT position, type, keys, data FROM facts WHERE position IN ({positions}) ORDER BY 1"
        )
        (_, _, _, head), *found = self._select(sql, parameters)
        if deciding:
            self._head = head or 0
        return [_row(*each) for each in found], head or 0

    def append(self, rows: Sequence[NewRow], items: Sequence[Item], *, after: int) -> list[int]:
        """Append rows unless a row later than `after` matches an item; return their positions.

        Raises `Conflict`, `StoreUnavailable`.
        """
        check_append(rows, items)
        if self._owner != get_ident():
            with self.batch():
                return self.append(rows, items, after=after)
        if after < self.head():
            positions, parameters = _positions(items, after)
            if self._select(f"{positions} LIMIT 1", parameters):
                raise Conflict
        return self._insert(rows)

    def append_unchecked(self, rows: Sequence[NewRow]) -> list[int]:
        """Append rows for a caller that has checked the condition inside the same batch."""
        for row in rows:
            check_keys(row.keys)
        with self.batch():
            return self._insert(rows)

    def follow(self, *, after: int, limit: int) -> list[Row]:
        """Return up to `limit` rows after a position, in order; there is one writer, so none turns up later."""
        return [_row(*each) for each in self._select(FOLLOW, (after, limit))]

    def head(self) -> int:
        """Return the last position, 0 when empty."""
        if self._owner == get_ident() and self._head is not None:
            return self._head
        return self._select(HEAD)[0][0] or 0

    def wait(self, *, after: int, timeout: float) -> None:
        """Return as soon as the head is greater than `after`, or after `timeout` seconds."""
        deadline = time.monotonic() + timeout
        while True:
            seen = self._commits
            if self.head() > after or (left := deadline - time.monotonic()) <= 0:
                return
            with self._grown:
                if self._commits == seen:
                    self._grown.wait(min(left, POLL))

    @contextmanager
    def batch(self, *, many: bool = True) -> Iterator[None]:
        """Group the calls of this thread into one durable commit; a batch inside a batch is part of it."""
        with self._write_lock:
            if self._owner == get_ident():
                yield
                return
            self._undone, self._head = False, None
            self._write("BEGIN IMMEDIATE")
            self._owner = get_ident()
            try:
                yield
                self._write("COMMIT")
            except BaseException:
                self._undo()
                raise
            finally:
                self._owner = None
        with self._grown:
            self._commits += 1
            self._grown.notify_all()

    def backup(self, target: str) -> None:
        """Write a consistent copy to a new file while others write, and check the copy's integrity.

        Raises `StoreUnusable` when the target exists or the copy is damaged.
        """
        copy, part = Path(target), Path(f"{target}.part")
        if copy.exists():
            raise StoreUnusable(f"{copy} exists already; a backup never overwrites a file.")
        try:
            with explained(copy):
                touch(part)
                # A connection of its own: one that is inside a batch would wait for itself.
                with (
                    closing(connect(str(self.path), read_only=True, timeout=self._timeout)) as source,
                    closing(connect(str(part))) as destination,
                ):
                    source.backup(destination)
                    destination.execute("PRAGMA journal_mode = DELETE")  # one file, without -wal and -shm beside it
                    if destination.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                        raise StoreUnusable(f"{self.path} is damaged: its copy fails SQLite's integrity check.")
                part.rename(copy)
                sync(copy.parent)
        finally:
            part.unlink(missing_ok=True)

    def close(self) -> None:
        """Close all connections; the last one to close moves the WAL into the file."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()
        with self._write_lock:
            if self._writer is not None:
                self._writer.close()
                self._writer = None

    def _select(self, sql: str, parameters: Sequence[str | int] = ()) -> list[Any]:
        """Return what a query finds: inside a batch with what was written in it, else as of the last commit."""
        if self._owner == get_ident():
            return self._write(sql, parameters)
        self._check_open()
        with explained(self.path):
            try:
                connection = self._idle.pop()
            except IndexError:
                connection = connect(str(self.path), read_only=True, timeout=self._timeout)
            try:
                found = connection.execute(sql, parameters).fetchall()
            except BaseException:
                connection.close()
                raise
            self._idle.append(connection)
        if self._closed:
            self.close()
        return found

    def _write(self, sql: str, parameters: Sequence[Any] = (), *, many: bool = False) -> list[Any]:
        """Run a statement on the writer; a failure undoes the whole batch: SQLite may have undone it by itself."""
        connection = self._check_open()
        if self._undone:
            raise StoreUnavailable(f"An earlier failure undid all that this batch wrote to {self.path}.")
        try:
            run = connection.executemany if many else connection.execute
            return run(sql, parameters).fetchall()
        except BaseException as error:
            self._undo()
            if isinstance(error, sqlite3.Error):
                raise sentence_for(self.path, error) from error
            raise

    def _insert(self, rows: Sequence[NewRow]) -> list[int]:
        head = self.head()
        placed = list(enumerate(rows, head + 1))
        self._write(INSERT_FACT, [(n, row.type, "\n".join(row.keys), row.data) for n, row in placed], many=True)
        self._write(INSERT_KEY, [(k, row.type, n) for n, row in placed for k in dict.fromkeys(row.keys)], many=True)
        self._head = head + len(rows)
        return [position for position, _ in placed]

    def _undo(self) -> None:
        self._undone = True
        if self._writer is not None and self._writer.in_transaction:
            with suppress(sqlite3.Error):
                self._writer.execute("ROLLBACK")

    def _check_open(self) -> sqlite3.Connection:
        if self._closed:
            raise StoreUnavailable(f"The journal {self.path} is closed.")
        if self._writer is None:
            raise StoreUnusable(f"The journal {self.path} was not opened: create() comes first.")
        return self._writer


def _row(position: int, type_: str, keys: str, data: bytes) -> Row:
    return Row(position, type_, tuple(keys.split("\n")) if keys else (), data)


def _positions(items: Sequence[Item], after: int) -> tuple[str, list[str | int]]:
    """Return the query for the positions after `after` that match any item; its text depends on the counts alone."""
    typed = [word for item in items for type_ in item.types for word in (item.key, type_)]
    untyped = [item.key for item in items if not item.types]
    parameters: list[str | int] = []
    for words in (typed, untyped):
        parameters += [*words, after] if words else []
    return _positions_sql(len(typed) // 2, len(untyped)), parameters


@lru_cache
def _positions_sql(typed: int, untyped: int) -> str:
    parts = []
    if typed:
        parts.append(
            f"SELECT k.position FROM (VALUES {','.join(['(?,?)'] * typed)}) q CROSS JOIN keys k"
            " ON k.key = q.column1 AND k.type = q.column2 AND k.position > ?"
        )
    if untyped:
        parts.append(
            f"SELECT k.position FROM (VALUES {','.join(['(?)'] * untyped)}) q CROSS JOIN keys k"
            " ON k.key = q.column1 AND k.position > ?"
        )
    return " UNION ALL ".join(parts)
