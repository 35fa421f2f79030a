"""Compression of answers: of those alone that hold no secret, which a guess beside it could reveal."""

import gzip
import zlib

import zstandard

from fokus_api.http.negotiation import Coding
from fokus_api.http.request_context import Headers

__all__ = ["Squeeze", "coded", "compressed", "compressible"]

LEAST = 1000  # bytes below which a body fits into one packet anyway
GZIP = 31  # bits of zlib's window, with the header and trailer of gzip
TEXTS = (b"text/", b"application/json", b"application/geo+json", b"application/atom+xml")


def compressible(headers: Headers, body: bytes) -> bool:
    """Tell whether a body becomes smaller: a longer text, and not what is compressed in itself."""
    kind = next((value for name, value in headers if name.lower() == b"content-type"), b"")
    return len(body) >= LEAST and kind.startswith(TEXTS)


def coded(headers: Headers, coding: Coding) -> Headers:
    """Return the headers of a body that is sent in a content coding, without its length."""
    plain = [pair for pair in headers if pair[0].lower() != b"content-length"]
    return [*plain, (b"content-encoding", coding.encode())]


class Squeeze:
    """Compresses a body piece by piece."""

    def __init__(self, coding: Coding) -> None:
        self._coder = zstandard.ZstdCompressor().compressobj() if coding == "zstd" else zlib.compressobj(wbits=GZIP)

    def piece(self, body: bytes, *, last: bool) -> bytes:
        """Return what can be sent so far, all of it after the last piece."""
        return self._coder.compress(body) + (self._coder.flush() if last else b"")


def compressed(body: bytes, coding: Coding) -> bytes:
    """Return a body in a content coding; the same bytes for the same body."""
    if coding == "zstd":
        return zstandard.ZstdCompressor().compress(body)
    return gzip.compress(body, mtime=0)
