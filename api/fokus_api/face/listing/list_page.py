"""The page of any list: a table or, on a telephone, lines; filters and columns as a form, pages, downloads, views."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.params import FromPath

from fokus_api.auth.policy import API, PUBLIC
from fokus_api.face.forms.choosing import choices_for
from fokus_api.face.forms.many import given_about
from fokus_api.face.frame.clocks import day_in
from fokus_api.face.frame.inside import Inside, Said
from fokus_api.face.frame.owners import owner_of
from fokus_api.face.frame.problems import Unanswered
from fokus_api.face.frame.showing import PAGE, clocks_of, show
from fokus_api.face.listing.views import LONGEST_NAME, Views
from fokus_api.face.shown.cells import Cell, Column
from fokus_api.face.shown.columns import filled
from fokus_api.face.shown.linked import dataset, linked
from fokus_api.face.shown.lists import FILES, Filter, List, lists_of
from fokus_api.http.request_context import context_of
from fokus_api.pages.frame import Frame, address_of_programme, frame_of
from fokus_api.responses.row_entry import RowEntry
from fokus_core.domain.refusals import NotFound
from fokus_core.plugins.texts import Words

__all__ = [
    "CARRIED",
    "address_of_list",
    "asked_of",
    "bodies_page",
    "list_page",
    "problems_of",
    "show_list",
    "sources_page",
]

USUAL, ALL = 50, 1000  # rows of a page
OFFERED = 100  # things that a filter offers to choose from
COLUMNS, FITTING = "spalten", 8  # columns of a table that nobody chose
CARRIED = frozenset({COLUMNS, "alle", "known", "on", "sort"})  # what an address says besides filters and the page
WRONG = frozenset({400, 422})


@get("/liste/{path:path}", opt=PAGE.opt, include_in_schema=False)
async def list_page(request: Request[Any, Any, Any], path: FromPath[str]) -> Response[str]:
    """Show a list."""
    return await show_list(request, str(path).strip("/"))


async def show_list(
    request: Request[Any, Any, Any], path: str, *, here: str = "", way: Mapping[str, str] | None = None
) -> Response[str]:
    """Return the page of the list at an address below the API; `here` is its own address where it has another."""
    shown = lists_of(request.app).at(path)
    if shown is None:
        raise NotFound
    frame = frame_of(request)
    words = shown.words(frame.words.texts, frame.words.language)
    clocks = clocks_of(request, frame)
    given = {name: value for name, value in request.query_params.multi_items() if value.strip()}
    every = [(words(one.heading), one) for one in shown.shape.shown]
    chosen = _chosen(request, every)
    if chosen:
        given[COLUMNS] = ",".join(chosen)
    filters = [await _with_things(request, one) for one in shown.filters(words)]
    asked = asked_of(filters, given)
    limit = ALL if given.get("alle") else USUAL
    query = {**asked, **(clocks.query if shown.two_clocks else {})}
    sorts = shown.sorts
    sort = {"sort": given["sort"]} if given.get("sort", "").removeprefix("-") in sorts else {}
    cursor = {"cursor": given["cursor"]} if given.get("cursor") else {}
    counted = {"total": "true"} if "total" in shown.options.query else {}
    inside = Inside(request)
    said = await inside.get(f"{API}/{path}", {**query, **sort, **cursor, **counted, "limit": limit})
    problems = problems_of(said, filters)
    if not said.ok and not problems:
        raise Unanswered(said)
    items = said.body["items"] if said.ok else []
    here = here or address_of_list(path)
    more = said.body.get("next_cursor") if said.ok else None
    cells = [shown.shape.cells(item, words, clocks.to) for item in items]
    columns, rows = _of(chosen, every, cells) if chosen else filled(every, cells)
    if not chosen:  # more do not fit, and can be chosen; where a row comes from is always told
        fits = sorted(range(len(columns)), key=lambda place: columns[place][1].holds is not RowEntry)[:FITTING]
        columns, rows = [columns[at] for at in sorted(fits)], [[row[at] for at in sorted(fits)] for row in rows]
    carried = {**asked, **sort, **({COLUMNS: given[COLUMNS]} if chosen else {})}
    names = {one.name for _heading, one in columns}
    subject = shown.shape.subject
    commands = []
    if frame.account and items and subject is not None and not clocks.past:
        commands = await given_about(inside, subject.of, request.app.state.node)
    return show(
        request,
        "list.html",
        title=words(shown.title),
        frame=frame,
        way=way if way is not None else _way(request, shown, frame),
        clocks=clocks if shown.two_clocks else None,
        status=said.status if problems else 422 if clocks.wrong else 200,
        columns=columns,
        rows=rows,
        offered=[(one.name, heading, one.name in names) for heading, one in every[1:]],
        saved=_saved(request, frame, path, here),
        longest_name=LONGEST_NAME,
        commands=commands,
        kind=subject.of if subject else "",
        things=[str(item.get(subject.name) or "") for item in items] if commands and subject else [],
        ticked=bool(given.get("alle_zeilen")),
        tick_all=clocks.to(here, **carried, **cursor, alle=given.get("alle"), alle_zeilen="1"),
        path_of_list=path,
        asked_for=urlencode({**carried, **clocks.carried, **({"alle": "1"} if given.get("alle") else {})}),
        filters=filters,
        given=given,
        filtered=bool(asked),
        documented=shown.options.policy.scope == PUBLIC.scope,  # what sources tell is public
        problems=problems,
        here=here,
        begun=bool(cursor),
        total=said.body.get("total") if said.ok else None,
        sorted_by=sort.get("sort", ""),
        sort_links={
            name: clocks.to(here, **{**carried, "sort": f"-{name}" if sort.get("sort") == name else name})
            for name in sorts
        },
        more=clocks.to(here, **carried, cursor=more, alle=given.get("alle")) if more else "",
        first=clocks.to(here, **carried),
        whole=clocks.to(here, **carried, alle="1") if more and limit == USUAL else "",
        downloads=_downloads(path, query, shown, words),
        linked=_linked(request, shown, words),
        json=f"{API}/{path}{'?' * bool(query)}{urlencode(query)}",
    )


def _linked(request: Request[Any, Any, Any], shown: List, words: Words) -> dict[str, Any] | None:
    """Return what a list is to other programs, where it is for everybody."""
    if shown.options.policy != PUBLIC or shown.places:
        return None
    columns = [words(one.heading) for one in shown.shape.shown if one.heading]
    return linked(dataset(request.app.state.node.service.settings, shown, words(shown.title), columns))


def address_of_list(path: str) -> str:
    """Return the page of the list at an address below the API."""
    return "/kommunen" if path == "bodies" else f"/liste/{path}"


def _chosen(request: Request[Any, Any, Any], every: Sequence[tuple[str, Column]]) -> list[str]:
    """Return the columns that the address chooses besides the first, none where it leaves that to the page."""
    named = {name for text in request.query_params.getall(COLUMNS, []) for name in text.split(",")}
    return [one.name for _heading, one in every[1:] if one.name in named]


def _of(
    chosen: Sequence[str], every: Sequence[tuple[str, Column]], rows: Sequence[Sequence[Cell]]
) -> tuple[list[tuple[str, Column]], list[list[Cell]]]:
    """Return the chosen columns after the first, and the rows with these alone."""
    kept = [place for place, (_heading, one) in enumerate(every) if place == 0 or one.name in chosen]
    return [every[place] for place in kept], [[row[place] for place in kept] for row in rows]


def _saved(request: Request[Any, Any, Any], frame: Frame, path: str, here: str) -> list[tuple[str, str]] | None:
    """Return the named views of whoever is signed in with their addresses, None for others."""
    node, caller = request.app.state.node, context_of(request.scope).caller
    if not frame.account or caller is None or (owner := owner_of(request.scope, node, caller)) is None:
        return None
    views = Views(node.service.state_store, node.service.vault).of(owner, path)
    return [(one.name, f"{here}{'?' * bool(one.query)}{one.query}") for one in views]


async def _with_things(request: Request[Any, Any, Any], one: Filter) -> Filter:
    """Return a filter that takes the id of a thing with the things there are to choose from, by title."""
    node = request.app.state.node
    if one.kind != "text" or (one.of, "") not in node.choices:
        return one
    found = await choices_for(request, node, one.of)
    if isinstance(found, Said) or not 0 < len(found) <= OFFERED:
        return one
    return replace(one, kind="choice", choices=[(each.value, each.label) for each in found])


def asked_of(filters: Sequence[Filter], given: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed into filters as the API takes it."""
    return {one.name: _read(one, given[one.name]) for one in filters if one.name in given}


def _read(one: Filter, text: str) -> str:
    """Return what was typed into a filter as the API takes it."""
    day = day_in(text) if one.kind == "date" else None
    return day.isoformat() if day else text.strip()


def problems_of(said: Said, filters: Sequence[Filter]) -> list[tuple[str, str]]:
    """Return what is wrong with what was typed into filters: their names, and sentences."""
    if said.status not in WRONG:
        return []
    names = {one.name for one in filters}
    found = [(one.get("parameter") or "", one["detail"]) for one in said.body.get("errors", ())]
    return found if found and all(name in names for name, _detail in found) else []


def _way(request: Request[Any, Any, Any], shown: List, frame: Frame) -> dict[str, str]:
    """Return the way to a list: over its programme."""
    catalogue = request.app.state.node.service.catalogue
    info = catalogue.programmes.get(shown.options.programme)
    if info is None or info.id == "core":
        return {}
    texts = frame.words.texts
    return {texts.say(info.short or info.title, frame.words.language, info.id): address_of_programme(info)}


def _downloads(path: str, query: Mapping[str, str], shown: List, words: Words) -> list[tuple[str, str]]:
    """Return the files that the whole list is answered as, with their addresses."""
    named = {"csv": "CSV", "xlsx": "Excel"}
    tail = f"{'?' * bool(query)}{urlencode(query)}"
    files = [(named[form], f"{API}/{path}.{form}{tail}") for form in FILES]
    return [*files, *((words(title), f"{API}/{path}.{form}") for form, title in shown.beside.items())]


@get("/kommunen", opt=PAGE.opt, include_in_schema=False)
async def bodies_page(request: Request[Any, Any, Any]) -> Response[str]:
    """Show all municipalities."""
    return await show_list(request, "bodies", here="/kommunen", way={})


@get("/quellen", opt=PAGE.opt, include_in_schema=False)
async def sources_page(request: Request[Any, Any, Any]) -> Response[str]:
    """Show all sources."""
    return await show_list(request, "sources", here="/quellen", way={})
