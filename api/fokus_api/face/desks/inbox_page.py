"""The page of the inbox: what is overdue, what is due this week, what is later, and one's own drafts."""

from datetime import date, timedelta
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency

from fokus_api.auth.policy import API, SIGNED_IN
from fokus_api.face.frame.inside import Inside
from fokus_api.face.frame.waiting import note_waiting
from fokus_api.http.caller import Caller
from fokus_api.http.route_options import RouteOptions
from fokus_api.pages.frame import frame_of
from fokus_api.pages.pages import page
from fokus_core.domain.texts import _

__all__ = ["tasks"]

OPTIONS = RouteOptions(policy=SIGNED_IN, programme="core", for_people=True)
WEEK = timedelta(days=7)


@get("/aufgaben", opt=OPTIONS.opt, include_in_schema=False)
async def tasks(request: Request[Any, Any, Any], caller: NamedDependency[Caller]) -> Response[Any]:
    """Show what waits for whoever is signed in."""
    said = await Inside(request).get(f"{API}/inbox", {"limit": "1000"})
    found = said.body["items"]
    note_waiting(request, caller, found)
    groups: dict[str, list[Any]] = {}
    for one in found:
        groups.setdefault(_group(one, caller.today), []).append(one)
    frame = frame_of(request)
    named = [
        ("late", _("Überfällig")),
        ("week", _("In den nächsten sieben Tagen")),
        ("later", _("Später")),
        ("open", _("Ohne Frist")),
        ("draft", _("Ihre Entwürfe")),
    ]
    return page(
        200,
        "inbox.html",
        frame,
        title=frame.words(_("Aufgaben")),
        groups=[(name, frame.words(title), groups[name]) for name, title in named if name in groups],
        waiting=sum(1 for one in found if one["kind"] != "draft"),
        late=len(groups.get("late", ())),
        today=caller.today,
        days=lambda one: abs((date.fromisoformat(one["due"]) - caller.today).days),
    )


def _group(one: Any, today: date) -> str:
    if one["kind"] == "draft":
        return "draft"
    if one["due"] is None:
        return "open"
    return "late" if one["overdue"] else "week" if date.fromisoformat(one["due"]) <= today + WEEK else "later"
