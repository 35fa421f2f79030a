"""Files that survive a power cut, written whole or not at all, and folders that one process works in at a time."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["locked", "overwrite", "sync", "write_whole"]


def write_whole(path: Path, content: bytes, *, replace: bool = True) -> None:
    """Write a file that only its owner can read (0600), durable on return; nobody ever sees a part of it.

    It takes the place of an earlier one, which without `replace` stays: `FileExistsError`.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            draft.replace(path)
        else:
            path.hardlink_to(draft)
    finally:
        draft.unlink(missing_ok=True)
        sync(path.parent)  # also for who was faster and may not have come so far


def overwrite(path: Path) -> None:
    """Write zeros over the content of a file that is about to be removed, as far as the file system keeps the place."""
    with path.open("r+b") as file:
        file.write(bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())


def sync(path: Path) -> None:
    """Make the content of a file, or what was renamed in a folder, durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; one on the file itself would, when released, drop the locks of SQLite."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
