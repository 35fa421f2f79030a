"""Sealed files in PostgreSQL."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from fokus_core.files.engines import PART
from fokus_core.files.frames import FileMissing
from fokus_core.storage.database import Database
from fokus_core.storage.owner import belong, owner


class DatabaseEngine:
    """Rows of up to 1 MiB in a database all nodes share; an upload is spooled, still sealed, on the node."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.create(
            (
                "CREATE TABLE IF NOT EXISTS files_names "
                "(name TEXT PRIMARY KEY, at REAL NOT NULL, claimed INTEGER NOT NULL)",
                "CREATE TABLE IF NOT EXISTS files_parts (name TEXT NOT NULL REFERENCES files_names (name) "
                "ON DELETE CASCADE, part INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (name, part))",
            )
        )
        self._folder = Path(tempfile.mkdtemp(prefix="fokus-files-"))

    def spool(self) -> Path:
        """Return a folder of this process."""
        return self._folder

    def keep(self, draft: Path, name: str) -> None:
        """Write all parts in one transaction."""
        with draft.open("rb") as file, self._database.transaction():
            self._database.execute(
                "INSERT INTO files_names (name, at, claimed) VALUES (?, unixepoch('subsec'), 0)", (name,)
            )
            part = 0
            while block := file.read(PART):
                self._database.execute(
                    "INSERT INTO files_parts (name, part, bytes) VALUES (?, ?, ?)", (name, part, block)
                )
                part += 1

    def read(self, name: str) -> Iterator[bytes]:
        """Fetch part by part."""
        part = 0
        while rows := self._database.query("SELECT bytes FROM files_parts WHERE name = ? AND part = ?", (name, part)):
            yield bytes(rows[0][0])
            part += 1
        if part == 0:
            raise FileMissing(f"There is no file {name}.")

    def claim(self, name: str) -> bool:
        """Set the mark."""
        return bool(self._database.execute("UPDATE files_names SET claimed = 1 WHERE name = ? RETURNING name", (name,)))

    def claimed(self, name: str) -> bool | None:
        """Read the mark."""
        rows = self._database.query("SELECT claimed FROM files_names WHERE name = ?", (name,))
        return bool(rows[0][0]) if rows else None

    def tidy(self, before: float) -> None:
        """Do nothing: a spool goes with its process."""

    def unclaimed(self, before: float) -> list[str]:
        """Look at the times of the unclaimed files."""
        rows = self._database.query(
            "SELECT name FROM files_names WHERE claimed = 0 AND at < ? ORDER BY name", (before,)
        )
        return [name for (name,) in rows]

    def delete(self, name: str, *, unclaimed_only: bool) -> bool:
        """Remove the name, and its parts with it."""
        return bool(
            self._database.execute(
                "DELETE FROM files_names WHERE name = ? AND (claimed = 0 OR ? = 0) RETURNING name",
                (name, int(unclaimed_only)),
            )
        )

    def names(self) -> Iterator[tuple[str, bool]]:
        """Page through the names."""
        after = ""
        while rows := self._database.query(
            "SELECT name, claimed FROM files_names WHERE name > ? ORDER BY name LIMIT 1000", (after,)
        ):
            yield from ((name, bool(claimed)) for name, claimed in rows)
            after = rows[-1][0]

    @property
    def journal(self) -> str | None:
        """Read it from the database."""
        return owner(self._database, "files")

    def belong(self, journal: str) -> None:
        """Write it into the database."""
        belong(self._database, "files", journal)

    def close(self) -> None:
        """Release the connections and the spool."""
        self._database.close()
        shutil.rmtree(self._folder, ignore_errors=True)
