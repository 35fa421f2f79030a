"""Sealed files in a folder."""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

from fokus_core.files.engines import ABANDONED, PART
from fokus_core.files.frames import FileMissing
from fokus_core.storage.durable import sync, write_whole


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
        return self._owner.read_text(errors="replace").strip() if self._owner.exists() else None

    def belong(self, journal: str) -> None:
        """Write the file that names it, unless there is one."""
        with contextlib.suppress(FileExistsError):
            write_whole(self._owner, f"{journal}\n".encode(), replace=False)

    def close(self) -> None:
        """Hold nothing."""
