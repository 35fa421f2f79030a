"""The desk of operation: how read models and jobs fare, what is installed, and who has access; as it is now."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from litestar import Request, Response, get

from fokus_api.auth.policy import API, SIGNED_IN
from fokus_api.face.desks.audit_page import DESKS
from fokus_api.face.desks.words import may, role_of, scope_of
from fokus_api.face.frame.inside import Inside
from fokus_api.face.frame.showing import show
from fokus_api.face.shown.cells import Cell, Column
from fokus_api.face.shown.lists import lists_of
from fokus_api.face.shown.told import account
from fokus_api.http.request_context import context_of
from fokus_api.http.route_options import RouteOptions
from fokus_api.pages.frame import OPERATION_DESK, frame_of
from fokus_api.pages.shown import as_day, as_time
from fokus_core.domain import clock
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import Words

__all__ = ["operation_page"]

OPTIONS = RouteOptions(policy=SIGNED_IN, programme="core", for_people=True)
WHOLE = 1000
STATES = {  # of projections, jobs and keys: how they are drawn, and said
    "running": ("yes", _("läuft mit")),
    "behind": ("warn", _("holt auf")),
    "stopped": ("late", _("steht")),
    "ok": ("yes", _("in Ordnung")),
    "waiting": ("none", _("noch nicht gelaufen")),
    "failing": ("late", _("zuletzt fehlgeschlagen")),
    "valid": ("yes", _("gültig")),
    "expired": ("none", _("abgelaufen")),
    "revoked": ("none", _("widerrufen")),
    "paused": ("late", _("angehalten")),
    "ended": ("none", _("beendet")),
}
PARTS = {
    "server": _("Der Server"),
    "journal": _("Das Journal"),
    "vault": _("Der Schlüsselspeicher"),
    "state-store": _("Der Zustandsspeicher"),
    "follower": _("Die Übertragung in die Lesemodelle"),
    "projection": _("Ein Lesemodell"),
    "job": _("Eine regelmäßige Arbeit"),
    "clock": _("Die Uhr des Servers"),
}
PROBLEMS = {
    "unavailable": _("antwortet nicht"),
    "behind": _("liegt zurück"),
    "stopped": _("steht"),
    "failing": _("schlägt immer wieder fehl"),
    "ending": _("wird beendet"),
    "went-back": _("ging rückwärts"),
}
JOBS = (_("Arbeit"), _("Zustand"), _("Zuletzt gelaufen"), _("Nächster Lauf"), _("Fehlschläge in Folge"), _("Fehler"))
KEYS = (
    _("Konto"),
    _("Zustand"),
    _("Ausgestellt"),
    _("Gültig bis einschließlich"),
    _("Beschränkt auf"),
    _("Zuletzt benutzt"),
)
WEBHOOKS = (_("Konto"), _("Zustand"), _("Adresse"), _("Zurückgestellt"), _("Letzter Versuch"), _("Nächster Versuch"))
PLUGINS = (_("Name"), _("Fassung"), _("Arten von Einträgen"), _("Vorgänge"), _("Berechtigungen"), _("Tabellen"))
ALL_RUNNING = _("Alle {number} Lesemodelle laufen mit")
MODELS = (_("Lesemodell"), _("Zustand"))


@dataclass(frozen=True)
class Board:
    """A table of the desk: its heading, its columns and rows, and its list.

    Where it holds nothing that anybody has to see at once, `calm` says so in its place.
    """

    id: str
    title: str
    columns: Sequence[tuple[str, Column | None]]
    rows: Sequence[Sequence[Cell]]
    href: str = ""
    calm: str = ""


@get(OPERATION_DESK, opt=OPTIONS.opt, include_in_schema=False)
async def operation_page(request: Request[Any, Any, Any]) -> Response[str]:
    """Show the desk of operation: each part to whoever may see it."""
    frame, inside = frame_of(request), Inside(request)
    words = frame.words
    health = (await inside.get("/health")).body
    boards = [_models(health, words)]
    for path, (names, make) in BOARDS.items():
        said = await inside.get(f"{API}/{path}", {"limit": WHOLE})
        if said.ok:
            rows = [await make(request, inside, one, words) for one in said.body["items"]]
            shown = lists_of(request.app)[path]
            boards.append(_board(path.rpartition("/")[2], words(shown.title), names, rows, words, f"/liste/{path}"))
    ways = [(href, words(name)) for asked, href, name, _about in DESKS if asked and may(request, asked)]
    return show(
        request,
        "operation.html",
        frame=frame,
        title=words(_("Technischer Betrieb")),
        way={},
        good=health["status"] == "ok",
        reasons=[_reason(one, words) for one in health["reasons"]],
        warnings=[_reason(one, words) for one in health["warnings"]],
        now=clock.now(),
        boards=boards,
        ways=ways,
    )


def _models(health: Mapping[str, Any], words: Words) -> Board:
    """Return the read models; jobs stand in their own table, where the caller may see it."""
    rows = [[Cell(one["name"]), _state(one["state"], words)] for one in health["projections"]]
    found = _board("modelle", words(_("Lesemodelle")), MODELS, rows, words)
    good = bool(rows) and all(one["state"] == "running" for one in health["projections"])
    return replace(found, calm=words(ALL_RUNNING, number=len(rows)) if good else "")


async def _jobs(request: Request[Any, Any, Any], inside: Inside, one: Any, words: Words) -> list[Cell]:
    times = [Cell(as_time(one[name], words.language) if one[name] else "–") for name in ("last_run", "next_run")]
    failures = Cell(str(one["failures"]) if one["failures"] else "–")
    return [Cell(one["name"]), _state(one["state"], words), *times, failures, Cell(one["error"] or "–")]


async def _plugins(request: Request[Any, Any, Any], inside: Inside, one: Any, words: Words) -> list[Cell]:
    counted = [Cell(str(len(one[name]))) for name in ("facts", "commands", "permissions", "tables")]
    return [Cell(words(one["title_de"])), Cell(one["version"]), *counted]


async def _keys(request: Request[Any, Any, Any], inside: Inside, one: Any, words: Words) -> list[Cell]:
    caller = context_of(request.scope).caller
    today = caller.today.isoformat() if caller else ""
    over = one["until"] is not None and one["until"] < today
    state = "revoked" if one["revoked_on"] and one["revoked_on"] <= today else "expired" if over else "valid"
    limits = [role_of(request, role, words) for role in one["roles"]]
    limits += [(await scope_of(request, inside, scope, words, str)).text for scope in one["scopes"]]
    days = [Cell(as_day(one[name], words.language, "short") if one[name] else "–") for name in ("since", "until")]
    used = as_time(one["last_used"], words.language) if one["last_used"] else "–"
    return [
        Cell(account(one["actor"], request.app.state.node, words)),
        _state(state, words),
        *days,
        Cell(" · ".join(limits) or "–"),
        Cell(used),
    ]


async def _webhooks(request: Request[Any, Any, Any], inside: Inside, one: Any, words: Words) -> list[Cell]:
    times = [
        Cell(as_time(one[name], words.language) if one[name] else "–") for name in ("last_attempt", "next_attempt")
    ]
    parked = Cell(str(one["parked"]) if one["parked"] else "–")
    return [
        Cell(account(one["actor"], request.app.state.node, words)),
        _state(one["state"], words),
        Cell(one["address"]),
        parked,
        *times,
    ]


BOARDS: Mapping[str, tuple[Sequence[str], Callable[..., Awaitable[list[Cell]]]]] = {
    "jobs": (JOBS, _jobs),
    "webhooks": (WEBHOOKS, _webhooks),
    "plugins": (PLUGINS, _plugins),
    "access/keys": (KEYS, _keys),
}


def _board(
    id_: str, title: str, names: Sequence[str], rows: Sequence[Sequence[Cell]], words: Words, href: str = ""
) -> Board:
    return Board(id_, title, [(words(one), None) for one in names], rows, href)


def _state(state: str, words: Words) -> Cell:
    mark, said = STATES[state]
    return Cell(words(said), mark=mark)


def _reason(one: Mapping[str, Any], words: Words) -> str:
    name = f" ({one['name']})" if one.get("name") else ""
    return f"{words(PARTS[one['part']])}{name} {words(PROBLEMS[one['problem']])}."
