"""The log as sentences, with the filters of its list."""

from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get

from fokus_api.auth.policy import API
from fokus_api.face.frame.inside import Inside
from fokus_api.face.frame.problems import Unanswered
from fokus_api.face.frame.showing import PAGE, clocks_of, show
from fokus_api.face.listing.list_page import asked_of, problems_of
from fokus_api.face.shown.lists import lists_of
from fokus_api.face.shown.told import days, told, years
from fokus_api.pages.frame import frame_of

__all__ = ["log_page"]

USUAL = 50
NEWEST = "-recorded"


@get("/verlauf", opt=PAGE.opt, include_in_schema=False)
async def log_page(request: Request[Any, Any, Any]) -> Response[str]:
    """Show what was recorded, the latest first."""
    frame = frame_of(request)
    words, clocks, shown = frame.words, clocks_of(request, frame), lists_of(request.app)["log"]
    given = {name: value for name, value in request.query_params.multi_items() if value.strip()}
    filters = shown.filters(words)
    asked = asked_of(filters, given)
    cursor = {"cursor": given["cursor"]} if given.get("cursor") else {}
    query = {**asked, "order": asked.get("order", NEWEST), **clocks.query, **cursor, "limit": USUAL}
    said = await Inside(request).get(f"{API}/log", query)
    effect = query["order"].endswith("effective")
    problems = problems_of(said, filters)
    if not said.ok and not problems:
        raise Unanswered(said)
    entries = [told(one, words) for one in said.body["items"]] if said.ok else []
    more = said.body.get("next_cursor") if said.ok else None
    return show(
        request,
        "log.html",
        frame=frame,
        clocks=clocks,
        title=words(shown.title),
        way={},
        status=said.status if problems else 422 if clocks.wrong else 200,
        years=years(entries) if effect else [],
        days=[] if effect else days(entries),
        filters=filters,
        given={"order": NEWEST, **given},
        filtered=bool(asked),
        problems=problems,
        here="/verlauf",
        begun=bool(cursor),
        first=clocks.to("/verlauf", **asked),
        more=clocks.to("/verlauf", **asked, cursor=more) if more else "",
        json=f"{API}/log?{urlencode({**asked, **clocks.query})}",
    )
