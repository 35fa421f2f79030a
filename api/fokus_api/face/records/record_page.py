"""The page of one thing: what holds of it on a day, what has happened to it, and what one may do about it."""

from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.params import FromPath

from fokus_api.auth.policy import API, PUBLIC
from fokus_api.face.frame.clocks import Clocks
from fokus_api.face.frame.inside import Inside
from fokus_api.face.frame.showing import PAGE, clocks_of, show
from fokus_api.face.records.offers import offers_about
from fokus_api.face.records.things import NOTHING, Known, known_about
from fokus_api.face.shown.cells import readable
from fokus_api.face.shown.linked import event, linked
from fokus_api.face.shown.told import told, years
from fokus_api.pages.frame import address_of_programme, frame_of
from fokus_core.domain.refusals import NotFound
from fokus_core.plugins.texts import Words

__all__ = ["address_of", "show_thing", "thing_page"]

MOST = 100  # entries of a page


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
    title = known.name if known else request.app.state.node.title(kind, thing) or f"{readable(kind)} {thing}"
    json = address_of(known.json, clocks.query) if known and known.json else ""
    linked = await _linked(request, inside, known, clocks) if known else None
    shown: dict[str, Any] = {"title": title, "about": [], "way": way, "json": json, "linked": linked}
    return await show_thing(request, inside, kind, thing, known=known, **shown)


async def _linked(request: Request[Any, Any, Any], inside: Inside, known: Known, clocks: Clocks) -> Any:
    """Return what an appointment is to other programs: a thing of a public list that is a calendar, too."""
    one = known.listed
    if one is None or "ics" not in one.beside or one.options.policy != PUBLIC or not known.json or clocks.past:
        return None
    said = await inside.get(known.json)
    if not said.ok or not {"title", "starts", "ends"} <= said.body.keys():
        return None
    return linked(event(request.app.state.node.service.settings, request.scope["path"], said.body))


async def show_thing(
    request: Request[Any, Any, Any],
    inside: Inside,
    kind: str,
    thing: str,
    *,
    known: Any,
    template: str = "record.html",
    **shown: Any,
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
        template,
        frame=frame,
        clocks=clocks,
        known=known or NOTHING,
        key=f"{kind}:{thing}",
        years=years(entries),
        more=more,
        offers=[] if clocks.past else await offers_about(request, inside, kind, thing),
        made=_made(request, kind, thing, clocks, frame.words),
        **{"parent": None, "status": 422 if clocks.wrong else 200, **shown},
    )


def _made(
    request: Request[Any, Any, Any], kind: str, thing: str, clocks: Clocks, words: Words
) -> list[tuple[str, str]]:
    """Return the pages that programmes make about things of a kind; those about bodies stand on the page of a body."""
    own = {address_of_programme(one): one.id for one in request.app.state.node.service.catalogue.programmes.values()}
    return [
        (words.texts.say(one.title, words.language, own[f"/{address.split('/')[1]}"]), clocks.to(f"{address}/{thing}"))
        for address, one in request.app.state.node.pages.items()
        if one.about == kind != "body"
    ]


def address_of(path: str, query: dict[str, str]) -> str:
    """Return the address at which the API answers the same."""
    return f"{path}{'?' * bool(query)}{urlencode(query)}"
