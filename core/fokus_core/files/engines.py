"""Where sealed files lie: in a folder, or in PostgreSQL."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from fokus_core.files.frames import FileMissing

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
