"""The pages of the Entwicklungswerkstatt: its runs, and one run from call to learning pool, with its closed area."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

from fokus_api import PageAsk, ProgrammePage
from fokus_core import _, last_day
from fokus_ews.learning.routes.sharing import SourceView
from fokus_ews.papers.routes import PaperView
from fokus_ews.routes.applications import ApplicationView
from fokus_ews.routes.board import BoardRow
from fokus_ews.routes.reviewing import ReviewView

WHOLE = 1000  # rows of a page
AT = "durchgaenge"


async def workshop(ask: PageAsk) -> Mapping[str, Any]:
    """Return what the page of the Entwicklungswerkstatt shows: open calls and all runs, the latest first."""
    runs = (await ask.get("ews/runs", limit=WHOLE))["items"]
    calls = (await ask.get("ews/calls", limit=WHOLE))["items"]
    latest = sorted((_headed(one, ask) for one in runs), key=_order, reverse=True)
    return {
        "runs": latest,
        "plan": next((one for one in latest if one["carrier"] and one["rules"]["components"]), None),
        "accompanied": [one for one in reversed(latest) if one["accompanied_by"]],
        "calls": [_headed(one, ask) for one in calls],
        "apply": not ask.past,
    }


async def run(ask: PageAsk) -> Mapping[str, Any]:
    """Return what the page of a run shows: what everybody may see, and what only its people see where that is them."""
    place = f"ews/runs/{quote(ask.thing, safe='')}"
    found = await ask.get(place)
    calls = (await ask.get("ews/calls", limit=WHOLE))["items"]
    sites = (await ask.get("ews/sites", limit=WHOLE))["items"]
    here = [one for one in sites if one["run"] == found["run"]]
    board = await ask.seen(f"{place}/board")
    own = await ask.seen("ews/applications", run=found["run"], limit=WHOLE)
    papers = await ask.seen("ews/papers", run=found["run"], limit=WHOLE)
    return {
        "title": found["title"],
        "run": found,
        "state": _state(found, ask.day),
        "last": _headed(found, ask)["last"],
        "open": any(one["run"] == found["run"] for one in calls),
        "apply": f"/vorgang/ews/draft-application?run={quote(found['run'], safe='')}" if not ask.past else "",
        "sites": [one for one in here if one["left"] is None],
        "left": [one for one in here if one["left"] is not None],
        "board": board,
        "applications": _applications(board, own, ask),
        "statuses": ask.called(ApplicationView, "status"),
        "decisions": ask.called(BoardRow, "prepared"),
        "recommendations": ask.called(ReviewView, "recommendation"),
        "conferences": await _of(ask, "ews/conferences", found["run"]),
        "published": await _of(ask, "ews/sources", found["run"]),
        "kinds": ask.called(SourceView, "kind"),
        "group": await _group(ask, place),
        "papers": papers["items"] if papers else [],
        "paper_kinds": ask.called(PaperView, "kind"),
        "lists": f"/liste/{place}",
    }


async def _of(ask: PageAsk, path: str, run_id: str) -> list[Mapping[str, Any]]:
    """Return the public things of a run."""
    return [one for one in (await ask.get(path, limit=WHOLE))["items"] if one["cohort"] == run_id]


async def _group(ask: PageAsk, place: str) -> Mapping[str, Any] | None:
    """Return the closed area of a run, None for whoever may not read it."""
    workshops = await ask.seen(f"{place}/workshops", limit=WHOLE)
    if workshops is None:
        return None
    topics = await ask.get(f"{place}/topics", limit=WHOLE)
    sources = await ask.get(f"{place}/sources", limit=WHOLE)
    return {
        "workshops": workshops["items"],
        "rounds": [_round(one) for one in reversed(topics["items"])],
        "sources": sources["items"],
    }


def _round(one: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a round with its topics, those with the most votes first."""
    topics = sorted(one["topics"], key=lambda topic: -len(topic["votes"]))
    return {**one, "topics": topics, "most": max((len(topic["votes"]) for topic in topics), default=0)}


def _applications(board: Any, own: Any, ask: PageAsk) -> Sequence[Mapping[str, Any]]:
    """Return the applications that the caller may see: the whole board, else those of their own bodies."""
    if board is not None:
        rows = [{**row, **row["application"]} for row in board["applications"]]
    else:
        rows = [{**one, "team": None} for one in (own["items"] if own else ())]
    return [{**row, "href": ask.to(f"/ding/application/{row['application_id']}")} for row in map(_identified, rows)]


def _identified(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**row, "application_id": row["application"]}


def _headed(one: Mapping[str, Any], ask: PageAsk) -> Mapping[str, Any]:
    """Return a run with the address of its page."""
    href = ask.to(f"/entwicklungswerkstatt/{AT}/{quote(one['run'], safe='')}")
    first, last = one["begun"] or one["begins"], one["ends"]
    if one["ended"]:  # the first day on which it no longer is
        last = last_day(date.fromisoformat(one["ended"])).isoformat()
    return {**one, "href": href, "first": first, "last": last, "state": _state(one, ask.day)}


def _state(one: Mapping[str, Any], day: date) -> str:
    """Return how far a run is: `unknown` where its plan is over and nothing tells whether it took place."""
    if one["ended"] or one["begun"]:
        return "ended" if one["ended"] else "running"
    return "unknown" if one["ends"] and one["ends"] < day.isoformat() else "planned"


def _order(one: Mapping[str, Any]) -> tuple[bool, str, str]:
    """Return where a run stands: what is planned comes last, as the latest."""
    return one["state"] == "planned", one["first"] or one["last"] or "", one["run"]


PAGES = [
    ProgrammePage("ews.html", workshop),
    ProgrammePage("run.html", run, at=AT, title=_("Alles zum Durchgang"), about="run"),
]
