"""Compression of whole answers: of tagged ones alone, which hold no secret that a guess beside it could reveal."""

import gzip

import zstandard

from fokus_api.http.negotiation import Coding
from fokus_api.http.request_context import Headers

__all__ = ["compressed", "compressible"]

LEAST = 1000  # bytes below which a body fits into one packet anyway
TEXTS = (b"text/", b"application/json", b"application/geo+json", b"application/atom+xml")


def compressible(headers: Headers, body: bytes) -> bool:
    """Tell whether a body becomes smaller: a longer text, and not what is compressed in itself."""
    kind = next((value for name, value in headers if name.lower() == b"content-type"), b"")
    return len(body) >= LEAST and kind.startswith(TEXTS)


def compressed(body: bytes, coding: Coding) -> bytes:
    """Return a body in a content coding; the same bytes for the same body."""
    if coding == "zstd":
        return zstandard.ZstdCompressor().compress(body)
    return gzip.compress(body, mtime=0)
