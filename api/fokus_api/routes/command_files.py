"""Files for one command that says which it takes: handed in by whoever may give it, also without an account."""

import secrets
from typing import Any

from litestar import Request, Response, post
from litestar.di import NamedDependency

from fokus_api.auth.policy import API, PUBLIC
from fokus_api.files.file_kinds import FILE_KINDS
from fokus_api.files.terms import refuse_other_kinds, terms_of
from fokus_api.files.uploads import FileView, declared_type, take_in
from fokus_api.http.caller import Caller
from fokus_api.http.negotiation import header
from fokus_api.http.rate_limits import UPLOADS
from fokus_api.http.route_options import RouteOptions
from fokus_api.node import Node
from fokus_api.routes.command_forms import Name
from fokus_core.domain.commands import CommandType
from fokus_core.domain.refusals import Forbidden, NotFound

__all__ = ["files_path", "hand_in_for"]


@post(
    f"{API}/commands/{{command:str}}/files",
    operation_id="core_hand_in_file_for",
    tags=["files"],
    summary="Hand in a file for a command that says which it takes",
    opt=RouteOptions(policy=PUBLIC, programme="core", limit=UPLOADS, writes=True, binary=tuple(FILE_KINDS)).opt,
    request_max_body_size=None,
)
async def hand_in_for(
    request: Request[Any, Any, Any],
    command: Name,
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
) -> Response[FileView]:
    """Hand in a file for a command that says which it takes, by whoever may give it; a command names it within a day.

    Where anybody may give the command, no account is needed. Of pictures what is seen is kept alone: metadata, such as
    where and when they were taken, are removed.
    """
    kind = node.service.catalogue.commands.get(command)
    terms = None if kind is None else terms_of(kind.cls)
    if kind is None or terms is None:
        raise NotFound
    if not node.access.may_give(caller, kind):
        raise Forbidden
    media_type = declared_type(header(request.scope, b"content-type"))
    refuse_other_kinds(media_type, terms)
    who = caller.actor or node.limits.who(request.scope)
    subject = f"file:{secrets.token_hex(16)}"
    file = await take_in(node.service, request, actor=who, media_type=media_type, subject=subject, terms=terms)
    return Response(file, headers={"Cache-Control": "no-store", "Location": f"{API}/files/{file.file}"})


def files_path(kind: CommandType) -> str:
    """Return where files for a command are handed in."""
    return f"{API}/files" if terms_of(kind.cls) is None else f"{API}/commands/{kind.name}/files"
