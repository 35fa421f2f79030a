"""The response cache: whole answers, given before routing for as long as no row they were made of has changed."""

import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b

from fokus_api.http.compression import coded, compressed, compressible
from fokus_api.http.headers import known
from fokus_api.http.negotiation import Coding
from fokus_api.http.request_context import Headers, Moment
from fokus_projections import Reader

CODED = re.compile(r'[-;](gzip|zstd|br)"$')  # what proxies that compress put into a tag
SIZE = 64 * 1024 * 1024  # bytes of all bodies
LARGEST = 4 * 1024 * 1024  # bytes of one body

Key = tuple[str, bytes, str, str, date]  # path, query, look, what the caller may see, and the day


@dataclass(slots=True)
class Answer:
    """A whole answer of 200 with its tag, and what it was made of; `brief` are the headers of a 304 in its place."""

    headers: Headers
    brief: Headers
    body: bytes
    etag: str
    route: str
    tables: Sequence[str]
    mark: str  # of the generation read
    changed: int
    moment: Moment | None
    version: int = -1  # of the reader's file when it last held
    coded: dict[Coding, bytes] = field(default_factory=dict)  # the body as it was compressed once

    def holds(self, reader: Reader) -> bool:
        """Tell whether the same question would be answered the same now, by a read model that is not behind."""
        if self.version == reader.version and self.mark == reader.mark:
            return True
        if self.mark != reader.mark or reader.behind(self.tables):
            return False
        if not (self.moment is not None and self.moment.pinned) and self.changed != changed(reader, self.tables):
            return False
        self.version = reader.version
        return True

    def known(self, position: int) -> int | None:
        """Return up to where it knows the journal, a read model at a position; None where it does not."""
        return None if self.moment is None else self.moment.known if self.moment.pinned else position

    def given(self, if_none_match: str | None, position: int, coding: Coding) -> tuple[int, Headers, bytes]:
        """Return status, headers and body for a request: a 304 for one who has it, with how far is known now."""
        headers, status, body = self.headers, 200, self.body
        if if_none_match is not None and confirms(if_none_match, self.etag):
            headers, status, body = self.brief, 304, b""
        elif coding and compressible(headers, body):
            if coding not in self.coded:
                self.coded[coding] = compressed(body, coding)
            body = self.coded[coding]
            headers = [*coded(headers, coding), (b"content-length", str(len(body)).encode())]
        if self.moment is not None and not self.moment.pinned:
            headers = [*headers, known(position)]
        return status, headers, body


class ResponseCache:
    """The most recently used answers, up to a total size."""

    def __init__(self, size: int = SIZE) -> None:
        self._size = size
        self._held = 0
        self._answers: OrderedDict[Key, Answer] = OrderedDict()

    def get(self, key: Key, reader: Reader) -> Answer | None:
        """Return the answer to a question if it still holds."""
        answer = self._answers.get(key)
        if answer is None:
            return None
        if not answer.holds(reader):
            self._drop(key)
            return None
        self._answers.move_to_end(key)
        return answer

    def put(self, key: Key, answer: Answer) -> None:
        """Keep an answer, in place of those not asked for longest."""
        if len(answer.body) > LARGEST:
            return
        self._drop(key)
        self._answers[key] = answer
        self._held += len(answer.body)
        while self._held > self._size:
            self._drop(next(iter(self._answers)))

    def clear(self) -> None:
        """Let go of all answers."""
        self._answers.clear()
        self._held = 0

    def _drop(self, key: Key) -> None:
        gone = self._answers.pop(key, None)
        if gone is not None:
            self._held -= len(gone.body)


def may_stay(moment: Moment | None, query: bytes) -> bool:
    """Tell whether an answer may be kept: one that is pinned, only to where its own question says."""
    return moment is None or not moment.pinned or b"cursor=" in query or f"known={moment.known}".encode() in query


def changed(reader: Reader, tables: Sequence[str]) -> int:
    """Return the last position that changed a row of the tables."""
    return reader.changed(tables) if tables else 0


def tag(*parts: object, position: int) -> str:
    """Return a weak entity tag over what an answer depends on; it ends with the position that changed the answer last.

    So a command may be given with it in `If-Match`.
    """
    text = "\0".join(str(part) for part in (*parts, position))
    return f'W/"{blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()}.{position}"'


def confirms(if_none_match: str | None, etag: str) -> bool:
    """Tell whether an If-None-Match header holds the tag (RFC 9110, weak comparison)."""
    if if_none_match is None:
        return False
    opaque = etag.removeprefix("W/")
    said = (CODED.sub('"', one.strip().removeprefix("W/")) for one in if_none_match.split(","))
    return any(one in {"*", opaque} for one in said)
