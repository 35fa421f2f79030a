"""Pictures lose what cameras and programs added, and stay the pictures they were."""

import struct
import zlib

import pytest

from fokus_api.files.pictures import without_metadata

SECRET = b"52.5200 N, 13.4050 E, Kamera von Ada"
TABLES = b"\xff\xdb\0\x04\1\2\xff\xc0\0\x04\1\2"
SCAN = b"\xff\xda\0\x04\1\2" + b"\x12\xff\x00\x34\xff\xd0\x56"
ADOBE = b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0\1"
JFIF = b"\xff\xe0\0\x10JFIF\0\1\1\0\0\x48\0\x48\0\0"


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def exif(orientation: int, order: str = "<") -> bytes:
    head = (b"II\x2a\0" if order == "<" else b"MM\0\x2a") + struct.pack(f"{order}I", 8)
    value = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    other = struct.pack(f"{order}HHII", 0x010F, 2, len(SECRET), 64)
    return segment(0xE1, b"Exif\0\0" + head + struct.pack(f"{order}H", 2) + other + value + b"\0" * 4 + SECRET)


def jpeg(*parts: bytes) -> bytes:
    return b"\xff\xd8" + b"".join(parts) + TABLES + SCAN + b"\xff\xd9"


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


HEADER = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
PIXEL = chunk(b"IDAT", zlib.compress(b"\0\0"))
LAST = chunk(b"IEND", b"")
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize(
    "added",
    [
        exif(1),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRET),
        segment(0xED, b"Photoshop 3.0\0" + SECRET),
        segment(0xE2, b"MPF\0" + SECRET),
        segment(0xFE, SECRET),
        b"\xff\xff" + segment(0xFE, SECRET),
    ],
)
def test_a_photo_loses_what_was_added_and_nothing_else(added: bytes) -> None:
    assert without_metadata(jpeg(JFIF, added, ADOBE) + SECRET, "image/jpeg") == jpeg(JFIF, ADOBE)


def test_the_small_picture_in_a_photo_goes_as_well() -> None:
    with_small = segment(0xE0, JFIF[4:-2] + b"\1\1" + b"\7\7\7")
    assert without_metadata(jpeg(with_small), "image/jpeg") == jpeg(JFIF)


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_photo_stays_the_right_way_up(order: str) -> None:
    bare = without_metadata(jpeg(JFIF, exif(6, order)), "image/jpeg")
    assert SECRET not in bare
    assert bare == without_metadata(bare, "image/jpeg")
    assert bare == jpeg(JFIF, exif_alone(6))


def exif_alone(orientation: int) -> bytes:
    return segment(
        0xE1, b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01" + struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0) + b"\0" * 4
    )


def test_a_scan_of_several_passes_stays_whole() -> None:
    several = jpeg(JFIF, SCAN, segment(0xC4, b"\1"))
    assert without_metadata(several, "image/jpeg") == several


def test_a_drawing_loses_its_words() -> None:
    words = [chunk(b"tEXt", SECRET), chunk(b"eXIf", SECRET), chunk(b"tIME", b"1234567")]
    bare = PNG + HEADER + PIXEL + LAST
    assert without_metadata(PNG + HEADER + b"".join(words) + PIXEL + LAST + SECRET, "image/png") == bare


@pytest.mark.parametrize(
    ("picture", "media_type"),
    [
        (b"MZ", "image/jpeg"),
        (b"", "image/png"),
        (jpeg(JFIF)[:-2], "image/jpeg"),
        (jpeg(JFIF)[:9], "image/jpeg"),
        (b"\xff\xd8\x00", "image/jpeg"),
        (b"\xff\xd8\xff\xe0\0\0", "image/jpeg"),
        (PNG + HEADER + PIXEL, "image/png"),
        (PNG + HEADER + PIXEL[:-1] + b"!" + LAST, "image/png"),
    ],
)
def test_what_is_cut_off_or_none_is_refused(picture: bytes, media_type: str) -> None:
    with pytest.raises(ValueError, match=r"JPEG|PNG|picture"):
        without_metadata(picture, media_type)
