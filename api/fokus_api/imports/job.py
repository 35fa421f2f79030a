"""The job that judges and enters the rows of tables that are too long to wait for."""

from typing import TYPE_CHECKING

from fokus_core.jobs.job import JobContext

if TYPE_CHECKING:
    from fokus_api.runtime.service import Service

__all__ = ["ReadInTables"]


class ReadInTables:
    """Goes on with the tables of a programme where they were left, also after the end of a process."""

    every = 60.0

    def __init__(self, programme: str) -> None:
        self.name = f"{programme}.read-in-tables"
        self._programme = programme

    def run(self, context: "JobContext[Service]") -> None:
        """Judge or enter what is waiting."""
        from fokus_api.imports.kept import Tables
        from fokus_core.domain.refusals import NotFound

        tables = Tables(context.services)
        for one in tables.waiting(self._programme):
            try:
                tables.go_on(one, context.holds)
            except NotFound:  # its file is gone, and with it its place here within the day
                continue
