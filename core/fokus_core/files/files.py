"""Sealed attachments, named by the SHA-256 of their ciphertext."""

import hashlib
import io
import os
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from fokus_core.domain.refusals import Unusable
from fokus_core.files.database_engine import DatabaseEngine
from fokus_core.files.engines import Engine, checked
from fokus_core.files.folder_engine import FolderEngine
from fokus_core.files.frames import (
    FRAME,
    FileBroken,
    FileMissing,
    FileTooLarge,
    SealedReader,
    Sealer,
    header_of,
    open_stream,
    size_within,
)
from fokus_core.privacy import Vault
from fokus_core.privacy.sealed import ERASED, Erased
from fokus_core.privacy.vault import KeyLost
from fokus_core.storage.durable import sync
from fokus_core.storage.open_database import open_database

__all__ = [
    "FRAME",
    "FileBroken",
    "FileMissing",
    "FileTooLarge",
    "Files",
    "OpenedFile",
    "StoredFile",
    "Upload",
    "open_files",
]


class StoredFile(NamedTuple):
    """What a command needs to name a file: its name, the number of bytes sent, and the key it is sealed with."""

    name: str
    size: int
    key_id: str


class Upload:
    """A file on its way in: sealed while it is written, and gone when it is closed before it was kept."""

    def __init__(self, engine: Engine, key_id: str, key: bytes, limit: int) -> None:
        self._engine = engine
        self._key_id, self._key, self._limit = key_id, key, limit
        self._draft = engine.spool() / secrets.token_hex(16)
        self._file = os.fdopen(os.open(self._draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")
        self._sealer = Sealer(self._file, key_id, key)
        self._name = ""

    def write(self, data: bytes) -> None:
        """Seal the next bytes; raises `FileTooLarge`."""
        if self._sealer.size + len(data) > self._limit:
            raise FileTooLarge(f"The file has more than the {self._limit} bytes that are allowed.")
        self._sealer.write(data)

    def content(self) -> io.BufferedReader:
        """Return what was written, to be looked at before it is kept; nothing is written after that."""
        self._end()
        return io.BufferedReader(SealedReader(self._file, self._sealer.header, self._key, self._sealer.size), FRAME)

    def keep(self) -> StoredFile:
        """Store the file; durable and unclaimed on return."""
        name = self._end()
        os.fsync(self._file.fileno())
        self._engine.keep(self._draft, name)
        return StoredFile(name, self._sealer.size, self._key_id)

    def _end(self) -> str:
        if not self._name:
            self._name = self._sealer.end()
            self._file.flush()
        return self._name

    def close(self) -> None:
        """Release what is held, and drop what was not kept."""
        self._file.close()
        self._draft.unlink(missing_ok=True)


class OpenedFile(Iterator[bytes]):
    """The content of a file in pieces, and the number of its bytes."""

    def __init__(self, size: int, pieces: Iterator[bytes]) -> None:
        self.size = size
        self._pieces = pieces

    def __next__(self) -> bytes:
        return next(self._pieces)


class Files:
    """Sealed files over one engine; all calls block and are thread-safe."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(self, *, subject: str, purpose: str, vault: Vault, limit: int, case: str = "") -> Upload:
        """Return an upload of at most `limit` bytes, to be written by one thread at a time and closed.

        Raises `PersonErasedError`.
        """
        key_id, key = vault.key_for(subject, purpose, case)
        return Upload(self._engine, key_id, key, limit)

    def open(self, name: str, vault: Vault) -> OpenedFile | Erased:
        """Return the bytes in pieces, or `ERASED` when the key was destroyed.

        The whole file is checked against its name before a byte is given out. Raises `FileMissing`, `FileBroken`.
        """
        digest = hashlib.sha256()
        start, total = b"", 0
        for block in self._engine.read(checked(name)):
            digest.update(block)
            start += block[: max(0, 512 - len(start))]
            total += len(block)
        if digest.hexdigest() != name:
            raise FileBroken(f"The file {name} was changed or cut off.")
        header, key_id = header_of(start, name)
        try:
            key = vault.key(key_id)
        except KeyLost as error:
            raise FileBroken(f"The key of the file {name} is missing or damaged.") from error
        if key is None:
            return ERASED
        return OpenedFile(size_within(total, header), open_stream(self._engine.read(name), header, key, name))

    def claimed(self, name: str) -> bool | None:
        """Tell whether a file is claimed; None when there is none."""
        return self._engine.claimed(checked(name))

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

    def sweep(self, older_than: float) -> int:
        """Remove the files that no fact has claimed for `older_than` seconds, and what broken-off uploads left.

        A claim and a removal exclude each other: of a file claimed meanwhile nothing is lost. Return how many went.
        """
        self._engine.tidy(time.time() - older_than)
        return sum(self.delete(name, unclaimed_only=True) for name in self.unclaimed(older_than))

    def backup(self, target_dir: str) -> int:
        """Copy the files a folder does not have yet into it; return how many. `file:` + the folder opens the copy."""
        copy = FolderEngine(Path(target_dir))
        if self.journal is not None:
            copy.belong(self.journal)
        there = dict(copy.names())
        count = 0
        for name, claimed in self._engine.names():
            if name not in there:
                draft = copy.spool() / secrets.token_hex(16)
                try:
                    with draft.open("xb") as file:
                        file.writelines(self._engine.read(name))
                    sync(draft)
                    copy.keep(draft, name)
                except FileMissing:
                    continue  # deleted since the names were listed
                finally:
                    draft.unlink(missing_ok=True)
                count += 1
            if claimed and not there.get(name):
                copy.claim(name)
        return count

    @property
    def journal(self) -> str | None:
        """The id of the journal they belong to, None before `belong`."""
        return self._engine.journal

    def belong(self, journal: str) -> None:
        """Belong to a journal from now on."""
        self._engine.belong(journal)

    def close(self) -> None:
        """Release what is held."""
        self._engine.close()


def open_files(url: str) -> Files:
    """Open or create the files at `file:///folder` (or `file:folder`) or `postgresql://…`.

    Raises `Unusable`, `Unavailable`.
    """
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path and not parts.netloc:
        try:
            return Files(FolderEngine(Path(unquote(parts.path))))
        except OSError as error:
            raise Unusable(f"The folder {parts.path} cannot be used for files: {error.strerror}.") from error
    if parts.scheme != "postgresql":
        raise Unusable(f"The URL of the files must start with file: or postgresql://, not with {parts.scheme}:.")
    database = open_database(url, "files")
    try:
        return Files(DatabaseEngine(database))
    except BaseException:
        database.close()
        raise
