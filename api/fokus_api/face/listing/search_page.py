"""One search for anything that has a name: municipalities, entries by number, and whatever the lists name."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Request, Response, get

from fokus_api.auth.policy import API
from fokus_api.face.frame.inside import Inside
from fokus_api.face.frame.showing import PAGE, clocks_of, show
from fokus_api.face.shown.cells import Cell
from fokus_api.face.shown.lists import List, lists_of
from fokus_api.pages.frame import frame_of
from fokus_core.bodies.spelling import alphabetic, fold
from fokus_core.domain.texts import _

__all__ = ["search_page"]

NUMBER = re.compile(r"(?:nr\.?\s*)?([1-9][0-9]{0,14})", re.IGNORECASE)
BODY_KEY = re.compile(r"0[0-9]{1,7}")
OWN = frozenset({"bodies", "sources"})  # lists of the core that are searched
LONGEST, MOST, WHOLE = 120, 20, 1000  # characters, hits of a list, rows that are looked through
TITLE = _("Suche")
TITLE_FOUND = _("Suche nach „{text}“")


@get("/suche", opt=PAGE.opt, include_in_schema=False)
async def search_page(request: Request[Any, Any, Any]) -> Response[str]:
    """Search by name, key or number."""
    frame = frame_of(request)
    words, clocks, inside = frame.words, clocks_of(request, frame), Inside(request)
    text = request.query_params.get("q", "").strip()[:LONGEST]
    found: list[tuple[str, Sequence[Cell], str]] = []
    entry: int | None = None
    if text:
        if match := NUMBER.fullmatch(text):
            said = await inside.get(f"{API}/log/{match[1]}", clocks.query)
            entry = int(match[1]) if said.ok else None
        for one in _searched(request):
            own = one.words(words.texts, words.language)
            hits = [_hit(one, row, own, clocks.to) for row in await _rows(inside, one, text, clocks)]
            if hits:
                found.append((own(one.title), hits[:MOST], clocks.to(_page(one), **_asked(one, text))))
    return show(
        request,
        "search.html",
        frame=frame,
        clocks=clocks,
        title=words(TITLE_FOUND, text=text) if text else words(TITLE),
        way={},
        text=text,
        found=found,
        entry=entry,
        status=422 if clocks.wrong else 200,
    )


def _searched(request: Request[Any, Any, Any]) -> list[List]:
    """Return the lists of things with names, municipalities first; of the core's own sources besides."""
    lists = lists_of(request.app)
    return [
        one
        for one in lists.values()
        if not one.places
        and one.shape.named
        and one.shape.subject
        and (one.path in OWN or one.options.programme != "core")
        and (one.shape.named.name == "title" or one.path == "bodies")
    ]


async def _rows(inside: Inside, one: List, text: str, clocks: Any) -> list[Mapping[str, Any]]:
    """Return the rows of a list whose names hold a text, or whose key it is."""
    query = {"limit": WHOLE, **(clocks.query if one.two_clocks else {})}
    if one.path == "bodies" and not BODY_KEY.fullmatch(text):
        query["q"] = text
    said = await inside.get(f"{API}/{one.path}", query)
    if not said.ok:
        return []
    part, alike = fold(text), alphabetic(text)
    named = one.shape.named
    assert named is not None  # noqa: S101  # see `_searched`
    if one.path == "bodies":
        keyed = [row for row in said.body["items"] if "q" in query or str(row["key"]).startswith(text)]
        return sorted(keyed, key=lambda row: not alphabetic(row["name"]).startswith(alike))
    return [row for row in said.body["items"] if part in fold(str(row.get(named.name) or ""))]


def _hit(one: List, row: Mapping[str, Any], words: Any, to: Any) -> Cell:
    """Return the link to what was found, with what tells it from others of that name."""
    name, *rest = one.shape.cells(row, words, to)
    if one.path != "bodies":
        return name
    kind = next(
        (cell.text for column, cell in zip(one.shape.shown[1:], rest, strict=True) if column.name == "kind"), ""
    )
    return Cell(f"{name.text} ({kind})", name.href)


def _page(one: List) -> str:
    return "/kommunen" if one.path == "bodies" else f"/liste/{one.path}"


def _asked(one: List, text: str) -> dict[str, str]:
    return {"q": text} if "q" in one.options.query else {}
