"""Lists in pages: the items after a place, in a fixed order, all of one moment."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import quote, urlencode

import msgspec
from litestar import Request, Response
from litestar.params import QueryParameter

from fokus_api.http.caller import Caller
from fokus_api.http.negotiation import accepts
from fokus_api.http.request_context import Moment, context_of
from fokus_api.responses.begun_by import begun_by
from fokus_api.responses.cursors import Mark, Place, cursor_at, place_of, wrong_cursor
from fokus_api.responses.page import Listed, Page, Piece, Ready
from fokus_api.responses.row_entry import with_entry
from fokus_core.domain.texts import _
from fokus_projections import Reader

__all__ = [
    "BATCH",
    "LIMIT",
    "SORTED",
    "Cursor",
    "Form",
    "Format",
    "Limit",
    "Listed",
    "Listing",
    "Most",
    "Page",
    "Piece",
    "Ready",
    "export_of",
    "listing_of",
]

JSON = "application/json"
S = TypeVar("S", bound=msgspec.Struct)
R = TypeVar("R")
Cursors = tuple[str | None, str | None]  # of the next page and of the one before

LIMIT = 100
BATCH = 1000  # items of an export that are read at once

Limit = Annotated[int, QueryParameter(ge=1, le=1000, description=_("Höchstzahl der Einträge einer Seite."))]
Most = Annotated[
    int | None, QueryParameter(ge=1, le=1000, description=_("Höchstzahl der Zeilen; alle, wenn nichts gesagt ist."))
]
Cursor = Annotated[
    str | None,
    QueryParameter(max_length=2000, description=_("Seitenmarke aus `next_cursor` oder `prev_cursor` einer Seite.")),
]
Total = Annotated[
    bool,
    QueryParameter(description=_("Auch zählen, wie viele Einträge es auf allen Seiten sind; das kostet Zeit.")),
]
SORTED = _("Feld, nach dem sortiert wird; mit Minus davor absteigend.")
Format = Annotated[Literal["json", "csv"] | None, QueryParameter(include_in_schema=False)]
Form = Literal["json", "csv", "xlsx", "ndjson"]


@dataclass(frozen=True)
class Listing:
    """How a list is asked for: in which form, after which place, and up to how many items; `whole` where all."""

    request: Request[Any, Any, Any]
    limit: int
    place: Place | None
    begun: Moment
    form: Form = "json"
    whole: bool = False
    count: bool = False
    counted: list[int] = field(default_factory=list)  # how many there are of what was selected, where it is counted

    @property
    def after(self) -> Mark | None:
        """The mark after which the items begin; raises `ApiProblem` where they end before one."""
        if self.place is not None and self.place.back:
            raise wrong_cursor()
        return None if self.place is None else self.place.mark

    @property
    def back(self) -> bool:
        """Whether the items are those before the mark."""
        return self.place is not None and self.place.back

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
        found = [with_entry(dict(zip(names, row, strict=False))) for row in rows]
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
        """Return the rows of this page and behind them one more, which tells whether there is another page beyond."""
        where, marks = "", {}
        falling = descending != self.back
        if self.place is not None:
            if len(self.place.mark) != len(order):
                raise wrong_cursor()
            marks = {f"after_{number}": value for number, value in enumerate(self.place.mark)}
            where = f"WHERE ({', '.join(order)}) {'<' if falling else '>'} ({', '.join(f':{m}' for m in marks)})"
        direction = " DESC" if falling else ""
        text = (
            f"SELECT {', '.join(columns)} FROM ({sql}) {where} "  # names come from code, values as parameters
            f"ORDER BY {', '.join(name + direction for name in order)} LIMIT :one_more"
        )
        rows = reader.rows(text, {**params, **marks, "one_more": self.limit + 1})
        total = reader.rows(f"SELECT count(*) FROM ({sql})", params)[0][0] if self.count else -1
        self.counted.append(total)
        return self._turned(rows)

    def page(self, items: Sequence[S], marks: Sequence[Sequence[Any]], into: type[S]) -> Response[Page[S]]:
        """Answer with up to `limit` of the items, which stand at `marks` in the order; one more means another page."""
        after, cursors, headers = self._beside(marks)
        shown = self._with_sources(items[: self.limit], into)
        if self.form != "json":
            return Piece(shown, into, after, headers)
        return Ready(msgspec.json.encode(Page(shown, *cursors, self._total)), JSON, headers)

    def of(self, items: Sequence[S], mark: Callable[[S], tuple[Any, ...]], into: type[S]) -> Response[Page[S]]:
        """Answer with a page of items held in memory, sorted by their marks."""
        return self.listed([Listed(mark(item), item) for item in items], into)

    def listed(self, items: Sequence[Listed[S]], into: type[S], *, descending: bool = False) -> Response[Page[S]]:
        """Answer like `of` with a page of items whose marks are known; those with documents are sent as these."""
        ordered = [*items] if self.counted else self.cut(items, lambda one: one.mark, descending=descending)
        if self.whole:
            return Piece(self._with_sources([one.item for one in ordered], into), into, None, {})
        documents = [one.document for one in ordered if one.document is not None]
        if self.form == "json" and documents and len(documents) == len(ordered):
            return self._joined(documents, [one.mark for one in ordered])
        return self.page([one.item for one in ordered], [one.mark for one in ordered], into)

    def cut(self, items: Iterable[R], mark: Callable[[R], Mark], *, descending: bool = False) -> list[R]:
        """Return those items held in memory that stand on this page, and behind them one more; of a file all.

        What was cut before is answered by `of` and `listed` as it is.
        """
        ordered = sorted(items, key=mark, reverse=descending)
        self.counted.append(len(ordered) if self.count else -1)
        if self.place is not None:
            at, falling = self.place.mark, descending != self.back
            try:
                ordered = [one for one in ordered if (mark(one) < at if falling else mark(one) > at)]
            except TypeError:
                raise wrong_cursor() from None
        if self.whole:
            return ordered
        return self._turned((ordered[::-1] if self.back else ordered)[: self.limit + 1])

    def _joined(self, documents: Sequence[bytes], marks: Sequence[Mark]) -> Response[Page[Any]]:
        """Answer like `page` in JSON, with items whose JSON is made already."""
        _after, cursors, headers = self._beside(marks)
        rest = msgspec.json.encode(Page((), *cursors, self._total)).partition(b"[]")[2]
        return Ready(b'{"items":[%b]%b' % (b",".join(documents[: self.limit]), rest), JSON, headers)

    def _with_sources(self, items: Sequence[S], into: type[S]) -> Sequence[S]:
        node, context = self.request.app.state.node, context_of(self.request.scope)
        return begun_by(items, into, self._reader, node.audiences, context.caller or Caller())

    def _turned(self, found: list[R]) -> list[R]:
        """Return what was found backwards in its order, with the one more still last."""
        return [*reversed(found[: self.limit]), *found[self.limit :]] if self.back else found

    @property
    def _total(self) -> int | None:
        return self.counted[-1] if self.count and self.counted else None

    def _beside(self, marks: Sequence[Sequence[Any]]) -> tuple[Mark | None, Cursors, dict[str, str]]:
        """Return the mark after which the next items begin, the cursors to both sides, and the header with the links.

        What is not selected from all there is has no page before it.
        """
        shown, more = marks[: self.limit], len(marks) > self.limit
        after = tuple(shown[-1]) if shown and (more or self.back) else None
        earlier = self.counted and self.form == "json" and (more if self.back else self.place is not None)
        before = tuple(shown[0]) if shown and earlier else None
        if self.whole:
            return after, (None, None), {}
        cursors = tuple(
            None if mark is None else self._cursor(mark, back=back) for mark, back in ((after, False), (before, True))
        )
        links = [
            self._link(cursor, name)
            for name, cursor in zip(("next", "prev"), cursors, strict=True)
            if cursor is not None
        ]
        return after, (cursors[0], cursors[1]), {"Link": ", ".join(links)} if links else {}

    def _cursor(self, mark: Mark | None, *, back: bool) -> str | None:
        if mark is None:
            return None
        moment = self.moment
        return cursor_at(self.request, self._reader, Place(moment.on, moment.known, mark, back))

    def _link(self, cursor: str, name: str) -> str:
        """Return the link to a page beside this one; the cursor says what is known."""
        asked = [one for one in self.request.query_params.multi_items() if one[0] not in ("cursor", "known")]
        return f'<{quote(self.request.scope["path"])}?{urlencode([*asked, ("cursor", cursor)])}>; rel="{name}"'

    @property
    def _reader(self) -> Reader:
        reader: Reader = context_of(self.request.scope).reader or self.request.app.state.node.reader
        return reader


async def listing_of(
    request: Request[Any, Any, Any],
    limit: Limit = LIMIT,
    cursor: Cursor = None,
    format: Format = None,  # noqa: A002  # the name of the query parameter
    total: Total = False,
) -> Listing:
    """Return how a list is asked for; raises `ApiProblem` for a cursor from elsewhere."""
    if format == "csv" or (format is None and accepts(request.scope) == "csv"):
        return await export_of(request, "csv", limit if "limit" in request.query_params else None)
    place = await place_of(request)
    return Listing(request, limit, place, _begun(request, place), count=total)


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
