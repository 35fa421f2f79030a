"""Reading in tables: which there are, the file that is handed in, what would come of each row, and what came of it."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import PathParameter

from fokus_api.auth.policy import API, SIGNED_IN
from fokus_api.auth.signin.csrf import FIELD, demand_no_foreign_page
from fokus_api.face.forms.form_access import FILLED, sent_to
from fokus_api.face.frame.inside import Inside
from fokus_api.face.frame.showing import show
from fokus_api.http.caller import Caller
from fokus_api.http.route_options import RouteOptions
from fokus_api.imports.sheets import MOST_BYTES, TABLES
from fokus_api.pages.frame import Frame, frame_of
from fokus_core.domain.refusals import Forbidden, NotFound
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import Words

__all__ = ["ROUTES"]

AnyRequest = Request[Any, Any, Any]
TableId = Annotated[str, PathParameter(pattern=r"^[0-9]{14}-[0-9a-f]{12}$")]
SHOWN = RouteOptions(policy=SIGNED_IN, programme="core", for_people=True)
SENT = msgspec.structs.replace(FILLED, policy=SIGNED_IN)
HERE, TITLE = "/einlesen", _("Listen einlesen")
NO_FILE = _("Wählen Sie eine Datei aus.")
ROWS = 200  # rows of each kind on a page; the file of the rejected ones holds all


@get(HERE, opt=SHOWN.opt, include_in_schema=False)
async def tables_page(request: AnyRequest) -> Response[str]:
    """Show which tables may be read in, and those that were handed in within a day."""
    return await _tables(request, [])


@post(HERE, opt=SENT.opt, include_in_schema=False, status_code=303, request_max_body_size=MOST_BYTES + 100_000)
async def hand_in(request: AnyRequest, caller: NamedDependency[Caller]) -> Response[Any]:
    """Hand in a table as a program does, and lead to what would come of it."""
    if not caller.session:
        demand_no_foreign_page(request.scope)
    sent = await request.form()
    kind, file = str(sent.get("liste") or ""), sent.get("datei")
    words = frame_of(request).words
    if not isinstance(file, UploadFile) or not file.filename:
        return await _tables(request, [words(NO_FILE)])
    media_type = TABLES[1] if file.filename.casefold().endswith(".xlsx") else TABLES[0]
    said = await Inside(request).hand_in(f"{API}/imports/kinds/{kind}", await file.read(), media_type)
    if not said.ok:
        errors = said.body.get("errors") or [said.body]
        return await _tables(request, [_told(one, words) for one in errors])
    return sent_to(f"{HERE}/{said.body['table']}")


@get(f"{HERE}/{{table:str}}", opt=SHOWN.opt, include_in_schema=False)
async def table_page(request: AnyRequest, table: TableId) -> Response[str]:
    """Show what would come, or came, of the rows of a table."""
    frame, inside = frame_of(request), Inside(request)
    said = await inside.get(f"{API}/imports/{table}")
    if not said.ok:
        raise NotFound
    rows = {}
    for state in ("changed", "refused", "new", "entered", "proposed"):
        found = await inside.get(f"{API}/imports/{table}/rows", {"state": state, "limit": ROWS})
        rows[state] = found.body["items"] if found.ok else []
    return show(
        request,
        "table.html",
        frame=frame,
        title=said.body["title"],
        way={frame.words(TITLE): HERE},
        table=said.body,
        rows=rows,
        hidden=_hidden(frame),
    )


@post(f"{HERE}/{{table:str}}", opt=SENT.opt, include_in_schema=False, status_code=303)
async def enter(request: AnyRequest, table: TableId, caller: NamedDependency[Caller]) -> Response[Any]:
    """Enter the rows of a table."""
    if not caller.session:
        demand_no_foreign_page(request.scope)
    await request.form()
    said = await Inside(request).post(f"{API}/imports/{table}/entry", {})
    if not said.ok and said.status != 409:
        raise NotFound
    return sent_to(f"{HERE}/{table}")


@get(f"{HERE}/{{table:str}}/abgelehnt", opt=SHOWN.opt, include_in_schema=False)
async def rejected(request: AnyRequest, table: TableId) -> Response[bytes]:
    """Give the rows that were not taken in, with the reason of each."""
    said = await Inside(request).get(f"{API}/imports/{table}/rejected")
    if not said.ok:
        raise NotFound
    kept = {name: said.headers[name] for name in ("content-disposition", "cache-control")}
    return Response(said.body, media_type=said.headers["content-type"], headers=kept)


async def _tables(request: AnyRequest, wrong: list[str]) -> Response[str]:
    frame, inside = frame_of(request), Inside(request)
    kinds = await inside.get(f"{API}/imports/kinds", {"limit": 1000})
    if not kinds.ok:
        raise Forbidden
    found = await inside.get(f"{API}/imports", {"limit": 100})
    return show(
        request,
        "tables_in.html",
        frame=frame,
        title=frame.words(TITLE),
        way={},
        status=422 if wrong else 200,
        kinds=kinds.body["items"],
        handed=found.body["items"][::-1] if found.ok else [],
        wrong=wrong,
        hidden=_hidden(frame),
    )


def _told(one: Any, words: Words) -> str:
    line, _slash, column = str(one.get("pointer") or "").strip("/").partition("/")
    if column and not column.isdecimal():
        return words(_("Zeile {line}, Spalte „{column}“: {detail}"), line=line, column=column, detail=one["detail"])
    return words(_("Zeile {line}: {detail}"), line=line, detail=one["detail"]) if line else str(one["detail"])


def _hidden(frame: Frame) -> list[tuple[str, str]]:
    return [(FIELD, frame.csrf)] if frame.csrf else []


ROUTES = (tables_page, hand_in, table_page, enter, rejected)
