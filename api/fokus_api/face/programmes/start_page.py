"""What stands at the root: for browsers the start page, for programs where to go on."""

from dataclasses import dataclass, replace
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency

from fokus_api.auth.policy import API
from fokus_api.face.frame.inside import Inside
from fokus_api.face.frame.showing import PAGE, show
from fokus_api.face.shown.linked import linked, organisation
from fokus_api.face.shown.lists import List, lists_of
from fokus_api.face.shown.told import told
from fokus_api.http.negotiation import wants_page
from fokus_api.node import Node
from fokus_api.pages.frame import address_of_programme, frame_of
from fokus_api.routes.index import Index, index_of
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import Words

__all__ = ["start_page"]

LATELY, LOOKED_AT = 6, 8  # groups of entries that are shown, and that are asked for: the core's own are left out
TITLE = _("Wer fördert Engagement in Nordrhein-Westfalen – und seit wann?")


@dataclass(frozen=True)
class Card:
    """A programme on the start page: what it is called, where it is, and the first figure that it is known by."""

    title: str
    about: str
    href: str
    number: str
    counted: str
    list_href: str
    apart: str = ""  # what of it is told apart, where there is any


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
    recent = await inside.get(f"{API}/log/recent", {"limit": LOOKED_AT})
    groups = [one for one in recent.body["items"] if one["programme"] != "core"] if recent.ok else []
    lately = [replace(told(one["entry"], frame.words), more=one["count"] - 1) for one in groups[:LATELY]]
    page: Any = show(
        request,
        "start.html",
        frame=frame,
        title=frame.words(TITLE),
        cards=await _cards(request, inside, frame.words),
        lately=lately,
        linked=linked(organisation(node.service.settings, frame.words(TITLE))),
    )
    return page  # type: ignore[no-any-return]  # the page is described beside it


async def _cards(request: Request[Any, Any, Any], inside: Inside, words: Words) -> list[Card]:
    catalogue = request.app.state.node.service.catalogue
    said = await inside.get(f"{API}/figures")
    figures = {one["programme"]: one for one in reversed(said.body["figures"])} if said.ok else {}
    found = []
    for info in sorted(catalogue.programmes.values(), key=address_of_programme):
        if info.id == "core":
            continue
        own = Words(words.texts, words.language, info.id)
        number, counted, href, apart = "", "", "", ""
        if (figure := figures.get(info.id)) is not None:
            number, counted = str(figure["value"]), figure["title"][words.language]
            href = (figure["link"] or "").replace(f"{API}/", "/liste/", 1)
            if (some := figure["apart"]) and some["value"]:
                apart = f"{some['title'][words.language]}: {some['value']}"
        elif (first := next(iter(_counted(request, info.id)), None)) is not None:
            listed = await inside.get(f"{API}/{first.path}", {"limit": 1, "total": "true"})
            number = str(listed.body["total"]) if listed.ok else ""
            counted, href = own(first.title), f"/liste/{first.path}"
        found.append(
            Card(
                own(info.title),
                own(info.about) if info.about else "",
                address_of_programme(info),
                number,
                counted,
                href,
                apart,
            )
        )
    return found


def _counted(request: Request[Any, Any, Any], programme: str) -> list[List]:
    """Return the lists of a programme that name municipalities, the first being what it is counted by."""
    return [
        one
        for one in lists_of(request.app).of(programme)
        if one.two_clocks and one.shape.subject and one.shape.subject.of == "body" and not one.options.policy.permission
    ]
