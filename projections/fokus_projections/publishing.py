"""A copy of the read model that anybody may have: tables made of public facts that name nobody, and what they mean."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from fokus_core.domain.facts import PUBLIC, Fact, fact_type, key_fields
from fokus_core.domain.retraction import FactRetracted
from fokus_core.privacy.personal import personal_fields
from fokus_core.storage.durable import sync
from fokus_core.storage.sqlite import connect, sqlite3
from fokus_projections.projection import Projection
from fokus_projections.storage.log import Decode, stored
from fokus_projections.storage.schema import Column, Table, create, create_indexes, quoted
from fokus_projections.tables.fact_table import FactTable, standing
from fokus_projections.tables.two_clocks import TwoClockTable

TODAY = "date('now', 'localtime')"
PUBLIC_LOG = Table(
    "core_log",
    "The public entries of the journal, without who recorded them.",
    {
        "position": Column(int, "Place in the journal"),
        "type": Column(str, "Name and version of the fact"),
        "programme": Column(str, "Id of the programme the fact belongs to"),
        "effective": Column(str, "First day on which the fact is true in the world, ISO 8601"),
        "at": Column(str, "When it was recorded, UTC, ISO 8601"),
        "retracted_by": Column(int, "Position of the fact that took it back", nullable=True),
        "data": Column(str, "The fields of the fact as JSON, without its day and without persons"),
    },
    pk=("position",),
)
EXPORT = Table(
    "core_export",
    "What this copy shows; one row.",
    {
        "position": Column(int, "Position of the journal up to which it shows the facts"),
        "at": Column(str, "When the fact at that position was recorded, UTC, ISO 8601"),
    },
    pk=("position",),
)

PUBLIC_ROWS = """
SELECT position, type, keys, data, programme, effective, at, retracted_by FROM model.core_log
WHERE audience = ? ORDER BY position
"""

FieldsOf = Callable[[Fact], dict[str, Any]]


@dataclass(frozen=True)
class View:
    """A view of a copy: what holds today, as known when the copy was made."""

    name: str
    description: str
    columns: dict[str, str]


@dataclass(frozen=True)
class Copy:
    """What is in a copy."""

    position: int
    tables: Sequence[Table]
    views: Sequence[View]


def is_public(projection: Projection) -> bool:
    """Tell whether anybody may see all that a projection writes: it is told public facts alone, which name nobody.

    What is only an index to search by is made of what others write, and left out.
    """
    told: frozenset[type[Fact]] = getattr(projection, "concerned", frozenset()) - {FactRetracted}
    is_index = any(table.virtual for table in projection.tables)
    return bool(told) and not is_index and all(map(_is_open, told))


def _is_open(cls: type[Fact]) -> bool:
    named = any(key.kind in {"person", "actor"} for key in key_fields(cls).values())
    return fact_type(cls).audience == PUBLIC and not personal_fields(cls) and not named


def write_copy(
    model: Path, projections: Sequence[Projection], target: Path, decode: Decode, fields_of: FieldsOf
) -> Copy:
    """Write what is public of the model in a file to a new file, whole or not at all, and return what is in it.

    `fields_of` returns the fields of a fact as anybody may see them. Raises `FileExistsError`.
    """
    public = [one for one in projections if is_public(one)]
    with drafted(target) as draft, closing(connect(str(draft))) as copy:
        copy.execute("ATTACH ? AS model", (f"file:{model}?mode=ro",))
        with _transaction(copy):
            (position,) = copy.execute("SELECT position FROM model.core_model").fetchone()
            for table in (table for one in public for table in one.tables):
                create(copy, table)  # type: ignore[arg-type]  # it only executes
                copy.execute(f'INSERT INTO "{table.name}" SELECT {quoted(table.columns)} FROM model."{table.name}"')
                create_indexes(copy, table)  # type: ignore[arg-type]  # as above
            for table in (PUBLIC_LOG, EXPORT):
                create(copy, table)  # type: ignore[arg-type]  # as above
            copy.executemany(f"INSERT INTO core_log VALUES ({', '.join('?' * 7)})", _log(copy, decode, fields_of))
            copy.execute(
                "INSERT INTO core_export SELECT position, at FROM model.core_log WHERE position = ?", (position,)
            )
            views = [_today(copy, one, position) for one in public if isinstance(one, TwoClockTable | FactTable)]
        copy.execute("DETACH model")
    tables = [*(table for one in public for table in one.tables), PUBLIC_LOG, EXPORT]
    return Copy(position, tables, views)


def _log(copy: sqlite3.Connection, decode: Decode, fields_of: FieldsOf) -> Iterator[tuple[Any, ...]]:
    for *row, programme, effective, at, retracted_by in copy.execute(PUBLIC_ROWS, (PUBLIC.permission,)):
        fields = msgspec.json.encode(fields_of(decode(stored(row)).fact)).decode()
        yield row[0], row[1], programme, effective, at, retracted_by, fields


def _today(copy: sqlite3.Connection, projection: "TwoClockTable[Any] | FactTable", position: int) -> View:
    """Create the view of the rows of a table that hold today, with the name of the body that they are about."""
    table = projection.table
    holds = standing() if isinstance(projection, FactTable) else projection.in_force()
    holds = holds.replace(":known", str(position)).replace(":on", TODAY)
    columns = {name: one.description for name, one in table.columns.items() if not name.startswith("known_")}
    select = quoted(columns)
    if "body" in columns:
        name = f'SELECT b.name FROM core_bodies b WHERE b.id = "{table.name}".body AND b.valid_from <= {TODAY}'
        select += f", ({name} AND b.valid_to > {TODAY}) AS body_name"
        columns["body_name"] = "Name of the body today"
    view = f"{table.name}_today"
    copy.execute(f'CREATE VIEW "{view}" AS SELECT {select} FROM "{table.name}" WHERE {holds}')
    return View(view, f"{table.description} Those that hold today.", columns)


@contextmanager
def _transaction(copy: sqlite3.Connection) -> Iterator[None]:
    copy.execute("BEGIN")
    yield
    copy.execute("COMMIT")


@contextmanager
def drafted(target: Path) -> Iterator[Path]:
    """Yield a file beside the target that takes its name once it is whole; what was there stays."""
    draft = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    try:
        yield draft
        sync(draft)
        target.hardlink_to(draft)
    finally:
        draft.unlink(missing_ok=True)
    sync(target.parent)
