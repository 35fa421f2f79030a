"""Durable appends: whole commands through the journal, beside single commits of equal bytes into an equal table."""

import gc
import itertools
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from functools import partial
from pathlib import Path

from benchmarks.house import OFFICE, TODAY, bodies, journal_at
from benchmarks.machine import sync_ms
from benchmarks.pairs import Ratio, Slice, alternate, ratio, timed
from fokus_core import Command
from fokus_core.journal.engines.open_store import open_store
from fokus_core.journal.engines.sqlite import SQLiteStore
from fokus_core.journal.engines.store import Row, Store
from fokus_core.journal.journal import Journal
from fokus_core.storage.sqlite import connect
from fokus_core.testing.postgres import PostgresServer, find_postgres
from fokus_ehrenamtskarte.commands import IntroduceCard
from fokus_ehrenamtskarte.facts import PARTICIPATION, PREPARATION

AT_ONCE = 32
SLOW = 1.0  # milliseconds that a sync takes on a disk that does not answer from its cache
OURS = {1: "Journal.handle to durable receipt", AT_ONCE: "Journal.submit to durable receipt"}
LOG = 6_000_000  # bytes; SQLite begins a log anew after 1,000 pages
Insert = Callable[[Row], object]

SQLITE_TABLE = "CREATE TABLE facts (position INTEGER PRIMARY KEY, type TEXT, keys TEXT, data BLOB) STRICT"
SQLITE_INSERT = "INSERT INTO facts (type, keys, data) VALUES (?, ?, ?)"
POSTGRES_TABLE = "CREATE TABLE facts (id bigserial PRIMARY KEY, type text, data bytea, tags text[])"
POSTGRES_INSERT = "INSERT INTO facts (type, data, tags) VALUES (%s, %s, %s)"


def on_sqlite(count: int, pairs: int) -> list[Ratio]:
    """Measure on SQLite, beside raw sqlite3 with the same library, WAL and synchronous=FULL.

    Then once more with every commit of both sides waiting until `SLOW` is over, unless this disk is as slow by itself.
    """
    with tempfile.TemporaryDirectory(prefix="fokus-bench-") as name:
        found = _on_disk(Path(name), count, pairs, 0.0)
        slower = SLOW - sync_ms(Path(name))
        return found + (_on_disk(Path(name), count, pairs, slower / 1000) if slower > 0 else [])


def _on_disk(folder: Path, count: int, pairs: int, pause: float) -> list[Ratio]:
    """Measure with so many seconds added to every commit of both sides."""
    paths = (folder / f"{pause:f}-{number}.db" for number in itertools.count())
    title = f"append, SQLite{f', a sync of {SLOW:.0f} ms' if pause else ''}"
    bench = _Bench(lambda: _journal(next(paths), pause), lambda: _sqlite(next(paths), pause), count)
    return _both(title, "raw sqlite3, one commit each", bench, pairs)


def on_postgres(count: int, pairs: int) -> list[Ratio]:
    """Measure on PostgreSQL with fsync, beside raw psycopg; raises `FileNotFoundError` where it is not installed."""
    if find_postgres() is None:
        raise FileNotFoundError("the server programs initdb and postgres are not installed")
    with PostgresServer(fsync=True) as server:
        bench = _Bench(lambda: open_store(server.new_database()), lambda: _postgres(server.new_database()), count)
        return _both("append, PostgreSQL", "raw psycopg, prepared, one commit each", bench, pairs)


class SlowStore(SQLiteStore):
    """A journal on a slower disk: every commit takes so many seconds longer."""

    def __init__(self, path: Path, pause: float) -> None:
        super().__init__(path)
        self.pause = pause

    @contextmanager
    def batch(self, *, many: bool = True) -> Iterator[None]:
        """Group calls into one commit, and wait as for the disk."""
        with super().batch(many=many):
            yield
        if self.pause:
            time.sleep(self.pause)


def _both(name: str, base: str, bench: "_Bench", pairs: int) -> list[Ratio]:
    bench.commands(AT_ONCE)  # makes the first rows, and warms caches
    found = []
    for at_once in (1, AT_ONCE):
        slices = alternate(bench.rows, partial(bench.commands, at_once), pairs)
        title = f"{name}, {'one at a time' if at_once == 1 else f'{at_once} at once'}"
        found.append(ratio(title, "commands/s", slices, base, OURS[at_once]))
    return found


class _Bench:
    """Commands on one side, the rows they made on the other, one commit each; every slice has a file of its own."""

    def __init__(
        self, store: Callable[[], Store], raw: Callable[[], AbstractContextManager[Insert]], count: int
    ) -> None:
        self.store = store
        self.raw = raw
        self.count = count
        self.last: list[Row] = []

    def commands(self, at_once: int) -> Slice:
        """Give commands with so many in flight, and note the rows they made."""
        with (
            tempfile.TemporaryDirectory(prefix="fokus-bench-") as folder,
            journal_at(self.store(), Path(folder)) as journal,
        ):
            head = journal.store.head()
            some = introductions(journal)[: self.count]

            def one_after_another() -> int:
                for command in some:
                    journal.handle(command, by=OFFICE)
                return len(some)

            def many_at_once() -> int:
                waiting = deque(journal.submit(command, by=OFFICE) for command in some[:at_once])
                for command in some[at_once:]:
                    waiting.popleft().result()
                    waiting.append(journal.submit(command, by=OFFICE))
                while waiting:
                    waiting.popleft().result()
                return len(some)

            gc.collect()  # what opening a journal leaves behind is not collected at the expense of its commands
            done = timed(one_after_another if at_once == 1 else many_at_once)
            self.last = journal.store.follow(after=head, limit=self.count + 1)
            if len(self.last) != len(some):
                raise RuntimeError(f"{len(some)} commands made {len(self.last)} facts.")
            return done

    def rows(self) -> Slice:
        """Insert those rows."""
        with self.raw() as insert:

            def work() -> int:
                for row in self.last:
                    insert(row)
                return len(self.last)

            return timed(work)


def introductions(journal: Journal) -> list[Command]:
    """Return a command for every body that does not take part yet; none of them is refused."""
    taken = {record.fact.body for record in journal.follow() if isinstance(record.fact, (*PREPARATION, *PARTICIPATION))}
    return [IntroduceCard(body=body, effective=TODAY) for body in bodies() if body not in taken]


def _journal(path: Path, pause: float) -> Store:
    store = SlowStore(path, pause)
    store.create()
    _grow(path)
    return store


def _grow(path: Path) -> None:
    """Let the write-ahead log of a file in use grow to the length that it keeps: writing over it is what one does."""
    with closing(connect(str(path))) as connection:
        connection.execute("CREATE TABLE filler (bytes BLOB)")
        connection.execute("INSERT INTO filler VALUES (zeroblob(?))", [LOG])
        connection.execute("DROP TABLE filler")


@contextmanager
def _sqlite(path: Path, pause: float) -> Iterator[Insert]:
    with closing(connect(str(path))) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(SQLITE_TABLE)
        _grow(path)

        def insert(row: Row) -> None:
            connection.execute(SQLITE_INSERT, (row.type, " ".join(row.keys), row.data))
            if pause:
                time.sleep(pause)

        yield insert


@contextmanager
def _postgres(url: str) -> Iterator[Insert]:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(POSTGRES_TABLE)

        def insert(row: Row) -> object:
            return connection.execute(POSTGRES_INSERT, (row.type, row.data, list(row.keys)), prepare=True)

        yield insert
