"""Sealed attachments, named by the SHA-256 of their ciphertext."""

import contextlib
import hashlib
import os
import re
import secrets
import shutil
import struct
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol
from urllib.parse import unquote, urlsplit

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fokus_core.database import Database, DatabaseUnusable, open_database
from fokus_core.sealed import ERASED, Erased
from fokus_core.vault import Vault

__all__ = ["FileBroken", "FileMissing", "FileTooLarge", "Files", "StoredFile", "open_files"]

# A file: MAGIC, length of the key id (1 byte), key id, nonce prefix (8 bytes), then frames of 64 KiB and a tag each.
# A frame's nonce is prefix + counter (4 bytes); its additional data is header + 1 for the last frame, else 0.
MAGIC = b"fokus-file-1\n"
FRAME = 64 * 1024
SEALED_FRAME = FRAME + 16
PART = 1024 * 1024  # bytes per row on PostgreSQL
ABANDONED = 24 * 3600.0  # seconds after which an upload that never ended is swept away


class FileTooLarge(Exception):
    """More bytes were sent than allowed; nothing of them was kept."""


class FileMissing(Exception):
    """There is no file of this name."""


class FileBroken(Exception):
    """The stored bytes are not the ones that were sealed under this name."""


class StoredFile(NamedTuple):
    """What a command needs to name a file: its name, the number of bytes sent, and the key it is sealed with."""

    name: str
    size: int
    key_id: str


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

    def unclaimed(self, before: float) -> list[str]:
        """Return the names of unclaimed files stored before a time (seconds since 1970)."""
        ...

    def delete(self, name: str, *, unclaimed_only: bool) -> bool:
        """Remove a file; False when there is none (or only a claimed one)."""
        ...

    def names(self) -> Iterator[tuple[str, bool]]:
        """Yield every name and whether it is claimed."""
        ...

    def close(self) -> None:
        """Release what is held."""
        ...


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
                size, name = _seal_stream(chunks, file, key_id, key, limit)
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
        for block in self._engine.read(_checked(name)):
            digest.update(block)
            start += block[: max(0, 512 - len(start))]
        if digest.hexdigest() != name:
            raise FileBroken(f"The file {name} was changed or cut off.")
        header, key_id = _header(start, name)
        if (key := vault.key(key_id)) is None:
            return ERASED
        return _open_stream(self._engine.read(name), header, key, name)

    def claim(self, name: str) -> None:
        """Keep a file because a fact names it; may be repeated. Raises `FileMissing`."""
        if not self._engine.claim(_checked(name)):
            raise FileMissing(f"There is no file {name}.")

    def unclaimed(self, older_than: float) -> list[str]:
        """Return the names of files that no fact has claimed for `older_than` seconds."""
        return self._engine.unclaimed(time.time() - older_than)

    def delete(self, name: str, *, unclaimed_only: bool = False) -> bool:
        """Remove a file; with `unclaimed_only` a file claimed in the meantime stays. Tell whether one was removed."""
        return self._engine.delete(_checked(name), unclaimed_only=unclaimed_only)

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


def _checked(name: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", name):
        raise FileMissing("A file's name is 64 hexadecimal digits.")
    return name


def _seal_stream(chunks: Iterable[bytes], file: BinaryIO, key_id: str, key: bytes, limit: int) -> tuple[int, str]:
    """Write header and frames; return the number of bytes sealed and the SHA-256 of what was written."""
    name = key_id.encode()
    prefix = secrets.token_bytes(8)
    header = MAGIC + bytes([len(name)]) + name + prefix
    cipher, digest = AESGCM(key), hashlib.sha256(header)
    file.write(header)
    size = counter = 0
    waiting = bytearray()

    def frame(plain: bytes, last: bool) -> None:
        sealed = cipher.encrypt(prefix + struct.pack(">I", counter), plain, header + bytes([last]))
        digest.update(sealed)
        file.write(sealed)

    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise FileTooLarge(f"The file has more than the {limit} bytes that are allowed.")
        waiting += chunk
        while len(waiting) > FRAME:
            frame(bytes(waiting[:FRAME]), False)
            counter += 1
            del waiting[:FRAME]
    frame(bytes(waiting), True)
    return size, digest.hexdigest()


def _header(start: bytes, name: str) -> tuple[bytes, str]:
    """Return the whole header and the key id in it."""
    place = len(MAGIC)
    if not start.startswith(MAGIC) or len(start) <= place or len(start) < place + 1 + start[place] + 8:
        raise FileBroken(f"The file {name} is none of ours.")
    end = place + 1 + start[place]
    return start[: end + 8], start[place + 1 : end].decode("ascii", "replace")


def _open_stream(blocks: Iterator[bytes], header: bytes, key: bytes, name: str) -> Iterator[bytes]:
    cipher, prefix = AESGCM(key), header[-8:]
    waiting = bytearray()
    skip, counter = len(header), 0

    def frame(sealed: bytes, last: bool) -> bytes:
        try:
            return cipher.decrypt(prefix + struct.pack(">I", counter), sealed, header + bytes([last]))
        except (InvalidTag, ValueError) as error:
            raise FileBroken(f"The file {name} was changed or cut off.") from error

    for block in blocks:
        dropped = min(skip, len(block))
        skip -= dropped
        waiting += block[dropped:]
        while len(waiting) > SEALED_FRAME:
            yield frame(bytes(waiting[:SEALED_FRAME]), False)
            counter += 1
            del waiting[:SEALED_FRAME]
    yield frame(bytes(waiting), True)


class FolderEngine:
    """A folder: `incoming` holds drafts, `unclaimed` and `claimed` whole files; every step is one atomic rename."""

    def __init__(self, folder: Path) -> None:
        self._incoming, self._unclaimed, self._claimed = (folder / n for n in ("incoming", "unclaimed", "claimed"))
        for place in (folder, self._incoming, self._unclaimed, self._claimed):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
        for draft in self._incoming.iterdir():
            with contextlib.suppress(FileNotFoundError):
                if draft.stat().st_mtime < time.time() - ABANDONED:
                    draft.unlink()

    def spool(self) -> Path:
        """Return a folder on the same file system, so that a rename suffices."""
        return self._incoming

    def keep(self, draft: Path, name: str) -> None:
        """Rename and sync the folder."""
        draft.rename(self._unclaimed / name)
        _sync(self._unclaimed)

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
        if not place.is_dir():
            place.mkdir(mode=0o700, exist_ok=True)
            _sync(self._claimed)
        try:
            (self._unclaimed / name).rename(place / name)
        except FileNotFoundError:
            return (place / name).exists()
        _sync(place)
        _sync(self._unclaimed)
        return True

    def unclaimed(self, before: float) -> list[str]:
        """Look at the times of the unclaimed files."""
        found = []
        for path in self._unclaimed.iterdir():
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < before:
                    found.append(path.name)
        return sorted(found)

    def delete(self, name: str, *, unclaimed_only: bool) -> bool:
        """Unlink the file and sync the folder."""
        places = [self._unclaimed] if unclaimed_only else [self._unclaimed, self._claimed / name[:2]]
        for place in places:
            with contextlib.suppress(FileNotFoundError):
                (place / name).unlink()
                _sync(place)
                return True
        return False

    def names(self) -> Iterator[tuple[str, bool]]:
        """List the unclaimed first: what is claimed meanwhile is then named twice rather than not at all."""
        yield from ((path.name, False) for path in sorted(self._unclaimed.iterdir()))
        yield from ((path.name, True) for path in sorted(self._claimed.glob("??/*")))

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

    def close(self) -> None:
        """Release the connections and the spool."""
        self._database.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
