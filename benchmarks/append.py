"""Durable appends: whole commands through the journal, beside single commits of equal bytes into an equal table."""

import gc
import itertools
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

from benchmarks.house import OFFICE, TODAY, bodies, journal_at
from benchmarks.machine import sync_ms
from benchmarks.pairs import Ratio, Slice, alternate, ratio, timed
from fokus_core import Command
from fokus_core.journal.journal import Journal
from fokus_core.journal.open_store import open_store
from fokus_core.journal.sqlite import SQLiteStore
from fokus_core.journal.store import Row, Store
from fokus_core.sqlite import connect, sqlite3
from fokus_core.testing.postgres import PostgresServer, find_postgres
from fokus_ehrenamtskarte.commands import IntroduceCard
from fokus_ehrenamtskarte.facts import PARTICIPATION, PREPARATION

AT_ONCE = 32
SLOW = 1.0  # milliseconds that a sync takes on a disk that does not answer from its cache
Insert = Callable[[Row], object]

SQLITE_TABLE = "CREATE TABLE facts (position INTEGER PRIMARY KEY, type TEXT, keys TEXT, data BLOB) STRICT"
SQLITE_INSERT = "INSERT INTO facts (type, keys, data) VALUES (?, ?, ?)"
POSTGRES_TABLE = "CREATE TABLE facts (id bigserial PRIMARY KEY, type text, data bytea, tags text[])"
POSTGRES_INSERT = "INSERT INTO facts (type, data, tags) VALUES (%s, %s, %s)"


def on_sqlite(count: int, pairs: int) -> list[Ratio]:
    """Measure on SQLite, beside raw sqlite3 with the same library, WAL and synchronous=FULL.

    Then once more with every commit of both sides waiting until `SLOW` is over, unless this disk is as slow by itself.
    """
    with tempfile.TemporaryDirectory(prefix="fokus-bench-") as name, _sqlite(Path(name, "raw.db")) as insert:
        found = _on_disk(Path(name), insert, count, pairs, 0.0)
        slower = SLOW - sync_ms(Path(name))
        return found + (_on_disk(Path(name), insert, count, pairs, slower / 1000) if slower > 0 else [])


def _on_disk(folder: Path, insert: Insert, count: int, pairs: int, pause: float) -> list[Ratio]:
    """Measure with so many seconds added to every commit of both sides."""
    numbers = itertools.count()

    def slowly(row: Row) -> None:
        insert(row)
        if pause:
            time.sleep(pause)

    def store() -> Store:
        return SlowStore(folder / f"{pause:f}-{next(numbers)}.db", pause)

    title = f"append, SQLite{f', a sync of {SLOW:.0f} ms' if pause else ''}"
    return _both(title, "raw sqlite3, one commit each", _Bench(store, slowly, count), pairs)


def on_postgres(count: int, pairs: int) -> list[Ratio]:
    """Measure on PostgreSQL with fsync, beside raw psycopg; raises `FileNotFoundError` where it is not installed."""
    if find_postgres() is None:
        raise FileNotFoundError("the server programs initdb and postgres are not installed")
    with PostgresServer(fsync=True) as server, _postgres(server.new_database()) as insert:
        bench = _Bench(lambda: open_store(server.new_database()), insert, count)
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
        found.append(ratio(title, "commands/s", slices, base, "Journal.submit to durable receipt"))
    return found


class _Bench:
    """Commands on one side, each slice in a new journal; on the other the rows they made again, one commit each."""

    def __init__(self, store: Callable[[], Store], insert: Insert, count: int) -> None:
        self.store = store
        self.insert = insert
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

            def work() -> int:
                waiting = deque(journal.submit(command, by=OFFICE) for command in some[:at_once])
                for command in some[at_once:]:
                    waiting.popleft().result()
                    waiting.append(journal.submit(command, by=OFFICE))
                while waiting:
                    waiting.popleft().result()
                return len(some)

            gc.collect()  # what opening a journal leaves behind is not collected at the expense of its commands
            done = timed(work)
            self.last = journal.store.follow(after=head, limit=self.count + 1)
            if len(self.last) != len(some):
                raise RuntimeError(f"{len(some)} commands made {len(self.last)} facts.")
            return done

    def rows(self) -> Slice:
        """Insert those rows."""

        def work() -> int:
            for row in self.last:
                self.insert(row)
            return len(self.last)

        return timed(work)


def introductions(journal: Journal) -> list[Command]:
    """Return a command for every body that does not take part yet; none of them is refused."""
    taken = {record.fact.body for record in journal.follow() if isinstance(record.fact, (*PREPARATION, *PARTICIPATION))}
    return [IntroduceCard(body=body, effective=TODAY) for body in bodies() if body not in taken]


@contextmanager
def _sqlite(path: Path) -> Iterator[Insert]:
    with closing(connect(str(path))) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(SQLITE_TABLE)

        def insert(row: Row) -> sqlite3.Cursor:
            return connection.execute(SQLITE_INSERT, (row.type, " ".join(row.keys), row.data))

        yield insert


@contextmanager
def _postgres(url: str) -> Iterator[Insert]:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(POSTGRES_TABLE)

        def insert(row: Row) -> object:
            return connection.execute(POSTGRES_INSERT, (row.type, row.data, list(row.keys)), prepare=True)

        yield insert
