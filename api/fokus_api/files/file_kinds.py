"""Which kinds of file are taken in: told by their content, whatever they are called; nothing that acts by itself."""

import codecs
import re
import struct
import zlib
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import BinaryIO, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from fokus_api.http.problems import ApiProblem

__all__ = ["ALSO_CALLED", "FILE_KINDS", "Kind", "refuse_unless"]

ZIP = b"PK\x03\x04"
PDF, FIRST = b"%PDF-", 1024  # a PDF names itself within its first bytes (ISO 32000-1, Annex H)
SIGNATURES = (PDF, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\xff\xd8\xff", ZIP)
OOXML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."
PIECE = 64 * 1024
DIRECTORY = 1_000_000  # bytes that the list of contents of an office file may take
DESCRIPTION = 1_000_000  # bytes that an office file may take to describe its parts
BROKEN = (BadZipFile, RuntimeError, zlib.error, EOFError, ValueError, OSError, struct.error)
END = struct.Struct("<4s4H2LH")  # the last record of a ZIP file, behind which a comment may stand
COMMENT = 0xFFFF
ACTS = re.compile(r"macroEnabled|vbaProject|activeX", re.IGNORECASE)
SCRIPTS = re.compile(r"(^|/)(vbaProject[^/]*\.bin$|activeX/|Basic/|Scripts/)", re.IGNORECASE)
MARKUP = re.compile(r"<(!doctype|html|head|body|script|svg|iframe|object|embed|\?xml)\b", re.IGNORECASE)
CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
PDF_ACTS = re.compile(rb"/(JavaScript|JS|Launch|RichMedia|XFA)(?![A-Za-z0-9])")
PDF_STREAM = re.compile(rb">>\s*stream\r?\n(.*?)endstream", re.DOTALL)
PDF_ESCAPED = re.compile(rb"#([0-9a-fA-F]{2})")
DICTIONARY = 1000  # bytes before a stream in which it says what it holds
OBJECTS = 10_000_000  # bytes of objects that one stream may hold and that are looked at
UNPACKED = 200_000_000  # bytes that all parts of an office file may have
OVERLAP = 40  # characters of a text that are looked at again with what follows


class Kind(NamedTuple):
    """A kind of file: the ending of a name for it, and what tells whether a content is of this kind."""

    ending: str
    fits: Callable[[BinaryIO, int], bool]


def refuse_unless(content: BinaryIO, media_type: str) -> None:
    """Raise `ApiProblem` unless the rest of a content is of the kind that was declared."""
    if not FILE_KINDS[media_type].fits(content, content.tell()):
        raise ApiProblem("file-differs")


def _begins(signature: bytes, content: BinaryIO, start: int) -> bool:
    return content.read(len(signature)) == signature


def _is_pdf(content: BinaryIO, start: int) -> bool:
    """Tell whether it names itself early; raises `ApiProblem` for markup before that, and for scripts and the like."""
    before, found, _rest = content.read(FIRST).partition(PDF)
    if MARKUP.search(before.decode("latin-1")):
        raise ApiProblem("active-content")
    if not found or before.startswith(SIGNATURES):
        return False
    content.seek(start)
    if PDF_ACTS.search(_names_in(content.read())):
        raise ApiProblem("active-content")
    return True


def _names_in(pdf: bytes) -> bytes:
    """Return what of a PDF may name an action: all but its streams, and those streams that hold objects, unpacked."""
    pieces, at = [], 0
    for stream in PDF_STREAM.finditer(pdf):
        pieces.append(pdf[at : stream.start()])
        at = stream.end()
        if b"/ObjStm" in pieces[-1][-DICTIONARY:]:
            with suppress(zlib.error):
                pieces.append(zlib.decompressobj().decompress(stream[1], OBJECTS))
    return PDF_ESCAPED.sub(lambda code: bytes([int(code[1], 16)]), b"\n".join([*pieces, pdf[at:]]))


def _is_text(content: BinaryIO, start: int) -> bool:
    """Tell whether it is UTF-8 without control characters; raises `ApiProblem` for markup and for scripts."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    before, first = "", True
    try:
        while piece := content.read(PIECE):
            text = decoder.decode(piece)
            if CONTROLS.search(text) or (first and piece.startswith(SIGNATURES)):
                return False
            if MARKUP.search(before + text) or (first and text.lstrip().startswith(("<", "#!"))):
                raise ApiProblem("active-content")
            before, first = (before + text)[-OVERLAP:], False
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return not first


def _is_opendocument(media_type: str, content: BinaryIO, start: int) -> bool:
    """Tell whether its first part names the type, as the standard asks; raises `ApiProblem` where it holds macros."""
    with _parts(content, start) as parts:
        first = parts.infolist()[0]
        if first.filename != "mimetype" or first.file_size > 200 or parts.read(first) != media_type.encode():
            return False
        _refuse_scripts(parts)
    return True


def _is_openxml(main: str, content: BinaryIO, start: int) -> bool:
    """Tell whether its description of parts names the main one; raises `ApiProblem` where it holds macros."""
    with _parts(content, start) as parts:
        _refuse_scripts(parts)
        described = parts.getinfo("[Content_Types].xml")
        if described.file_size > DESCRIPTION:
            return False
        with parts.open(described) as part:
            text = part.read(DESCRIPTION).decode("utf-8-sig")
        if "&" in text or "<!" in text:  # nothing here needs another way to write a name
            return False
        if ACTS.search(text):
            raise ApiProblem("active-content")
        return any(f"{mark}{main}.main+xml{mark}" in text for mark in "\"'")


def _parts(content: BinaryIO, start: int) -> ZipFile:
    """Open an office file; raises one of `BROKEN` for what is no plain, small, unambiguous ZIP file."""
    if content.read(len(ZIP)) != ZIP:
        raise BadZipFile
    whole = content.seek(0, 2)
    content.seek(max(start, whole - END.size - COMMENT))
    tail = content.read()
    at = tail.rfind(b"PK\x05\x06")
    _, _, _, _, _, size, offset, comment = END.unpack(tail[at : at + END.size])
    end = whole - len(tail) + at
    if end + END.size + comment != whole or size > DIRECTORY or start + offset + size != end:
        raise BadZipFile
    parts = ZipFile(content)
    names = [one.filename.lower().replace("\\", "/") for one in parts.infolist()]
    plain = all(one.compress_type in {ZIP_STORED, ZIP_DEFLATED} and not one.flag_bits & 1 for one in parts.infolist())
    small = sum(one.file_size for one in parts.infolist()) <= UNPACKED
    if not names or len(set(names)) < len(names) or not plain or not small:
        raise BadZipFile
    return parts


def _refuse_scripts(parts: ZipFile) -> None:
    if any(SCRIPTS.search(name.replace("\\", "/")) for name in parts.namelist()):
        raise ApiProblem("active-content")


def _office(fits: Callable[[str, BinaryIO, int], bool], media_type: str) -> Callable[[BinaryIO, int], bool]:
    def judged(content: BinaryIO, start: int) -> bool:
        try:
            return fits(media_type, content, start)
        except (KeyError, *BROKEN):
            return False

    return judged


FILE_KINDS = {  # the kinds of file that are taken in, by media type
    "application/pdf": Kind("pdf", _is_pdf),
    "image/png": Kind("png", partial(_begins, SIGNATURES[1])),
    "image/jpeg": Kind("jpg", partial(_begins, SIGNATURES[2])),
    **{
        media_type: Kind(ending, _office(fits, media_type))
        for fits, media_type, ending in (
            (_is_opendocument, f"{ODF}text", "odt"),
            (_is_opendocument, f"{ODF}presentation", "odp"),
            (_is_opendocument, f"{ODF}spreadsheet", "ods"),
            (_is_openxml, f"{OOXML}wordprocessingml.document", "docx"),
            (_is_openxml, f"{OOXML}presentationml.presentation", "pptx"),
            (_is_openxml, f"{OOXML}spreadsheetml.sheet", "xlsx"),
        )
    },
    "text/plain": Kind("txt", _is_text),
    "text/csv": Kind("csv", _is_text),
}
ALSO_CALLED = {  # what else programs call these kinds
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/x-png": "image/png",
    "application/x-pdf": "application/pdf",
    "application/csv": "text/csv",
}
