"""Who held a permission on a day, and who has opened personal fields: asked by forms, answered as tables."""

from typing import Any

from litestar import Request, Response, get

from fokus_api.auth.policy import API
from fokus_api.face.desks.audit_page import WAY
from fokus_api.face.desks.words import permissions, role_of, scope_of
from fokus_api.face.frame.inside import Inside, Said
from fokus_api.face.frame.problems import Unanswered
from fokus_api.face.frame.showing import PAGE, clocks_of, show
from fokus_api.face.shown.cells import Cell, told_by
from fokus_api.face.shown.columns import SOURCE
from fokus_api.face.shown.told import account
from fokus_api.pages.frame import AUDIT_DESK, frame_of
from fokus_api.pages.shown import as_day, as_time
from fokus_core.domain.facts import AUDIT
from fokus_core.domain.texts import _

__all__ = ["holders_page", "openings_page"]

WHOLE = 1000
CLOSED = _("{number} Konten einer geschlossenen Gruppe")
ONE_CLOSED = _("ein Konto einer geschlossenen Gruppe")
HOLDERS = (_("Konto"), _("Rolle"), _("Gilt für"), _("Seit"), _("Bis einschließlich"), SOURCE)
OPENINGS = (_("Zeitpunkt"), _("Konto"), _("Berechtigung"), _("Eintrag"), _("Zweck"))


@get(f"{AUDIT_DESK}/berechtigungen", opt=PAGE.opt, include_in_schema=False)
async def holders_page(request: Request[Any, Any, Any]) -> Response[str]:
    """Show who held a permission on a day."""
    frame, inside = frame_of(request), Inside(request)
    words, clocks = frame.words, clocks_of(request, frame)
    asked = request.query_params.get("permission", "").strip()
    said = await inside.get(f"{API}/access/who-could", {"permission": asked or AUDIT, **clocks.query, "limit": WHOLE})
    wrong = _wrong(said, "permission")
    rows = []
    for one in said.body["items"] if said.ok and asked else ():
        number = one["accounts"]
        closed = words(ONE_CLOSED) if number == 1 else words(CLOSED, number=number)
        rows.append(
            [
                Cell(account(one["actor"], request.app.state.node, words) if one["actor"] else closed),
                Cell(role_of(request, one["role"], words)),
                await scope_of(request, inside, one["scope"], words, clocks.to),
                *(Cell(as_day(day, words.language, "short") if day else "–") for day in (one["since"], one["until"])),
                told_by(one["entry"], words, clocks.to, request.app.state.node.title),
            ]
        )
    return show(
        request,
        "audit_holders.html",
        frame=frame,
        clocks=clocks,
        title=words(_("Wer durfte was?")),
        way={words(WAY[0]): WAY[1]},
        status=422 if wrong or clocks.wrong else 200,
        groups=permissions(request, words),
        given={"permission": asked},
        wrong=wrong,
        columns=[(words(one), None) for one in HOLDERS],
        rows=rows,
        more=bool(said.ok and said.body["next_cursor"]),
    )


@get(f"{AUDIT_DESK}/einsichten", opt=PAGE.opt, include_in_schema=False)
async def openings_page(request: Request[Any, Any, Any]) -> Response[str]:
    """Show who has opened the personal fields of a person or a group."""
    frame, inside = frame_of(request), Inside(request)
    words = frame.words
    subject = request.query_params.get("subject", "").strip()
    cursor = request.query_params.get("cursor", "")
    said = await inside.get(
        f"{API}/access/openings", {"subject": subject or "0", "limit": WHOLE, "cursor": cursor or None}
    )
    wrong = _wrong(said, "subject")
    titles = {name: title for _programme, some in permissions(request, words) for name, title in some}
    catalogue = request.app.state.node.service.catalogue
    purposes = {one.id: words(one.title) for info in catalogue.programmes.values() for one in info.purposes}
    rows = [
        [
            Cell(as_time(one["at"], words.language)),
            Cell(account(one["actor"], request.app.state.node, words)),
            Cell(titles.get(one["permission"]) or one["permission"]),
            Cell(words(_("Nr. {number}"), number=one["position"]), f"/eintrag/{one['position']}"),
            Cell(purposes.get(one["purpose"]) or one["purpose"]),
        ]
        for one in (said.body["items"] if said.ok and subject else ())
    ]
    more = said.body["next_cursor"] if said.ok and subject else None
    return show(
        request,
        "audit_openings.html",
        frame=frame,
        title=words(_("Eingesehene personenbezogene Daten")),
        way={words(WAY[0]): WAY[1]},
        status=422 if wrong else 200,
        subject=subject,
        wrong=wrong,
        columns=[(words(one), None) for one in OPENINGS],
        rows=rows,
        more=more,
    )


def _wrong(said: Said, parameter: str) -> str:
    """Return what is wrong with what was asked for; raises `Unanswered` where it was not that."""
    if said.ok:
        return ""
    wrong = [one["detail"] for one in said.body.get("errors", ()) if one.get("parameter") == parameter]
    if said.status not in {400, 422} or not wrong:
        raise Unanswered(said)
    return str(wrong[0])
