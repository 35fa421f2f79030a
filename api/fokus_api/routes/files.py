"""Files: handed in before the command that names them, and read by whoever may see a fact that does."""

import asyncio
import re
import secrets
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import PathParameter, QueryParameter
from litestar.response import Stream

from fokus_api.auth.audiences import READ_LOG
from fokus_api.auth.policy import API, PUBLIC, SIGNED_IN
from fokus_api.files.file_kinds import FILE_KINDS
from fokus_api.files.uploads import FileView, declared_type, take_in
from fokus_api.http.caller import Caller
from fokus_api.http.headers import STRICT
from fokus_api.http.input_errors import FieldError
from fokus_api.http.negotiation import header
from fokus_api.http.problems import ApiProblem
from fokus_api.http.rate_limits import UPLOADS
from fokus_api.http.request_context import Moment, context_of
from fokus_api.http.route_options import RouteOptions
from fokus_api.node import Node
from fokus_core.access.grants import covers
from fokus_core.domain.facts import PUBLIC as EVERYBODY
from fokus_core.domain.facts import key_fields
from fokus_core.domain.policy import Asked
from fokus_core.domain.refusals import Forbidden, Invalid, NotFound
from fokus_core.domain.texts import _
from fokus_core.files.attachments import PURPOSE, open_attachment
from fokus_core.privacy.sealed import Erased
from fokus_projections import Reader, bodies_known

GROUP = r"^[a-z][a-z-]*:[A-Za-z0-9-]{1,60}$"
NO_GROUP = _("Diese Gruppe gibt es nicht, oder Sie gehören nicht dazu.")
SEEN = """
SELECT core_log.position, core_log.audience FROM core_log_key JOIN core_log ON core_log.position = core_log_key.position
WHERE core_log_key.key = :file AND core_log.position <= :known AND {seen}
ORDER BY core_log.audience = :everybody DESC, core_log.position LIMIT 1
"""
Group = Annotated[
    str | None,
    QueryParameter(max_length=100, description=_("Wessen Schlüssel die Datei versiegelt, etwa `cohort:4`.")),
]


@post(
    f"{API}/files",
    operation_id="core_hand_in_file",
    tags=["files"],
    summary="Hand in a file; a command names it within a day, else it is gone",
    opt=RouteOptions(policy=SIGNED_IN, programme="core", limit=UPLOADS, writes=True, binary=tuple(FILE_KINDS)).opt,
    request_max_body_size=None,
)
async def hand_in(
    request: Request[Any, Any, Any],
    caller: NamedDependency[Caller],
    reader: NamedDependency[Reader],
    node: NamedDependency[Node],
    group: Group = None,
) -> Response[FileView]:
    """Hand in a file; a command names it within a day, else it is gone.

    Taken in are PDF, PNG, JPEG, office documents without macros, plain text and CSV in UTF-8; the content must be what
    the Content-Type says. With `group` the file is sealed with the key of that group and ends with it.
    """
    if not caller.grants or caller.actor is None:
        raise Forbidden
    subject = f"file:{secrets.token_hex(16)}" if group is None else _settled(group, caller, reader, node)
    media_type = declared_type(header(request.scope, b"content-type"))
    file = await take_in(node.service, request, actor=caller.actor, media_type=media_type, subject=subject)
    return Response(file, headers={"Cache-Control": "no-store", "Location": f"{API}/files/{file.file}"})


def _settled(group: str, caller: Caller, reader: Reader, node: Node) -> str:
    """Return the key of a group that one of the caller's grants covers; raises `ApiProblem`."""
    kind, _colon, thing = group.partition(":")
    bodies = bodies_known(reader, reader.position)
    unknown = ApiProblem("invalid-input", errors=[FieldError(parameter="group", detail=NO_GROUP)])
    if not re.fullmatch(GROUP, group) or kind in {"file", "person"}:
        raise unknown
    if kind == "body":
        try:
            thing = bodies.resolve(thing, caller.today, field="group", party=True)
        except Invalid:
            raise unknown from None
    facts = node.service.catalogue.facts.values()
    programmes = {fact.programme for fact in facts if any(key.kind == kind for key in key_fields(fact.cls).values())}
    asked = [Asked("", programme, {kind: thing}) for programme in programmes]
    if not any(covers(grant.scope, one) for grant in caller.grants for one in asked):
        raise unknown
    return f"{kind}:{thing}"


@get(
    f"{API}/files/{{file:str}}",
    operation_id="core_file",
    tags=["files"],
    summary="Read a file that a fact names which the caller may see",
    opt=RouteOptions(policy=PUBLIC, programme="core", binary=tuple(FILE_KINDS)).opt,
)
async def file(
    request: Request[Any, Any, Any],
    file: Annotated[str, PathParameter(description=_("Kennung der Datei."))],
    reader: NamedDependency[Reader],
    moment: NamedDependency[Moment],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
) -> Stream:
    """Read a file that a fact names which the caller may see; any other is not there."""
    seen, params = node.audiences.condition(caller, files=True)
    everybody = EVERYBODY.permission
    asked = {"file": f"file:{file}", "known": moment.known, "everybody": everybody, **params}
    row = reader.first(SEEN.format(seen=seen), asked)
    if row is None:
        raise NotFound
    return await file_answer(request, caller, node, file, position=row[0], audience=row[1])


async def file_answer(
    request: Request[Any, Any, Any], caller: Caller, node: Node, file: str, *, position: int, audience: str
) -> Stream:
    """Answer with a file to a caller who may see the fact at a position that names it; `audience` is who may."""
    service, context = node.service, context_of(request.scope)
    found = await asyncio.to_thread(open_attachment, service.files, service.vault, file)
    if isinstance(found, Erased):
        raise ApiProblem("file-erased")
    if audience != EVERYBODY.permission:
        context.opened = True
        if not context.head:
            subject = f"file:{file}" if found.subject.startswith("file:") else found.subject
            permission = audience.partition(" ")[0] or READ_LOG
            await asyncio.to_thread(
                service.state_store.record_access,
                at=service.journal.now(),
                actor=caller.as_actor.id,
                permission=permission,
                opened=[(subject, position, PURPOSE)],
            )
    headers = {
        "Content-Disposition": f'attachment; filename="anlage-{file[:8]}.{FILE_KINDS[found.media_type].ending}"',
        "Content-Length": str(found.size),
        "Content-Security-Policy": f"sandbox; {STRICT.decode()}",
    }
    pieces = _pieces(iter(()) if context.head else found.content)
    return Stream(pieces, media_type=found.media_type, headers=headers)


async def _pieces(content: Iterator[bytes]) -> AsyncIterator[bytes]:
    while (piece := await asyncio.to_thread(next, content, None)) is not None:
        yield piece
