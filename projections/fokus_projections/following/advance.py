"""One step of a read model: a batch of facts told to every projection in one transaction with their positions."""

from collections.abc import Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, NamedTuple

from fokus_core.domain.facts import Fact, Recorded
from fokus_core.domain.tracing import span
from fokus_core.journal.codec import Codec
from fokus_core.journal.engines.store import Row
from fokus_core.journal.journal import Journal
from fokus_core.storage.sqlite import sqlite3
from fokus_projections.projection import Projection

if TYPE_CHECKING:
    from fokus_projections.storage.database import ModelDatabase

FIRST = "core.log"  # where other projections read the facts of a subject; without it nobody moves
MOVE = "UPDATE core_model SET position = ? WHERE position = ?"
PLACES = "SELECT name, position, failed_at IS NOT NULL FROM core_projection"
MOVE_ONE = "UPDATE core_projection SET position = ? WHERE name = ?"
STOP_ONE = "UPDATE core_projection SET position = ?, failed_at = ?, error = ? WHERE name = ?"
CHANGED = "UPDATE core_table SET changed = ? WHERE projection = ?"
MACHINE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_NOTADB,
}


class Overtaken(Exception):
    """Another process moved this read model meanwhile; nothing was written."""


class Failed(Exception):
    """A projection failed where there are no savepoints; what was written is of no use."""


class Stop(NamedTuple):
    """Where a projection stopped: the last fact it took in, the fact it could not take in, and why, without data."""

    position: int
    failed_at: int
    error: str


def position_of(db: "ModelDatabase") -> int:
    """Return the position up to which the read model shows the journal."""
    found: tuple[int] = db.conn.execute("SELECT position FROM core_model").fetchone()
    return found[0]


def advance(
    db: "ModelDatabase", journal: Journal, projections: Sequence[Projection], limit: int, *, upto: int | None = None
) -> bool:
    """Take in one batch, and one for the projections that are furthest behind; return False when all are at the head.

    A projection that fails is left where it was, with its state written down, while the others go on. With `upto`, no
    fact behind that position is taken in.
    """
    position = position_of(db)
    if position != db.left_at:
        db.scratch.clear()
    places = {name: (place, failed) for name, place, failed in db.conn.execute(PLACES).fetchall()}
    going = [one for one in projections if not places[one.name][1]]
    rows = journal.store.follow(after=position, limit=limit)
    if upto is not None:
        rows = [row for row in rows if row.position <= upto]
    told: list[Projection] = []
    if rows:
        told = [one for one in going if places[one.name][0] == position]
        with span("follower", {"fokus.facts": len(rows), "fokus.position": rows[-1].position}):
            _take_in(db, journal.codec, rows, told, position, rows[-1].position)
        position = rows[-1].position
    db.left_at = position
    behind = [one for one in going if places[one.name][0] < position and one not in told]
    if behind:
        lowest = min(places[one.name][0] for one in behind)
        group = [one for one in behind if places[one.name][0] == lowest]
        late = [row for row in journal.store.follow(after=lowest, limit=limit) if row.position <= position]
        _take_in(db, journal.codec, late, group, position, position)
    return bool(rows or behind)


def is_the_machine(error: Exception) -> bool:
    """Tell whether an error comes from disk, memory or locks, and not from a projection's code."""
    if isinstance(error, sqlite3.Error):
        return (getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF) in MACHINE
    return isinstance(error, MemoryError | OSError)


def _take_in(
    db: "ModelDatabase",
    codec: Codec,
    rows: Sequence[Row],
    told: Sequence[Projection],
    seen: int,
    position: int,
) -> None:
    """Tell projections rows and move them, and the read model from `seen` to `position`, all or nothing."""
    batch, unreadable = _decoded(codec, rows)
    db.stored = {row.position: row for row in rows}
    try:
        with db.atomic() if db.savepoints else nullcontext():
            if db.conn.execute(MOVE, (position, seen)).rowcount != 1:
                raise Overtaken
            kinds = {type(record.fact) for record in batch}
            for projection in told:
                changes = db.conn.total_changes
                idle = batch[0].position > 1 and kinds.isdisjoint(getattr(projection, "concerned", kinds))
                stop = None if idle and not unreadable else _tell(db, projection, batch, unreadable)
                if db.conn.total_changes != changes:
                    db.execute(CHANGED, (batch[-1].position, projection.name))
                if stop is None:
                    db.execute(MOVE_ONE, (batch[-1].position, projection.name))
                else:
                    db.execute(STOP_ONE, (*stop, projection.name))
    except BaseException:
        db.scratch.clear()
        raise


def _decoded(codec: Codec, rows: Sequence[Row]) -> tuple[list[Recorded[Fact]], dict[int, str]]:
    """Return the facts of rows; one that its programme can no longer read is unknown, and named with the error."""
    batch: list[Recorded[Fact]] = []
    unreadable: dict[int, str] = {}
    for row in rows:
        try:
            batch.append(codec.decode(row))
        except Exception as error:  # a programme's upcaster may raise anything
            batch.append(codec.unknown(row))
            unreadable[row.position] = type(error).__name__
    return batch, unreadable


def _tell(
    db: "ModelDatabase", projection: Projection, batch: Sequence[Recorded[Fact]], unreadable: dict[int, str]
) -> Stop | None:
    """Tell a projection a batch; where it fails, tell it fact by fact up to the one it cannot take in."""
    programme = projection.name.partition(".")[0]
    mine = [r for r in batch if r.position in unreadable and r.type.startswith(f"{programme}.")] if unreadable else []
    if projection.name == FIRST or not mine:
        failed = _try(db, projection, batch)
        if failed is None:
            return None
        if projection.name == FIRST:
            raise failed
    last = batch[0].position - 1
    for record in batch:
        if record in mine:
            return Stop(last, record.position, unreadable[record.position])
        failed = _try(db, projection, [record])
        if failed is not None:
            return Stop(last, record.position, type(failed).__name__)
        last = record.position
    return None


def _try(db: "ModelDatabase", projection: Projection, batch: Sequence[Recorded[Fact]]) -> Exception | None:
    if db.savepoints:
        db.conn.execute("SAVEPOINT told")
    try:
        projection.apply(db, batch)
    except Exception as error:
        if is_the_machine(error):
            raise
        if not db.savepoints:
            raise Failed from error
        db.conn.execute("ROLLBACK TO told")
        db.conn.execute("RELEASE told")
        db.scratch.pop(projection.name, None)
        return error
    if db.savepoints:
        db.conn.execute("RELEASE told")
    return None
