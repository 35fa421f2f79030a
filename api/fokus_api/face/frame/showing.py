"""What all pages that show something share: their frame, their clocks, and how long they may be kept."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from litestar import Request, Response

from fokus_api.auth.policy import PUBLIC
from fokus_api.face.frame.citing import address_of_source, cited
from fokus_api.face.frame.clocks import Clocks, clocks_in
from fokus_api.http.request_context import context_of
from fokus_api.http.route_options import RouteOptions
from fokus_api.pages.frame import Frame, Step, frame_of
from fokus_api.pages.pages import page
from fokus_core.domain.texts import _

__all__ = ["PAGE", "START", "clocks_of", "show", "today_of"]

PAGE = RouteOptions(policy=PUBLIC, programme="core", kept=True, for_people=True)
START = _("Start")


def show(
    request: Request[Any, Any, Any],
    template: str,
    *,
    title: str,
    frame: Frame | None = None,
    way: Mapping[str, str] | None = None,
    clocks: Clocks | None = None,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **shown: Any,
) -> Response[str]:
    """Return a page; `way` are the titles above it with their addresses, `clocks` those its time bar shows.

    What the token of a session stands in is kept nowhere.
    """
    frame = frame or frame_of(request)
    steps = [Step(frame.words(START), "/"), *(Step(name, href) for name, href in (way or {}).items())]
    caller = context_of(request.scope).caller
    given = {
        "way": [*steps, Step(title, "")] if way is not None else [],
        "clocks": clocks,
        "today": caller.today if caller else None,
        "path": request.scope["path"],
        "to": clocks.to if clocks else Clocks().to,
        "cited": partial(cited, titles=request.app.state.node.title),
        "source_at": address_of_source,
    }
    kept = "no-store" if frame.account else "no-cache"
    return page(
        status, template, frame, title=title, headers={"Cache-Control": kept, **(headers or {})}, **(given | shown)
    )


def today_of(request: Request[Any, Any, Any]) -> date:
    """Return the day on which a page is asked for."""
    caller = context_of(request.scope).caller
    assert caller is not None  # noqa: S101  # the gateway has resolved it
    return caller.today


def clocks_of(request: Request[Any, Any, Any], frame: Frame) -> Clocks:
    """Return the clocks in the address of a page."""
    return clocks_in(dict(request.query_params.multi_items()), today_of(request), frame.words)
