"""The page of a programme: its lists, what one may do in it, and what happened lately; and pages it makes itself."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from fokus_api.auth.policy import API
from fokus_api.face.frame.inside import Inside
from fokus_api.face.frame.showing import PAGE, clocks_of, show
from fokus_api.face.programmes.asking import Asking
from fokus_api.face.records.offers import offers_about, offers_of
from fokus_api.face.shown.linked import linked, service
from fokus_api.face.shown.lists import lists_of
from fokus_api.face.shown.told import grouped, told
from fokus_api.http.request_context import context_of
from fokus_api.pages.frame import address_of_programme, frame_of
from fokus_api.pages.pages import POLICY
from fokus_api.plugins.pages import ProgrammePage
from fokus_core.domain.programme import ProgrammeInfo
from fokus_core.plugins.texts import Words

__all__ = ["APP", "made_page", "programme_page", "show_made"]

APP = {  # of a page that is an application: its own scripts, which ask nobody else, and the camera
    "Content-Security-Policy": "; ".join(
        [POLICY, *(f"{what}-src 'self'" for what in ("script", "worker", "connect", "manifest"))]
    ),
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
}
HELPED = {  # of a page with scripts that help: they ask nobody else, and where somebody is if that person wants it
    "Content-Security-Policy": "; ".join([POLICY, "script-src 'self'", "connect-src 'self'"]),
    "Permissions-Policy": "camera=(), geolocation=(self), microphone=(), payment=(), usb=()",
}
LATELY, LOOKED_AT = 8, 100  # entries shown, and looked at


def programme_page(info: ProgrammeInfo, made: ProgrammePage | None) -> HTTPRouteHandler:
    """Return the route of the page of a programme, which shows besides what the programme makes itself."""

    @get(address_of_programme(info), opt=PAGE.opt, include_in_schema=False, name=f"programme {info.id}")
    async def page(request: Request[Any, Any, Any]) -> Response[str]:
        """Show a programme."""
        frame, inside = frame_of(request), Inside(request)
        clocks, caller = clocks_of(request, frame), context_of(request.scope).caller
        own = Words(frame.words.texts, frame.words.language, info.id)
        more = await _shows(request, made, own)
        lists = []
        for one in lists_of(request.app).of(info.id):
            said = await inside.get(f"{API}/{one.path}", {**(clocks.query if one.two_clocks else {}), "limit": 1})
            if said.ok:
                lists.append((own(one.title), clocks.to(f"/liste/{one.path}"), bool(said.body["items"])))
        until = clocks.on or (caller.today if caller else None)
        asked = {"programme": info.id, "order": "-effective", "to_date": until.isoformat() if until else None}
        log = await inside.get(f"{API}/log", {**asked, **clocks.query, "limit": LOOKED_AT})
        known = await inside.get(f"{API}/imports/kinds", {"limit": 1000}) if caller and caller.actor else None
        reads_in = known is not None and known.ok and any(one["programme"] == info.id for one in known.body["items"])
        entries = [told(one, own) for one in log.body["items"]] if log.ok else []
        return show(
            request,
            made.file if made else "programme.html",
            frame=frame,
            clocks=clocks,
            title=own(info.title),
            describes=own(info.about) if info.about else "",
            way={},
            status=422 if clocks.wrong else 200,
            programme=info.id,
            lists=sorted(lists, key=lambda one: one[0]),
            offers=[] if clocks.past else await offers_of(inside, info.id),
            lately=grouped(entries, LATELY),
            reads_in=reads_in and not clocks.past,
            **{"linked": _linked(request, info, own), **more},
        )

    return page


def _linked(request: Request[Any, Any, Any], info: ProgrammeInfo, own: Words) -> dict[str, Any]:
    settings, address = request.app.state.node.service.settings, address_of_programme(info)
    return linked(service(settings, info.id, own(info.title), own(info.about) if info.about else "", address))


def made_page(info: ProgrammeInfo, address: str, made: ProgrammePage) -> HTTPRouteHandler:
    """Return the route of a page that a programme makes itself, below its own."""
    thing = "/{thing:str}" if made.about else ""

    @get(f"{address}{thing}", opt=PAGE.opt, include_in_schema=False, name=f"page {address}")
    async def page(request: Request[Any, Any, Any]) -> Response[str]:
        """Show what a programme makes."""
        runs = APP if made.app and made.app.files else HELPED if made.helps else None
        return await show_made(request, info, made, headers=runs)

    return page


async def show_made(
    request: Request[Any, Any, Any],
    info: ProgrammeInfo,
    made: ProgrammePage,
    *,
    headers: Mapping[str, str] | None = None,
    sent: Mapping[str, str] | None = None,
) -> Response[str]:
    """Return a page that a programme makes, of what its own form sent where it is an application."""
    frame = frame_of(request)
    clocks, own = clocks_of(request, frame), Words(frame.words.texts, frame.words.language, info.id)
    about = str(request.path_params.get("thing", ""))
    offers = await offers_about(request, Inside(request), made.about, about) if about and not clocks.past else []
    return show(
        request,
        made.file,
        frame=frame,
        clocks=clocks,
        way={own(info.short or info.title): clocks.to(address_of_programme(info))},
        status=422 if clocks.wrong else 200,
        headers=headers,
        **{"title": own(made.title), "offers": offers, **await _shows(request, made, own, sent)},
    )


async def _shows(
    request: Request[Any, Any, Any], made: ProgrammePage | None, words: Words, sent: Mapping[str, str] | None = None
) -> Mapping[str, Any]:
    """Return what a programme's own template shows, in its own words."""
    if made is None:
        return {}
    asking = Asking(request, words, sent or {})
    return {"_": words, "day": asking.day, **await made.shows(asking)}
