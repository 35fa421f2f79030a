"""Sealed attachments, named by the SHA-256 of their ciphertext."""

import hashlib
import os
import secrets
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from fokus_core.database import DatabaseUnusable, open_database
from fokus_core.file_engines import DatabaseEngine, Engine, FolderEngine, checked
from fokus_core.file_frames import FRAME, FileBroken, FileMissing, FileTooLarge, header_of, open_stream, seal_stream
from fokus_core.sealed import ERASED, Erased
from fokus_core.vault import Vault

__all__ = ["FRAME", "FileBroken", "FileMissing", "FileTooLarge", "Files", "StoredFile", "open_files"]


class StoredFile(NamedTuple):
    """What a command needs to name a file: its name, the number of bytes sent, and the key it is sealed with."""

    name: str
    size: int
    key_id: str


class Files:
    """Sealed files over one engine; all calls block and are thread-safe."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put(
        self, chunks: Iterable[bytes], *, subject: str, purpose: str, vault: Vault, limit: int, case: str = ""
    ) -> StoredFile:
        """Seal and store a stream of at most `limit` bytes; durable and unclaimed on return.

        Raises `FileTooLarge`, `PersonErasedError`; nothing is left behind then.
        """
        key_id, key = vault.key_for(subject, purpose, case)
        draft = self._engine.spool() / secrets.token_hex(16)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                size, name = seal_stream(chunks, file, key_id, key, limit)
                file.flush()
                os.fsync(file.fileno())
            self._engine.keep(draft, name)
        finally:
            draft.unlink(missing_ok=True)
        return StoredFile(name, size, key_id)

    def open(self, name: str, vault: Vault) -> Iterator[bytes] | Erased:
        """Return the bytes in pieces, or `ERASED` when the key was destroyed.

        The whole file is checked against its name before a byte is given out. Raises `FileMissing`, `FileBroken`.
        """
        digest = hashlib.sha256()
        start = b""
        for block in self._engine.read(checked(name)):
            digest.update(block)
            start += block[: max(0, 512 - len(start))]
        if digest.hexdigest() != name:
            raise FileBroken(f"The file {name} was changed or cut off.")
        header, key_id = header_of(start, name)
        if (key := vault.key(key_id)) is None:
            return ERASED
        return open_stream(self._engine.read(name), header, key, name)

    def claim(self, name: str) -> None:
        """Keep a file because a fact names it; may be repeated. Raises `FileMissing`."""
        if not self._engine.claim(checked(name)):
            raise FileMissing(f"There is no file {name}.")

    def unclaimed(self, older_than: float) -> list[str]:
        """Return the names of files that no fact has claimed for `older_than` seconds."""
        return self._engine.unclaimed(time.time() - older_than)

    def delete(self, name: str, *, unclaimed_only: bool = False) -> bool:
        """Remove a file; with `unclaimed_only` a file claimed in the meantime stays. Tell whether one was removed."""
        return self._engine.delete(checked(name), unclaimed_only=unclaimed_only)

    def backup(self, target_dir: str) -> int:
        """Copy the files a folder does not have yet into it; return how many. `file:` + the folder opens the copy."""
        copy = FolderEngine(Path(target_dir))
        there = dict(copy.names())
        count = 0
        for name, claimed in self._engine.names():
            if name not in there:
                draft = copy.spool() / secrets.token_hex(16)
                try:
                    with draft.open("xb") as file:
                        file.writelines(self._engine.read(name))
                        file.flush()
                        os.fsync(file.fileno())
                    copy.keep(draft, name)
                except FileMissing:
                    continue  # deleted since the names were listed
                finally:
                    draft.unlink(missing_ok=True)
                count += 1
            if claimed and not there.get(name):
                copy.claim(name)
        return count

    def close(self) -> None:
        """Release what is held."""
        self._engine.close()


def open_files(url: str) -> Files:
    """Open or create the files at `file:///folder` (or `file:folder`) or `postgresql://…`.

    Raises `DatabaseUnusable`, `DatabaseUnavailable`.
    """
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path and not parts.netloc:
        try:
            return Files(FolderEngine(Path(unquote(parts.path))))
        except OSError as error:
            raise DatabaseUnusable(f"The folder {parts.path} cannot be used for files: {error.strerror}.") from error
    if parts.scheme != "postgresql":
        raise DatabaseUnusable(
            f"The URL of the files must start with file: or postgresql://, not with {parts.scheme}:."
        )
    database = open_database(url, "files")
    try:
        return Files(DatabaseEngine(database))
    except BaseException:
        database.close()
        raise
