"""Opening a read model to write: what fits is kept, new or changed projections start anew, removed ones are dropped."""

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fokus_core.journal.journal import Journal
from fokus_core.storage.durable import sync
from fokus_core.storage.sqlite import sqlite3
from fokus_projections.builtin.log import reclassify
from fokus_projections.following.advance import FIRST, MACHINE, Failed, advance, position_of
from fokus_projections.following.knowledge import Knowledge
from fokus_projections.projection import Projection
from fokus_projections.storage import schema
from fokus_projections.storage.generations import Generations
from fokus_projections.storage.log import FACT_AT, TYPES

if TYPE_CHECKING:
    from fokus_projections.storage.database import ModelDatabase

FORMAT = 2
BATCH = 10_000  # facts told at once while a generation is built
ALLOCATED = 2_000_000  # objects between two looks for garbage meanwhile; more than the facts of a batch are made of

Progress = Callable[[int, int], None]


class Unfit(Exception):
    """The file is no read model of this journal in this format; it is thrown away and built anew."""


def build(
    generations: Generations, journal: Journal, projections: Sequence[Projection], progress: Progress | None = None
) -> int:
    """Build a new generation from nothing beside the one in use, make it the one in use, and return its number.

    `progress` is told the position reached and the journal's head. May be called in any process at any time.
    """
    with generations.building() as number:
        path = generations.path(number)
        progress = progress or (lambda position, head: None)
        with _little_garbage():
            try:
                fill(path, journal, projections, progress, savepoints=False)
            except Failed:  # once more, with what it takes to let one projection stop alone
                path.unlink()
                fill(path, journal, projections, progress, savepoints=True)
        with generations.turn():
            db = _database(path, journal)
            try:
                while advance(db, journal, projections, BATCH):
                    pass
            finally:
                db.close()
            generations.point_to(number)
    return number


def _database(path: Path, journal: Journal, *, building: bool = False) -> "ModelDatabase":
    from fokus_projections.storage.database import ModelDatabase  # slow to import, and of use to the one writer alone

    return ModelDatabase(path, journal.codec.decode, building=building)


@contextmanager
def _little_garbage() -> Iterator[None]:
    """Have Python look for garbage seldom: a build makes little of it, and much that it would look through."""
    before = gc.get_threshold()
    gc.set_threshold(ALLOCATED, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def fill(
    path: Path,
    journal: Journal,
    projections: Sequence[Projection],
    progress: Progress,
    *,
    savepoints: bool,
    upto: int | None = None,
) -> None:
    """Write a read model to a new file, from nothing; with `upto`, as it was known at that position."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    db = _database(path, journal, building=True)
    db.savepoints = savepoints  # they cost a copy of every page that a batch changes
    try:
        with db.atomic():  # one transaction: pages that change often are written seldom
            lay_out(db, journal, projections)
            head = journal.store.head() if upto is None else upto
            while advance(db, journal, projections, BATCH, upto=upto):
                progress(position_of(db), max(head, position_of(db)))
            for table in (table for projection in projections for table in projection.tables):
                schema.create_indexes(db, table)
    finally:
        db.close()
    sync(path)


def lay_out(db: "ModelDatabase", journal: Journal, projections: Sequence[Projection]) -> None:
    """Create all tables of an empty read model, without their indexes."""
    with db.atomic():
        for table in schema.OWN:
            schema.create(db, table)
        schema.describe(db, schema.OWN, "")
        knowledge = str(Knowledge.of(journal.catalogue))
        db.execute(schema.insert_into(schema.MODEL), (journal.id, FORMAT, 0, knowledge))
        for projection in projections:
            _enter(db, projection)


def open_model(path: Path, journal: Journal, projections: Sequence[Projection], *, retry: bool) -> "ModelDatabase":
    """Open the generation in use and fit it to the projections of today; raises `Unfit`.

    With `retry`, projections that had stopped go on from where they stopped.
    """
    if not path.exists():
        raise Unfit("The file is missing.")
    try:
        db = _database(path, journal)
        try:
            _check(db, journal, projections)
            with db.atomic():
                _fit(db, journal, projections)
                if retry:
                    db.execute("UPDATE core_projection SET failed_at = NULL, error = NULL")
        except BaseException:
            db.close()
            raise
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code in MACHINE - {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            raise
        raise Unfit(str(error)) from error
    return db


def _check(db: "ModelDatabase", journal: Journal, projections: Sequence[Projection]) -> None:
    journal_id, format_, position = db.conn.execute("SELECT journal, format, position FROM core_model").fetchone()
    first = next(projection for projection in projections if projection.name == FIRST)
    same = db.conn.execute("SELECT version, shape FROM core_projection WHERE name = ?", (FIRST,)).fetchone()
    if (journal_id, format_, same) != (journal.id, FORMAT, (first.version, schema.shape_of(first.tables))):
        raise Unfit("It shows another journal, or was written by another release.")
    if position:
        there = journal.store.follow(after=position - 1, limit=1)
        here = db.conn.execute(FACT_AT, (position,)).fetchone()
        if not there or not here or (there[0].position, there[0].data) != (position, here[3]):
            raise Unfit("The journal does not hold what was read from it; a backup was restored.")


def _fit(db: "ModelDatabase", journal: Journal, projections: Sequence[Projection]) -> None:
    then = Knowledge.parse(db.conn.execute("SELECT types FROM core_model").fetchone()[0])
    now = Knowledge.of(journal.catalogue)
    stored = [name for (name,) in db.conn.execute(TYPES).fetchall()]
    learned = {name.partition(".")[0] for name in stored if then.knows(name) != now.knows(name)}
    entered = {
        name: (version, shape)
        for name, version, shape in db.conn.execute("SELECT name, version, shape FROM core_projection").fetchall()
    }
    wanted = {
        one.name: (one.version, schema.shape_of(one.tables))
        for one in projections
        if one.name == FIRST or one.name.partition(".")[0] not in learned
    }
    for name in [name for name in entered if entered[name] != wanted.get(name)]:
        for (table,) in db.conn.execute("SELECT name FROM core_table WHERE projection = ?", (name,)).fetchall():
            schema.drop(db, table)
        db.execute("DELETE FROM core_projection WHERE name = ?", (name,))
    for projection in projections:
        if entered.get(projection.name) != wanted.get(projection.name) or projection.name not in entered:
            _enter(db, projection)
            for table in projection.tables:
                schema.create_indexes(db, table)
    if str(now) != str(then):
        reclassify(db, now.audience)
        db.execute("UPDATE core_model SET types = ?", (str(now),))


def _enter(db: "ModelDatabase", projection: Projection) -> None:
    for table in projection.tables:
        schema.create(db, table)
    schema.describe(db, projection.tables, projection.name)
    entry = (projection.name, projection.version, schema.shape_of(projection.tables), 0, None, None)
    db.execute(schema.insert_into(schema.PROJECTION), entry)
