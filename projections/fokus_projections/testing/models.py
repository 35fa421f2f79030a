# assertions are what a test kit is made of
"""Whole read models of a journal: followed, fed in batches of any size, rebuilt, and compared."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fokus_core.journal.journal import Journal
from fokus_projections.following.advance import advance
from fokus_projections.following.opening import lay_out
from fokus_projections.models import ReadModels
from fokus_projections.projection import Projection
from fokus_projections.reader import Reader
from fokus_projections.storage import schema
from fokus_projections.storage.database import ModelDatabase

PATIENCE = 60.0  # seconds a model gets to come to the journal's head

Contents = dict[str, list[tuple[Any, ...]]]


@contextmanager
def followed(journal: Journal, projections: Sequence[Projection]) -> Iterator[ReadModels]:
    """Yield the read models of a journal, in a folder of their own, up to its head."""
    with TemporaryDirectory() as folder, ReadModels(Path(folder), journal, projections) as models:
        if not models.wait_for(journal.store.head(), PATIENCE):
            raise TimeoutError("The read model does not come to the journal's head.")
        yield models


def fed(journal: Journal, projections: Sequence[Projection], *, batch: int) -> Contents:
    """Return the contents of a read model that took the journal in by batches of a size, indexes in place."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "read-1.db"
        with closing(ModelDatabase(path, journal.codec.decode)) as db:
            lay_out(db, journal, projections)
            for table in (table for projection in projections for table in projection.tables):
                schema.create_indexes(db, table)
            while advance(db, journal, projections, batch):
                pass
            with closing(Reader(path, 1, journal.codec.decode, lambda: None)) as reader:
                return contents(reader)


def contents(reader: Reader) -> Contents:
    """Return the rows of every projection's tables, sorted."""
    names = [name for (name,) in reader.rows("SELECT name FROM core_table WHERE projection <> '' ORDER BY name")]
    return {name: sorted(reader.rows(f'SELECT * FROM "{name}"'), key=repr) for name in names}


def assert_rebuild_equals_live(journal: Journal, projections: Sequence[Projection], *, batch: int = 7) -> None:
    """Assert that a model rebuilt from nothing equals one that took the facts in as they came, table by table."""
    live = fed(journal, projections, batch=batch)
    with followed(journal, projections) as models:
        models.rebuild()
        rebuilt = contents(models.reader())
    assert rebuilt.keys() == live.keys()
    for table, rows in live.items():
        assert rebuilt[table] == rows, table
