"""The page of one thing: what holds of it on a day, what has happened to it, and what one may do about it."""

from typing import Any
from urllib.parse import quote, urlencode

from litestar import Request, Response, get
from litestar.params import FromPath

from fokus_api.auth.policy import API
from fokus_api.face.columns import readable
from fokus_api.face.inside import Inside
from fokus_api.face.offers import offers_about
from fokus_api.face.problems import Unanswered
from fokus_api.face.showing import PAGE, clocks_of, show
from fokus_api.face.things import NOTHING, known_about
from fokus_api.face.told import told, years
from fokus_api.pages.frame import frame_of
from fokus_core.domain.refusals import NotFound
from fokus_core.domain.texts import _

__all__ = ["body_page", "thing_page"]

MOST = 100  # entries of a page
BODIES = _("Kommunen")
KEY = _("Amtlicher Schlüssel {key}")


@get("/kommunen/{body_id:str}", opt=PAGE.opt, include_in_schema=False)
async def body_page(request: Request[Any, Any, Any], body_id: FromPath[str]) -> Response[str]:
    """Show a municipality, or an organisation, across all programmes."""
    frame = frame_of(request)
    clocks, inside = clocks_of(request, frame), Inside(request)
    said = await inside.get(f"{API}/bodies/{quote(body_id, safe='')}", clocks.query)
    if not said.ok:
        raise Unanswered(said)
    found, words = said.body, frame.words
    labels = request.app.state.node.service.labels
    handler = said.handler
    kinds = labels.of("core", handler.fn.__annotations__["return"], "kind").values if handler else {}
    about = [words(kinds.get(found["kind"]) or readable(found["kind"]))]
    about += [found["parent_name"]] if found["parent_name"] else []
    about += [words(KEY, key=found["key"])] if found["kind"] != "party" else []
    known = await known_about(request, inside, "body", found["id"], clocks, words)
    way = {words(BODIES): clocks.to("/kommunen")}
    shown = {"known": known, "way": way, "title": found["name"], "about": about, "parent": found["parent"]}
    json = _address(f"{API}/bodies/{found['id']}", clocks.query)
    return await _shown(request, inside, "body", found["id"], json=json, **shown)


@get("/ding/{kind:str}/{thing:str}", opt=PAGE.opt, include_in_schema=False)
async def thing_page(request: Request[Any, Any, Any], kind: FromPath[str], thing: FromPath[str]) -> Response[str]:
    """Show whatever facts name: a run, a round, a meeting."""
    frame = frame_of(request)
    clocks, inside = clocks_of(request, frame), Inside(request)
    known = await known_about(request, inside, kind, thing, clocks, frame.words)
    way = {}
    if known and known.listed:
        own = known.listed.words(frame.words.texts, frame.words.language)
        way = {own(known.listed.title): clocks.to(f"/liste/{known.listed.path}")}
    title = known.name if known else f"{readable(kind)} {thing}"
    json = _address(known.json, clocks.query) if known and known.json else ""
    return await _shown(request, inside, kind, thing, title=title, about=[], known=known, way=way, json=json)


async def _shown(
    request: Request[Any, Any, Any], inside: Inside, kind: str, thing: str, *, known: Any, **shown: Any
) -> Response[str]:
    """Return the page of a thing; raises `NotFound` for one of which the caller may know nothing."""
    frame = frame_of(request)
    clocks = clocks_of(request, frame)
    asked: dict[str, Any] = {"key": f"{kind}:{thing}", "order": "-effective", "limit": MOST}
    if clocks.on:
        asked["to_date"] = clocks.on.isoformat()
    log = await inside.get(f"{API}/log", {**clocks.query, **asked})
    entries = [told(one, frame.words) for one in log.body["items"]] if log.ok else []
    if known is None and not entries and kind != "body":
        raise NotFound
    more = clocks.to("/verlauf", key=f"{kind}:{thing}") if log.ok and log.body["next_cursor"] else ""
    return show(
        request,
        "record.html",
        frame=frame,
        clocks=clocks,
        status=422 if clocks.wrong else 200,
        known=known or NOTHING,
        key=f"{kind}:{thing}",
        years=years(entries),
        more=more,
        offers=[] if clocks.past else await offers_about(request, inside, kind, thing),
        **{"parent": None, **shown},
    )


def _address(path: str, query: dict[str, str]) -> str:
    return f"{path}{'?' * bool(query)}{urlencode(query)}"
