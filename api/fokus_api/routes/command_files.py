"""Files for one command that says which it takes: handed in by whoever may give it, also without an account."""

import secrets
from collections.abc import Iterator
from functools import cache
from typing import Any, get_args, get_type_hints

import msgspec
from litestar import Request, Response, post
from litestar.di import NamedDependency

from fokus_api.auth.policy import API, PUBLIC
from fokus_api.files.file_kinds import FILE_KINDS
from fokus_api.files.uploads import FileView, declared_type, take_in
from fokus_api.http.caller import Caller
from fokus_api.http.negotiation import header
from fokus_api.http.problems import ApiProblem
from fokus_api.http.rate_limits import UPLOADS
from fokus_api.http.route_options import RouteOptions
from fokus_api.node import Node
from fokus_api.routes.command_forms import Name
from fokus_core.domain.commands import Command, CommandType
from fokus_core.domain.refusals import Forbidden, NotFound
from fokus_core.domain.texts import _
from fokus_core.files.attachments import TAKES, FileTerms

__all__ = ["files_path", "hand_in_for", "terms_of"]

WHICH = _("Hier geht nur: {kinds}. Wandeln Sie die Datei um oder wählen Sie eine andere.")


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
    if media_type not in terms.kinds:
        kinds = ", ".join(FILE_KINDS[one].ending.upper() for one in terms.kinds)
        raise ApiProblem("file-kind", WHICH, kinds=kinds)
    who = caller.actor or node.limits.who(request.scope)
    subject = f"file:{secrets.token_hex(16)}"
    file = await take_in(node.service, request, actor=who, media_type=media_type, subject=subject, terms=terms)
    return Response(file, headers={"Cache-Control": "no-store", "Location": f"{API}/files/{file.file}"})


def files_path(kind: CommandType) -> str:
    """Return where files for a command are handed in."""
    return f"{API}/files" if terms_of(kind.cls) is None else f"{API}/commands/{kind.name}/files"


@cache
def terms_of(command: type[Command]) -> FileTerms | None:
    """Return which files a command takes, None where it does not say so."""
    return next(_terms_in(command), None)


def _terms_in(struct: type[msgspec.Struct]) -> Iterator[FileTerms]:
    for hint in get_type_hints(struct, include_extras=True).values():
        yield from _terms_of(hint)


def _terms_of(hint: Any) -> Iterator[FileTerms]:
    for one in get_args(hint):
        if isinstance(one, msgspec.Meta) and TAKES in (one.extra or {}):
            yield (one.extra or {})[TAKES]
        yield from _terms_of(one)
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        yield from _terms_in(hint)
