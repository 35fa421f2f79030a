"""What stands at the root: for browsers the start page, for programs where to go on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency

from fokus_api.auth.policy import API
from fokus_api.face.inside import Inside
from fokus_api.face.lists import List, lists_of
from fokus_api.face.showing import PAGE, show
from fokus_api.face.told import grouped, told
from fokus_api.http.negotiation import wants_page
from fokus_api.http.request_context import context_of
from fokus_api.node import Node
from fokus_api.pages.frame import address_of_programme, frame_of
from fokus_api.routes.index import Index, index_of
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import Words

__all__ = ["start_page"]

LATELY, LOOKED_AT, WHOLE = 6, 100, 1000  # entries shown and looked at; rows that are counted
TITLE = _("Wer fördert Engagement in Nordrhein-Westfalen – und seit wann?")


@dataclass(frozen=True)
class Card:
    """A programme on the start page: what it is called, where it is, and how many things its first list names."""

    title: str
    href: str
    number: str
    counted: str
    list_href: str


@get(
    "/",
    operation_id="core_index",
    tags=["core"],
    summary="Tell what this is, and where to go on",
    opt=msgspec.structs.replace(PAGE, also=("text/html",)).opt,
)
async def start_page(request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Response[Index]:
    """Tell what this is, and where to go on; a browser is shown the start page."""
    if not wants_page(request.scope):
        return Response(index_of(node))
    frame, inside = frame_of(request), Inside(request)
    caller = context_of(request.scope).caller
    asked = {"order": "-effective", "limit": LOOKED_AT}
    log = await inside.get(f"{API}/log", {**asked, "to_date": caller.today.isoformat() if caller else None})
    entries = [told(one, frame.words) for one in log.body["items"] if one["retracted_by"] is None] if log.ok else []
    bodies = [one for one in entries if not one.type.startswith("core.")]
    page: Any = show(
        request,
        "start.html",
        frame=frame,
        title=frame.words(TITLE),
        cards=await _cards(request, inside, frame.words),
        lately=grouped(bodies, LATELY),
    )
    return page  # type: ignore[no-any-return]  # the page is described beside it


async def _cards(request: Request[Any, Any, Any], inside: Inside, words: Words) -> list[Card]:
    catalogue = request.app.state.node.service.catalogue
    found = []
    for info in sorted(catalogue.programmes.values(), key=address_of_programme):
        if info.id == "core":
            continue
        own = Words(words.texts, words.language, info.id)
        first = next(iter(_counted(request, info.id)), None)
        said = await inside.get(f"{API}/{first.path}", {"limit": WHOLE}) if first else None
        number = _number(said.body) if said and said.ok else ""
        counted = own(first.title) if first and number else ""
        href = f"/liste/{first.path}" if first else ""
        found.append(Card(own(info.title), address_of_programme(info), number, counted, href))
    return found


def _counted(request: Request[Any, Any, Any], programme: str) -> list[List]:
    """Return the lists of a programme that name municipalities, the first being what it is counted by."""
    return [
        one
        for one in lists_of(request.app).of(programme)
        if one.two_clocks and one.shape.subject and one.shape.subject.of == "body" and not one.options.policy.permission
    ]


def _number(body: Mapping[str, Any]) -> str:
    return f"{len(body['items'])}{'+' if body['next_cursor'] else ''}"
