"""The declared fact table: one row per fact of a class, and from when until when it was known."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from fokus_core.domain.facts import Fact, Recorded, fact_type
from fokus_core.domain.retraction import FactRetracted
from fokus_projections.storage.schema import Column, Table, insert_into
from fokus_projections.tables.state import columns_of, said_of, table_name
from fokus_projections.tables.timeline import OPEN_POSITION

if TYPE_CHECKING:
    from fokus_projections.storage.database import ModelDatabase

KNOWN_END = "FROM core_body_end WHERE core_body_end.known_from <= :known AND core_body_end.known_to > :known"


def not_gone(column: str) -> str:
    """Return the SQL condition for a body in a column that has not ended by `:on`, as known at `:known`.

    Parties that are no bodies never end.
    """
    return f"{column} NOT IN (SELECT core_body_end.body {KNOWN_END} AND core_body_end.effective <= :on)"


def gone_from(column: str) -> str:
    """Return the SQL expression for the first day on which the body in a column is no more, as known at `:known`."""
    return f"(SELECT min(core_body_end.effective) {KNOWN_END} AND core_body_end.body = {column})"


def standing(alias: str = "") -> str:
    """Return the SQL condition for a row of a fact table that is true by `:on` and stands, as known at `:known`."""
    at = f"{alias}." if alias else ""
    return f"{at}known_from <= :known AND {at}known_to > :known AND {at}effective <= :on"


class FactTable:
    """A projection that keeps every fact of one class as a row; a column per field, sealed fields in sealed form.

    It is named and described as the fact is unless something else is said.
    """

    def __init__(
        self,
        fact: type[Fact],
        *,
        name: str = "",
        table: str = "",
        description: str = "",
        version: int = 1,
        indexes: Sequence[tuple[str, ...]] = (),
    ) -> None:
        columns, self._values = columns_of(fact)
        name = name or fact_type(fact).base
        table = table or table_name(name)
        description = description or said_of(fact)
        self.fact = fact
        self.name = name
        self.version = version
        self.table = Table(
            table,
            description,
            {
                "position": Column(int, "Place of the fact in the journal"),
                **columns,
                "known_from": Column(int, "Position since which this is known"),
                "known_to": Column(int, f"Position since which it is taken back; {OPEN_POSITION} while it stands"),
            },
            pk=("position",),
            indexes=indexes,
        )
        self.tables = (self.table,)
        self.concerned = frozenset((fact, FactRetracted))
        self._insert = insert_into(self.table)
        self._close = f'UPDATE "{table}" SET known_to = ? WHERE position = ? AND known_to = {OPEN_POSITION}'

    def apply(self, db: "ModelDatabase", batch: Sequence[Recorded[Fact]]) -> None:
        """Write a row per fact of the class, and close those that were taken back."""
        rows: list[tuple[Any, ...]] = []
        closed: list[tuple[int, int]] = []
        for record in [record for record in batch if type(record.fact) in self.concerned]:
            if isinstance(record.fact, FactRetracted):
                closed.append((record.position, record.fact.target))
            else:
                rows.append((record.position, *self._values(record.fact), record.position, OPEN_POSITION))
        db.conn.executemany(self._insert, rows)
        db.conn.executemany(self._close, closed)
