"""What is taken in is told by its content, and nothing that acts by itself gets in."""

import io
import struct
import tracemalloc
import zlib
from collections.abc import Iterable
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest

from fokus_api.files.file_kinds import FILE_KINDS, ODF, OOXML, ZIP, refuse_unless
from fokus_api.files.uploads import declared_type
from fokus_api.http.problems import ApiProblem

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0\0\0\1\0\0\0\1\x08\0\0\0\0" + b"rest"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0"
DOCX, PPTX, XLSX = (
    f"{OOXML}{kind}" for kind in ("wordprocessingml.document", "presentationml.presentation", "spreadsheetml.sheet")
)
ODT, ODP, ODS = (f"{ODF}{kind}" for kind in ("text", "presentation", "spreadsheet"))


def zipped(*parts: tuple[str, bytes], compression: int = ZIP_DEFLATED, comment: bytes = b"") -> bytes:
    target = io.BytesIO()
    with ZipFile(target, "w", compression) as file:
        for name, data in parts:
            file.writestr(name, data, ZIP_STORED if name == "mimetype" else compression)
        file.comment = comment
    return target.getvalue()


def described(main: str, *others: str) -> tuple[str, bytes]:
    types = "".join(f'<Override PartName="/part{n}" ContentType="{one}"/>' for n, one in enumerate((main, *others)))
    return "[Content_Types].xml", f'<?xml version="1.0"?><Types>{types}</Types>'.encode()


def openxml(kind: str, *parts: tuple[str, bytes], types: Iterable[str] = (), compression: int = ZIP_DEFLATED) -> bytes:
    return zipped(
        described(f"{kind}.main+xml", *types), ("word/document.xml", b"<w/>"), *parts, compression=compression
    )


def opendocument(kind: str, *parts: tuple[str, bytes]) -> bytes:
    return zipped(("mimetype", kind.encode()), ("content.xml", b"<c/>"), *parts)


GOOD = {
    "application/pdf": PDF,
    "image/png": PNG,
    "image/jpeg": JPEG,
    ODT: opendocument(ODT),
    ODP: opendocument(ODP),
    ODS: opendocument(ODS),
    DOCX: openxml(DOCX),
    PPTX: openxml(PPTX),
    XLSX: openxml(XLSX),
    "text/plain": "Grüße aus Köln\r\n\tund < mehr".encode(),
    "text/csv": b"\xef\xbb\xbfName;Ort\nA;B\n",
}


def judged(content: bytes, media_type: str) -> str:
    try:
        refuse_unless(io.BytesIO(content), media_type)
    except ApiProblem as trouble:
        return trouble.slug
    return "fits"


def test_there_is_a_good_example_of_every_kind() -> None:
    assert set(GOOD) == set(FILE_KINDS)


@pytest.mark.parametrize("media_type", FILE_KINDS)
def test_each_content_fits_its_own_kind_alone(media_type: str) -> None:
    fitting = {one for one in FILE_KINDS if judged(GOOD[media_type], one) == "fits"}
    texts = {"text/plain", "text/csv"}
    assert fitting == (texts if media_type in texts else {media_type})


@pytest.mark.parametrize("media_type", FILE_KINDS)
def test_a_content_is_judged_from_the_place_where_it_begins(media_type: str) -> None:
    content = io.BytesIO(b"a label\n" + GOOD[media_type])
    content.seek(8)
    refuse_unless(content, media_type)


@pytest.mark.parametrize("media_type", FILE_KINDS)
def test_nothing_at_all_and_what_is_cut_off_early_fit_no_kind(media_type: str) -> None:
    assert judged(b"", media_type) == "file-differs"
    if not media_type.startswith("text/"):
        assert judged(GOOD[media_type][:2], media_type) == "file-differs"


MACROS = [
    openxml(DOCX, ("word/vbaProject.bin", b"x")),
    openxml(DOCX, ("word/VBAPROJECT.BIN", b"x")),
    openxml(DOCX, types=("application/vnd.ms-office.vbaProject",)),
    openxml(DOCX, types=("application/vnd.ms-word.document.macroEnabled.main+xml",)),
    openxml(DOCX, ("word/activeX/activeX1.bin", b"x")),
]


@pytest.mark.parametrize("content", MACROS)
def test_an_office_file_with_macros_is_refused(content: bytes) -> None:
    assert judged(content, DOCX) == "active-content"


def test_an_opendocument_file_with_macros_is_refused() -> None:
    assert judged(opendocument(ODT, ("Basic/Standard/Module1.xml", b"x")), ODT) == "active-content"
    assert judged(opendocument(ODS, ("Scripts/python/a.py", b"x")), ODS) == "active-content"


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><p>x",
        b"\n\n  <p>x</p>",
        b"\xef\xbb\xbf<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<?xml version='1.0'?><a/>",
        b"#!/bin/sh\nrm -rf /\n",
        b"Guten Tag <SCRIPT>alert(1)</SCRIPT>",
        b"x" * (64 * 1024 - 3) + b"<script>",
        b"x" * (128 * 1024 - 1) + b"<iframe src=x>",
    ],
)
def test_a_text_that_is_markup_or_a_script_is_refused(content: bytes) -> None:
    assert judged(content, "text/plain") == "active-content"


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\0\x03\0\0\0",
        b"\x7fELF\x02\x01\x01",
        "Köln".encode("latin-1"),
        "Köln".encode("utf-16"),
        b"\x1b[2J",
        b"a" * (64 * 1024 - 1) + "ü".encode()[:1],
        b"a" * (64 * 1024) + b"\0",
    ],
)
def test_a_text_that_is_none_is_refused(content: bytes) -> None:
    assert judged(content, "text/plain") == "file-differs"


def test_a_letter_that_two_pieces_share_is_read() -> None:
    assert judged(b"a" * (64 * 1024 - 1) + "ü".encode(), "text/plain") == "fits"


def encrypted(content: bytes) -> bytes:
    """Return a ZIP file whose list of contents says that the first part is encrypted."""
    place = content.index(b"PK\x01\x02") + 8
    return content[:place] + struct.pack("<H", 1) + content[place + 2 :]


with pytest.warns(UserWarning, match="Duplicate name"):
    TWICE = zipped(described(f"{DOCX}.main+xml"), described("application/vnd.x"), ("word/document.xml", b"x"))


@pytest.mark.parametrize(
    "content",
    [
        zipped(("word/document.xml", b"<w/>")),
        zipped(described("application/vnd.other")),
        zipped(("[Content_Types].xml", f'<Types a="{DOCX}.main+xml" b="&#109;"/>'.encode())),
        zipped(("[Content_Types].xml", f'<!DOCTYPE a><Types a="{DOCX}.main+xml"/>'.encode())),
        zipped(("[Content_Types].xml", f'<Types a="{DOCX}.main+xml"/>'.encode("utf-16"))),
        openxml(DOCX, compression=ZIP_BZIP2),
        encrypted(openxml(DOCX)),
        zipped(described(f"{DOCX}.main+xml"), comment=b"PK\5\6"),
        zipped(described(f"{DOCX}.main+xml"), comment=b"a comment")[:-1],
        b"MZ" + openxml(DOCX),
        openxml(DOCX) + b"<script>",
        openxml(DOCX)[:-30],
        TWICE,
        zipped(described(f"{DOCX}.main+xml"), ("[CONTENT_TYPES].XML", b"x")),
        b"PK\x03\x04" + b"\0" * 100,
    ],
)
def test_a_zip_file_that_is_no_plain_office_file_is_refused(content: bytes) -> None:
    assert judged(content, DOCX) == "file-differs"


@pytest.mark.parametrize("comment", [b"PK", b"written by a portal", b"x" * 0xFFFF])
def test_a_comment_at_the_end_of_an_archive_is_none_of_its_parts(comment: bytes) -> None:
    assert judged(zipped(described(f"{DOCX}.main+xml"), comment=comment), DOCX) == "fits"


@pytest.mark.parametrize(
    ("before", "verdict"),
    [
        (b"\xef\xbb\xbf", "fits"),
        (b"\r\n", "fits"),
        (b"\x1b%-12345X@PJL\r\n", "fits"),
        (b" " * 1019, "fits"),
        (b" " * 1020, "file-differs"),
        (ZIP, "file-differs"),
        (b"<html>", "active-content"),
        (b"<!-- --><SCRIPT>", "active-content"),
    ],
)
def test_a_pdf_names_itself_within_its_first_1024_bytes(before: bytes, verdict: str) -> None:
    assert judged(before + PDF, "application/pdf") == verdict


@pytest.mark.parametrize(
    ("declared", "kind"),
    [
        ("image/jpg", "image/jpeg"),
        ("IMAGE/PNG", "image/png"),
        ('application/pdf; name="x.pdf"', "application/pdf"),
        ("application/pdf; charset=binary", "application/pdf"),
        ("application/x-pdf", "application/pdf"),
        ("text/plain; charset=utf8", "text/plain"),
        ('text/csv; header=present; charset="UTF-8"', "text/csv"),
    ],
)
def test_a_kind_is_told_by_whatever_name_and_parameters_programs_give_it(declared: str, kind: str) -> None:
    assert declared_type(declared) == kind


@pytest.mark.parametrize(
    "declared", ["text/plain; charset=windows-1252", "text/csv; charset=utf-16", "image/gif", "", ";"]
)
def test_what_is_not_read_is_no_kind(declared: str) -> None:
    with pytest.raises(ApiProblem):
        declared_type(declared)


def test_a_bomb_is_refused_without_being_unpacked() -> None:
    bomb = zipped(("[Content_Types].xml", b" " * 200_000_000))
    tracemalloc.start()
    assert judged(bomb, DOCX) == "file-differs"
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_a_bomb_that_lies_about_its_size_is_refused_without_being_unpacked() -> None:
    bomb = bytearray(zipped(("[Content_Types].xml", b" " * 200_000_000)))
    for mark, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = bomb.index(mark) + place
        bomb[at : at + 4] = struct.pack("<I", 1000)
    tracemalloc.start()
    assert judged(bytes(bomb), DOCX) == "file-differs"
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_an_endless_list_of_contents_is_refused_without_being_read() -> None:
    many = zipped(*((f"{n:060}", b"") for n in range(20_000)), described(f"{DOCX}.main+xml"))
    tracemalloc.start()
    assert judged(many, DOCX) == "file-differs"
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


def test_a_damaged_part_is_refused() -> None:
    content = bytearray(openxml(DOCX))
    at = content.index(b"[Content_Types].xml") + 19
    content[at : at + 8] = b"\xff" * 8
    assert judged(bytes(content), DOCX) == "file-differs"


OBJECTS = zlib.compress(b"1 0 2 40 << /S /JavaScript /JS (app.alert(1)) >>")


@pytest.mark.parametrize(
    "acting",
    [
        b"<< /S /JavaScript /JS (app.alert(1)) >>",
        b"<< /S /J#61vaScript /#4AS 3 0 R >>",
        b"<< /S /Launch /F (cmd.exe) >>",
        b"<< /Subtype /RichMedia >>",
        b"<< /AcroForm << /XFA [] >> >>",
        b"<< /Type /ObjStm /Filter /FlateDecode >>\nstream\r\n" + OBJECTS + b"\nendstream",
    ],
)
def test_a_pdf_that_acts_is_refused(acting: bytes) -> None:
    assert judged(PDF.replace(b"%%EOF", acting + b"\n%%EOF"), "application/pdf") == "active-content"


@pytest.mark.parametrize(
    "harmless",
    [
        b"<< /Title (JavaScript und /JSON) /JSONata 1 >>",
        b"<< /Length 20 >>\nstream\n\x00/JS \x01/Launch \xff\nendstream",
        b"<< /Type /ObjStm >>\nstream\n" + OBJECTS[:10] + b"\nendstream",
    ],
)
def test_a_pdf_that_only_looks_like_it_is_taken(harmless: bytes) -> None:
    assert judged(PDF.replace(b"%%EOF", harmless + b"\n%%EOF"), "application/pdf") == "fits"


@pytest.mark.parametrize("name", ["word\\vbaProject.bin", "Word\\VBAPROJECT.BIN", "word\\activeX\\a.bin"])
def test_macros_under_names_with_a_backslash_are_refused(name: str) -> None:
    assert judged(openxml(DOCX, (name, b"code")), DOCX) == "active-content"


def test_an_office_file_that_unpacks_to_too_much_is_refused() -> None:
    part = b"\0" * 101_000_000
    assert judged(openxml(DOCX, ("word/a.bin", part)), DOCX) == "fits"
    assert judged(openxml(DOCX, ("word/a.bin", part), ("word/b.bin", part)), DOCX) == "file-differs"
