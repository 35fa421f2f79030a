"""Lists in pages: the items after a place, in a fixed order, all of one moment."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Annotated, Any, Generic, Literal, NamedTuple, TypeVar
from urllib.parse import quote, urlencode

import msgspec
from litestar import Request, Response
from litestar.params import QueryParameter
from litestar.types import Receive, Scope, Send

from fokus_api.http.caller import Caller
from fokus_api.http.negotiation import accepts
from fokus_api.http.request_context import Moment, context_of
from fokus_api.responses.cursors import Mark, Place, cursor_at, place_of, wrong_cursor
from fokus_core.domain.texts import _
from fokus_projections import Reader

JSON = "application/json"
T = TypeVar("T")
S = TypeVar("S", bound=msgspec.Struct)

LIMIT = 100
BATCH = 1000  # items of an export that are read at once

Limit = Annotated[int, QueryParameter(ge=1, le=1000, description=_("Höchstzahl der Einträge einer Seite."))]
Most = Annotated[
    int | None, QueryParameter(ge=1, le=1000, description=_("Höchstzahl der Zeilen; alle, wenn nichts gesagt ist."))
]
Cursor = Annotated[
    str | None, QueryParameter(max_length=2000, description=_("Seitenmarke aus `next_cursor` der vorigen Seite."))
]
Format = Annotated[Literal["json", "csv"] | None, QueryParameter(include_in_schema=False)]
Form = Literal["json", "csv", "xlsx"]


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


class Piece(Ready[T]):
    """Items of an export, and the mark after which the next ones begin, None after the last."""

    def __init__(
        self, items: Sequence[Any], into: type[msgspec.Struct], after: Mark | None, headers: Mapping[str, str]
    ) -> None:
        super().__init__(b"", "", headers)
        self.items = items
        self.into = into
        self.after = after


@dataclass(frozen=True)
class Listing:
    """How a list is asked for: in which form, after which place, and up to how many items; `whole` where all."""

    request: Request[Any, Any, Any]
    limit: int
    place: Place | None
    begun: Moment
    form: Form = "json"
    whole: bool = False

    @property
    def after(self) -> Mark | None:
        """The mark after which the items begin."""
        return None if self.place is None else self.place.mark

    @property
    def moment(self) -> Moment:
        """The moment that all pages show: the one asked about, else that of the first page."""
        return context_of(self.request.scope).moment or self.begun

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
                raise wrong_cursor()
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
        after = tuple(marks[self.limit - 1]) if len(marks) > self.limit else None
        cursor, headers = (None, {}) if after is None or self.whole else self._next(after)
        if self.form != "json":
            return Piece(items[: self.limit], into, after, headers)
        return Ready(msgspec.json.encode(Page(items[: self.limit], cursor)), JSON, headers)

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
                raise wrong_cursor() from None
        if self.whole:
            return Piece([one.item for one in ordered], into, None, {})
        ordered = ordered[: self.limit + 1]
        documents = [one.document for one in ordered if one.document is not None]
        if self.form == "json" and documents and len(documents) == len(ordered):
            return self._joined(documents, [one.mark for one in ordered])
        return self.page([one.item for one in ordered], [one.mark for one in ordered], into)

    def _joined(self, documents: Sequence[bytes], marks: Sequence[Mark]) -> Response[Page[Any]]:
        """Answer like `page` in JSON, with items whose JSON is made already."""
        cursor, headers = self._next(marks[self.limit - 1]) if len(marks) > self.limit else (None, {})
        body = b'{"items":[%b],"next_cursor":%b}' % (b",".join(documents[: self.limit]), msgspec.json.encode(cursor))
        return Ready(body, JSON, headers)

    def _next(self, after: Mark) -> tuple[str, dict[str, str]]:
        """Return the cursor of the page after this one, and the header that links to it."""
        moment = self.moment
        cursor = cursor_at(self.request, self._reader, Place(moment.on, moment.known, after))
        asked = dict(self.request.query_params.multi_items()) | {"cursor": cursor}
        asked.pop("known", None)  # which the cursor says
        return cursor, {"Link": f'<{quote(self.request.scope["path"])}?{urlencode(asked)}>; rel="next"'}

    @property
    def _reader(self) -> Reader:
        reader: Reader = context_of(self.request.scope).reader or self.request.app.state.node.reader
        return reader


async def listing_of(
    request: Request[Any, Any, Any],
    limit: Limit = LIMIT,
    cursor: Cursor = None,
    format: Format = None,  # noqa: A002  # the name of the query parameter
) -> Listing:
    """Return how a list is asked for; raises `ApiProblem` for a cursor from elsewhere."""
    if format == "csv" or (format is None and accepts(request.scope) == "csv"):
        return await export_of(request, "csv", limit if "limit" in request.query_params else None)
    place = await place_of(request)
    return Listing(request, limit, place, _begun(request, place))


async def export_of(request: Request[Any, Any, Any], form: Form, limit: int | None) -> Listing:
    """Return how a list is asked for as a file: whole, unless a limit is given."""
    place = await place_of(request)
    return Listing(request, limit or BATCH, place, _begun(request, place), form, whole=limit is None)


def _begun(request: Request[Any, Any, Any], place: Place | None) -> Moment:
    """Return the moment at which a list was begun: now, where it begins."""
    if place is not None:
        return Moment(place.on, place.known, pinned=True)
    context = context_of(request.scope)
    known = context.reader.position if context.reader else 0
    return Moment((context.caller or Caller()).today, known)
