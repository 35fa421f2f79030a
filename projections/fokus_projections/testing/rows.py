"""Facts in, rows out, without a journal; and a naive replay to hold the rows against."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import msgspec

from fokus_core.domain.facts import Fact, Meta, Recorded, Unknown, fact_type, keys_of
from fokus_core.domain.retraction import FactRetracted
from fokus_core.journal.codec import Stored
from fokus_core.journal.engines.store import Row
from fokus_core.privacy.sealed import Sealed
from fokus_projections.builtin.bodies import BodyEnds
from fokus_projections.builtin.log import LogProjection
from fokus_projections.projection import Projection
from fokus_projections.reader import Reader
from fokus_projections.storage import schema
from fokus_projections.storage.database import ModelDatabase

S = TypeVar("S")
AT = datetime(2026, 1, 1, tzinfo=UTC)


def recorded(facts: Iterable[Fact | Recorded[Fact]]) -> list[Recorded[Fact]]:
    """Return facts as the journal would record them, from position 1 on; what is a record already stays as it is."""
    records: list[Recorded[Fact]] = []
    for position, item in enumerate(facts, 1):
        if isinstance(item, Recorded):
            records.append(item)
            continue
        meta = Meta(id=f"{position:032x}", at=AT, by="test", command=f"test-{position}")
        records.append(Recorded(position, fact_type(type(item)).name, keys_of(item), item, meta))
    return records


def take_back(target: Recorded[Fact]) -> FactRetracted:
    """Return the retraction of a recorded fact."""
    return FactRetracted(effective=target.fact.effective, target=target.position, reason="Irrtum", carries=target.keys)


@contextmanager
def model_of(projection: Projection, records: Sequence[Recorded[Fact]], *, batch: int = 2000) -> Iterator[Reader]:
    """Yield a read model that holds the log, the ends of bodies and one projection, told the records in batches."""
    by_position = {record.position: record for record in records}
    read_by_all: list[Projection] = [LogProjection(), BodyEnds()]
    everyone = [*(one for one in read_by_all if one.name != projection.name), projection]

    def decode(row: Row) -> Recorded[Fact]:
        return by_position[row.position]

    with TemporaryDirectory() as folder, closing(ModelDatabase(Path(folder) / "read-1.db", decode)) as db:
        for table in (*schema.OWN, *(table for one in everyone for table in one.tables)):
            schema.create(db, table)
            schema.create_indexes(db, table)
        for start in range(0, len(records), batch):
            part = records[start : start + batch]
            db.stored = {record.position: _stored(record) for record in part}
            with db.atomic():
                for one in everyone:
                    one.apply(db, part)
        db.execute(schema.insert_into(schema.MODEL), ("test", 1, records[-1].position if records else 0, ""))
        with closing(Reader(Path(folder) / "read-1.db", 1, decode, lambda: None)) as reader:
            yield reader


def rows_of(
    projection: Projection, facts: Iterable[Fact | Recorded[Fact]], *, batch: int = 2000
) -> list[dict[str, Any]]:
    """Return the rows of a projection's tables after facts, in the order of their keys."""
    found: list[dict[str, Any]] = []
    with model_of(projection, recorded(facts), batch=batch) as reader:
        for table in projection.tables:
            order = schema.quoted(table.pk or table.columns)
            rows = reader.rows(f'SELECT * FROM "{table.name}" ORDER BY {order}')
            found += [dict(zip(table.columns, row, strict=True)) for row in rows]
    return found


def true_on(records: Iterable[Recorded[Fact]], on: date, known: int) -> list[Recorded[Any]]:
    """Return the facts that are true on a day as known at a position, in effective order, from the definition."""
    seen = [record for record in records if record.position <= known]
    gone = {record.fact.target for record in seen if isinstance(record.fact, FactRetracted)}
    kept = [r for r in seen if r.position not in gone and not isinstance(r.fact, FactRetracted | Unknown)]
    return sorted((r for r in kept if r.fact.effective <= on), key=lambda r: (r.fact.effective, r.place))


def replay(
    fold: Callable[[S | None, Recorded[Any]], S | None], records: Iterable[Recorded[Fact]], on: date, known: int
) -> S | None:
    """Return the state of one thing on a day as known at a position, straight from the definition."""
    state: S | None = None
    for record in true_on(records, on, known):
        state = fold(state, record)
    return state


def replacing(record: Recorded[Fact], target: Recorded[Fact]) -> Recorded[Fact]:
    """Return a record in the place of an earlier one, as a correction makes it."""
    return msgspec.structs.replace(
        record, meta=msgspec.structs.replace(record.meta, replaces=target.position, place=target.place)
    )


def _stored(record: Recorded[Fact]) -> Row:
    def token(value: object) -> object:
        return (value.token or "sealed:1:test:") if isinstance(value, Sealed) else str(value)

    fact = record.fact.raw if isinstance(record.fact, Unknown) else record.fact
    data = msgspec.json.encode(Stored(fact, record.meta), enc_hook=token)
    return Row(record.position, record.type, record.keys, data)
