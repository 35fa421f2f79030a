"""The embedded engine: a journal in one SQLite file, and the library's DCB recorder on top of it."""

import fcntl
import os
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from threading import Condition, RLock, get_ident
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

from fokus_core.journal.store import Conflict, Item, NewRow, Row, StoreUnavailable, StoreUnusable
from fokus_core.sqlite import connect, refuse_affected, sqlite3

__all__ = ["SQLiteRecorder", "SQLiteStore", "check_append"]

APPLICATION_ID = 0x464F4B55  # "FOKU", shown by file(1)
FORMAT = 1
POLL = 0.02  # seconds between looks for the appends of other processes

SCHEMA = f"""
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {FORMAT};
CREATE TABLE facts (
    position INTEGER PRIMARY KEY, type TEXT NOT NULL, keys TEXT NOT NULL, data BLOB NOT NULL
) STRICT;
CREATE TABLE keys (
    key TEXT NOT NULL, type TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (key, type, position)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER facts_replace BEFORE INSERT ON facts WHEN EXISTS (SELECT 1 FROM facts WHERE position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER facts_update BEFORE UPDATE ON facts BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER facts_delete BEFORE DELETE ON facts BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER keys_update BEFORE UPDATE ON keys BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER keys_delete BEFORE DELETE ON keys BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
"""

INSERT_FACT = "INSERT INTO facts (type, keys, data) VALUES (?, ?, ?)"
INSERT_KEY = "INSERT INTO keys (key, type, position) VALUES (?, ?, ?)"
FOLLOW = "SELECT position, type, keys, data FROM facts WHERE position > ? ORDER BY position LIMIT ?"
HEAD = "SELECT max(position) FROM facts"


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
        self._idle: list[sqlite3.Connection] = []  # reading connections; each serves one thread at a time
        self._closed = False
        self._grown = Condition()
        self._commits = 0

    def create(self) -> None:
        """Create the file (0600, in a folder of 0700) or check it; processes that start together take turns.

        Raises `StoreUnusable`.
        """
        with self._write_lock, _explained(self.path):
            if self._writer is not None:
                return
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with _locked(self.path.parent):
                if not self.path.exists():
                    _build(self.path)
                self._writer = _open_writer(self.path, self._timeout)

    def read(self, items: Sequence[Item], *, after: int = 0) -> tuple[list[Row], int]:
        """Return the rows that match any item, and the head seen by the same statement."""
        if not items:
            return [], self.head()
        positions, parameters = _positions(items, after)
        # One statement is one snapshot; the head comes as the row before all others.
        sql = (
            "SELECT 0, '', '', max(position) FROM facts UNION ALL "
            f"SELECT position, type, keys, data FROM facts WHERE position IN ({positions}) ORDER BY 1"
        )
        with self._reading() as connection:
            (_, _, _, head), *found = connection.execute(sql, parameters).fetchall()
        return [_row(*each) for each in found], head or 0

    def append(self, rows: Sequence[NewRow], items: Sequence[Item], *, after: int) -> list[int]:
        """Append rows unless a row later than `after` matches an item; return their positions.

        Raises `Conflict`, `StoreUnavailable`.
        """
        check_append(rows, items)
        if self._owner != get_ident():
            with self.batch():
                return self.append(rows, items, after=after)
        positions, parameters = _positions(items, after)
        with self._writing() as connection:
            if connection.execute(f"{positions} LIMIT 1", parameters).fetchone():
                raise Conflict
            return _insert(connection, rows)

    def append_unchecked(self, rows: Sequence[NewRow]) -> list[int]:
        """Append rows for a caller that has checked the condition inside the same batch."""
        for row in rows:
            check_keys(row.keys)
        with self.batch(), self._writing() as connection:
            return _insert(connection, rows)

    def follow(self, *, after: int, limit: int) -> list[Row]:
        """Return up to `limit` rows after a position, in order; there is one writer, so none turns up later."""
        with self._reading() as connection:
            return [_row(*each) for each in connection.execute(FOLLOW, (after, limit)).fetchall()]

    def head(self) -> int:
        """Return the last position, 0 when empty."""
        with self._reading() as connection:
            return connection.execute(HEAD).fetchone()[0] or 0

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
    def batch(self) -> Iterator[None]:
        """Group the calls of this thread into one durable commit; a batch inside a batch is a savepoint."""
        with self._write_lock:
            if self._owner == get_ident():
                with self.savepoint():
                    yield
                return
            self._undone = False
            with self._writing() as connection:
                connection.execute("BEGIN IMMEDIATE")
            self._owner = get_ident()
            try:
                yield
                with self._writing() as connection:
                    connection.execute("COMMIT")
            except BaseException:
                self._undo()
                raise
            finally:
                self._owner = None
        with self._grown:
            self._commits += 1
            self._grown.notify_all()

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo the calls inside when an exception leaves the block; outside of a batch it is one."""
        if self._owner != get_ident():
            with self.batch():
                yield
            return
        with self._writing() as connection:
            connection.execute("SAVEPOINT step")
        try:
            yield
        except BaseException:
            if not self._undone:
                with self._writing() as connection:
                    connection.execute("ROLLBACK TO step")
                    connection.execute("RELEASE step")
            raise
        with self._writing() as connection:
            connection.execute("RELEASE step")

    def backup(self, target: str) -> None:
        """Write a consistent copy to a new file while others write, and check the copy's integrity.

        Raises `StoreUnusable` when the target exists or the copy is damaged.
        """
        copy, part = Path(target), Path(f"{target}.part")
        if copy.exists():
            raise StoreUnusable(f"{copy} exists already; a backup never overwrites a file.")
        try:
            with _explained(copy):
                _touch(part)
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
                _sync(copy.parent)
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

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        if self._owner == get_ident():
            with self._writing() as connection:
                yield connection
            return
        self._check_open()
        with _explained(self.path):
            try:
                connection = self._idle.pop()
            except IndexError:
                connection = connect(str(self.path), read_only=True, timeout=self._timeout)
            try:
                yield connection
            except BaseException:
                connection.close()
                raise
            self._idle.append(connection)
        if self._closed:
            self.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Yield the writer; a failure undoes the whole batch, because SQLite may have undone it by itself."""
        connection = self._check_open()
        if self._undone:
            raise StoreUnavailable(f"An earlier failure undid all that this batch wrote to {self.path}.")
        try:
            yield connection
        except sqlite3.Error as error:
            self._undo()
            raise _sentence(self.path, error) from error

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


def _row(position: int, type_: str, keys: str, data: bytes) -> Row:
    return Row(position, type_, tuple(keys.split("\n")) if keys else (), data)


def _insert(connection: sqlite3.Connection, rows: Sequence[NewRow]) -> list[int]:
    positions = []
    for type_, keys, data in rows:
        position = connection.execute(INSERT_FACT, (type_, "\n".join(keys), data)).lastrowid or 0
        connection.executemany(INSERT_KEY, [(key, type_, position) for key in dict.fromkeys(keys)])
        positions.append(position)
    return positions


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


def _build(path: Path) -> None:
    """Build an empty journal under another name first, so that a file of this name is complete or is not ours."""
    if (wal := Path(f"{path}-wal")).exists() and wal.stat().st_size:
        raise StoreUnusable(f"{path} is missing, but its write-ahead log {wal} is there; restore both or a backup.")
    new = Path(f"{path}.new")
    _touch(new)
    with closing(connect(str(new))) as connection:
        connection.executescript(SCHEMA)
    new.rename(path)
    _sync(path.parent)


def _open_writer(path: Path, timeout: float) -> sqlite3.Connection:
    connection = connect(str(path), timeout=timeout)
    try:
        _recognise(connection, path)
        mode = _pragma(connection, "journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        _assert_durable(path, mode, _pragma(connection, "synchronous"))
    except BaseException:
        connection.close()
        raise
    return connection


def _recognise(connection: sqlite3.Connection, path: Path) -> None:
    if _pragma(connection, "application_id") != APPLICATION_ID:
        raise StoreUnusable(f"{path} is no journal of Fokus Kommune, or an empty file; nothing was changed.")
    if (version := _pragma(connection, "user_version")) != FORMAT:
        raise StoreUnusable(f"{path} has journal format {version}; this version reads format {FORMAT} only.")


def _assert_durable(path: Path, mode: object, synchronous: object) -> None:
    if mode != "wal" or synchronous != 2:
        raise StoreUnusable(f"{path} cannot be written durably: SQLite refuses WAL mode or full synchronisation.")


def _pragma(connection: sqlite3.Connection, text: str) -> object:
    return connection.execute(f"PRAGMA {text}").fetchone()[0]


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise _sentence(path, error) from error
    except OSError as error:
        raise StoreUnusable(f"{path} cannot be used: {error.strerror}.") from error


def _sentence(path: Path, error: sqlite3.Error) -> Exception:
    """Return what a failure of SQLite means for the caller, in a sentence."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreUnavailable(f"Another process keeps {path} locked; nothing was written.")
    if code == sqlite3.SQLITE_FULL:
        return StoreUnavailable(f"There is no space left for {path}; nothing was written.")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return StoreUnusable(f"{path} is damaged or no SQLite file ({error}); restore it from a backup.")
    if code == sqlite3.SQLITE_CONSTRAINT:
        return ValueError(f"{path} refuses a row ({error}).")
    return StoreUnavailable(f"{path} cannot be read or written ({error}).")


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; one on the file itself would, when released, drop the locks of SQLite."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _touch(path: Path) -> None:
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
