"""How many tasks wait for whoever looks at a page: counted by the inbox, and known for some seconds."""

import time
from typing import Any

from litestar import Request

from fokus_api.auth.policy import API
from fokus_api.face.frame.inside import Inside
from fokus_api.http.caller import Caller
from fokus_api.http.negotiation import wants_page
from fokus_api.http.request_context import context_of
from fokus_api.node import Node
from fokus_api.pages.frame import MANY

__all__ = ["count_waiting", "forget_waiting", "note_waiting"]

SECONDS, KNOWN = 20.0, 5000  # for which a count is known, and callers of whom one is


async def count_waiting(request: Request[Any, Any, Any]) -> None:
    """Say to the frame of a page how many tasks wait for the caller, where somebody is signed in."""
    context = context_of(request.scope)
    caller = context.caller
    if caller is None or caller.actor is None or request.method != "GET" or not wants_page(request.scope):
        return
    known = _known(request).get(caller.digest)
    if known is not None and time.monotonic() - known[0] < SECONDS:
        context.waiting = known[1]
        return
    before = context.moment
    said = await Inside(request).get(f"{API}/inbox", {"limit": MANY + 1})
    context.moment = before
    if said.ok:
        note_waiting(request, caller, said.body["items"])


def note_waiting(request: Request[Any, Any, Any], caller: Caller, items: list[dict[str, Any]]) -> None:
    """Take over how many tasks an answer of the inbox tells of; drafts wait for nobody."""
    count = sum(1 for one in items if one["kind"] != "draft")
    known = _known(request)
    if len(known) >= KNOWN:
        known.clear()
    known[caller.digest] = (time.monotonic(), count)
    context_of(request.scope).waiting = count


def forget_waiting(request: Request[Any, Any, Any], caller: Caller) -> None:
    """Count anew the next time, as the caller did something."""
    _known(request).pop(caller.digest, None)


def _known(request: Request[Any, Any, Any]) -> dict[str, tuple[float, int]]:
    node: Node = request.app.state.node
    return node.waiting
