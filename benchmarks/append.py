"""Durable appends: whole commands through the journal, beside single commits of equal bytes into an equal table."""

import gc
import itertools
import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from functools import partial
from pathlib import Path

from benchmarks.house import OFFICE, TODAY, bodies, journal_at
from benchmarks.pairs import Ratio, Slice, alternate, ratio, timed
from fokus_core import Command
from fokus_core.journal.journal import Journal
from fokus_core.journal.store import Row
from fokus_core.sqlite import connect, sqlite3
from fokus_core.testing.postgres import PostgresServer, find_postgres
from fokus_ehrenamtskarte.commands import IntroduceCard
from fokus_ehrenamtskarte.facts import PARTICIPATION, PREPARATION

AT_ONCE = 32
Insert = Callable[[Row], object]

SQLITE_TABLE = "CREATE TABLE facts (position INTEGER PRIMARY KEY, type TEXT, keys TEXT, data BLOB) STRICT"
SQLITE_INSERT = "INSERT INTO facts (type, keys, data) VALUES (?, ?, ?)"
POSTGRES_TABLE = "CREATE TABLE facts (id bigserial PRIMARY KEY, type text, data bytea, tags text[])"
POSTGRES_INSERT = "INSERT INTO facts (type, data, tags) VALUES (%s, %s, %s)"


Raw = Callable[[], AbstractContextManager[Insert]]


def on_sqlite(count: int, pairs: int) -> list[Ratio]:
    """Measure on SQLite, beside raw sqlite3 with the same library, WAL and synchronous=FULL."""
    with tempfile.TemporaryDirectory(prefix="fokus-bench-") as name, _sqlite(Path(name, "raw.db")) as insert:
        numbers = itertools.count()
        bench = _Bench(lambda: f"sqlite:///{name}/{next(numbers)}.db", insert, count)
        return _both("append, SQLite", "raw sqlite3, one commit each", bench, pairs)


def on_postgres(count: int, pairs: int) -> list[Ratio]:
    """Measure on PostgreSQL with fsync, beside raw psycopg; raises `FileNotFoundError` where it is not installed."""
    if find_postgres() is None:
        raise FileNotFoundError("the server programs initdb and postgres are not installed")
    with PostgresServer(fsync=True) as server, _postgres(server.new_database()) as insert:
        bench = _Bench(server.new_database, insert, count)
        return _both("append, PostgreSQL", "raw psycopg, prepared, one commit each", bench, pairs)


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

    def __init__(self, url: Callable[[], str], insert: Insert, count: int) -> None:
        self.url = url
        self.insert = insert
        self.count = count
        self.last: list[Row] = []

    def commands(self, at_once: int) -> Slice:
        """Give commands with so many in flight, and note the rows they made."""
        with (
            tempfile.TemporaryDirectory(prefix="fokus-bench-") as folder,
            journal_at(self.url(), Path(folder)) as journal,
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
