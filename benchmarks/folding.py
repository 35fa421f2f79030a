"""The two-clock table: facts told to it, beside the bare fold function over the same decoded facts."""

import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from benchmarks.facts import write_facts
from benchmarks.house import catalogue_in
from benchmarks.pairs import Ratio, Slice, alternate, ratio, timed
from fokus_core import Fact, Recorded
from fokus_core.journal.codec import Codec
from fokus_core.journal.engines.sqlite import SQLiteStore
from fokus_core.journal.engines.store import Row
from fokus_ehrenamtskarte.facts import (
    AgreementSigned,
    CardIntroduced,
    CouncilDecided,
    ParticipationEnded,
    ParticipationPaused,
    ParticipationResumed,
)
from fokus_ehrenamtskarte.read_models import PARTICIPATIONS, participation
from fokus_projections.builtin.log import LogProjection
from fokus_projections.storage.database import ModelDatabase
from fokus_projections.storage.schema import create, create_indexes

BATCH = 10_000
ORDER = (CouncilDecided, AgreementSigned, CardIntroduced, ParticipationPaused, ParticipationResumed, ParticipationEnded)
BASE = "the fold function alone"
Facts = Sequence[Recorded[Fact]]


def folding(total: int, pairs: int) -> list[Ratio]:
    """Measure with subjects of 10 and of 1,000 facts, about `total` facts in all."""
    return [one for each in (10, 1000) for one in _subjects(each, total, pairs)]


def _subjects(each: int, total: int, pairs: int) -> list[Ratio]:
    with tempfile.TemporaryDirectory(prefix="fokus-bench-") as name:
        folder = Path(name)
        codec = Codec(catalogue_in(folder))
        rows, facts = _facts(folder, codec, each, total)
        told = alternate(lambda: _fold(facts), lambda: _tell(folder, codec, facts), pairs)
        with closing(_model(folder, codec, rows, facts)) as db:
            cold = alternate(lambda: _fold(facts), lambda: _refold(db, facts), pairs)
        what = f"{each:,} facts a subject"
        return [
            ratio(f"fold, {what}, told in order", "facts/s", told, BASE, "TwoClockTable.apply, rows written"),
            ratio(f"fold, {what}, read anew from the log", "facts/s", cold, BASE, "log to timeline, decoded"),
        ]


def _facts(folder: Path, codec: Codec, each: int, total: int) -> tuple[list[Row], Facts]:
    """Return about so many facts of this table as rows and decoded, subjects by turns."""
    store = SQLiteStore(write_facts(folder, total + 1, each=each, late=0, order=ORDER))
    store.create()
    rows = store.follow(after=1, limit=total)
    store.close()
    return rows, [codec.decode(row) for row in rows]


def _fold(facts: Facts) -> Slice:
    def work() -> int:
        states = dict.fromkeys((record.keys[0] for record in facts), None)
        for record in facts:
            states[record.keys[0]] = participation(states[record.keys[0]], record)
        return len(facts)

    return timed(work)


def _tell(folder: Path, codec: Codec, facts: Facts) -> Slice:
    with closing(_empty(folder, codec)) as db:

        def work() -> int:
            for start in range(0, len(facts), BATCH):
                with db.atomic():
                    PARTICIPATIONS.apply(db, facts[start : start + BATCH])
            return len(facts)

        return timed(work)


def _refold(db: ModelDatabase, facts: Facts) -> Slice:
    subjects = sorted({record.keys[0].partition(":")[2] for record in facts})
    known = facts[-1].position

    def work() -> int:
        return sum(len(PARTICIPATIONS._read(db, subject, known).records) for subject in subjects)

    return timed(work)


def _empty(folder: Path, codec: Codec) -> ModelDatabase:
    path = folder / "model.db"
    path.unlink(missing_ok=True)
    db = ModelDatabase(path, codec.decode, building=True)
    for table in (*LogProjection.tables, *PARTICIPATIONS.tables):
        create(db, table)
    return db


def _model(folder: Path, codec: Codec, rows: Sequence[Row], facts: Facts) -> ModelDatabase:
    """Return a model that holds the facts in its log and their states in the table."""
    db = _empty(folder, codec)
    db.stored = {row.position: row for row in rows}
    with db.atomic():
        LogProjection().apply(db, facts)
        PARTICIPATIONS.apply(db, facts)
    for table in (*LogProjection.tables, *PARTICIPATIONS.tables):
        create_indexes(db, table)
    return db
