"""What lies in the folder of a house that runs meanwhile: files may come and go while one reads them."""

from contextlib import suppress
from pathlib import Path

__all__ = ["files_in"]


def files_in(folder: Path) -> dict[Path, bytes]:
    """Return the files anywhere in a folder with what they hold, without those that were gone before they were read."""
    found: dict[Path, bytes] = {}
    for path in sorted(folder.rglob("*")):
        with suppress(FileNotFoundError, IsADirectoryError):
            found[path] = path.read_bytes()
    return found
