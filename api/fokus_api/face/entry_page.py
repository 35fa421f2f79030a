"""The page of one entry: what it says, when it holds and was recorded, where it comes from, what rests on it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from litestar import Request, Response, get
from litestar.params import FromPath

from fokus_api.auth.policy import API
from fokus_api.face.cells import BODY_KINDS, Cell, address_of_thing, readable
from fokus_api.face.columns import shape_of
from fokus_api.face.inside import Inside
from fokus_api.face.lists import lists_of
from fokus_api.face.offers import offers_at
from fokus_api.face.problems import Unanswered
from fokus_api.face.showing import PAGE, clocks_of, show
from fokus_api.face.told import told
from fokus_api.pages.frame import frame_of
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import Words

__all__ = ["entry_page"]

TITLE = _("Eintrag Nr. {number}")
LOG = _("Verlauf")
EMPTY = _("leer")


@get("/eintrag/{position:int}", opt=PAGE.opt, include_in_schema=False)
async def entry_page(request: Request[Any, Any, Any], position: FromPath[int]) -> Response[str]:
    """Show an entry of the log."""
    frame = frame_of(request)
    clocks, inside = clocks_of(request, frame), Inside(request)
    said = await inside.get(f"{API}/log/{position}", {**clocks.query})
    if not said.ok:
        raise Unanswered(said)
    item, words = said.body, frame.words
    resting = item.get("relied_on_by") or []
    return show(
        request,
        "entry.html",
        frame=frame,
        clocks=clocks,
        title=words(TITLE, number=position),
        way={words(LOG): clocks.to("/verlauf")},
        entry=told(item, words),
        item=item,
        fields=await _fields(request, inside, item, clocks, words),
        things=[(one, clocks.to(address_of_thing(*one.split(":", 1)))) for one in item["keys"] if ":" in one],
        resting=[(one["position"], one["sentence"][words.language], one["effective"]) for one in resting],
        tells_resting="relied_on_by" in item,
        offers=[] if clocks.past else await offers_at(request, inside, position),
        json=f"{API}/log/{position}",
    )


async def _fields(
    request: Request[Any, Any, Any], inside: Inside, item: Mapping[str, Any], clocks: Any, words: Words
) -> list[tuple[str, Cell]]:
    """Return the fields of a fact, bodies by their names; those of an unknown kind as they are called."""
    service, data = request.app.state.node.service, item["data"]
    known = service.catalogue.facts.get(item["type"])
    if known is None:
        return [(readable(name), Cell(str(value))) for name, value in data.items()]
    programme = item["programme"]
    shape = shape_of(known.cls, programme, lists_of(request.app).kinds, service.labels)
    own = Words(words.texts, words.language, programme)
    found = []
    for one in shape.columns:
        if one.name not in data:
            continue
        cell = shape.cell(one, data, own, clocks.to)
        if one.of in BODY_KINDS and isinstance(data[one.name], str):
            body = await inside.get(f"{API}/bodies/{quote(data[one.name], safe='')}", {"on": item["effective"]})
            cell = Cell(body.body["name"], cell.href) if body.ok else cell
        found.append((own(one.heading), Cell(own(EMPTY)) if cell.text == "–" else cell))
    return found
