"""The page of one entry: what it says, when it holds and was recorded, where it comes from, what rests on it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from litestar import Request, Response, get
from litestar.params import FromPath

from fokus_api.auth.policy import API
from fokus_api.face.frame.inside import Inside
from fokus_api.face.frame.problems import Unanswered
from fokus_api.face.frame.showing import PAGE, clocks_of, show, today_of
from fokus_api.face.records.offers import offers_at
from fokus_api.face.shown.cells import BODY_KINDS, Cell, address_of_thing, readable
from fokus_api.face.shown.lists import lists_of
from fokus_api.face.shown.told import told
from fokus_api.pages.frame import frame_of
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import Words

__all__ = ["entry_page"]

TITLE = _("Eintrag Nr. {number}")
LOG = _("Verlauf")
EMPTY = _("leer")
BECOMES = {
    "stands": _("Bleibt bestehen"),
    "corrected-too": _("Wird auch korrigiert"),
    "cannot-be-undone": _("Lässt sich nicht rückgängig machen"),
}


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
        things=[(one, _called(request, one), clocks.to(address_of_thing(*one.split(":", 1)))) for one in item["keys"]],
        resting=[(one["position"], one["sentence"][words.language], one["effective"]) for one in resting],
        tells_resting="relied_on_by" in item,
        becomes=[(one["position"], words(BECOMES[one["disposition"]])) for one in _envelope(item)["dispositions"]],
        leaf=await _leaf(inside, item),
        offers=[] if clocks.past else await offers_at(request, inside, position),
        json=f"{API}/log/{position}",
    )


def _called(request: Request[Any, Any, Any], key: str) -> str:
    """Return what people call what an entry is about, the empty text where it has no name."""
    node = request.app.state.node
    kind, _colon, thing = key.partition(":")
    if kind in BODY_KINDS:
        return str(node.service.journal.bodies().name(thing, today_of(request)))
    return node.title(kind, thing) or ""


def _envelope(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what is stored beside a fact, as far as the caller may see that."""
    return item.get("envelope") or {"dispositions": ()}


async def _leaf(inside: Inside, item: Mapping[str, Any]) -> str | None:
    """Return the number of the leaf that an entry is in the signed journal, for whoever may have the proof of that."""
    if not item.get("envelope"):
        return None
    said = await inside.get(f"{API}/audit/proof/{item['position']}")
    lines = said.body.decode().splitlines() if said.ok else []
    return next((line.removeprefix("index ") for line in lines if line.startswith("index ")), None)


async def _fields(
    request: Request[Any, Any, Any], inside: Inside, item: Mapping[str, Any], clocks: Any, words: Words
) -> list[tuple[str, Cell]]:
    """Return the fields of a fact, bodies by their names; those of an unknown kind as they are called."""
    data = item["data"]
    known = request.app.state.node.service.catalogue.facts.get(item["type"])
    if known is None:
        return [(readable(name), Cell(str(value))) for name, value in data.items()]
    programme = item["programme"]
    shape = lists_of(request.app).shape(known.cls, programme)
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
