"""The engine for several nodes: the library's PostgreSQL recorder, conditional appends only."""

import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext, suppress
from threading import Condition, Event, Lock, Thread
from typing import Any, LiteralString, cast

import psycopg
from eventsourcing import persistence
from eventsourcing.dcb.api import DCBAppendCondition, DCBEvent, DCBQuery, DCBQueryItem
from eventsourcing.dcb.postgres_tt import DB_FUNCTION_NAME_DCB_CONDITIONAL_APPEND_TT as APPEND_FUNCTION
from eventsourcing.dcb.postgres_tt import PostgresDCBRecorderTT
from eventsourcing.postgres import PostgresDatastore
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import tuple_row

from fokus_core.journal.store import Conflict, Item, NewRow, Row, StoreUnavailable, StoreUnusable, check_append

__all__ = ["PostgresStore"]

TABLE = "fokus_journal_tt_main"  # the library appends its suffixes to our prefix
TAGS = "fokus_journal_tt_tag"
MARK = "Fokus Kommune journal, format 1"
CREATE_LOCK = 0x464F4B55  # "FOKU"; any number that other software is unlikely to use
LOCK_TIMEOUT = 5  # seconds an append waits for the table lock
CATCH_UP = 1.0  # seconds between looks at the head when no notification arrives

FOLLOW: LiteralString = f"SELECT id, type, tags, data FROM public.{TABLE} WHERE id > %s ORDER BY id LIMIT %s"
READ: LiteralString = f"""
SELECT head.id, m.id, m.type, m.tags, m.data FROM (SELECT max(id) AS id FROM public.{TABLE}) head
LEFT JOIN (
    SELECT DISTINCT ON (x.id) x.id, x.type, x.tags, x.data
    FROM public.{TAGS} t JOIN public.{TABLE} x ON x.id = t.main_id
    WHERE t.tag = ANY(%s) AND t.main_id > %s::bigint AND (t.tag = ANY(%s) OR t.tag || E'\\n' || x.type = ANY(%s))
) m ON true ORDER BY m.id
"""
MARK_TABLE: LiteralString = f"COMMENT ON TABLE public.{TABLE} IS '{MARK}'"
HEAD: LiteralString = f"SELECT max(id) FROM public.{TABLE}"


class PostgresStore:
    """A `Store` in a PostgreSQL database named by a URL with user, host and database; further settings go to libpq.

    Raises `StoreUnusable` when the URL leaves one out: nothing is taken from the environment.
    """

    def __init__(self, url: str, *, pool_size: int = 4, timeout: float = 5.0) -> None:
        self._settings = _settings(url, timeout)
        self._name = "PostgreSQL database {dbname} on {host}:{port}".format(**self._settings)
        self._pool_size = pool_size
        self._timeout = timeout
        self._recorder: PostgresDCBRecorderTT | None = None
        self._lock = Lock()
        self._listener: _Listener | None = None

    def create(self) -> None:
        """Create or check the tables; processes that start together take turns by an advisory lock.

        Raises `StoreUnusable`, `StoreUnavailable`.
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
        found = self._select(READ, ([item.key for item in items], after, whole, lines))
        # One statement is one snapshot; the head stands in every row, and in one of its own where nothing matches.
        rows = [Row(id_, type_, tuple(tags), data) for _, id_, type_, tags, data in found if id_ is not None]
        return rows, found[0][0] or 0

    def append(self, rows: Sequence[NewRow], items: Sequence[Item], *, after: int) -> list[int]:
        """Append rows unless a row later than `after` matches an item; return their positions.

        After `StoreUnavailable` the rows may have been appended all the same: a lost acknowledgement looks alike.
        Raises `Conflict`, `StoreUnavailable`.
        """
        check_append(rows, items)
        events = [DCBEvent(row.type, row.data, list(row.keys)) for row in rows]
        try:
            with self._explained():
                last = self._opened().append(events, DCBAppendCondition(_query(items), after))
        except persistence.IntegrityError as error:
            raise Conflict from error
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
            with suppress(StoreUnavailable):
                if listener.connected and self.head() > after:
                    return
            if (left := deadline - time.monotonic()) <= 0:
                return
            listener.wait(seen, min(left, CATCH_UP))

    def batch(self) -> AbstractContextManager[None]:
        """Do nothing: here each append is a transaction of its own."""
        return nullcontext()

    def savepoint(self) -> AbstractContextManager[None]:
        """Do nothing: an append that fails leaves nothing behind."""
        return nullcontext()

    def backup(self, target: str) -> None:
        """Raise `StoreUnusable`: PostgreSQL brings its own tools."""
        raise StoreUnusable(f"The {self._name} is backed up with pg_dump or pg_basebackup, not into the file {target}.")

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
            raise StoreUnusable(f"The journal in the {self._name} is not open: create() comes first.")
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

    def _select(self, query: LiteralString, parameters: tuple[object, ...]) -> list[tuple[Any, ...]]:
        recorder = self._opened()
        with self._explained(), recorder.datastore.get_connection() as connection:
            return connection.cursor(row_factory=tuple_row).execute(query, parameters, prepare=True).fetchall()

    def _listening(self) -> "_Listener":
        self._opened()
        with self._lock:
            if self._listener is None:
                self._listener = _Listener(self._settings)
                self._listener.start()
            return self._listener

    def _recognise(self, connection: psycopg.Connection[Any]) -> None:
        found = connection.execute(
            "SELECT to_regclass(%s), obj_description(to_regclass(%s), 'pg_class')", [f"public.{TABLE}"] * 2
        ).fetchone()
        table, comment = found or (None, None)
        if table is not None and comment != MARK:
            raise StoreUnusable(
                f"The {self._name} has a table {TABLE} marked {comment or 'by nothing'!r}; "
                f"this version reads journal format 1 only."
            )
        # The library gives its functions no prefix: a second application would silently redirect ours to its table.
        foreign = connection.execute(
            "SELECT 1 FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname = %s AND prosrc NOT LIKE %s",
            [APPEND_FUNCTION, f"%{TABLE}%"],
        ).fetchone()
        if foreign:
            raise StoreUnusable(
                f"The {self._name} already serves another application's DCB events; use one of its own."
            )

    def _check_order(self, connection: psycopg.Connection[Any]) -> None:
        """Raise `StoreUnusable` unless ids are handed out one by one, and commits are durable."""
        found = connection.execute(
            "SELECT seqincrement, seqcache, current_setting('synchronous_commit') FROM pg_sequence"
            " WHERE seqrelid = pg_get_serial_sequence(%s, 'id')::regclass",
            [f"public.{TABLE}"],
        ).fetchone()
        if found is None or found[:2] != (1, 1):
            raise StoreUnusable(f"The {self._name} hands out positions out of order: its sequence was altered.")
        if found[2] == "off":
            raise StoreUnusable(f"The {self._name} has synchronous_commit off and could lose what it acknowledged.")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn the errors of the library and of psycopg into ours; a failed condition passes through."""
        try:
            yield
        except persistence.IntegrityError as error:
            if error.__cause__ is None:  # raised by the library itself, not by PostgreSQL
                raise
            raise ValueError(f"The {self._name} refuses a row ({error}).") from error
        except (persistence.ProgrammingError, psycopg.ProgrammingError) as error:
            raise StoreUnusable(f"The {self._name} holds no usable journal ({error}).") from error
        except (persistence.PersistenceError, psycopg.Error) as error:
            self._renew()
            raise StoreUnavailable(f"The {self._name} is not available ({error}).") from error

    def _renew(self) -> None:
        """Replace broken connections now, so that they do not fail one call each once the server is back."""
        if self._recorder is not None:
            with suppress(psycopg.Error):
                self._recorder.datastore.pool.check()


class _Listener(Thread):
    """Listens for appends on a connection of its own; reconnects with growing delays, and signals when it has."""

    def __init__(self, settings: dict[str, Any]) -> None:
        super().__init__(name="fokus-journal-listener", daemon=True)
        self.signals = 0
        self.connected = False
        self._settings = settings
        self._signalled = Condition()
        self._stopped = Event()

    def run(self) -> None:
        """Listen until stopped."""
        delay = 0.1
        while not self._stopped.is_set():
            with suppress(psycopg.Error), closing(psycopg.connect(**self._settings, autocommit=True)) as connection:
                connection.execute(f"LISTEN {TABLE}")
                delay, self.connected = 0.1, True
                self._signal()  # catch up with what was appended while nobody listened
                while not self._stopped.is_set():
                    for _ in connection.notifies(timeout=0.5, stop_after=1):
                        self._signal()
            self.connected = False
            self._stopped.wait(delay)
            delay = min(2 * delay, 5.0)

    def wait(self, seen: int, timeout: float) -> None:
        """Block until a signal after the one `seen`, at most `timeout` seconds."""
        with self._signalled:
            if self.signals == seen:
                self._signalled.wait(timeout)

    def stop(self) -> None:
        """End the thread."""
        self._stopped.set()
        self.join(timeout=2)

    def _signal(self) -> None:
        with self._signalled:
            self.signals += 1
            self._signalled.notify_all()


def _query(items: Sequence[Item]) -> DCBQuery:
    return DCBQuery([DCBQueryItem(types=list(item.types), tags=[item.key]) for item in items])


def _settings(url: str, timeout: float) -> dict[str, Any]:
    try:
        settings = conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        raise StoreUnusable("The PostgreSQL URL of the journal cannot be read.") from error
    if missing := [word for word in ("user", "host", "dbname") if not settings.get(word)]:
        raise StoreUnusable(f"The PostgreSQL URL of the journal names no {' and no '.join(missing)}.")
    defaults = {
        "port": "5432",
        "connect_timeout": max(2, round(timeout)),
        "tcp_user_timeout": 10_000,  # milliseconds until a peer that went silent counts as gone
        "application_name": "fokus-kommune",
    }
    return defaults | settings
