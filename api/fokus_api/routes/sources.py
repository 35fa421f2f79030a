"""Sources: what entries about the past rest on, each with what is entered of it, and with how many and how reliably."""

import asyncio
from typing import Annotated

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import PathParameter, QueryParameter
from msgspec import Struct

from fokus_api.auth.policy import PUBLIC, read
from fokus_api.auth.unsealing import Unsealer
from fokus_api.http.caller import Caller
from fokus_api.http.request_context import Moment
from fokus_api.node import Node
from fokus_api.responses.begun_by import with_source
from fokus_api.responses.paging import Listing, Page
from fokus_api.responses.sources import COLUMNS, SourceView, citing, source_view, sources_sql
from fokus_core.domain.refusals import NotFound
from fokus_core.domain.texts import _
from fokus_core.sources.facts import DOCUMENT
from fokus_projections import OPEN_POSITION, Reader

__all__ = ["ROUTES"]

STANDS = f"SELECT position FROM core_source_recorded WHERE source = :source AND known_to = {OPEN_POSITION}"
Cited = Annotated[
    str | None,
    QueryParameter(max_length=1000, description=_("Nur die Quellen, die ein Eintrag mit diesem Text nennt.")),
]
OfSource = Annotated[str, PathParameter(pattern=r"^[a-z][a-z0-9-]{1,60}$", description=_("Kennung der Quelle."))]


class AuthorView(Struct, frozen=True):
    """Who wrote a source; null where that is not entered, or was erased."""

    name: str | None


@read("/sources", policy=PUBLIC, operation_id="core_sources", title=_("Quellen"))
async def sources(
    reader: NamedDependency[Reader],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
    reference: Cited = None,
) -> Response[Page[SourceView]]:
    """List the sources that entries rest on, as far as the caller may see these."""
    seen, params = node.audiences.condition(caller)
    named = {} if reference is None else citing(reference)
    sql = sources_sql(seen, cited=reference is not None)
    asked = {"known": moment.known, **params, **named}
    rows = listing.select(reader, sql, asked, columns=COLUMNS, order=("title", "reference"))
    return listing.page([*map(source_view, rows)], [(row[1], row[0]) for row in rows], SourceView)


@read("/sources/{origin_id:str}", policy=PUBLIC, operation_id="core_source")
async def source(
    origin_id: OfSource,
    reader: NamedDependency[Reader],
    moment: NamedDependency[Moment],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
) -> SourceView:
    """Show a source, and how many entries rest on it, as far as the caller may see these."""
    seen, params = node.audiences.condition(caller)
    row = reader.first(sources_sql(seen, source=True), {"known": moment.known, "source": origin_id, **params})
    if row is None:
        raise NotFound
    return with_source(source_view(row), reader, node.audiences, caller)


@read("/sources/{origin_id:str}/author", policy=DOCUMENT, live=True, operation_id="core_source_author")
async def author(
    origin_id: OfSource,
    node: NamedDependency[Node],
    reader: NamedDependency[Reader],
    unsealer: NamedDependency[Unsealer],
) -> AuthorView:
    """Show who wrote a source; that it was opened is written down."""
    row = reader.first(STANDS, {"source": origin_id})
    record = None if row is None else await asyncio.to_thread(node.service.journal.recorded, row[0])
    if record is None:
        raise NotFound
    (values,) = await unsealer(DOCUMENT, [record])
    return AuthorView(values["author_name"])


ROUTES = (sources, source, author)
