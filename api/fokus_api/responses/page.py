"""What a list is answered with: a page of items, in JSON that is made already, or a piece of a file."""

from collections.abc import Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec
from litestar import Response
from litestar.types import Receive, Scope, Send

from fokus_api.responses.cursors import Mark

__all__ = ["Listed", "Page", "Piece", "Ready"]

T = TypeVar("T")


class Page(msgspec.Struct, Generic[T], frozen=True):
    """One page of a list; `next_cursor` is null on the last one, `prev_cursor` on the first.

    `total` is how many items there are on all pages, where that was asked for and the list can be counted.
    """

    items: Sequence[T]
    next_cursor: str | None = None
    prev_cursor: str | None = None
    total: int | None = None


class Listed(NamedTuple, Generic[T]):
    """An item of a list held in memory: the mark that orders it, and its JSON where that was made before."""

    mark: tuple[Any, ...]
    item: T
    document: bytes | None = None


class Ready(Response[T]):
    """An answer whose bytes are made already, so that the framework has nothing left to do but send them."""

    def __init__(self, body: bytes, media_type: str, headers: Mapping[str, str]) -> None:  # nothing of its base is used
        self.body = body
        self.media_type = media_type
        self.headers = dict(headers)

    def to_asgi_response(self, *args: object, **kwargs: object) -> "Ready[T]":  # type: ignore[override]  # an ASGI application
        """Return this very answer."""
        return self

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer."""
        headers = [(name.lower().encode(), value.encode()) for name, value in self.headers.items()]
        headers += [
            (b"content-type", str(self.media_type).encode()),
            (b"content-length", str(len(self.body)).encode()),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": False})


class Piece(Ready[T]):
    """Items of an export, and the mark after which the next ones begin, None after the last."""

    def __init__(
        self, items: Sequence[Any], into: type[msgspec.Struct], after: Mark | None, headers: Mapping[str, str]
    ) -> None:
        super().__init__(b"", "", headers)
        self.items = items
        self.into = into
        self.after = after
