"""The embedded engine: a journal in one SQLite file."""

import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Condition, RLock, get_ident
from typing import Any

from eventsourcing.dcb.api import DCBAppendCondition, DCBEvent, DCBQuery

from fokus_core.domain.refusals import Unavailable, Unusable
from fokus_core.journal.engines import sqlite_queries as queries
from fokus_core.journal.engines.sqlite_file import (
    build,
    copied,
    explained,
    open_writer,
    recognise,
    sentence_for,
)
from fokus_core.journal.engines.store import Conflict, Found, Row, Store, check_events
from fokus_core.storage.durable import locked
from fokus_core.storage.sqlite import connect, refuse_affected, sqlite3

POLL = 0.02  # seconds between looks for the appends of other processes


class SQLiteStore(Store):
    """A `Store` in one SQLite file in WAL mode, with one writing connection per process, or none to `read_only`.

    Raises `RuntimeError` when the loaded SQLite may corrupt such a file.
    """

    def __init__(self, path: str | Path, *, timeout: float = 5.0, read_only: bool = False) -> None:
        refuse_affected()
        self.path = Path(path)
        self._timeout = timeout  # seconds to wait for the write lock of another process
        self._read_only = read_only
        self._created = False
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

        Raises `Unusable`, also where the file is missing that shall only be read.
        """
        with self._write_lock, explained(self.path):
            if self._created:
                return
            if self._read_only:
                with closing(connect(str(self.path), read_only=True, timeout=self._timeout)) as connection:
                    recognise(connection, self.path)
            else:
                self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                with locked(self.path.parent):
                    if not self.path.exists():
                        build(self.path)
                    self._writer = open_writer(self.path, self._timeout)
            self._created = True

    def read(self, query: DCBQuery | None = None, *, after: int | None = None, limit: int | None = None) -> Found:
        """Return the rows that match any item of a query, and the head seen by the same statement."""
        deciding = self._owner == get_ident()
        if deciding and self._head is not None and (after or 0) >= self._head:
            return Found([], self._head or None if limit is None else None)
        positions, parameters = queries.matching(query or DCBQuery(), after or 0)
        found = f"SELECT position, type, keys, data FROM facts WHERE position IN ({positions}) ORDER BY 1"
        if limit is not None:
            rows = [_row(*each) for each in self._select(f"{found} LIMIT ?", [*parameters, limit])]
            return Found(rows, rows[-1].position if rows else None)
        # One statement is one snapshot; the head comes as the row before all others.
        sql = f"SELECT 0, '', '', max(position) FROM facts UNION ALL {found}"
        (_, _, _, head), *others = self._select(sql, parameters)
        if deciding:
            self._head = head or 0
        return Found([_row(*each) for each in others], head)

    def append(self, events: Sequence[DCBEvent], condition: DCBAppendCondition | None = None) -> int:
        """Append events unless the condition fails; return the last one's position.

        Raises `Conflict`, `Unavailable`.
        """
        check_events(events)
        if self._owner != get_ident():
            with self.batch():
                return self.append(events, condition)
        head = self.head()
        if condition is not None and (after := condition.after or 0) < head:
            positions, parameters = queries.matching(condition.fail_if_events_match, after)
            if self._select(f"{positions} LIMIT 1", parameters):
                raise Conflict
        return self._insert(events, head)

    def take_over(self, rows: Sequence[Row]) -> None:
        """Append rows of another journal at the positions that they have there."""
        with self.batch():
            self._place([(row.position, DCBEvent(row.type, row.data, list(row.keys))) for row in rows])

    def follow(self, *, after: int, limit: int) -> list[Row]:
        """Return up to `limit` rows after a position, in order; there is one writer, so none turns up later."""
        return [_row(*each) for each in self._select(queries.FOLLOW, (after, limit))]

    def index(self, entries: Sequence[tuple[int, int]], upto: int) -> None:
        """Enter pairs of a number and a position, which make the entries whole up to `upto`."""
        with self.batch():
            self._write(queries.INDEX, [*entries, (queries.WHOLE, upto)], many=True)

    def indexed(self) -> int:
        """Return the position up to which all entries were made."""
        return self._select(queries.INDEXED)[0][0] or 0

    def entered(self, numbers: Sequence[int], *, after: int, limit: int | None = None) -> list[Row]:
        """Return the rows after a position that were entered under any of these numbers."""
        most = -1 if limit is None else limit
        return [_row(*each) for each in self._select(queries.ENTERED, (str([*numbers]), after, most))]

    def head(self) -> int:
        """Return the last position, 0 when empty."""
        if self._owner == get_ident() and self._head is not None:
            return self._head
        return self._select(queries.HEAD)[0][0] or 0

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

        Raises `Unusable` when the target exists or the copy is damaged.
        """
        # A connection of its own: one that is inside a batch would wait for itself.
        copied(self.path, Path(target), self._timeout)

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
        self._check_open()
        if self._writer is None:
            raise Unusable(f"The journal {self.path} is open for reading only.")
        if self._undone:
            raise Unavailable(f"An earlier failure undid all that this batch wrote to {self.path}.")
        try:
            run = self._writer.executemany if many else self._writer.execute
            return run(sql, parameters).fetchall()
        except BaseException as error:
            self._undo()
            if isinstance(error, sqlite3.Error):
                raise sentence_for(self.path, error) from error
            raise

    def _insert(self, events: Sequence[DCBEvent], head: int) -> int:
        return self._place(list(enumerate(events, head + 1)))

    def _place(self, placed: Sequence[tuple[int, DCBEvent]]) -> int:
        self._write(queries.INSERT_FACT, [(n, one.type, "\n".join(one.tags), one.data) for n, one in placed], many=True)
        self._write(
            queries.INSERT_KEY, [(k, one.type, n) for n, one in placed for k in dict.fromkeys(one.tags)], many=True
        )
        self._head = placed[-1][0]
        return self._head

    def _undo(self) -> None:
        self._undone = True
        if self._writer is not None and self._writer.in_transaction:
            with suppress(sqlite3.Error):
                self._writer.execute("ROLLBACK")

    def _check_open(self) -> None:
        if self._closed:
            raise Unavailable(f"The journal {self.path} is closed.")
        if not self._created:
            raise Unusable(f"The journal {self.path} was not opened: create() comes first.")


def _row(position: int, type_: str | None, keys: str | None, data: bytes | None) -> Row:
    if data is None or type_ is None or keys is None:  # the tables do not take that, so the file was changed
        raise Unusable(f"The journal is damaged at position {position}; restore it from a backup.")
    return Row(position, type_, tuple(keys.split("\n")) if keys else (), data)
