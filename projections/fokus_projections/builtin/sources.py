"""The built-in tables of sources: what was entered of them, by what entries name them, and when they were retrieved."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fokus_core.domain.facts import Fact, Recorded
from fokus_core.sources.facts import SourceRecorded, SourceRetrieved
from fokus_projections.storage.schema import Column, Table, insert_into
from fokus_projections.tables.fact_table import FactTable

if TYPE_CHECKING:
    from fokus_projections.storage.database import ModelDatabase

NAMES = Table(
    "core_source_name",
    "By which texts entries name a source: its id, and those that were given for it.",
    {
        "cited": Column(str, "A text by which entries name it"),
        "source": Column(str, "Id of the source"),
        "position": Column(int, "Position of the fact that says so, which stands in core_source_recorded"),
    },
    pk=("cited", "position"),
    indexes=(("source",),),
)


class SourcesProjection(FactTable):
    """Keeps `core_source_recorded`, and beside it the names of the sources in `core_source_name`."""

    def __init__(self) -> None:
        super().__init__(SourceRecorded, indexes=[("source",)])
        self.tables = (self.table, NAMES)  # type: ignore[assignment]  # the second one is kept here

    def apply(self, db: "ModelDatabase", batch: Sequence[Recorded[Fact]]) -> None:
        """Write a row per source, and one per text by which it is named."""
        super().apply(db, batch)
        for record in batch:
            if isinstance(source := record.fact, SourceRecorded):
                for cited in sorted({source.source, *source.references}):
                    db.execute(insert_into(NAMES), (cited, source.source, record.position))


def source_tables() -> list[FactTable]:
    """Return the projections of sources."""
    return [SourcesProjection(), FactTable(SourceRetrieved, indexes=[("source",)])]
