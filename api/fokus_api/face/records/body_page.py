"""The page of a municipality: how it stands in the programmes, since when, and what differs between two days."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from litestar import Request, Response, get
from litestar.params import FromPath

from fokus_api.auth.policy import API
from fokus_api.face.frame.clocks import NO_DAY, Clocks, day_in
from fokus_api.face.frame.inside import Inside, Said
from fokus_api.face.frame.problems import Unanswered
from fokus_api.face.frame.showing import PAGE, clocks_of, today_of
from fokus_api.face.records.record_page import address_of, show_thing
from fokus_api.face.records.standing import axis_of, held, lanes_of
from fokus_api.face.records.things import NOTHING, known_about
from fokus_api.face.shown.cells import readable
from fokus_api.face.shown.lists import lists_of
from fokus_api.pages.frame import address_of_programme, frame_of
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import Words

__all__ = ["body_page"]

BODIES = _("Kommunen")
KEY = _("Amtlicher Schlüssel {key}")
FIELDS = {"von": "from", "bis": "to"}  # as an address names two days, and as the API does


@dataclass(frozen=True)
class Days:
    """Two days whose differences are asked for: as they were typed, what they are, and what is wrong with them."""

    typed: Mapping[str, str]
    query: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)


@get("/kommunen/{body_id:str}", opt=PAGE.opt, include_in_schema=False)
async def body_page(request: Request[Any, Any, Any], body_id: FromPath[str]) -> Response[str]:
    """Show a municipality, or an organisation, across all programmes."""
    frame = frame_of(request)
    clocks, inside, words = clocks_of(request, frame), Inside(request), frame.words
    said = await inside.get(f"{API}/bodies/{quote(body_id, safe='')}", clocks.query)
    if not said.ok:
        raise Unanswered(said)
    found, node = said.body, request.app.state.node
    days = _days(dict(request.query_params.multi_items()), words)
    record = await _record(inside, found["id"], clocks, days)
    known = await known_about(request, inside, "body", found["id"], clocks, words) or NOTHING
    standing = {programme for programme, _told in node.standings}
    all_lists, today = lists_of(request.app), today_of(request)
    axis = axis_of(record["periods"], today)
    holds = held(record["holds"], all_lists, clocks, words)
    changed = record["changed"]
    return await show_thing(
        request,
        inside,
        "body",
        found["id"],
        template="municipality.html",
        known=known,
        way={words(BODIES): clocks.to("/kommunen")},
        title=found["name"],
        about=_about(request, said, words),
        parent=found["parent"],
        json=address_of(f"{API}/bodies/{found['id']}/record", clocks.query),
        status=422 if clocks.wrong or days.wrong else 200,
        holds=holds,
        told=[one for one in known.holds if one.programme not in standing],
        lists=dict.fromkeys((one.title, one.href) for one in known.holds if one.programme in standing),
        unknown=_without(node.service.catalogue.programmes, standing - {one.programme for one in holds}, words),
        lanes=lanes_of(record["periods"], axis, today, words),
        axis=axis,
        day=clocks.on or today,
        days=days,
        changed=changed,
        ended=held(changed["ended"], all_lists, clocks, words) if changed else [],
        begun=held(changed["begun"], all_lists, clocks, words) if changed else [],
        pages=_pages(request, found["id"], {one.programme for one in holds}, clocks, words),
    )


async def _record(inside: Inside, body: str, clocks: Clocks, days: Days) -> Any:
    """Return the record of a body; what is wrong with the two days is noted, and the rest told without them."""
    path = f"{API}/bodies/{body}/record"
    said = await inside.get(path, {**clocks.query, **({} if days.wrong else days.query)})
    if said.status == 422 and days.query:
        names = {api: name for name, api in FIELDS.items()}
        days.wrong.update(
            {names[one["parameter"]]: one["detail"] for one in said.body["errors"] if one.get("parameter") in names}
        )
        said = await inside.get(path, clocks.query)
    if not said.ok:
        raise Unanswered(said)
    return said.body


def _days(given: Mapping[str, str], words: Words) -> Days:
    days = Days({name: given.get(name, "").strip() for name in FIELDS})
    for name, text in days.typed.items():
        if (day := day_in(text)) is not None:
            days.query[FIELDS[name]] = day.isoformat()
        elif text:
            days.wrong[name] = words(NO_DAY, text=text[:40])
    return days


def _about(request: Request[Any, Any, Any], said: Said, words: Words) -> list[str]:
    """Return what a body is, where it lies, and its key."""
    found, handler = said.body, said.handler
    labels = request.app.state.node.service.labels
    kinds = labels.of("core", handler.fn.__annotations__["return"], "kind").values if handler else {}
    about = [words(kinds.get(found["kind"]) or readable(found["kind"]))]
    about += [found["parent_name"]] if found["parent_name"] else []
    return about + ([words(KEY, key=found["key"])] if found["kind"] != "party" else [])


def _without(programmes: Mapping[str, Any], ids: set[str], words: Words) -> list[str]:
    """Return what the programmes are called of which nothing holds."""
    infos = [programmes[one] for one in sorted(ids) if one in programmes]
    return [words.texts.say(one.short or one.title, words.language, one.id) for one in infos]


def _pages(
    request: Request[Any, Any, Any], body: str, programmes: set[str], clocks: Clocks, words: Words
) -> list[tuple[str, str]]:
    """Return the pages that programmes make about a body that takes part in them."""
    own = {address_of_programme(one): one.id for one in request.app.state.node.service.catalogue.programmes.values()}
    return [
        (words.texts.say(one.title, words.language, own[programme]), clocks.to(f"{address}/{body}"))
        for address, one in request.app.state.node.pages.items()
        if one.about == "body" and own[programme := f"/{address.split('/')[1]}"] in programmes
    ]
