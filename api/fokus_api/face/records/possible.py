"""Whether a command about a thing is possible now: a dry run with the thing filled in, and why it is refused."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from litestar import Request

from fokus_api.face.frame.inside import Inside, Said
from fokus_api.http.caller import Caller
from fokus_api.responses.command_fields import CommandField, command_fields
from fokus_api.routes.commands import command_path
from fokus_core.domain.commands import CommandType
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import Words

__all__ = ["why_not"]

ELSEWHERE = _("Dafür sind Sie hier nicht zuständig.")
REFUSED = 409  # the status of what a rule refuses
ANY_TEXT = "x"  # stands where something has to be typed: what is refused for it is not told


async def why_not(
    request: Request[Any, Any, Any], kind: CommandType, field: str, thing: str, caller: Caller, words: Words
) -> str:
    """Return why a command cannot be given about a thing today, empty where it may be, or where nobody can tell yet.

    What has to be typed is made up, so a refusal counts where it is about the thing. What counts how often it is tried
    is not tried.
    """
    node = request.app.state.node
    fields = command_fields(kind, node.service.labels)
    if kind.policy.scope == "body" and any(one.name == field and one.kind == "body" for one in fields):
        reach = node.access.reach(caller, kind.policy.permission)
        if not reach.everything and thing not in reach.of("body"):
            return words(ELSEWHERE)
    body: dict[str, Any] = {field: thing}
    made_up = False
    for one in fields:
        if one.name == field or not (one.required or one.name == "effective"):
            continue
        if (value := _made_up(one, caller.today)) is None:
            return ""
        body[one.name] = [value] if one.many else value
        made_up |= one.name != "effective"
    if kind.limit is not None:
        return ""
    said = await Inside(request).post(command_path(kind), body, query={"dry_run": "true"})
    return _reason(said, field, made_up)


def _reason(said: Said, field: str, made_up: bool) -> str:
    if said.status != REFUSED:
        return ""
    errors: Sequence[Any] = said.body.get("errors") or ({"detail": said.body["detail"], "pointer": None},)
    about = [one["detail"] for one in errors if one.get("pointer") == f"/{field}" or not made_up]
    return str(about[0]) if about else ""


def _made_up(one: CommandField, today: date) -> Any:
    """Return a value that a field may have, None where none can be made up."""
    if one.kind == "date":
        return today.isoformat()
    if one.kind == "choice":
        return next(iter(one.values), None)
    if one.kind in ("text", "long"):
        return ANY_TEXT if not one.pattern or re.fullmatch(one.pattern, ANY_TEXT) else None
    if one.kind == "yes":
        return False
    return (one.bounds[0] or 1) if one.kind == "number" else None
