"""Reading a read model: plain SQL over one read-only connection."""

import threading
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from typing import Any

from fokus_core.bodies.spelling import alphabetic
from fokus_core.domain.facts import Fact, Recorded
from fokus_core.domain.refusals import Unavailable
from fokus_core.storage.sqlite import connect, sqlite3
from fokus_projections.storage.log import KNOWN_AT, Decode, ModelDamaged, fact_at, facts_of, stored, utc_text

DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
POSITION = "SELECT position FROM core_model"
CHANGED = "SELECT coalesce(max(changed), 0) FROM core_table WHERE name IN ({})"
LATE = """
SELECT DISTINCT p.name FROM core_table t JOIN core_projection p ON p.name = t.projection, core_model m
WHERE t.name IN ({}) AND p.position < m.position ORDER BY p.name
"""
NOT_THERE = "no such table: "

REMEMBERED = 1000  # questions whose rows are remembered, and statements whose tables are

Values = Sequence[Any] | Mapping[str, Any]


_noted: ContextVar[set[str] | None] = ContextVar("noted", default=None)


def note_tables() -> set[str]:
    """Return a set that is filled, for the rest of this context, with the tables that readers are asked about.

    From then on what a projection owns that has stopped or is catching up is not answered from: `Unavailable`.
    """
    tables: set[str] = set()
    _noted.set(tables)
    return tables


class Reader:
    """One generation of the read model, for one thread at a time; it never changes the generation it reads.

    What is asked often is remembered from one look at the file to the next; `rows` and `first` always ask the file.
    """

    def __init__(
        self, path: Path, generation: int, decode: Decode, damaged: Callable[[], None], *, mark: str = ""
    ) -> None:
        self.generation = generation
        self.mark = mark  # of the generation, random: it tells answers of another history apart
        self._decode = decode
        self._damaged = damaged
        self._closing = threading.Lock()  # a weak reference is alive while a thread that ends lets go of the reader
        self._connection = connect(str(path), read_only=True)
        self._connection.execute("PRAGMA query_only = 1")
        self._connection.create_function("alphabetic", 1, alphabetic, deterministic=True)
        self._cursor = self._connection.cursor()
        self.version = 0
        self._found: dict[tuple[object, ...], Any] = {}
        self._tables: dict[str, frozenset[str]] = {}
        self._prepared: set[str] = set()
        self._forget_statements()

    def rows(self, sql: str, params: Values = ()) -> list[tuple[Any, ...]]:
        """Return all rows; raises `Unavailable` when the file is damaged."""
        found = self._ask(sql, params)
        self._note(self._tables[sql])
        return found

    def first(self, sql: str, params: Values = ()) -> tuple[Any, ...] | None:
        """Return the first row, if any; raises `Unavailable` when the file is damaged."""
        found: tuple[Any, ...] | None = self._run(sql, params, sqlite3.Cursor.fetchone)
        self._note(self._tables[sql])
        return found

    def asked(self, *tables: str) -> None:
        """Let what is found elsewhere count as asking about these tables, whose rows tell whether it has changed."""
        self._note(frozenset(tables))

    @contextmanager
    def instead_of(self, *tables: str) -> Iterator[None]:
        """Let what is asked inside count as asking about these tables alone, whose rows tell whether it has changed."""
        self.asked(*tables)
        token = _noted.set(None)
        try:
            yield
        finally:
            _noted.reset(token)

    def look(self) -> "Reader":
        """Forget what is remembered if anything was written to the model; the least that is right for every answer.

        `version` then tells what is read now from what was read before; it has no meaning to another reader.
        """
        try:
            found: tuple[int] = self._cursor.execute("PRAGMA data_version").fetchone()
        except sqlite3.DatabaseError as error:
            raise self._explained(error) from error
        if found[0] != self.version:
            self.version = found[0]
            self._found.clear()
        return self

    def unchanged(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a question asked often, which are not older than the last look."""
        found: list[tuple[Any, ...]] = self._remembered((sql, *params), lambda: self._ask(sql, params))
        self._note(self._tables[sql])
        return found

    @contextmanager
    def snapshot(self) -> Iterator["Reader"]:
        """Let all reads inside see one moment; nothing may be awaited meanwhile. One inside another does nothing."""
        if self._connection.in_transaction:
            yield self
            return
        self._connection.execute("BEGIN")
        try:
            self._ask(POSITION, ())  # from this read on the moment stays
            yield self.look()
        finally:
            self._connection.execute("COMMIT")

    @property
    def position(self) -> int:
        """The position up to which the journal is shown, as of the last look."""
        found = self._remembered((POSITION,), lambda: self._ask(POSITION, ()))
        return int(found[0][0]) if found else 0

    def changed(self, tables: Sequence[str]) -> int:
        """Return the position after which no fact had changed a row of these tables at the last look."""
        found: int = self._remembered((CHANGED, *tables), lambda: self._about(CHANGED, tables)[0][0])
        return found

    def behind(self, tables: Sequence[str]) -> list[str]:
        """Return the projections of these tables that have stopped or are catching up."""
        found: list[str] = self._remembered((LATE, *tables), lambda: [name for (name,) in self._about(LATE, tables)])
        return found

    def known_from_time(self, moment: datetime) -> int:
        """Return the last position that was known at a moment, 0 when none was."""
        found = self._ask(KNOWN_AT, (utc_text(moment),))
        return int(found[0][0]) if found else 0

    def facts(self, key: str, *, known: int, bases: Container[str] | None = None) -> list[Recorded[Fact]]:
        """Return the facts that carry a key and are not retracted, as known at a position, in recorded order.

        `bases` are the names, without their versions, of the facts that are wanted.
        """
        with self._whole():
            return facts_of(self.rows, self._decode, key, known=known, bases=bases)

    def recorded(self, position: int) -> Recorded[Fact] | None:
        """Return the fact at a position, retracted or not; what is stored never changes, so no table is noted."""
        with self._whole():
            return fact_at(self._ask, self._decode, position)

    def decoded(self, row: Sequence[Any]) -> Recorded[Fact]:
        """Return the fact of a row of `recorded_rows`."""
        with self._whole():
            return self._decode(stored(row))

    def close(self) -> None:
        """Close the connection, which two threads must not do at once."""
        with self._closing:
            self._connection.close()

    def __del__(self) -> None:
        if hasattr(self, "_connection"):
            self.close()

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """Have the model built anew where one of its rows turns out to be damaged."""
        try:
            yield
        except ModelDamaged:
            self._damaged()
            raise

    def _ask(self, sql: str, params: Values) -> list[tuple[Any, ...]]:
        """Return all rows of a question about which nothing is noted."""
        found: list[tuple[Any, ...]] = self._run(sql, params, sqlite3.Cursor.fetchall)
        return found

    def _about(self, sql: str, tables: Sequence[str]) -> list[tuple[Any, ...]]:
        return self._ask(sql.format(",".join("?" * len(tables))), tables)

    def _run(self, sql: str, params: Values, fetch: Callable[[sqlite3.Cursor], Any]) -> Any:
        """Run a statement; SQLite tells the tables it reads when it is prepared, which is once for each text."""
        new = sql not in self._tables
        if new:
            if len(self._tables) > REMEMBERED:
                self._forget_statements()
            self._prepared.clear()
        try:
            found = fetch(self._connection.execute(sql, params))
        except Exception as error:
            if new:  # it may be prepared by now, and would not tell its tables again
                self._forget_statements()
            if isinstance(error, sqlite3.DatabaseError):
                raise self._explained(error) from error
            raise
        if new:
            self._tables[sql] = frozenset(self._prepared)
        return found

    def _forget_statements(self) -> None:
        """Let every statement be prepared anew, as it is when the authorizer is set."""
        self._tables.clear()
        self._found.clear()
        self._connection.set_authorizer(_telling(self._prepared))

    def _note(self, tables: frozenset[str]) -> None:
        noted = _noted.get()
        if noted is not None and not tables <= noted:
            if self.behind(sorted(tables)):
                raise Unavailable("A projection has stopped or is catching up.")
            noted |= tables

    def _remembered(self, question: tuple[object, ...], ask: Callable[[], object]) -> Any:
        try:
            return self._found[question]
        except KeyError:
            if len(self._found) > REMEMBERED:
                self._found.clear()
            answer = self._found[question] = ask()
            return answer

    def _explained(self, error: sqlite3.DatabaseError) -> Exception:
        if str(error).startswith(NOT_THERE):
            return Unavailable("A projection is not there yet.")
        if (getattr(error, "sqlite_errorcode", 0) & 0xFF) not in DAMAGE:
            return error
        self._damaged()
        return Unavailable("The read model is damaged and is being built anew.")


def _telling(tables: set[str]) -> Callable[..., int]:
    """Return an authorizer that allows everything and tells which tables are read; it keeps no reader alive."""

    def authorize(action: int, table: str | None, *_: object) -> int:
        if action == sqlite3.SQLITE_READ and table is not None:
            tables.add(table)
        return sqlite3.SQLITE_OK

    return authorize
