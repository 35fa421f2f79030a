"""Explanations for auditors: why an entry was decided as it was, and which entries something follows from."""

from typing import Any
from urllib.parse import quote

from litestar import Request, Response, get
from litestar.params import FromPath

from fokus_api.auth.policy import API
from fokus_api.face.desks.audit_page import WAY
from fokus_api.face.desks.words import held_in, resolved, table_called, tables, thing_of
from fokus_api.face.frame.inside import Inside
from fokus_api.face.frame.problems import Unanswered
from fokus_api.face.frame.showing import PAGE, clocks_of, show
from fokus_api.face.shown.told import told
from fokus_api.pages.frame import AUDIT_DESK, frame_of
from fokus_api.responses.rows import tables_of
from fokus_core.domain.texts import _

__all__ = ["decision_page", "explanation_page"]

OUTCOMES = {
    "same": ("yes", _("Mit dem, was heute bekannt ist, würde dasselbe eingetragen.")),
    "other": ("warn", _("Mit dem, was heute bekannt ist, würde etwas anderes eingetragen.")),
    "refused": ("late", _("Mit dem, was heute bekannt ist, würde der Eintrag abgelehnt.")),
    "open": ("none", _("Ob heute ebenso entschieden würde, lässt sich aus den Einträgen nicht sagen.")),
}
ENTRY = _("Eintrag Nr. {number}")
NOTHING_HOLDS = _(
    "Dazu gilt an diesem Tag nichts, oder Sie dürfen nicht alle Einträge sehen, auf denen es beruht. Prüfen Sie auch "
    "die Schreibweise."
)


@get(f"{AUDIT_DESK}/entscheidung/{{position:int}}", opt=PAGE.opt, include_in_schema=False)
async def decision_page(request: Request[Any, Any, Any], position: FromPath[int]) -> Response[str]:
    """Show why an entry was recorded."""
    frame, inside = frame_of(request), Inside(request)
    words, clocks = frame.words, clocks_of(request, frame)
    said = await inside.get(f"{API}/audit/decision/{position}", clocks.query)
    if not said.ok:
        raise Unanswered(said)
    found = said.body
    kind, outcome = OUTCOMES[found["again"]["outcome"]]
    return show(
        request,
        "decision.html",
        frame=frame,
        clocks=clocks,
        title=words(_("Warum Eintrag Nr. {number}?"), number=position),
        way={words(WAY[0]): WAY[1], words(ENTRY, number=position): clocks.to(f"/eintrag/{position}")},
        status=422 if clocks.wrong else 200,
        state=(kind, words(outcome)),
        objections=[(one["sentence"][words.language], one["positions"]) for one in found["again"]["objections"]],
        own=[told(one, words) for one in found["facts"]],
        past=[told(one, words) for one in found["past"]],
        added=[told(one, words) for one in found["added"]],
        gone=[told(one, words) for one in found["gone"]],
        rules=found["rules"],
        withheld=found["withheld"],
        read=found["read"],
        json=f"{API}/audit/decision/{position}",
    )


@get(f"{AUDIT_DESK}/begruendung", opt=PAGE.opt, include_in_schema=False)
async def explanation_page(request: Request[Any, Any, Any]) -> Response[str]:
    """Show which entries something follows from."""
    frame, inside = frame_of(request), Inside(request)
    words, clocks = frame.words, clocks_of(request, frame)
    table, typed = (request.query_params.get(name, "").strip() for name in ("table", "thing"))
    known = tables_of(request.app.state.node.service.models.projections).get(table)
    thing = await resolved(inside, known.subject if known else "", typed, clocks.query)
    said = await inside.get(
        f"{API}/explain/{quote(table or '-', safe='')}/{quote(thing or '-', safe='')}", clocks.query
    )
    if said.status in {401, 403, 503}:
        raise Unanswered(said)
    held = held_in(request, table, said.body["row"], words, clocks.to) if said.ok else None
    asked = bool(table and typed)
    return show(
        request,
        "explanation.html",
        frame=frame,
        clocks=clocks,
        title=words(_("Warum etwas gilt")),
        way={words(WAY[0]): WAY[1]},
        status=422 if clocks.wrong else 404 if asked and not said.ok else 200,
        given={"table": table, "thing": typed},
        tables=tables(request, words),
        called=table_called(request, table, words) if known else "",
        missing=words(NOTHING_HOLDS) if asked and not said.ok else "",
        named=await thing_of(request, inside, table, thing, clocks) if held else None,
        held=held,
        entries=[told(one, words) for one in said.body["facts"]] if said.ok else [],
        json=f"{API}/explain/{quote(table, safe='')}/{quote(thing, safe='')}",
    )
