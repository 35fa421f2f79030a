"""Lists in pages: opaque keyset cursors that hold for one route and its filters, as JSON or CSV."""

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from operator import itemgetter
from typing import Annotated, Any, Generic, Literal, NamedTuple, TypeVar
from urllib.parse import urlencode

import msgspec
from litestar import Request, Response
from litestar.params import QueryParameter
from litestar.types import Receive, Scope, Send

from fokus_api.http.input_errors import FieldError
from fokus_api.http.negotiation import accepts
from fokus_api.http.problem_types import TITLES
from fokus_api.http.problems import ApiProblem
from fokus_api.http.request_context import context_of
from fokus_api.responses.tabular import CSV, csv_of
from fokus_core.domain.texts import _
from fokus_projections import Reader

JSON = "application/json"
T = TypeVar("T")
S = TypeVar("S", bound=msgspec.Struct)

LIMIT = 100
NO_FILTERS = frozenset({"cursor", "limit", "on", "known", "min_position", "format"})

Limit = Annotated[int, QueryParameter(ge=1, le=1000, description=_("Höchstzahl der Einträge einer Seite."))]
Cursor = Annotated[
    str | None, QueryParameter(max_length=2000, description=_("Seitenmarke aus `next_cursor` der vorigen Seite."))
]
Format = Annotated[
    Literal["json", "csv"] | None,
    QueryParameter(description=_("Form der Antwort, wenn nicht nach Accept gewählt wird.")),
]


class Page(msgspec.Struct, Generic[T], frozen=True):
    """One page of a list; `next_cursor` is null on the last one."""

    items: Sequence[T]
    next_cursor: str | None = None


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


@dataclass(frozen=True)
class Listing:
    """How a list is asked for: page size, cursor, and whether as JSON or CSV."""

    request: Request[Any, Any, Any]
    limit: int
    after: tuple[Any, ...] | None
    as_csv: bool

    def rows(
        self,
        reader: Reader,
        sql: str,
        params: Mapping[str, Any],
        *,
        order: Sequence[str],
        into: type[S],
        descending: bool = False,
    ) -> Response[Page[S]]:
        """Answer with a page of what a SELECT returns, its columns named as the fields of `into`.

        `order` names columns of the SELECT that are never NULL and together unique.
        """
        names = into.__struct_encode_fields__
        rows = self.select(reader, sql, params, columns=(*names, *order), order=order, descending=descending)
        found = [dict(zip(names, row, strict=False)) for row in rows]
        items = msgspec.convert(found, list[into], strict=False)  # type: ignore[valid-type]  # known at run time only
        marks = [row[len(names) :] for row in rows]
        return self.page(items, marks, into)

    def select(
        self,
        reader: Reader,
        sql: str,
        params: Mapping[str, Any],
        *,
        columns: Sequence[str],
        order: Sequence[str],
        descending: bool = False,
    ) -> list[tuple[Any, ...]]:
        """Return the rows of this page and one more, which tells whether another page follows."""
        where, marks = "", {}
        if self.after is not None:
            if len(self.after) != len(order):
                raise _wrong_cursor()
            marks = {f"after_{number}": value for number, value in enumerate(self.after)}
            where = f"WHERE ({', '.join(order)}) {'<' if descending else '>'} ({', '.join(f':{m}' for m in marks)})"
        direction = " DESC" if descending else ""
        text = (
            f"SELECT {', '.join(columns)} FROM ({sql}) {where} "  # names come from code, values as parameters
            f"ORDER BY {', '.join(name + direction for name in order)} LIMIT :one_more"
        )
        return reader.rows(text, {**params, **marks, "one_more": self.limit + 1})

    def page(self, items: Sequence[S], marks: Sequence[Sequence[Any]], into: type[S]) -> Response[Page[S]]:
        """Answer with up to `limit` of the items, which stand at `marks` in the order; one more means another page."""
        cursor, headers = self._next(marks)
        if self.as_csv:
            return Ready(csv_of(items[: self.limit], into), CSV, headers)
        return Ready(msgspec.json.encode(Page(items[: self.limit], cursor)), JSON, headers)

    def _joined(self, documents: Sequence[bytes], marks: Sequence[Sequence[Any]]) -> Response[Page[Any]]:
        """Answer like `page` in JSON, with items whose JSON is made already."""
        cursor, headers = self._next(marks)
        body = b'{"items":[%b],"next_cursor":%b}' % (b",".join(documents[: self.limit]), msgspec.json.encode(cursor))
        return Ready(body, JSON, headers)

    def _next(self, marks: Sequence[Sequence[Any]]) -> tuple[str | None, dict[str, str]]:
        """Return the cursor of the page after this one, if any, and the headers that link to it."""
        if len(marks) <= self.limit:
            return None, {}
        body = msgspec.json.encode([_check(self.request), *marks[self.limit - 1]])
        cursor = base64.urlsafe_b64encode(body).decode().rstrip("=")
        return cursor, {"Link": self._link(cursor)}

    def of(self, items: Sequence[S], mark: Callable[[S], tuple[Any, ...]], into: type[S]) -> Response[Page[S]]:
        """Answer with a page of items held in memory, sorted by their marks."""
        return self.listed([Listed(mark(item), item) for item in items], into)

    def listed(self, items: Sequence[Listed[S]], into: type[S]) -> Response[Page[S]]:
        """Answer like `of` with a page of items whose marks are known; those with documents are sent as these."""
        ordered = sorted(items, key=itemgetter(0))
        if self.after is not None:
            try:
                ordered = [one for one in ordered if one.mark > self.after]
            except TypeError:
                raise _wrong_cursor() from None
        ordered = ordered[: self.limit + 1]
        marks = [one.mark for one in ordered] if len(ordered) > self.limit else ()
        documents = [] if self.as_csv else [one.document for one in ordered if one.document is not None]
        if documents and len(documents) == len(ordered):
            return self._joined(documents, marks)
        return self.page([one.item for one in ordered], marks, into)

    def _link(self, cursor: str) -> str:
        """Return the link to the next page, pinned to the moment of this one."""
        asked = dict(self.request.query_params.multi_items())
        if (moment := context_of(self.request.scope).moment) is not None:
            asked |= {"on": moment.on.isoformat(), "known": str(moment.known)}
        return f'<{self.request.scope["path"]}?{urlencode({**asked, "cursor": cursor})}>; rel="next"'


def listing_of(
    request: Request[Any, Any, Any],
    limit: Limit = LIMIT,
    cursor: Cursor = None,
    format: Format = None,  # noqa: A002  # the name of the query parameter
) -> Listing:
    """Return how a list is asked for; raises `ApiProblem` for a cursor from elsewhere."""
    after = None if cursor is None else _read(cursor, _check(request))
    as_csv = format == "csv" or (format is None and accepts(request.scope) == "csv")
    return Listing(request, limit, after, as_csv)


def _check(request: Request[Any, Any, Any]) -> str:
    """Return what tells the list a cursor is for: the route and its filters."""
    filters = sorted((name, str(value)) for name, value in request.query_params.multi_items() if name not in NO_FILTERS)
    return blake2b(msgspec.json.encode([request.scope["path"], filters]), digest_size=9).hexdigest()


def _read(cursor: str, check: str) -> tuple[Any, ...]:
    try:
        body = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        found, *mark = msgspec.json.decode(body, type=tuple[str | int | float, ...])
    except (binascii.Error, ValueError, msgspec.DecodeError):
        raise _wrong_cursor() from None
    if found != check or any(isinstance(value, int) and abs(value) >= 1 << 62 for value in mark):
        raise _wrong_cursor()
    return tuple(mark)


def _wrong_cursor() -> ApiProblem:
    detail = TITLES["invalid-cursor"].detail
    return ApiProblem("invalid-cursor", errors=[FieldError(parameter="cursor", detail=detail)])
