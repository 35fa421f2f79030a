"""Where sealed files lie: in a folder, or in PostgreSQL."""

import contextlib
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from fokus_core.files.frames import FileMissing
from fokus_core.storage.database import Database
from fokus_core.storage.durable import sync, write_whole
from fokus_core.storage.owner import belong, owner

PART = 1024 * 1024  # bytes per row on PostgreSQL
ABANDONED = 24 * 3600.0  # seconds after which an upload that never ended is swept away


class Engine(Protocol):
    """Where ciphertext lies. Names are checked before they come here."""

    def spool(self) -> Path:
        """Return the folder in which an upload is written before it is whole."""
        ...

    def keep(self, draft: Path, name: str) -> None:
        """Move a whole, synced draft in, unclaimed and durable on return."""
        ...

    def read(self, name: str) -> Iterator[bytes]:
        """Yield the stored bytes in pieces of any size. Raises `FileMissing`."""
        ...

    def claim(self, name: str) -> bool:
        """Mark a file as named by a fact; False when there is none."""
        ...

    def claimed(self, name: str) -> bool | None:
        """Tell whether a file is claimed; None when there is none."""
        ...

    def unclaimed(self, before: float) -> list[str]:
        """Return the names of unclaimed files stored before a time (seconds since 1970)."""
        ...

    def tidy(self, before: float) -> None:
        """Remove drafts whose upload broke off before a time."""
        ...

    def delete(self, name: str, *, unclaimed_only: bool) -> bool:
        """Remove a file; False when there is none (or only a claimed one)."""
        ...

    def names(self) -> Iterator[tuple[str, bool]]:
        """Yield every name and whether it is claimed."""
        ...

    @property
    def journal(self) -> str | None:
        """The id of the journal the files belong to, None before `belong`."""
        ...

    def belong(self, journal: str) -> None:
        """Belong to a journal from now on."""
        ...

    def close(self) -> None:
        """Release what is held."""
        ...


def checked(name: str) -> str:
    """Return the name of a file; raises `FileMissing` for what is no name."""
    if not re.fullmatch(r"[0-9a-f]{64}", name):
        raise FileMissing("A file's name is 64 hexadecimal digits.")
    return name


class FolderEngine:
    """A folder: `incoming` holds drafts, `unclaimed` and `claimed` whole files; every step is one atomic rename."""

    def __init__(self, folder: Path) -> None:
        self._incoming, self._unclaimed, self._claimed = (folder / n for n in ("incoming", "unclaimed", "claimed"))
        for place in (folder, self._incoming, self._unclaimed, self._claimed):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._owner = folder / "journal"
        self.tidy(time.time() - ABANDONED)

    def spool(self) -> Path:
        """Return a folder on the same file system, so that a rename suffices."""
        return self._incoming

    def keep(self, draft: Path, name: str) -> None:
        """Rename and sync the folder."""
        draft.rename(self._unclaimed / name)
        sync(self._unclaimed)

    def read(self, name: str) -> Iterator[bytes]:
        """Read wherever the file lies; it may be claimed while we look."""
        for path in (self._claimed / name[:2] / name, self._unclaimed / name, self._claimed / name[:2] / name):
            try:
                file = path.open("rb")
            except FileNotFoundError:
                continue
            with file:
                while block := file.read(PART):
                    yield block
            return
        raise FileMissing(f"There is no file {name}.")

    def claim(self, name: str) -> bool:
        """Move the file to the claimed ones."""
        place = self._claimed / name[:2]
        if self.claimed(name) is None:
            return False
        place.mkdir(mode=0o700, exist_ok=True)
        try:
            (self._unclaimed / name).rename(place / name)
        except FileNotFoundError:
            if not (place / name).exists():
                return False
        for folder in (self._claimed, place, self._unclaimed):  # also for who was faster and may not have come so far
            sync(folder)
        return True

    def claimed(self, name: str) -> bool | None:
        """Look where the file lies; it may be claimed while we look."""
        path = self._claimed / name[:2] / name
        if path.exists():
            return True
        return False if (self._unclaimed / name).exists() else path.exists() or None

    def unclaimed(self, before: float) -> list[str]:
        """Look at the times of the unclaimed files."""
        found = []
        for path in self._unclaimed.iterdir():
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < before:
                    found.append(path.name)
        return sorted(found)

    def tidy(self, before: float) -> None:
        """Unlink drafts that nobody has written to since."""
        for draft in self._incoming.iterdir():
            with contextlib.suppress(FileNotFoundError):
                if draft.stat().st_mtime < before:
                    draft.unlink()

    def delete(self, name: str, *, unclaimed_only: bool) -> bool:
        """Unlink the file and sync the folder."""
        places = [self._unclaimed] if unclaimed_only else [self._unclaimed, self._claimed / name[:2]]
        for place in places:
            with contextlib.suppress(FileNotFoundError):
                (place / name).unlink()
                sync(place)
                return True
        return False

    def names(self) -> Iterator[tuple[str, bool]]:
        """List the unclaimed first: what is claimed meanwhile is then named twice rather than not at all."""
        yield from ((path.name, False) for path in sorted(self._unclaimed.iterdir()))
        yield from ((path.name, True) for path in sorted(self._claimed.glob("??/*")))

    @property
    def journal(self) -> str | None:
        """Read the file that names it."""
        return self._owner.read_text().strip() if self._owner.exists() else None

    def belong(self, journal: str) -> None:
        """Write the file that names it, unless there is one."""
        with contextlib.suppress(FileExistsError):
            write_whole(self._owner, f"{journal}\n".encode(), replace=False)

    def close(self) -> None:
        """Hold nothing."""


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
