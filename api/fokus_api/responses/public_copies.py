"""The public data as a file that anybody may fetch: made when it is asked for, kept until there is something new."""

import secrets
import time
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from threading import Lock
from typing import IO

from fokus_api.responses.public_data import described, fields_shown
from fokus_api.runtime.service import Service

__all__ = ["NAME", "PublicCopies", "PublicCopy"]

NAME = "public"  # what the file is called where it is fetched, without `.db`
KEPT = 60.0  # seconds for which a copy is handed out although there is something new


@dataclass(frozen=True)
class PublicCopy:
    """A copy: up to which position it shows the journal, its SHA-256 and size, and what it means."""

    position: int
    sha256: str
    size: int
    description: bytes


class PublicCopies:
    """Makes the copies of a node, one at a time, in a folder of their own; the last one alone is kept."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._folder = Path(service.settings.read_models) / "public"
        self._lock = Lock()
        self._last: tuple[PublicCopy, Path, float] | None = None

    def fetch(self) -> tuple[PublicCopy, IO[bytes]]:
        """Return a copy and its file, opened; raises `Unavailable` while there is no read model. May block."""
        with self._lock:
            last = self._last
            if last is None or not last[1].exists() or self._outdated(last[0], last[2]):
                last = self._made()
            return last[0], last[1].open("rb")

    def _outdated(self, copy: PublicCopy, made: float) -> bool:
        return self._service.models.reader().position > copy.position and time.monotonic() - made >= KEPT

    def _made(self) -> tuple[PublicCopy, Path, float]:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / f"{secrets.token_hex(8)}.db"
        found = self._service.models.publish(path, fields_shown)
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        copy = PublicCopy(found.position, digest, path.stat().st_size, described(found, NAME))
        self._last = (copy, path, time.monotonic())
        for other in self._folder.iterdir():
            if other != path:
                other.unlink(missing_ok=True)  # who is being sent it holds it open
        return self._last
