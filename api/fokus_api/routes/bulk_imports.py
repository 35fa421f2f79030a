"""Tables over HTTP: which there are, handing one in, what would come of each row, and entering them."""

import asyncio
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import PathParameter, QueryParameter

from fokus_api.auth.policy import API, SIGNED_IN, read
from fokus_api.http.caller import Caller
from fokus_api.http.negotiation import header, language, media_type_of
from fokus_api.http.problems import ApiProblem
from fokus_api.http.rate_limits import UPLOADS
from fokus_api.http.route_options import RouteOptions
from fokus_api.imports.entering import RowState
from fokus_api.imports.job import ReadInTables
from fokus_api.imports.kept import AT_ONCE, Handed, Tables
from fokus_api.imports.rejected import rejected_rows
from fokus_api.imports.sheets import MOST_BYTES, TABLES
from fokus_api.imports.views import TableKindView, TableRowView, TableView, WrongView, view_of
from fokus_api.node import Node
from fokus_api.responses.paging import Listing, Page
from fokus_api.responses.tabular import CSV, CSV_TYPE
from fokus_core.domain.commands import command_type
from fokus_core.domain.refusals import Forbidden, NotFound
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import Words

__all__ = ["ROUTES"]

AnyRequest = Request[Any, Any, Any]
Name = Annotated[str, PathParameter(max_length=120, description=_("Name der Liste, etwa `ehrenamtskarte.cards`."))]
TableId = Annotated[
    str, PathParameter(pattern=r"^[0-9]{14}-[0-9a-f]{12}$", description=_("Kennung der eingereichten Liste."))
]
OfState = Annotated[RowState | None, QueryParameter(name="state", description=_("Nur Zeilen mit diesem Ergebnis."))]
TOO_LARGE = _("Die Datei ist größer als 5 MB. Teilen Sie sie.")
UNCHECKED = _("Die Zeilen werden noch geprüft, oder sie sind schon eingelesen. Laden Sie die Seite neu.")


@read("/imports/kinds", policy=SIGNED_IN, live=True, operation_id="core_table_kinds", title=_("Listen zum Einlesen"))
async def kinds(
    request: AnyRequest, node: NamedDependency[Node], caller: NamedDependency[Caller], listing: NamedDependency[Listing]
) -> Response[Page[TableKindView]]:
    """List the tables that the caller may read in, with their columns."""
    views = []
    for one in Tables(node.service).known.values():
        kind = command_type(one.command)
        if node.access.may_give(caller, kind):
            title = Words(node.service.texts, language(request.scope), kind.programme)(one.title)
            views.append(
                TableKindView(
                    name=one.name,
                    title=title,
                    programme=kind.programme,
                    command=kind.name,
                    key=one.key,
                    columns=one.header,
                )
            )
    return listing.of(views, lambda one: (one.name,), TableKindView)


@post(
    f"{API}/imports/kinds/{{kind:str}}",
    operation_id="core_hand_in_table",
    tags=["core"],
    summary="Hand in a table; what would come of each row is told, and nothing is recorded",
    opt=RouteOptions(policy=SIGNED_IN, programme="core", limit=UPLOADS, writes=True, binary=TABLES).opt,
    request_max_body_size=None,
)
async def hand_in_table(
    request: AnyRequest, kind: Name, node: NamedDependency[Node], caller: NamedDependency[Caller]
) -> Response[TableView]:
    """Hand in a table as CSV in UTF-8 or XLSX; what would come of each row is told, and nothing is recorded.

    A long one is checked by a job. A table with other columns is refused as a whole, at its first row.
    """
    tables = Tables(node.service)
    wanted = tables.known.get(kind)
    if wanted is None:
        raise NotFound
    if not node.access.may_give(caller, command_type(wanted.command)):
        raise Forbidden
    media_type = media_type_of(header(request.scope, b"content-type"))[0]
    if media_type not in TABLES:
        raise ApiProblem("file-kind")
    content = bytearray()
    async for piece in request.stream():
        content += piece
        if len(content) > MOST_BYTES:
            raise ApiProblem("file-too-large", TOO_LARGE)
    handed = await asyncio.to_thread(tables.take, wanted, bytes(content), media_type, caller.as_actor)
    handed = await _went_on(node, tables, handed)
    headers = {"Cache-Control": "no-store", "Location": f"{API}/imports/{handed.id}"}
    return Response(view_of(handed, tables, request), status_code=201, headers=headers)


@read("/imports", policy=SIGNED_IN, live=True, operation_id="core_tables", title=_("Eingereichte Listen"))
async def tables_of(
    request: AnyRequest, node: NamedDependency[Node], caller: NamedDependency[Caller], listing: NamedDependency[Listing]
) -> Response[Page[TableView]]:
    """List the tables that the caller handed in within the last day."""
    tables = Tables(node.service)
    found = await asyncio.to_thread(tables.of, caller.as_actor.id)
    return listing.of([view_of(one, tables, request) for one in found], lambda one: (one.table,), TableView)


@read("/imports/{table:str}", policy=SIGNED_IN, live=True, operation_id="core_table")
async def table_of(
    request: AnyRequest, table: TableId, node: NamedDependency[Node], caller: NamedDependency[Caller]
) -> TableView:
    """Show how far a table has come that the caller handed in."""
    tables = Tables(node.service)
    return view_of(await asyncio.to_thread(tables.find, caller.as_actor.id, table), tables, request)


@read(
    "/imports/{table:str}/rows",
    policy=SIGNED_IN,
    live=True,
    operation_id="core_table_rows",
    title=_("Zeilen einer eingereichten Liste"),
)
async def table_rows(
    table: TableId,
    node: NamedDependency[Node],
    caller: NamedDependency[Caller],
    listing: NamedDependency[Listing],
    of_state: OfState = None,
) -> Response[Page[TableRowView]]:
    """List what would come, or came, of each row of a table that the caller handed in."""
    tables = Tables(node.service)
    handed = await asyncio.to_thread(tables.find, caller.as_actor.id, table)
    said = await asyncio.to_thread(lambda: list(tables.said(handed)))
    views = [
        TableRowView(
            line=one.line,
            state=one.state,
            sentences=one.sentences,
            wrong=[WrongView(wrong.column, wrong.detail) for wrong in one.wrong],
            position=one.position,
        )
        for one in said
        if of_state in (None, one.state)
    ]
    return listing.of(views, lambda one: (one.line,), TableRowView)


@get(
    f"{API}/imports/{{table:str}}/rejected",
    operation_id="core_table_rejected",
    tags=["core"],
    summary="Get the rows that were not taken in, as CSV with the same columns and the reason",
    opt=RouteOptions(policy=SIGNED_IN, programme="core", limit=UPLOADS, binary=(CSV_TYPE,)).opt,
)
async def rejected(
    request: AnyRequest, table: TableId, node: NamedDependency[Node], caller: NamedDependency[Caller]
) -> Response[bytes]:
    """Get the rows that were not taken in, as CSV with the same columns and the reason, to be put right."""
    tables = Tables(node.service)
    handed = await asyncio.to_thread(tables.find, caller.as_actor.id, table)
    lines = await asyncio.to_thread(tables.lines, handed)
    content = rejected_rows(tables.known[handed.name], lines, tables.said(handed), language(request.scope))
    headers = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="nicht-eingelesen.csv"'}
    return Response(content, media_type=CSV, headers=headers)


@post(
    f"{API}/imports/{{table:str}}/entry",
    operation_id="core_enter_table",
    tags=["core"],
    summary="Enter the rows of a table that was checked, each once",
    opt=RouteOptions(policy=SIGNED_IN, programme="core", limit=UPLOADS, writes=True).opt,
)
async def enter(
    request: AnyRequest, table: TableId, node: NamedDependency[Node], caller: NamedDependency[Caller]
) -> Response[TableView]:
    """Enter the rows of a table that was checked, each once; a long one is entered by a job."""
    tables = Tables(node.service)
    handed = await asyncio.to_thread(tables.find, caller.as_actor.id, table)
    if handed.phase != "checked":
        raise ApiProblem("refused", UNCHECKED)
    handed = await _went_on(node, tables, await asyncio.to_thread(tables.begin, handed))
    return Response(view_of(handed, tables, request), status_code=200, headers={"Cache-Control": "no-store"})


async def _went_on(node: Node, tables: Tables, handed: Handed) -> Handed:
    """Look at the rows of a short table at once, and leave a long one to the job."""
    if handed.rows <= AT_ONCE:
        return await asyncio.to_thread(tables.go_on, handed)
    node.service.jobs.poke(ReadInTables(handed.name.partition(".")[0]).name)
    return handed


ROUTES = (kinds, hand_in_table, tables_of, table_of, table_rows, rejected, enter)
