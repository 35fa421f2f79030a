"""The built-in table of facts whose day the sources leave open."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fokus_core.domain.bounds import open_from
from fokus_core.domain.facts import Fact, Recorded
from fokus_core.domain.retraction import FactRetracted
from fokus_projections.storage.schema import insert_into
from fokus_projections.tables.open_days import OPEN_DAYS
from fokus_projections.tables.timeline import OPEN_POSITION

if TYPE_CHECKING:
    from fokus_projections.storage.database import ModelDatabase

CLOSE = f"UPDATE core_open_day SET known_to = ? WHERE position = ? AND known_to = {OPEN_POSITION}"


class OpenDays:
    """Keeps `core_open_day`: which facts were true from an earlier day on, perhaps."""

    name = "core.open-days"
    version = 1
    tables = (OPEN_DAYS,)

    def apply(self, db: "ModelDatabase", batch: Sequence[Recorded[Fact]]) -> None:
        """Write a row per such fact, and close those that were taken back."""
        rows, closed = [], []
        for record in batch:
            earliest, day = open_from(record), record.fact.effective
            if isinstance(record.fact, FactRetracted):
                closed.append((record.position, record.fact.target))
            elif earliest is not None:
                base, first = record.type.partition("@")[0], earliest.isoformat()
                rows.append((record.position, base, first, day.isoformat(), record.position, OPEN_POSITION))
        db.conn.executemany(insert_into(OPEN_DAYS), rows)
        db.conn.executemany(CLOSE, closed)
