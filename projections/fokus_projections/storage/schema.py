"""Tables, their indexes and their description inside the read model itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


SQL_TYPES = {str: "TEXT", int: "INTEGER", bool: "INTEGER", float: "REAL", bytes: "BLOB"}


@dataclass(frozen=True)
class Column:
    """A column of a documented table: its Python type (str, int, float, bytes), what it means, and its unit, if any."""

    type: type
    description: str
    nullable: bool = False
    unit: str = ""


@dataclass(frozen=True)
class Table:
    """A table of the read model; `name` begins with the programme id and an underscore, and is stable.

    `virtual` makes it one of a module of SQLite that searches, `fts5(…)` or `rtree(…)`, with its rows by `rowid`.
    """

    name: str
    description: str
    columns: Mapping[str, Column]
    pk: tuple[str, ...]
    indexes: Sequence[tuple[str, ...]] = field(default_factory=tuple)
    virtual: str = ""


MODEL = Table(
    "core_model",
    "Which journal this read model shows, and up to where; one row.",
    {
        "journal": Column(str, "Id of the journal"),
        "format": Column(int, "Format of the tables that belong to no projection"),
        "position": Column(int, "Every projection that is not behind has taken in the facts up to this position"),
        "types": Column(str, "The facts the writer knew, their versions and who sees them, as JSON"),
    },
    pk=("journal",),
)
PROJECTION = Table(
    "core_projection",
    "The projections, and how far each has come.",
    {
        "name": Column(str, "Name of the projection"),
        "version": Column(int, "Version of its rows"),
        "shape": Column(str, "Digest of its tables"),
        "position": Column(int, "Position of the last fact it took in"),
        "failed_at": Column(int, "Position of the fact at which it stopped", nullable=True),
        "error": Column(str, "Class of the error that stopped it", nullable=True),
    },
    pk=("name",),
)
TABLE = Table(
    "core_table",
    "The tables of the read model, with what they mean.",
    {
        "name": Column(str, "Name of the table"),
        "projection": Column(str, "Name of the projection that owns it, empty for the read model's own"),
        "description": Column(str, "What its rows mean"),
        "changed": Column(int, "No later fact than the one at this position changed a row of the projection's tables"),
    },
    pk=("name",),
)
COLUMN = Table(
    "core_column",
    "The columns of the tables, with what they mean.",
    {
        "table_name": Column(str, "Name of the table"),
        "name": Column(str, "Name of the column"),
        "number": Column(int, "Its place in the table, from 1"),
        "description": Column(str, "What it means"),
    },
    pk=("table_name", "name"),
)
OWN = (MODEL, PROJECTION, TABLE, COLUMN)


def quoted(names: Iterable[str]) -> str:
    """Return names as a list of SQL identifiers."""
    return ", ".join(f'"{name}"' for name in names)


def insert_into(table: Table) -> str:
    """Return the statement that inserts one row with a value for every column, in the order of the table."""
    places = ", ".join("?" * len(table.columns))
    return f'INSERT INTO "{table.name}" ({quoted(table.columns)}) VALUES ({places})'


def create(db: "Database", table: Table) -> None:
    """Create a table without its indexes; one with several key columns is stored in the order of its key."""
    if table.virtual:
        db.execute(f'CREATE VIRTUAL TABLE "{table.name}" USING {table.virtual}')
        return
    columns = [
        f'"{name}" {SQL_TYPES[column.type]}{"" if column.nullable else " NOT NULL"}'
        for name, column in table.columns.items()
    ]
    key = [f"PRIMARY KEY ({quoted(table.pk)})"] if table.pk else []
    options = "STRICT, WITHOUT ROWID" if len(table.pk) > 1 else "STRICT"
    db.execute(f'CREATE TABLE "{table.name}" ({", ".join([*columns, *key])}) {options}')


def create_indexes(db: "Database", table: Table) -> None:
    """Create the indexes a table lacks."""
    for columns in table.indexes:
        name = "_".join(("ix", table.name, *columns))
        db.execute(f'CREATE INDEX IF NOT EXISTS "{name}" ON "{table.name}" ({quoted(columns)})')


def drop(db: "Database", table: str) -> None:
    """Drop a table and what is said about it."""
    db.execute(f'DROP TABLE IF EXISTS "{table}"')
    db.execute("DELETE FROM core_table WHERE name = ?", (table,))
    db.execute("DELETE FROM core_column WHERE table_name = ?", (table,))


def describe(db: "Database", tables: Sequence[Table], projection: str) -> None:
    """Write down what tables and their columns mean."""
    for table in tables:
        db.execute(insert_into(TABLE), (table.name, projection, table.description, 0))
        db.conn.executemany(
            insert_into(COLUMN),
            [
                (table.name, name, number, one.description)
                for number, (name, one) in enumerate(table.columns.items(), 1)
            ],
        )


def shape_of(tables: Sequence[Table]) -> str:
    """Return a digest of a projection's tables, without their descriptions."""
    parts = [
        (
            table.name,
            [(n, c.type.__name__, c.nullable) for n, c in table.columns.items()],
            table.pk,
            [*table.indexes],
            *filter(None, [table.virtual]),
        )
        for table in tables
    ]
    return sha256(repr(parts).encode()).hexdigest()[:16]
