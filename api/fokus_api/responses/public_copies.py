"""The public data as a file that anybody may fetch: made when it is asked for, kept until there is something new."""

import asyncio
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from hashlib import file_digest
from os import SEEK_END
from pathlib import Path
from typing import IO

from fokus_api.responses.public_data import described, fields_shown
from fokus_api.runtime.service import Service

__all__ = ["NAME", "PublicCopies", "PublicCopy"]

NAME = "public"  # what the file is called where it is fetched, without `.db`
KEPT = 60.0  # seconds for which a copy is handed out although there is something new
LEFT = 3600.0  # seconds after which a file is of no process that still makes or keeps it


@dataclass(frozen=True)
class PublicCopy:
    """A copy: up to which position it shows the journal, its SHA-256 and size, and what it means."""

    position: int
    sha256: str
    size: int
    description: bytes


class PublicCopies:
    """Makes the copies of a process, one at a time; other processes may keep theirs in the same folder."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._folder = Path(service.settings.read_models) / "public"
        self._lock = asyncio.Lock()
        self._last: tuple[PublicCopy, Path, float] | None = None

    async def fetch(self) -> tuple[PublicCopy, IO[bytes]]:
        """Return a copy and its file, opened; raises `Unavailable` while there is no read model."""
        async with self._lock:
            return await asyncio.to_thread(self._fetched)

    def _fetched(self) -> tuple[PublicCopy, IO[bytes]]:
        last = self._last
        if last is not None and not self._outdated(last[0], last[2]):
            with suppress(FileNotFoundError):
                return last[0], last[1].open("rb")
        return self._made()

    def _outdated(self, copy: PublicCopy, made: float) -> bool:
        return self._service.models.reader().position > copy.position and time.monotonic() - made >= KEPT

    def _made(self) -> tuple[PublicCopy, IO[bytes]]:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / f"{secrets.token_hex(8)}.db"
        found = self._service.models.publish(path, fields_shown)
        file = path.open("rb")
        digest = file_digest(file, "sha256").hexdigest()
        size = file.seek(0, SEEK_END)
        file.seek(0)
        copy = PublicCopy(found.position, digest, size, described(found, NAME))
        before, self._last = self._last, (copy, path, time.monotonic())
        if before is not None:
            before[1].unlink(missing_ok=True)  # who is being sent it holds it open
        self._forget()
        return copy, file

    def _forget(self) -> None:
        """Remove what processes left that are gone; one that is not makes its copy anew."""
        for other in self._folder.iterdir():
            with suppress(FileNotFoundError):
                if time.time() - other.stat().st_mtime > LEFT:
                    other.unlink()
