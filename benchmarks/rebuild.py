"""Rebuild of the read models from the journal, beside the least that reads every fact and writes the same rows."""

import gc
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from benchmarks.apart import apart
from benchmarks.facts import write_facts
from benchmarks.house import catalogue_in, settings_in
from benchmarks.machine import peak
from benchmarks.pairs import Ratio, Slice, alternate, ratio
from fokus_api.plugins.load import load_plugins
from fokus_core.journal.codec import Stored
from fokus_core.journal.engines.sqlite import SQLiteStore
from fokus_core.journal.journal import Journal
from fokus_core.privacy.sealed import dec_hook
from fokus_core.storage.durable import sync
from fokus_core.storage.sqlite import connect, sqlite3
from fokus_core.testing.memory import MemoryVault
from fokus_projections import ReadModels, load_projections
from fokus_projections.following.opening import BATCH
from fokus_projections.storage.database import BUILDING

FOLLOW = "SELECT position, type, keys, data FROM facts WHERE position > ? ORDER BY position LIMIT ?"
NAMES = """
SELECT name FROM pragma_table_list
WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name
"""  # without what is searched by, which is filled by the search itself
BASE = "raw select, msgspec decode, executemany of the final rows"


def rebuild(count: int, pairs: int) -> list[Ratio]:
    """Measure with so many facts; every slice runs in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="fokus-bench-") as name:
        folder = Path(name)
        write_facts(folder, count)
        apart(rebuilt, folder)  # warms the page cache, and leaves the model whose rows the base writes
        slices = alternate(lambda: apart(copied, folder), lambda: apart(rebuilt, folder), pairs)
        return [ratio(f"rebuild of {count:,} facts", "facts/s", slices, BASE, "ReadModels.rebuild")]


def rebuilt(folder: Path) -> Slice:
    """Rebuild with our code; raises `RuntimeError` where a projection stopped."""
    settings = settings_in(folder)
    journal = Journal(SQLiteStore(folder / "journal.db"), catalogue_in(folder), MemoryVault())
    shutil.rmtree(folder / "read", ignore_errors=True)
    models = ReadModels(folder / "read", journal, load_projections(load_plugins(settings)[0]))
    try:
        wall, cpu = time.perf_counter(), time.process_time()
        models.rebuild()
        done = Slice(journal.store.head(), time.perf_counter() - wall, time.process_time() - cpu, peak())
        if stopped := [one.name for one in models.status() if one.error or one.lag]:
            raise RuntimeError(f"These projections stopped: {', '.join(stopped)}.")
        return done
    finally:
        models.close()
        journal.close()


def copied(folder: Path) -> Slice:
    """Read and decode every fact, and write the rows of the finished read model, batch for batch, by bare hands."""
    catalogue = catalogue_in(folder)
    decoders = {
        name: msgspec.json.Decoder(Stored[kind.cls], dec_hook=dec_hook).decode  # type: ignore[name-defined]  # known at run time only
        for name, kind in catalogue.facts.items()
    }
    target = folder / "copy.db"
    watch = _Watch()
    gc.disable()  # the process ends with this slice
    with (
        closing(connect(quote(str(folder / "read" / "read-1.db")), read_only=True)) as model,
        closing(connect(str(folder / "journal.db"), read_only=True)) as source,
    ):
        tables = [_Rows(model, name) for name in _names(model)]
        with watch.running(), closing(connect(str(target))) as copy:
            for pragma in BUILDING:
                copy.execute(f"PRAGMA {pragma}").fetchall()
            copy.execute("BEGIN")  # one transaction, as in ours: a commit for each batch costs a tenth more
            for name in _names(model):
                copy.execute(*model.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone())
            position, count = 0, 0
            while rows := source.execute(FOLLOW, (position, BATCH)).fetchall():
                facts = [decoders[kind](data) for _, kind, _, data in rows]
                position, count = rows[-1][0], count + len(facts)
                with watch.stopped():
                    final = [(table.insert, table.up_to(position)) for table in tables]
                for insert, some in final:
                    copy.executemany(insert, some)
            for (sql,) in model.execute("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql <> ''").fetchall():
                copy.execute(sql)
            copy.execute("COMMIT")
            sync(target)
            with watch.stopped():
                _compare(copy, model)
    target.unlink()
    return Slice(count, watch.wall, watch.cpu, peak())


class _Rows:
    """The final rows of a table, by the position that made them."""

    def __init__(self, model: sqlite3.Connection, name: str) -> None:
        columns = [row[1] for row in model.execute(f'PRAGMA table_info("{name}")').fetchall()]
        made_by = next((one for one in ("known_from", "position") if one in columns and name not in OWN), "1")
        self.insert = f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(columns))})'
        self._rows: Iterator[tuple[Any, ...]] = model.execute(f'SELECT {made_by}, * FROM "{name}" ORDER BY 1')
        self._next = next(self._rows, None)

    def up_to(self, position: int) -> list[tuple[Any, ...]]:
        """Return the next rows, those made at the position included."""
        found = []
        while self._next is not None and self._next[0] <= position:
            found.append(self._next[1:])
            self._next = next(self._rows, None)
        return found


class _Watch:
    """A stopwatch that can be stopped while the final rows are fetched."""

    def __init__(self) -> None:
        self.wall = self.cpu = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        self._add(-1)
        try:
            yield
        finally:
            self._add(1)

    @contextmanager
    def stopped(self) -> Iterator[None]:
        self._add(1)
        try:
            yield
        finally:
            self._add(-1)

    def _add(self, sign: int) -> None:
        self.wall += sign * time.perf_counter()
        self.cpu += sign * time.process_time()


OWN = ("core_model", "core_projection", "core_table", "core_column")


def _names(db: sqlite3.Connection) -> list[str]:
    return [name for (name,) in db.execute(NAMES).fetchall()]


def _compare(copy: sqlite3.Connection, model: sqlite3.Connection) -> None:
    for name in _names(model):
        count = f'SELECT count(*) FROM "{name}"'
        if copy.execute(count).fetchone() != model.execute(count).fetchone():
            raise RuntimeError(f"The base wrote other rows of {name}.")
