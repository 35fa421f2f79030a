"""Two moments compared: what was another, and which entries made the difference."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from litestar import Request, Response, get

from fokus_api.auth.policy import API
from fokus_api.face.desks.audit_page import WAY
from fokus_api.face.desks.words import held_in, table_called, tables, thing_of
from fokus_api.face.frame.clocks import Clocks, clocks_in
from fokus_api.face.frame.inside import Inside
from fokus_api.face.frame.problems import Unanswered
from fokus_api.face.frame.showing import PAGE, show
from fokus_api.face.shown.cells import Cell
from fokus_api.face.shown.told import told
from fokus_api.http.request_context import context_of
from fokus_api.pages.frame import AUDIT_DESK, frame_of
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import Words

__all__ = ["compare_page"]

HERE = f"{AUDIT_DESK}/vergleich"
FIELDS = ("on_a", "known_a", "on_b", "known_b")
LABELS = {
    "on_a": _("Früherer Tag"),
    "known_a": _("… wie er bekannt war am"),
    "on_b": _("Späterer Tag"),
    "known_b": _("… wie er bekannt war am"),
}


@get(HERE, opt=PAGE.opt, include_in_schema=False)
async def compare_page(request: Request[Any, Any, Any]) -> Response[str]:
    """Show what is another between two moments."""
    frame, inside = frame_of(request), Inside(request)
    words, caller = frame.words, context_of(request.scope).caller
    assert caller is not None  # noqa: S101  # the gateway has resolved it
    given = {name: request.query_params.get(name, "").strip() for name in (*FIELDS, "table")}
    a, b = (_moment(given, side, caller.today, words) for side in "ab")
    wrong = {
        f"{name}_{side}": said for side, clocks in (("a", a), ("b", b)) for name, said in (clocks.wrong or {}).items()
    }
    asked = any(given[name] for name in FIELDS)
    found = None
    now = await _now(inside)
    if not asked or wrong:  # whoever may not compare is told so before they fill anything in
        said = await inside.get(f"{API}/diff", {"known_a": now, "known_b": now, "table": "core_nothing"})
        if said.status in {401, 403}:
            raise Unanswered(said)
    else:
        query = {
            "known_a": a.query.get("known", now),
            "known_b": b.query.get("known"),
            "on_a": (a.on or caller.today).isoformat(),
            "on": (b.on or caller.today).isoformat(),
            "table": given["table"] or None,
        }
        said = await inside.get(f"{API}/diff", query)
        named = {"on": "on_b"}
        wrong = {
            named.get(one["parameter"], one["parameter"]): one["detail"]
            for one in (said.body.get("errors", ()) if not said.ok else ())
            if one.get("parameter")
        }
        if not said.ok and not wrong:
            raise Unanswered(said)
        found = said.body if said.ok else None
    return show(
        request,
        "compare.html",
        frame=frame,
        title=words(_("Zwei Zeitpunkte vergleichen")),
        way={words(WAY[0]): WAY[1]},
        status=422 if wrong else 200,
        fields=[(name, words(LABELS[name])) for name in FIELDS],
        given=given,
        wrong=wrong,
        tables=tables(request, words),
        found=found,
        changes=[await _change(request, inside, one, b, words) for one in (found["changes"] if found else ())],
    )


async def _change(
    request: Request[Any, Any, Any], inside: Inside, one: Mapping[str, Any], later: Clocks, words: Words
) -> dict[str, Any]:
    """Return a change in words: of what, which fields were what and are what, and the entries that did it."""
    before, after = (held_in(request, one["table"], one[side], words, Clocks().to) for side in ("before", "after"))
    names = dict.fromkeys([*(before.lines if before else ()), *(after.lines if after else ())])
    lines = [
        (name, before.lines.get(name) if before else None, after.lines.get(name) if after else None) for name in names
    ]
    return {
        "thing": await thing_of(request, inside, one["table"], one["thing"], later),
        "table": table_called(request, one["table"], words),
        "before": before,
        "after": after,
        "lines": [line for line in lines if _text(line[1]) != _text(line[2])],
        "entries": [told(fact, words) for fact in one["facts"]],
        "why": later.to(f"{AUDIT_DESK}/begruendung", table=one["table"], thing=one["thing"]),
    }


def _text(cell: Cell | None) -> str:
    return cell.text if cell else "–"


def _moment(given: Mapping[str, str], side: str, today: date, words: Words) -> Clocks:
    return clocks_in({"on": given[f"on_{side}"], "known": given[f"known_{side}"]}, today, words)


async def _now(inside: Inside) -> str:
    """Return the number of the last entry that the caller may see."""
    log = await inside.get(f"{API}/log", {"order": "-recorded", "limit": 1})
    return str(log.body["items"][0]["position"]) if log.ok and log.body["items"] else "1"
