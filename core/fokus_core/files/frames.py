"""Sealed files as bytes: a header with the key's id, then frames that notice tampering and truncation."""

import hashlib
import io
import secrets
import struct
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

# A file: MAGIC, length of the key id (1 byte), key id, nonce prefix (8 bytes), then frames of 64 KiB and a tag each.
# A frame's nonce is prefix + counter (4 bytes); its additional data is header + 1 for the last frame, else 0.
MAGIC = b"fokus-file-1\n"
FRAME = 64 * 1024
SEALED_FRAME = FRAME + 16


class FileTooLarge(Exception):
    """More bytes were sent than allowed; nothing of them was kept."""


class FileMissing(Exception):
    """There is no file of this name."""


class FileBroken(Exception):
    """The stored bytes are not the ones that were sealed under this name."""


class Sealer:
    """Seals what is written to it into a file, frame by frame, so that no more than one frame is held in memory."""

    def __init__(self, file: BinaryIO, key_id: str, key: bytes) -> None:
        name = key_id.encode()
        self.header = MAGIC + bytes([len(name)]) + name + secrets.token_bytes(8)
        self.size = 0
        self._file = file
        self._cipher = AESGCM(key)
        self._digest = hashlib.sha256(self.header)
        self._waiting = bytearray()
        self._counter = 0
        file.write(self.header)

    def write(self, data: bytes) -> None:
        """Seal the frames that are full; one that is full and may be the last waits."""
        self.size += len(data)
        self._waiting += data
        while len(self._waiting) > FRAME:
            self._frame(bytes(self._waiting[:FRAME]), False)
            del self._waiting[:FRAME]

    def end(self) -> str:
        """Seal the last frame; return the SHA-256 of all that was written."""
        self._frame(bytes(self._waiting), True)
        return self._digest.hexdigest()

    def _frame(self, plain: bytes, last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self.header, self._counter), plain, self.header + bytes([last]))
        self._counter += 1
        self._digest.update(sealed)
        self._file.write(sealed)


class SealedReader(io.RawIOBase):
    """The content of a sealed file that lies whole in an open file, to be read from any place, a frame at a time."""

    def __init__(self, file: BinaryIO, header: bytes, key: bytes, size: int) -> None:
        self._file, self._header, self._cipher, self._size = file, header, AESGCM(key), size
        self._place = 0
        self._frame: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        """Tell that it is for reading."""
        return True

    def seekable(self) -> bool:
        """Tell that any place can be read."""
        return True

    def tell(self) -> int:
        """Return the place that is read next."""
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise OSError("There is nothing before the beginning.")
        self._place = base + offset
        return self._place

    def readinto(self, buffer: "bytearray | memoryview[int]", /) -> int:  # type: ignore[override]  # any buffer of bytes
        """Open the frame that holds the place, and give out what is left of it."""
        if self._place >= self._size:
            return 0
        number, start = divmod(self._place, FRAME)
        if self._frame[0] != number:
            self._file.seek(len(self._header) + number * SEALED_FRAME)
            last = number == (self._size - 1) // FRAME
            sealed = self._file.read(SEALED_FRAME)
            plain = self._cipher.decrypt(_nonce(self._header, number), sealed, self._header + bytes([last]))
            self._frame = (number, plain)
        piece = self._frame[1][start : start + len(buffer)]
        buffer[: len(piece)] = piece
        self._place += len(piece)
        return len(piece)


def _nonce(header: bytes, counter: int) -> bytes:
    return header[-8:] + struct.pack(">I", counter)


def size_within(total: int, header: bytes) -> int:
    """Return how many bytes were sealed into a file of `total` bytes."""
    frames = total - len(header)
    return frames - 16 * -(-frames // SEALED_FRAME)


def header_of(start: bytes, name: str) -> tuple[bytes, str]:
    """Return the whole header and the key id in it."""
    place = len(MAGIC)
    if not start.startswith(MAGIC) or len(start) <= place or len(start) < place + 1 + start[place] + 8:
        raise FileBroken(f"The file {name} is none of ours.")
    end = place + 1 + start[place]
    return start[: end + 8], start[place + 1 : end].decode("ascii", "replace")


def open_stream(blocks: Iterator[bytes], header: bytes, key: bytes, name: str) -> Iterator[bytes]:
    """Yield the opened frames of a file; raises `FileBroken` when one is missing or was changed."""
    cipher = AESGCM(key)
    waiting = bytearray()
    skip, counter = len(header), 0

    def frame(sealed: bytes, last: bool) -> bytes:
        try:
            return cipher.decrypt(_nonce(header, counter), sealed, header + bytes([last]))
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
