"""The page of one source: what it is, and what rests on it, as sentences."""

from typing import Any
from urllib.parse import quote, urlencode

from litestar import Request, Response, get
from litestar.params import FromPath
from litestar.response import Redirect

from fokus_api.auth.policy import API
from fokus_api.face.frame.citing import SOURCE, address_of_source
from fokus_api.face.frame.inside import Inside
from fokus_api.face.frame.problems import Unanswered
from fokus_api.face.frame.showing import PAGE, clocks_of, show
from fokus_api.face.records.offers import offers_about
from fokus_api.face.shown.lists import lists_of
from fokus_api.face.shown.told import told, years
from fokus_api.pages.frame import frame_of
from fokus_core.domain.labels import choices
from fokus_core.domain.refusals import NotFound
from fokus_core.sources.facts import SourceKind

__all__ = ["ROUTES"]

MOST = 200  # entries of a page
CITED = "fundstelle"


@get("/quellen/{source:str}", opt=PAGE.opt, include_in_schema=False)
async def source_page(request: Request[Any, Any, Any], source: FromPath[str]) -> Response[str]:
    """Show a source that is entered."""
    inside, clocks = Inside(request), clocks_of(request, frame_of(request))
    said = await inside.get(f"{API}/sources/{quote(source, safe='')}", _known(clocks))
    if not said.ok:
        raise Unanswered(said)
    offers = [] if clocks.past else await offers_about(request, inside, SOURCE, source)
    return await _show(request, inside, [said.body], offers=offers)


@get("/quelle", opt=PAGE.opt, include_in_schema=False)
async def cited_page(request: Request[Any, Any, Any]) -> Response[Any]:
    """Show what is named by a text; where that is one source which is entered, its page is shown instead."""
    text = request.query_params.get(CITED, "").strip()
    inside, clocks = Inside(request), clocks_of(request, frame_of(request))
    said = await inside.get(f"{API}/sources", {"reference": text, **_known(clocks)})
    if not said.ok:
        raise Unanswered(said)
    found = said.body["items"]
    if not text or not found:
        raise NotFound
    if len(found) == 1 and found[0]["kind"]:
        return Redirect(clocks.to(address_of_source(found[0]["reference"])), status_code=303)
    return await _show(request, inside, found, text=text)


async def _show(
    request: Request[Any, Any, Any], inside: Inside, found: list[dict[str, Any]], *, text: str = "", offers: Any = ()
) -> Response[str]:
    frame = frame_of(request)
    clocks, listed = clocks_of(request, frame), lists_of(request.app)["sources"]
    reference = text or found[0]["reference"]
    log = await inside.get(f"{API}/log", {"source": reference, "order": "effective", "limit": MOST, **_known(clocks)})
    entries = [told(one, frame.words) for one in log.body["items"] if not one.get("retracted_by")] if log.ok else []
    json = f"sources?{urlencode({'reference': text})}" if text else f"sources/{reference}"
    return show(
        request,
        "source.html",
        frame=frame,
        clocks=clocks,
        title=text or found[0]["title"],
        way={frame.words(listed.title): clocks.to("/quellen")},
        one=found[0] if not text or not found[0]["kind"] else None,
        several=[
            (one["title"], clocks.to(address_of_source(one["reference"]))) for one in found if text and one["kind"]
        ],
        kinds={kind: frame.words(said) for kind, said in choices(SourceKind, {}).items()},
        years=years(entries),
        more=clocks.to("/verlauf", source=reference) if log.ok and log.body["next_cursor"] else "",
        offers=offers,
        json=f"{API}/{json}",
        status=422 if clocks.wrong else 200,
    )


def _known(clocks: Any) -> dict[str, str]:
    """Return how far is known; a source is on every day."""
    return {name: value for name, value in clocks.query.items() if name == "known"}


ROUTES = (source_page, cited_page)
