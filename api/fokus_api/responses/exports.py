"""Every list as a file: beside each route that answers with pages one for CSV and one for XLSX, the log as NDJSON."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import partial, wraps
from hashlib import sha256
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any, get_args, get_origin

import msgspec
from litestar import Request, Response
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.response import Stream

from fokus_api.auth.policy import API, Endpoint, Read
from fokus_api.http.problems import ApiProblem, words_for
from fokus_api.http.rate_limits import EXPORTS
from fokus_api.http.request_context import context_of
from fokus_api.http.route_options import options_of
from fokus_api.responses.cursors import Place
from fokus_api.responses.paging import Cursor, Form, Listing, Most, Page, Piece, Ready, export_of
from fokus_api.responses.row_entry import columns_in_files
from fokus_api.responses.spreadsheet import ROWS, XLSX_TYPE, Spreadsheet
from fokus_api.responses.tabular import CSV, CSV_TYPE, csv_of
from fokus_core.domain.texts import _

__all__ = ["FORMS", "MEDIA_TYPES", "page_of", "with_exports"]

FORMS: dict[Form, str] = {"csv": CSV_TYPE, "xlsx": XLSX_TYPE}  # of every list
LINES: dict[Form, str] = {"ndjson": "application/x-ndjson"}  # of those that say so
MEDIA_TYPES = FORMS | LINES
SMALL = 1024 * 1024  # bytes of a file that is answered in one
CHUNK = 64 * 1024


def with_exports(route: HTTPRouteHandler) -> list[HTTPRouteHandler]:
    """Return a route, and where it answers with pages the routes that answer with all of it as a file.

    A list whose path ends with the name of a thing has no such file: its name would go on with that of the form.
    """
    options, endpoint = options_of(route), route.fn
    if options is None or get_origin(page_of(endpoint)) is not Page:
        return [route]

    def made(form: Form | None) -> HTTPRouteHandler:
        changed = {"limit": options.limit or EXPORTS, "also": (), "export": form} if form else {}
        opt = msgspec.structs.replace(options, **changed)
        return Read(
            [f"{path}.{form}" if form else path for path in sorted(route.paths)],
            http_method="GET",
            operation_id=f"{route.operation_id}_{form}" if form else route.operation_id,
            tags=route.tags,
            summary=f"{route.summary}, as {form.upper()}" if form else route.summary,
            opt=opt.opt,
            dependencies={"listing": Provide(_asked[form])} if form else None,
        )(_answering(endpoint, as_file=form is not None))

    forms = () if any(path.endswith("}") for path in route.paths) else MEDIA_TYPES if options.lines else FORMS
    return [made(None), *(made(form) for form in forms)]


def page_of(endpoint: Endpoint) -> Any:
    """Return the page that a list answers with, as its function says."""
    said = endpoint.__annotations__.get("return")
    return get_args(said)[0] if get_origin(said) is Response else said


def _answering(endpoint: Endpoint, *, as_file: bool) -> Endpoint:
    """Return the function of a list that answers with a page or, where it is asked for so, with a file of all pages."""

    @wraps(endpoint)
    async def answer(**given: Any) -> Any:
        listing = _listing(given)
        return await (endpoint(**given) if listing.form == "json" else _file(_pieces(endpoint, given), listing))

    if as_file:
        answer.__annotations__ = {**endpoint.__annotations__, "return": Response[bytes]}
    return answer


async def _pieces(endpoint: Endpoint, given: dict[str, Any]) -> AsyncIterator[Piece[Any]]:
    """Yield what is asked for piece by piece, each behind the one before."""
    listing = _listing(given)
    while True:
        piece: Piece[Any] = await endpoint(**given)
        yield piece
        if piece.after is None or not listing.whole:
            return
        moment = listing.moment
        listing = replace(listing, place=Place(moment.on, moment.known, piece.after), counted=[])
        given |= {"ask": replace(given["ask"], listing=listing)} if "ask" in given else {"listing": listing}


def _listing(given: Mapping[str, Any]) -> Listing:
    """Return how a list is asked for, which its function is given by itself or with all else that it is asked."""
    listing: Listing = given["ask"].listing if "ask" in given else given["listing"]
    return listing


async def _file(pieces: AsyncIterator[Piece[Any]], listing: Listing) -> Response[Any]:
    """Answer with the pieces as one file; personal data in it are opened piece by piece, as in pages."""
    first = await anext(pieces)
    headers = {**first.headers, "Content-Disposition": f'attachment; filename="{_name(listing)}"'}
    if listing.form == "xlsx":
        return await _spreadsheet(first, pieces, listing, headers)
    with ExitStack() as stack:
        secret = context_of(listing.request.scope).opened
        file: IO[bytes] = BytesIO() if secret else SpooledTemporaryFile(SMALL)  # noqa: SIM115  # the stack closes it
        stack.push(file)
        file.write(_written(first, listing.form, header=True))
        if first.after is not None and listing.whole:
            async for piece in pieces:
                await asyncio.to_thread(file.write, _written(piece, listing.form, header=False))
        return await _named_by_its_hash(file, stack, LINES.get(listing.form, CSV), headers)


def _written(piece: Piece[Any], form: Form, *, header: bool) -> bytes:
    """Return a piece of a file as text: a line for each item, and a first one with what the columns are called."""
    if form in LINES:
        return b"".join(msgspec.json.encode(item) + b"\n" for item in piece.items)
    return csv_of(piece.items, piece.into, header=header)


async def _spreadsheet(
    first: Piece[Any], pieces: AsyncIterator[Piece[Any]], listing: Listing, headers: dict[str, str]
) -> Response[Any]:
    book = Spreadsheet(columns_in_files(first.into), secret=context_of(listing.request.scope).opened)
    with ExitStack() as stack:
        stack.enter_context(book)
        await asyncio.to_thread(book.add, first.items)
        async for piece in pieces:
            if book.rows + len(piece.items) > ROWS:
                raise ApiProblem("too-many-rows")
            await asyncio.to_thread(book.add, piece.items)
        await asyncio.to_thread(book.finish, _source(listing))
        return await _named_by_its_hash(book.file, stack, XLSX_TYPE, headers)


async def _named_by_its_hash(file: IO[bytes], stack: ExitStack, kind: str, headers: dict[str, str]) -> Response[Any]:
    """Answer with a file that is whole, its SHA-256 beside it; `stack` lets go of it in the end."""
    headers["Fokus-SHA256"] = await asyncio.to_thread(_hash, file)
    content = await asyncio.to_thread(file.read, SMALL + 1)
    if len(content) <= SMALL:
        return Ready(content, kind, headers)
    streamed = kind.removesuffix("; charset=utf-8")  # which is added
    return Stream(_chunks(content, file, stack.pop_all()), media_type=streamed, headers=headers)


def _hash(file: IO[bytes]) -> str:
    file.seek(0)
    digest = sha256()
    for chunk in iter(partial(file.read, CHUNK), b""):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _chunks(begun: bytes, file: IO[bytes], stack: ExitStack) -> Iterator[bytes]:
    with stack:
        yield begun
        yield from iter(partial(file.read, CHUNK), b"")


def _source(listing: Listing) -> dict[str, Any]:
    """Return what the sheet beside a list says: of which moment it is, when it was made, and where it is to be had."""
    request, moment = listing.request, listing.moment
    service = request.app.state.node.service
    words = words_for(request.scope, service.texts)
    return {
        words(_("Gültig am")): moment.on,
        words(_("Bekannt bis Position")): moment.known,
        words(_("Erstellt am")): service.journal.now(),
        words(_("Adresse")): str(request.url),
    }


def _name(listing: Listing) -> str:
    """Return the name of a file: its address below the API without strange signs, and the day it is about."""
    path = listing.request.scope["path"].removeprefix(f"{API}/").removesuffix(f".{listing.form}")
    return f"{re.sub('[^A-Za-z0-9]+', '-', path).strip('-')}-{listing.moment.on}.{listing.form}"


async def _csv_asked(request: Request[Any, Any, Any], limit: Most = None, cursor: Cursor = None) -> Listing:
    return await export_of(request, "csv", limit)


async def _ndjson_asked(request: Request[Any, Any, Any], limit: Most = None, cursor: Cursor = None) -> Listing:
    return await export_of(request, "ndjson", limit)


async def _xlsx_asked(request: Request[Any, Any, Any], limit: Most = None, cursor: Cursor = None) -> Listing:
    return await export_of(request, "xlsx", limit)


_asked = {"csv": _csv_asked, "ndjson": _ndjson_asked, "xlsx": _xlsx_asked}
