"""What the lists and the routes beside them say about one thing: what it is, what holds, and which lists it has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_origin
from urllib.parse import quote

import msgspec
from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler

from fokus_api.auth.policy import API
from fokus_api.face.frame.inside import Inside
from fokus_api.face.shown.cells import Cell
from fokus_api.face.shown.columns import Shape, filled
from fokus_api.face.shown.comparing import compared_in
from fokus_api.face.shown.lists import List, Lists, lists_of
from fokus_api.http.route_options import options_of
from fokus_api.responses.exports import page_of
from fokus_core.plugins.texts import Words

__all__ = ["NOTHING", "Known", "Line", "Related", "Told", "known_about"]

WHOLE, FEW = 1000, 5  # rows that are looked through, and shown beside a thing


@dataclass(frozen=True)
class Line:
    """A field of a thing: what it is called, and what it says."""

    heading: str
    cell: Cell


@dataclass(frozen=True)
class Related:
    """A list of what belongs to a thing: its title and address, and its first rows."""

    title: str
    href: str
    columns: Sequence[tuple[str, Any]]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Told:
    """What a list of a programme tells of a thing: the title and address of the list, and a row of it."""

    programme: str
    title: str
    href: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class Known:
    """What is known of a thing: its name, its fields, what lists say of it by their titles, and what belongs to it.

    `compared` leads to what changed from one version of it to the next.
    """

    name: str
    lines: Sequence[Line]
    holds: Sequence[Told]
    related: Sequence[Related]
    listed: List | None
    json: str
    compared: Sequence[Cell] = ()


NOTHING = Known("", (), (), (), None, "")


async def known_about(
    request: Request[Any, Any, Any], inside: Inside, kind: str, thing: str, clocks: Any, words: Words
) -> Known | None:
    """Return what the caller may know of a thing, None where no list and no route tells of it."""
    lists, texts = lists_of(request.app), words.texts
    name, lines, listed, address = "", [], None, ""
    versions: list[Cell] = []
    if (found := _detail(request, lists, kind)) is not None:
        template, handler, shape, listed = found
        address = f"{API}/{template[: template.index('{')]}{quote(thing, safe='')}"
        options = options_of(handler)
        said = await inside.get(address, clocks.query if options and "on" in options.query else {})
        if said.ok and isinstance(said.body, dict):
            own = listed.words(texts, words.language)
            name, lines = _named(shape, said.body), _lines(shape, said.body, own, clocks.to)
            versions = compared_in(said.body, own, clocks.to)
    if kind == "body":  # whose own page says this above
        lines, listed = [], None
    holds = []
    for one in _about(lists, kind):
        if one is listed:
            continue
        own = one.words(texts, words.language)
        for row in await _rows(inside, one, kind, thing, clocks):
            name = name or _named(one.shape, row)
            if kind != "body" and not lines:
                listed, lines, address = one, _lines(one.shape, row, own, clocks.to), f"{API}/{one.path}"
                continue
            rest = [line for line in _lines(one.shape, row, own, clocks.to) if line.cell.text != name]
            title, href = _of_programme(request, one, own), clocks.to(f"/liste/{one.path}", **_narrowed(one, thing))
            holds.append(Told(one.options.programme, title, href, rest))
    if not name and not lines:
        return None
    related = [shown for one in _within(lists, kind) if (shown := await _first(inside, one, thing, clocks, words))]
    return Known(name or thing, lines, holds, related, listed, address, versions)


def _detail(
    request: Request[Any, Any, Any], lists: Lists, kind: str
) -> tuple[str, HTTPRouteHandler, Shape, List] | None:
    """Return the route that shows one thing of a kind: the one below the list of such things."""
    for route in request.app.routes:
        path = route.path_format.removeprefix(f"{API}/")
        above, _slash, last = path.rpartition("/")
        listed = lists.get(above)
        if listed is None or not last.startswith("{") or listed.places:
            continue
        if kind not in (_kind_of(listed), last[1:-1]):
            continue
        handler = getattr(route, "route_handler_map", {}).get("GET", (None,))[0]
        row = page_of(handler.fn) if handler is not None else None
        if (
            handler is not None
            and isinstance(row, type)
            and issubclass(row, msgspec.Struct)
            and get_origin(row) is not Response
        ):
            return (
                path,
                handler,
                lists.shape(row, listed.options.programme),
                listed,
            )
    return None


def _of_programme(request: Request[Any, Any, Any], one: List, words: Words) -> str:
    """Return what a list is called where those of all programmes stand side by side."""
    info = request.app.state.node.service.catalogue.programmes.get(one.options.programme)
    title = words(one.title)
    return title if info is None or info.id == "core" else f"{words(info.short or info.title)}: {title}"


def _kind_of(one: List) -> str:
    return one.shape.subject.of if one.shape.subject else ""


def _about(lists: Lists, kind: str) -> list[List]:
    """Return the lists whose rows are about things of a kind, those of all programmes."""
    same = {"body", "party"} if kind in {"body", "party"} else {kind}
    return [
        one
        for one in lists.values()
        if not one.places and _kind_of(one) in same and one.path != "bodies" and one.two_clocks
    ]


def _within(lists: Lists, kind: str) -> list[List]:
    """Return the lists of what belongs to one thing of a kind, which stands in their path."""
    return [one for one in lists.values() if one.places == (f"{kind}_id",) and "/timeline" not in one.path]


async def _rows(inside: Inside, one: List, kind: str, thing: str, clocks: Any) -> list[Mapping[str, Any]]:
    """Return the rows of a list that are about a thing."""
    subject = one.shape.subject
    assert subject is not None  # noqa: S101  # see `_about`
    said = await inside.get(f"{API}/{one.path}", {**_narrowed(one, thing), **clocks.query, "limit": WHOLE})
    if not said.ok or not said.may_name(thing):
        return []
    return [row for row in said.body["items"] if row.get(subject.name) == thing]


def _narrowed(one: List, thing: str) -> dict[str, str]:
    """Return how a list is asked for what is about one thing alone, where it can be."""
    subject = one.shape.subject
    return {subject.name: thing} if subject and subject.name in one.options.query else {}


async def _first(inside: Inside, one: List, thing: str, clocks: Any, words: Words) -> Related | None:
    """Return the first rows of what belongs to a thing, None where there is nothing that the caller may see."""
    path = one.path.replace(f"{{{one.places[0]}}}", quote(thing, safe=""))
    said = await inside.get(f"{API}/{path}", {**(clocks.query if one.two_clocks else {}), "limit": FEW})
    if not said.ok or not said.body["items"]:
        return None
    own = one.words(words.texts, words.language)
    beside = one.places[0].removesuffix("_id")  # which is the same in all rows
    columns = [(own(column.heading), column) for column in one.shape.shown if column.about != beside]
    rows = [[one.shape.cell(column, item, own, clocks.to) for _name, column in columns] for item in said.body["items"]]
    return Related(own(one.title), clocks.to(f"/liste/{path}"), *filled(columns, rows))


def _lines(shape: Shape, item: Mapping[str, Any], words: Words, to: Any) -> list[Line]:
    cells = zip(shape.shown, shape.cells(item, words, to), strict=True)
    return [
        Line(words(one.heading), cell) for one, cell in cells if cell.text not in ("", "–") and one is not shape.named
    ]


def _named(shape: Shape, item: Mapping[str, Any]) -> str:
    return str(item.get(shape.named.name) or "") if shape.named else ""
