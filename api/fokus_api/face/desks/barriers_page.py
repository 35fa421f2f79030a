"""Reporting a barrier, by anybody; and the case of it, for whoever runs the service."""

import asyncio
from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import PathParameter

from fokus_api.auth.policy import PUBLIC, Policy
from fokus_api.auth.signin.csrf import FIELD, demand_no_foreign_page
from fokus_api.face.desks.barriers import Barriers
from fokus_api.face.forms.form_access import sent_to
from fokus_api.face.frame.legal_pages import blocks_of, text_of
from fokus_api.face.frame.showing import show
from fokus_api.face.frame.waiting import forget_waiting
from fokus_api.http.caller import Caller
from fokus_api.http.rate_limits import BARRIERS
from fokus_api.http.route_options import RouteOptions
from fokus_api.node import Node
from fokus_api.pages.frame import REPORT_BARRIER, frame_of
from fokus_core.domain.clock import now
from fokus_core.domain.refusals import NotFound
from fokus_core.domain.texts import _

__all__ = ["ROUTES"]

AnyRequest = Request[Any, Any, Any]
CaseId = Annotated[str, PathParameter(pattern=r"^[0-9]{14}-[0-9a-f]{12}$")]
OPERATE = "core.operate"
OPEN = RouteOptions(policy=PUBLIC, programme="core", for_people=True)
SENT = msgspec.structs.replace(OPEN, limit=BARRIERS, writes=True, form=True)
CASE = RouteOptions(policy=Policy(OPERATE, "state"), programme="core", for_people=True)
CLOSED = msgspec.structs.replace(CASE, writes=True, form=True)
TITLE = _("Barriere melden")
LONGEST = {"text": 4000, "seite": 300, "kontakt": 200}
EMPTY = _("Geben Sie an, was Sie nicht lesen oder bedienen können.")
TOO_LONG = _("Diese Angabe ist zu lang. Kürzen Sie sie.")


@get(REPORT_BARRIER, opt=OPEN.opt, include_in_schema=False)
async def report_page(request: AnyRequest) -> Response[str]:
    """Show the form by which anybody reports what they cannot read or use."""
    given = {"seite": request.query_params.get("seite", "")[: LONGEST["seite"]]}
    due = request.query_params.get("bis", "")
    return _form(request, given, {}, due=due if _is_day(due) else "")


@post(REPORT_BARRIER, opt=SENT.opt, include_in_schema=False, status_code=303)
async def report_barrier(
    request: AnyRequest, node: NamedDependency[Node], caller: NamedDependency[Caller]
) -> Response[Any]:
    """Take in a report; it waits for whoever runs the service."""
    if not caller.session:
        demand_no_foreign_page(request.scope)
    sent = await request.form()
    given = {name: str(sent.get(name) or "").strip() for name in LONGEST}
    wrong = {name: TOO_LONG for name, most in LONGEST.items() if len(given[name]) > most}
    if not given["text"]:
        wrong["text"] = EMPTY
    if wrong:
        return _form(request, given, wrong)
    cases = Barriers(node.service.state_store, node.service.vault)
    made = cases.report(given["text"], page=given["seite"], contact=given["kontakt"])
    return sent_to(f"{REPORT_BARRIER}?bis={made.due.isoformat()}")


@get("/barrieren/{case:str}", opt=CASE.opt, include_in_schema=False)
async def case_page(
    request: AnyRequest, case: CaseId, node: NamedDependency[Node], caller: NamedDependency[Caller]
) -> Response[str]:
    """Show a report with how it can be answered; that somebody looked is noted."""
    frame = frame_of(request)
    found = Barriers(node.service.state_store, node.service.vault).find(case)
    if found is None:
        raise NotFound
    if caller.actor is not None:
        await asyncio.to_thread(
            node.service.state_store.record_access,
            at=now(),
            actor=caller.actor,
            permission=OPERATE,
            opened=[(f"barrier:{case}", node.reader.position, "barrier")],
        )
    return show(
        request,
        "barrier.html",
        frame=frame,
        title=frame.words(_("Gemeldete Barriere")),
        way={frame.words(_("Aufgaben")): "/aufgaben"},
        case=found,
        late=found.due < caller.today,
        hidden=[(FIELD, frame.csrf)] if frame.csrf else [],
    )


@post("/barrieren/{case:str}", opt=CLOSED.opt, include_in_schema=False, status_code=303)
async def close_case(
    request: AnyRequest, case: CaseId, node: NamedDependency[Node], caller: NamedDependency[Caller]
) -> Response[Any]:
    """Close a case that was answered: what somebody wrote is deleted."""
    if not caller.session:
        demand_no_foreign_page(request.scope)
    cases = Barriers(node.service.state_store, node.service.vault)
    if cases.find(case) is None:
        raise NotFound
    cases.close(case)
    forget_waiting(request, caller)
    return sent_to("/aufgaben")


def _form(request: AnyRequest, given: dict[str, str], wrong: dict[str, str], *, due: str = "") -> Response[Any]:
    frame = frame_of(request)
    words = frame.words
    text, spoken = text_of(request.app.state.node.service.settings, REPORT_BARRIER.strip("/"), words.language)
    return show(
        request,
        "report_barrier.html",
        frame=frame,
        title=words(TITLE),
        way={},
        status=422 if wrong else 200,
        blocks=blocks_of(text) if text else [],
        spoken=spoken,
        given={name: given.get(name, "") for name in LONGEST},
        wrong={name: words(text) for name, text in wrong.items()},
        due=due,
        longest=LONGEST,
        hidden=[(FIELD, frame.csrf)] if frame.csrf else [],
    )


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


ROUTES = (report_page, report_barrier, case_page, close_case)
