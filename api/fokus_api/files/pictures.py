"""Pictures without what cameras and programs add: place, time, owner and device go, what is seen stays as it is."""

import re
import struct
import zlib
from collections.abc import Callable, Iterator

__all__ = ["BARED", "without_metadata"]

START, END = b"\xff\xd8", b"\xff\xd9"
MARKER = re.compile(rb"\xff+[\x01-\xcf\xd8-\xfe]")  # of a JPEG, behind the picture's own bytes
ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
SCAN, JFIF, EXIF, ADOBE, COMMENT = 0xDA, 0xE0, 0xE1, 0xEE, 0xFE
FOR_PROGRAMS = range(0xE0, 0xF0)
ORIENTATION, UPRIGHT = 0x0112, 1
PNG = b"\x89PNG\r\n\x1a\n"
SEEN = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"sRGB", b"gAMA", b"cHRM"})


def without_metadata(picture: bytes, media_type: str) -> bytes:
    """Return a picture without metadata and without what lies behind its end; raises `ValueError` for what is none.

    Which way up a photo is stays, for else it would be shown lying on its side.
    """
    try:
        return BARED[media_type](picture)
    except (IndexError, struct.error) as error:
        raise ValueError("The picture is cut off.") from error


def _jpeg(data: bytes) -> bytes:
    """Return a JPEG of what it takes to show it (ITU T.81, annex B)."""
    if not data.startswith(START):
        raise ValueError("This is no JPEG.")
    first, parts, orientation = b"", [], UPRIGHT
    for marker, segment in _segments(data):
        if marker == JFIF and segment[4:9] == b"JFIF\0":
            first = b"\xff\xe0\0\x10" + segment[4:16] + b"\0\0"  # without the small picture in it
        elif marker == EXIF and segment[4:10] == b"Exif\0\0":
            orientation = _orientation(segment[10:])
        elif (marker not in FOR_PROGRAMS and marker != COMMENT) or (marker == ADOBE and segment[4:9] == b"Adobe"):
            parts.append(segment)
    turned = b"" if orientation == UPRIGHT else _turned(orientation)
    return b"".join([START, first, turned, *parts, END])


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the segments of a JPEG by their markers up to its end, each scan with the bytes of its picture."""
    at = len(START)
    while True:
        if data[at] != 0xFF:
            raise ValueError("The JPEG is damaged.")
        while data[at + 1] == 0xFF:
            at += 1
        marker = data[at + 1]
        if marker == END[1]:
            return
        if marker in ALONE:
            at += 2
            continue
        end = at + 2 + int(struct.unpack_from(">H", data, at + 2)[0])
        if end < at + 4 or end > len(data):
            raise ValueError("The JPEG is cut off.")
        if marker == SCAN:
            behind = MARKER.search(data, end)
            if behind is None:
                raise ValueError("The JPEG is cut off.")
            end = behind.start()
        yield marker, data[at:end]
        at = end


def _orientation(exif: bytes) -> int:
    """Return which way up a photo is, by its Exif data; upright where they do not say."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None:
        return UPRIGHT
    try:
        (at,) = struct.unpack_from(f"{order}I", exif, 4)
        (number,) = struct.unpack_from(f"{order}H", exif, at)
        for entry in range(number):
            tag, _kind, _count, value = struct.unpack_from(f"{order}HHIH", exif, at + 2 + 12 * entry)
            if tag == ORIENTATION:
                return int(value) if 1 <= value <= 8 else UPRIGHT
    except struct.error:
        pass
    return UPRIGHT


def _turned(orientation: int) -> bytes:
    """Return a segment of Exif data that says nothing but which way up a photo is."""
    tiff = b"MM\0\x2a" + struct.pack(">IHHHIHHI", 8, 1, ORIENTATION, 3, 1, orientation, 0, 0)
    content = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(content) + 2) + content


def _png(data: bytes) -> bytes:
    """Return a PNG of the chunks that it takes to show it; a moving one stands still."""
    if not data.startswith(PNG):
        raise ValueError("This is no PNG.")
    parts, at, kind = [PNG], len(PNG), b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data) or struct.unpack_from(">I", data, end - 4)[0] != zlib.crc32(data[at + 4 : end - 4]):
            raise ValueError("The PNG is damaged.")
        if kind in SEEN:
            parts.append(data[at:end])
        at = end
    return b"".join(parts)


BARED: dict[str, Callable[[bytes], bytes]] = {"image/jpeg": _jpeg, "image/png": _png}
