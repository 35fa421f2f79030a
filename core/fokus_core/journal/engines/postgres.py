"""The engine for several nodes: the library's PostgreSQL recorder, conditional appends only."""

import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from threading import Lock, local
from typing import Any, LiteralString, cast

import psycopg
from eventsourcing import persistence
from eventsourcing.dcb.api import DCBAppendCondition, DCBEvent, DCBQuery
from eventsourcing.dcb.postgres_tt import PostgresDCBRecorderTT
from psycopg.pq import TransactionStatus

from fokus_core.domain.refusals import Unavailable, Unusable
from fokus_core.journal.engines import postgres_sql as sql
from fokus_core.journal.engines.postgres_database import (
    as_json,
    check_promises,
    fetch,
    library_recorder,
    recognise,
    settings_of,
)
from fokus_core.journal.engines.postgres_listener import Listener
from fokus_core.journal.engines.store import Conflict, Found, Row, Store, check_events, lines_of

__all__ = ["PostgresStore"]

CREATE_LOCK = 0x464F4B55  # "FOKU"; any number that other software is unlikely to use
CATCH_UP = 1.0  # seconds between looks at the head when no notification arrives


class PostgresStore(Store):
    """A `Store` in a PostgreSQL database named by a URL with user, host and database; further settings go to libpq.

    Raises `Unusable` when the URL leaves one out: nothing is taken from the environment.
    """

    def __init__(self, url: str, *, pool_size: int = 4, timeout: float = 5.0, read_only: bool = False) -> None:
        self._settings = settings_of(url, timeout, read_only=read_only)
        self._read_only = read_only
        self._name = "PostgreSQL database {dbname} on {host}:{port}".format(**self._settings)
        self._pool_size = pool_size
        self._timeout = timeout
        self._recorder: PostgresDCBRecorderTT | None = None
        self._lock = Lock()
        self._mine = local()  # holds the connection of the batch that the thread has open
        self._listener: Listener | None = None

    def create(self) -> None:
        """Create or check the tables; processes that start together take turns by an advisory lock.

        Raises `Unusable`, `Unavailable`.
        """
        with self._lock, self._explained():
            if self._recorder is not None:
                return
            with closing(psycopg.connect(**self._settings, autocommit=True)) as connection:
                if not self._read_only:
                    connection.execute("SELECT pg_advisory_lock(%s)", [CREATE_LOCK])  # until this connection closes
                recognise(connection, self._name, new=not self._read_only)
                recorder = library_recorder(self._settings, self._pool_size, self._timeout)
                try:
                    if not self._read_only:
                        recorder.create_table()
                        connection.execute(sql.DERIVED)
                        connection.execute(sql.MARK_TABLE)
                    check_promises(connection, self._name)
                except BaseException:
                    recorder.datastore.close()
                    raise
            self._recorder = recorder

    def read(self, query: DCBQuery | None = None, *, after: int | None = None, limit: int | None = None) -> Found:
        """Return the rows that match any item of a query, and the head seen by the same statement."""
        query = query or DCBQuery()
        lines, others = lines_of(query)
        if lines and not others and limit is None:
            whole = [line.key for line in lines if not line.types]
            typed = [f"{line.key}\n{name}" for line in lines for name in line.types]
            found = self._select(
                sql.READ, (as_json([line.key for line in lines]), after or 0, as_json(whole), as_json(typed))
            )
        else:
            asked = as_json([{"types": item.types, "tags": item.tags} for item in query.items])
            found = self._select(sql.SCAN, (after or 0, asked, asked, limit))
        # One statement is one snapshot; the head stands in every row, and in one of its own where nothing matches.
        rows = _rows([line[1:] for line in found if line[1] is not None])
        if limit is not None:
            return Found(rows, rows[-1].position if rows else None)
        return Found(rows, found[0][0])

    def append(self, events: Sequence[DCBEvent], condition: DCBAppendCondition | None = None) -> int:
        """Append events unless the condition fails; return the last one's position.

        The library's function takes the table's lock, also where there is no condition. Raises `Conflict`, and
        `Unavailable`, after which the events may stand all the same: a lost acknowledgement looks alike.
        """
        check_events(events)
        self._check_writable()
        if condition is None:
            return self._append(events, [], 0)
        query, after = condition.fail_if_events_match, condition.after or 0
        lines, others = lines_of(query)
        unless = [([line.key], [*line.types]) for line in lines] + [(item.tags, item.types) for item in others]
        if unless and all(tags for tags, _ in unless):
            return self._append(events, unless, after)
        with self.batch():  # the function finds by tags alone
            if self.read(query, after=after, limit=1).rows:
                raise Conflict
            return self._append(events, [], 0)

    def _append(self, events: Sequence[DCBEvent], unless: list[tuple[list[str], list[str]]], after: int) -> int:
        new = [(one.type, one.tags, one.data) for one in events]
        found = self._select(sql.APPEND, (as_json(unless), after, as_json(new)))
        if not found:
            raise Conflict
        # Ids are taken one by one under the table's exclusive lock, from a sequence that create() has checked.
        return cast(int, found[0][0])

    def take_over(self, rows: Sequence[Row]) -> None:
        """Append rows of another journal at the positions that they have there, and go on behind them."""
        with self.batch():
            self._select(sql.TAKE_OVER, (as_json(rows),))

    def follow(self, *, after: int, limit: int) -> list[Row]:
        """Return up to `limit` rows after a position, in order.

        Every append holds the table's exclusive lock from before it takes its ids until after its commit, so the order
        of ids is the order of commits, and no lower id can turn up later.
        """
        return _rows(self._select(sql.FOLLOW, (after, limit)))

    def index(self, entries: Sequence[tuple[int, int]], upto: int) -> None:
        """Enter pairs of a number and a position, which make the entries whole up to `upto`."""
        self._select(sql.INDEX, (as_json([*entries, (sql.WHOLE, upto)]),))

    def indexed(self) -> int:
        """Return the position up to which all entries were made."""
        return cast(int | None, self._select(sql.INDEXED, (sql.WHOLE,))[0][0]) or 0

    def entered(self, numbers: Sequence[int], *, after: int, limit: int | None = None) -> list[Row]:
        """Return the rows after a position that were entered under any of these numbers."""
        return _rows(self._select(sql.ENTERED, (as_json(numbers), after, limit)))

    def head(self) -> int:
        """Return the last position, 0 when empty."""
        return cast(int | None, self._select(sql.HEAD, ())[0][0]) or 0

    def wait(self, *, after: int, timeout: float) -> None:
        """Return as soon as the head is greater than `after`, or after `timeout` seconds, also while disconnected."""
        deadline = time.monotonic() + timeout
        listener = self._listening()
        while True:
            seen = listener.signals
            with suppress(Unavailable):
                if listener.connected and self.head() > after:
                    return
            if (left := deadline - time.monotonic()) <= 0:
                return
            listener.wait(seen, min(left, CATCH_UP))

    @contextmanager
    def batch(self, *, many: bool = True) -> Iterator[None]:
        """Group the calls of this thread into one transaction under the table's lock, which every append takes."""
        self._check_writable()
        if not many or self._connection is not None:
            yield
            return
        with self._explained(), self._opened().datastore.get_connection() as connection:
            try:
                connection.execute(sql.BEGIN)
                self._mine.connection = connection
                yield
                if connection.execute("COMMIT").statusmessage != "COMMIT":  # PostgreSQL says what it did instead
                    raise Unavailable(f"An earlier failure undid all that this batch wrote to the {self._name}.")
            finally:
                self._mine.connection = None
                if not connection.closed and connection.info.transaction_status != TransactionStatus.IDLE:
                    with suppress(psycopg.Error):
                        connection.execute("ROLLBACK")

    def backup(self, target: str) -> None:
        """Raise `Unusable`: PostgreSQL brings its own tools."""
        raise Unusable(f"The {self._name} is backed up with pg_dump or pg_basebackup, not into the file {target}.")

    def close(self) -> None:
        """Close the pool, and the listening connection within half a second."""
        with self._lock:
            listener, self._listener = self._listener, None
            recorder, self._recorder = self._recorder, None
        if listener is not None:
            listener.stop()
        if recorder is not None:
            recorder.datastore.close()

    def _check_writable(self) -> None:
        if self._read_only:
            raise Unusable(f"The journal in the {self._name} is open for reading only.")

    def _opened(self) -> PostgresDCBRecorderTT:
        if self._recorder is None:
            raise Unusable(f"The journal in the {self._name} is not open: create() comes first.")
        return self._recorder

    @property
    def _connection(self) -> psycopg.Connection[Any] | None:
        """The connection of the batch that this thread has open."""
        return getattr(self._mine, "connection", None)

    def _select(self, query: LiteralString | bytes, parameters: tuple[object, ...]) -> list[tuple[Any, ...]]:
        recorder = self._opened()
        with self._explained():
            if self._connection is not None:
                return fetch(self._connection, query, parameters)
            with recorder.datastore.get_connection() as connection:
                return fetch(connection, query, parameters)

    def _listening(self) -> "Listener":
        self._opened()
        with self._lock:
            if self._listener is None:
                self._listener = Listener(self._settings)
                self._listener.start()
            return self._listener

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn the errors of the library and of psycopg into ours."""
        try:
            yield
        except Conflict:
            raise
        except (persistence.IntegrityError, psycopg.IntegrityError) as error:
            raise ValueError(f"The {self._name} refuses a row ({error}).") from error
        except (persistence.ProgrammingError, psycopg.ProgrammingError) as error:
            raise Unusable(f"The {self._name} holds no usable journal ({error}).") from error
        except (persistence.PersistenceError, psycopg.Error) as error:
            if self._recorder is not None:
                with suppress(psycopg.Error):  # replaced now, broken connections do not fail one call each later
                    self._recorder.datastore.pool.check()
            raise Unavailable(f"The {self._name} is not available ({error}).") from error


def _rows(found: list[tuple[Any, ...]]) -> list[Row]:
    return [Row(id_, type_, tuple(tags), data) for id_, type_, tags, data in found]
