"""The page of read models: how far each has come, and whether they are what the journal makes from nothing."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency

from fokus_api.auth.policy import API, SIGNED_IN
from fokus_api.auth.signin.csrf import FIELD, demand_no_foreign_page
from fokus_api.face.desks.audit_page import MODELS, WAY
from fokus_api.face.desks.operation_page import ALL_RUNNING, STATES
from fokus_api.face.forms.form_access import sent_to
from fokus_api.face.frame.inside import Inside
from fokus_api.face.frame.problems import Unanswered
from fokus_api.face.frame.showing import PAGE, show
from fokus_api.face.shown.cells import Cell
from fokus_api.face.shown.told import account
from fokus_api.http.caller import Caller
from fokus_api.http.rate_limits import EXPORTS
from fokus_api.http.route_options import RouteOptions
from fokus_api.pages.frame import frame_of
from fokus_api.responses.findings import found_in_words
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import Words

__all__ = ["ROUTES"]

AnyRequest = Request[Any, Any, Any]
SENT = RouteOptions(policy=SIGNED_IN, programme="core", for_people=True, writes=True, form=True, limit=EXPORTS)
COLUMNS = (_("Lesemodell"), _("Zustand"), _("Zeigt Einträge bis Nr."), _("Rückstand"), _("Letzter Fehler"))
TABLES = (_("Tabelle"), _("Zeilen"), _("Ergebnis"))
WHOLE = 1000


@get(MODELS, opt=PAGE.opt, include_in_schema=False)
async def models_page(request: AnyRequest) -> Response[str]:
    """Show how the read models fare, and what the last comparison found."""
    frame, inside = frame_of(request), Inside(request)
    words = frame.words
    said = await inside.get(f"{API}/projections", {"limit": WHOLE})
    if not said.ok:
        raise Unanswered(said)
    found = (await inside.get(f"{API}/projections/comparison")).body
    rows = [_model(one, words) for one in said.body["items"]]
    running = all(one["failed_at"] is None and not one["lag"] for one in said.body["items"])
    differing = [one for one in found["tables"] if not one["same"]]
    return show(
        request,
        "models.html",
        frame=frame,
        title=words(_("Lesemodelle")),
        way={words(WAY[0]): WAY[1]},
        columns=[(words(one), None) for one in COLUMNS],
        rows=rows,
        calm=words(ALL_RUNNING, number=len(rows)) if rows and running else "",
        found=found,
        by=account(found["asked_by"], request.app.state.node, words) if found["asked_by"] else "",
        tables=[(words(one), None) for one in TABLES],
        differing=[_table(one, words) for one in differing],
        same=[_table(one, words) for one in found["tables"] if one["same"]],
        contradictions=[
            (found_in_words(one["slug"], one["message"], words), one["positions"]) for one in found["contradictions"]
        ],
        hidden=[(FIELD, frame.csrf)] if frame.csrf else [],
        here=MODELS,
    )


@post(MODELS, opt=SENT.opt, include_in_schema=False, status_code=303)
async def compare(request: AnyRequest, caller: NamedDependency[Caller]) -> Response[Any]:
    """Have the read models compared; the page tells when it is done."""
    if not caller.session:
        demand_no_foreign_page(request.scope)
    await request.form()
    said = await Inside(request).post(f"{API}/projections/comparison", {})
    if not said.ok:
        raise Unanswered(said)
    return sent_to(f"{MODELS}#vergleich")


def _model(one: Mapping[str, Any], words: Words) -> list[Cell]:
    state = "stopped" if one["failed_at"] is not None else "behind" if one["lag"] else "running"
    mark, text = STATES[state]
    error = words(STOPPED, number=one["failed_at"], error=one["error"]) if one["failed_at"] is not None else "–"
    lag = str(one["lag"]) if one["lag"] else "–"
    return [Cell(one["name"]), Cell(words(text), mark=mark), Cell(str(one["position"])), Cell(lag), Cell(error)]


def _table(one: Mapping[str, Any], words: Words) -> list[Cell]:
    mark, text = ("yes", _("stimmt überein")) if one["same"] else ("late", _("weicht ab"))
    return [Cell(one["table"]), Cell(str(one["rows"])), Cell(words(text), mark=mark)]


STOPPED = _("Eintrag Nr. {number}: {error}")
ROUTES = (models_page, compare)
