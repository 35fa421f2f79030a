"""What `fokus check --deep` looks at: whether read models in use are those that the journal makes anew."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import quote

from fokus_api.runtime.service import Service
from fokus_core.domain.finding import Finding
from fokus_core.storage.sqlite import connect

__all__ = ["check_models"]

if TYPE_CHECKING:
    from fokus_projections import ReadModels

POSITIONS = "SELECT position FROM main.core_model UNION SELECT position FROM anew.core_model"
TRIES = 10
PATIENCE = 60.0  # seconds a read model gets to come to the journal's head


def check_models(service: Service, progress: Callable[[int, int], None] = lambda position, head: None) -> list[Finding]:
    """Build the read models anew in a folder of their own and return where the ones in use differ."""
    from fokus_projections import ReadModels

    running = service.models
    running.start()
    with TemporaryDirectory(prefix="fokus-check-") as folder:
        anew = ReadModels(Path(folder), service.journal, running.projections)
        try:
            anew.rebuild(progress)
            anew.start()
            for _ in range(TRIES):  # others may record meanwhile: what is compared shows the same position
                head = service.journal.store.head()
                if not (running.wait_for(head, PATIENCE) and anew.wait_for(head, PATIENCE)):
                    break
                findings = _differences(running, anew)
                if findings is not None:
                    return findings
            return [Finding("model-behind", "The read models in use do not come to the journal's head.")]
        finally:
            anew.close()


def _differences(running: "ReadModels", anew: "ReadModels") -> list[Finding] | None:
    """Compare every table of every projection row by row; None when the two show different positions."""
    findings = [
        Finding("projection-stopped", f"{one.name} stopped ({one.error}).", (one.failed_at,))
        for one in running.status()
        if one.failed_at
    ]
    connection = connect(_path(running), read_only=True)
    try:
        connection.execute("ATTACH ? AS anew", (f"file:{quote(_path(anew))}?mode=ro",))
        connection.execute("BEGIN")
        if len(connection.execute(POSITIONS).fetchall()) > 1:
            return None
        for table in (table.name for projection in running.projections for table in projection.tables):
            sides = [("main", "anew"), ("anew", "main")]
            differ = "SELECT count(*) FROM (SELECT * FROM {0}.{2} EXCEPT SELECT * FROM {1}.{2})"
            more, less = (connection.execute(differ.format(*s, f'"{table}"')).fetchone()[0] for s in sides)
            if more or less:
                sentence = f"The table {table} has {more} rows that a rebuilt one has not, and lacks {less}."
                findings.append(Finding("model-differs", sentence))
        return findings
    finally:
        connection.close()


def _path(models: "ReadModels") -> str:
    return str(models.reader().rows("PRAGMA database_list")[0][2])
