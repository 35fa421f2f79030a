"""The public data as one SQLite file, for anybody: both clocks, the public log, and what the columns mean."""

from collections.abc import Iterator
from functools import partial
from typing import IO, Any

from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.response import Stream
from msgspec import Struct

from fokus_api.auth.policy import PUBLIC, read
from fokus_api.cache.response_cache import confirms
from fokus_api.http.negotiation import header
from fokus_api.http.rate_limits import EXPORTS
from fokus_api.node import Node
from fokus_api.responses.public_copies import NAME, PublicCopy

SQLITE = "application/vnd.sqlite3"
CHUNK = 64 * 1024


class PublicDescription(Struct, frozen=True, rename={"license_": "license"}):
    """What the public data mean: title, licence and source, and of each database its tables with their columns."""

    title: str
    description: str
    license_: str
    license_url: str
    source: str
    source_url: str
    databases: dict[str, Any]


@read(
    "/audit/public.db",
    policy=PUBLIC,
    live=True,
    operation_id="core_public_file",
    media_type=SQLITE,
    binary=(SQLITE,),
    limit=EXPORTS,
)
async def public_file(request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Response[bytes]:
    """Hand out the public data as a SQLite file: tables that name nobody, views of today, and the public log.

    `Fokus-Position` says up to which entry it goes, `Fokus-SHA256` what its bytes hash to; it is a minute old at most.
    """
    copy, file = await node.public_copies.fetch()
    headers = _headers(node, copy, copy.sha256) | {"Content-Disposition": f'attachment; filename="{NAME}.db"'}
    if confirms(header(request.scope, b"if-none-match"), headers["ETag"]):
        file.close()
        return Response(b"", status_code=304, headers=headers)
    headers["Content-Length"] = str(copy.size)
    return Stream(_chunks(file), media_type=SQLITE, headers=headers)  # type: ignore[return-value]  # documented as what it is


@read("/audit/public.metadata.json", policy=PUBLIC, live=True, operation_id="core_public_metadata", limit=EXPORTS)
async def public_metadata(request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Response[PublicDescription]:
    """Describe the tables and columns of the public data, in the form that Datasette reads beside the file."""
    copy, file = await node.public_copies.fetch()
    file.close()
    headers = _headers(node, copy, f"{copy.sha256}-about")
    if confirms(header(request.scope, b"if-none-match"), headers["ETag"]):
        return Response(b"", status_code=304, headers=headers)  # type: ignore[arg-type]  # documented as what it is
    return Response(copy.description, headers=headers)  # type: ignore[arg-type]  # as above


def _headers(node: Node, copy: PublicCopy, tag: str) -> dict[str, str]:
    covering = {name.decode(): value.decode() for name, value in node.covering(copy.position)}
    return {
        "ETag": f'"{tag}"',
        "Cache-Control": "no-cache",
        "Fokus-Position": str(copy.position),
        "Fokus-SHA256": copy.sha256,
        **covering,
    }


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        yield from iter(partial(file.read, CHUNK), b"")


ROUTES = (public_file, public_metadata)
