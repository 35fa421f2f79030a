"""The pages of one command for many rows: begun from a list, previewed row by row, and a receipt row by row."""

import asyncio
from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Request, Response, post
from litestar.di import NamedDependency

from fokus_api.auth.policy import SIGNED_IN
from fokus_api.auth.signin.csrf import FIELD, demand_no_foreign_page
from fokus_api.face.forms.controls import names_in, shown_alone
from fokus_api.face.forms.drafts import Draft
from fokus_api.face.forms.form import Form
from fokus_api.face.forms.form_access import FILLED, drafts_of, sent_to, way
from fokus_api.face.forms.many import MOST, called, field_about, judged_rows, recorded_rows
from fokus_api.face.frame.owners import owner_of
from fokus_api.http.caller import Caller
from fokus_api.http.input_errors import FieldError
from fokus_api.http.problems import ApiProblem
from fokus_api.node import Node
from fokus_api.pages.frame import frame_of
from fokus_api.pages.pages import page
from fokus_api.routes.command_forms import title_of, words_of
from fokus_core.domain.commands import CommandType
from fokus_core.domain.facts import key_fields
from fokus_core.domain.refusals import Forbidden, NotFound
from fokus_core.domain.texts import _

__all__ = ["begin_many", "give_many", "names_of", "preview_many", "receipt_many"]

AnyRequest = Request[Any, Any, Any]
OPTIONS = msgspec.structs.replace(FILLED, policy=SIGNED_IN)
LONGEST_ID = 120
NONE = _("Wählen Sie mindestens eine Zeile aus.")
TOO_MANY = _("Wählen Sie höchstens 100 Zeilen auf einmal aus.")


@post("/mehrere", opt=OPTIONS.opt, include_in_schema=False, status_code=303)
async def begin_many(
    request: AnyRequest, node: NamedDependency[Node], caller: NamedDependency[Caller]
) -> Response[Any]:
    """Begin a form for the rows that were ticked in a list."""
    if not caller.session:
        demand_no_foreign_page(request.scope)
    sent = await request.form()
    kind = node.service.catalogue.commands.get(str(sent.get("vorgang") or ""))
    owner, of = owner_of(request.scope, node, caller), str(sent.get("art") or "")
    field = field_about(kind, of, node) if kind is not None else ""
    if kind is None or owner is None or not field:
        raise NotFound
    if not node.access.may_give(caller, kind):
        raise Forbidden
    things = [*dict.fromkeys(str(one) for one in sent.getall("ding", []) if 0 < len(str(one)) <= LONGEST_ID)]
    if not 0 < len(things) <= MOST:
        detail = TOO_MANY if things else NONE
        raise ApiProblem("invalid-input", errors=[FieldError(pointer="/ding", detail=detail)])
    draft = drafts_of(node).begin(owner, kind.name, {}, things=things, field=field)
    return sent_to(f"/entwurf/{draft.id}")


async def names_of(request: AnyRequest, node: Node, kind: CommandType, draft: Draft, today: Any) -> Mapping[str, str]:
    """Return what the things of a draft are called, by their ids."""
    of = key_fields(kind.cls)[draft.field].kind
    bodies = await asyncio.to_thread(node.service.journal.bodies)
    return await called(request, node, of, draft.things, bodies, today)


async def preview_many(request: AnyRequest, node: Node, caller: Caller, form: Form) -> Response[Any]:
    """Show what a command would record about each thing, and about which it cannot be given."""
    frame, words = frame_of(request), form.words
    rows = await judged_rows(form, await names_of(request, node, form.kind, form.draft, caller.today))
    good = [one for one in rows if not one.refused]
    return page(
        200,
        "many_preview.html",
        frame,
        title=words(_("Das wird eingetragen")),
        way=way(form, title_of(form.kind, words)),
        draft=form.draft,
        command=title_of(form.kind, words),
        good=good,
        refused=[one for one in rows if one.refused],
        second=any(one.proposed for one in good),
        given=[(one.label, text) for one in names_in((await form.shown())[0]) if (text := shown_alone(one, words))],
        hidden=[(FIELD, frame.csrf)] if frame.csrf else [],
    )


async def give_many(request: AnyRequest, node: Node, caller: Caller, form: Form) -> Response[Any]:
    """Give the command about each thing that was left ticked, and keep what came of each."""
    sent = await request.form()
    chosen = [str(one) for one in sent.getall("ding", [])]
    here = f"/entwurf/{form.draft.id}"
    if not (await form.judged()).good:
        drafts_of(node).keep(msgspec.structs.replace(form.draft, tried=True))
        return sent_to(f"{here}#fehler")
    if not {*chosen} & {*form.draft.things}:
        return sent_to(f"{here}/vorschau")
    rows = await recorded_rows(form, await names_of(request, node, form.kind, form.draft, caller.today), chosen)
    receipt = {"rows": msgspec.to_builtins(rows)}
    drafts_of(node).keep(msgspec.structs.replace(form.draft, typed={}, tried=True, receipt=receipt))
    return sent_to(f"/beleg/{form.draft.id}")


def receipt_many(request: AnyRequest, node: Node, kind: CommandType, draft: Draft) -> Response[Any]:
    """Show what came of a command about each thing."""
    words, frame = words_of(request.scope, node, kind), frame_of(request)
    rows = draft.receipt["rows"] if draft.receipt else []
    done = sum(1 for one in rows if not one["refused"])
    return page(
        200,
        "many_receipt.html",
        frame,
        title=words(_("{done} von {all} eingetragen"), done=done, all=len(rows))
        if not any(one["proposed"] for one in rows)
        else words(_("{done} von {all} vorgeschlagen"), done=done, all=len(rows)),
        command=title_of(kind, words),
        rows=rows,
        bodies=key_fields(kind.cls)[draft.field].kind == "body",
    )
