"""Sealed files as bytes: a header with the key's id, then frames that notice tampering and truncation."""

import hashlib
import secrets
import struct
from collections.abc import Iterable, Iterator
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


def seal_stream(chunks: Iterable[bytes], file: BinaryIO, key_id: str, key: bytes, limit: int) -> tuple[int, str]:
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


def header_of(start: bytes, name: str) -> tuple[bytes, str]:
    """Return the whole header and the key id in it."""
    place = len(MAGIC)
    if not start.startswith(MAGIC) or len(start) <= place or len(start) < place + 1 + start[place] + 8:
        raise FileBroken(f"The file {name} is none of ours.")
    end = place + 1 + start[place]
    return start[: end + 8], start[place + 1 : end].decode("ascii", "replace")


def open_stream(blocks: Iterator[bytes], header: bytes, key: bytes, name: str) -> Iterator[bytes]:
    """Yield the opened frames of a file; raises `FileBroken` when one is missing or was changed."""
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
