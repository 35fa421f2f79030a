"""The engine for several nodes: the library's PostgreSQL recorder, conditional appends only."""

import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from threading import Lock, local
from typing import Any, LiteralString, cast

import msgspec
import psycopg
from eventsourcing import persistence
from eventsourcing.dcb.postgres_tt import DB_FUNCTION_NAME_DCB_CONDITIONAL_APPEND_TT as APPEND_FUNCTION
from eventsourcing.dcb.postgres_tt import PostgresDCBRecorderTT
from eventsourcing.postgres import PostgresDatastore
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import TransactionStatus
from psycopg.rows import tuple_row

from fokus_core.domain.refusals import Unavailable, Unusable
from fokus_core.journal.engines.postgres_listener import Listener
from fokus_core.journal.engines.postgres_sql import (
    APPEND,
    BEGIN,
    FOLLOW,
    HEAD,
    LOCK_TIMEOUT,
    MARK,
    MARK_TABLE,
    READ,
    TABLE,
)
from fokus_core.journal.engines.store import Conflict, Item, NewRow, Row, check_append

__all__ = ["PostgresStore"]

CREATE_LOCK = 0x464F4B55  # "FOKU"; any number that other software is unlikely to use
CATCH_UP = 1.0  # seconds between looks at the head when no notification arrives


class PostgresStore:
    """A `Store` in a PostgreSQL database named by a URL with user, host and database; further settings go to libpq.

    Raises `Unusable` when the URL leaves one out: nothing is taken from the environment.
    """

    def __init__(self, url: str, *, pool_size: int = 4, timeout: float = 5.0) -> None:
        self._settings = _settings(url, timeout)
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
                connection.execute("SELECT pg_advisory_lock(%s)", [CREATE_LOCK])  # until this connection closes
                self._recognise(connection)
                recorder = self._new_recorder()
                try:
                    recorder.create_table()
                    connection.execute(MARK_TABLE)
                    self._check_order(connection)
                except BaseException:
                    recorder.datastore.close()
                    raise
            self._recorder = recorder

    def read(self, items: Sequence[Item], *, after: int = 0) -> tuple[list[Row], int]:
        """Return the rows that match any item, and the head seen by the same statement."""
        if not items:
            return [], self.head()
        whole = [item.key for item in items if not item.types]
        lines = [f"{item.key}\n{name}" for item in items for name in item.types]
        found = self._select(READ, (_json([item.key for item in items]), after, _json(whole), _json(lines)))
        # One statement is one snapshot; the head stands in every row, and in one of its own where nothing matches.
        rows = [Row(id_, type_, tuple(tags), data) for _, id_, type_, tags, data in found if id_ is not None]
        return rows, found[0][0] or 0

    def append(self, rows: Sequence[NewRow], items: Sequence[Item], *, after: int) -> list[int]:
        """Append rows unless a row later than `after` matches an item; return their positions.

        After `Unavailable` the rows may have been appended all the same: a lost acknowledgement looks alike.
        Raises `Conflict`, `Unavailable`.
        """
        check_append(rows, items)
        found = self._select(APPEND, (_json(items), after, _json(rows)))
        if not found:
            raise Conflict
        ((last,),) = found
        # Ids are taken one by one under the table's exclusive lock, from a sequence that create() has checked.
        return list(range(last - len(rows) + 1, last + 1))

    def follow(self, *, after: int, limit: int) -> list[Row]:
        """Return up to `limit` rows after a position, in order.

        Every append holds the table's exclusive lock from before it takes its ids until after its commit, so the order
        of ids is the order of commits, and no lower id can turn up later.
        """
        return [Row(id_, type_, tuple(tags), data) for id_, type_, tags, data in self._select(FOLLOW, (after, limit))]

    def head(self) -> int:
        """Return the last position, 0 when empty."""
        return cast(int | None, self._select(HEAD, ())[0][0]) or 0

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
        if not many or self._connection is not None:
            yield
            return
        with self._explained(), self._opened().datastore.get_connection() as connection:
            try:
                connection.execute(BEGIN)
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

    def _opened(self) -> PostgresDCBRecorderTT:
        if self._recorder is None:
            raise Unusable(f"The journal in the {self._name} is not open: create() comes first.")
        return self._recorder

    def _new_recorder(self) -> PostgresDCBRecorderTT:
        host_and_user = {name: self._settings[name] for name in ("dbname", "host", "port", "user")}
        datastore = PostgresDatastore(
            **host_and_user,
            password=self._settings.get("password", ""),
            connect_timeout=self._timeout,
            pool_size=1,
            max_overflow=self._pool_size - 1,
            lock_timeout=LOCK_TIMEOUT,
        )
        # The library passes five settings on; TLS, time limits and the like must not get lost.
        cast(dict[str, Any], datastore.pool.kwargs).update(self._settings)
        datastore.pool.reconnect_timeout = 0.0  # the next call tries again at once, instead of a growing delay
        return PostgresDCBRecorderTT(datastore, events_table_name="fokus_journal")

    @property
    def _connection(self) -> psycopg.Connection[Any] | None:
        """The connection of the batch that this thread has open."""
        return getattr(self._mine, "connection", None)

    def _select(self, query: LiteralString | bytes, parameters: tuple[object, ...]) -> list[tuple[Any, ...]]:
        recorder = self._opened()
        with self._explained():
            if self._connection is not None:
                return _fetch(self._connection, query, parameters)
            with recorder.datastore.get_connection() as connection:
                return _fetch(connection, query, parameters)

    def _listening(self) -> "Listener":
        self._opened()
        with self._lock:
            if self._listener is None:
                self._listener = Listener(self._settings)
                self._listener.start()
            return self._listener

    def _recognise(self, connection: psycopg.Connection[Any]) -> None:
        found = connection.execute(
            "SELECT to_regclass(%s), obj_description(to_regclass(%s), 'pg_class')", [f"public.{TABLE}"] * 2
        ).fetchone()
        table, comment = found or (None, None)
        if table is not None and comment != MARK:
            raise Unusable(
                f"The {self._name} has a table {TABLE} marked {comment or 'by nothing'!r}; "
                f"this version reads journal format 1 only."
            )
        # The library gives its functions no prefix: a second application would silently redirect ours to its table.
        foreign = connection.execute(
            "SELECT 1 FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname = %s AND prosrc NOT LIKE %s",
            [APPEND_FUNCTION, f"%{TABLE}%"],
        ).fetchone()
        if foreign:
            raise Unusable(f"The {self._name} already serves another application's DCB events; use one of its own.")

    def _check_order(self, connection: psycopg.Connection[Any]) -> None:
        """Raise `Unusable` unless ids are handed out one by one, and commits are durable."""
        found = connection.execute(
            "SELECT seqincrement, seqcache, current_setting('synchronous_commit') FROM pg_sequence"
            " WHERE seqrelid = pg_get_serial_sequence(%s, 'id')::regclass",
            [f"public.{TABLE}"],
        ).fetchone()
        if found is None or found[:2] != (1, 1):
            raise Unusable(f"The {self._name} hands out positions out of order: its sequence was altered.")
        if found[2] == "off":
            raise Unusable(f"The {self._name} has synchronous_commit off and could lose what it acknowledged.")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn the errors of the library and of psycopg into ours."""
        try:
            yield
        except (persistence.IntegrityError, psycopg.IntegrityError) as error:
            raise ValueError(f"The {self._name} refuses a row ({error}).") from error
        except (persistence.ProgrammingError, psycopg.ProgrammingError) as error:
            raise Unusable(f"The {self._name} holds no usable journal ({error}).") from error
        except (persistence.PersistenceError, psycopg.Error) as error:
            self._renew()
            raise Unavailable(f"The {self._name} is not available ({error}).") from error

    def _renew(self) -> None:
        """Replace broken connections now, so that they do not fail one call each once the server is back."""
        if self._recorder is not None:
            with suppress(psycopg.Error):
                self._recorder.datastore.pool.check()


def _fetch(
    connection: psycopg.Connection[Any], query: LiteralString | bytes, parameters: tuple[object, ...]
) -> list[tuple[Any, ...]]:
    return connection.cursor(row_factory=tuple_row).execute(query, parameters, prepare=True).fetchall()


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _settings(url: str, timeout: float) -> dict[str, Any]:
    try:
        settings = conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        raise Unusable("The PostgreSQL URL of the journal cannot be read.") from error
    if missing := [word for word in ("user", "host", "dbname") if not settings.get(word)]:
        raise Unusable(f"The PostgreSQL URL of the journal names no {' and no '.join(missing)}.")
    defaults = {
        "port": "5432",
        "connect_timeout": max(2, round(timeout)),
        "tcp_user_timeout": 10_000,  # milliseconds until a peer that went silent counts as gone
        "application_name": "fokus-kommune",
    }
    return defaults | settings
