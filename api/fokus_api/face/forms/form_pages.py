"""Filling in a form: begun with a draft, kept with every button, judged when it is to be sent."""

from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from fokus_api.auth.signin.csrf import FIELD, demand_no_foreign_page
from fokus_api.face.forms.begun import as_typed
from fokus_api.face.forms.controls import names_in
from fokus_api.face.forms.form import form_of, sentence_of
from fokus_api.face.forms.form_access import (
    FILLED,
    OPTIONS,
    AnyRequest,
    DraftId,
    bodies_named,
    draft_of,
    drafts_of,
    sent_to,
    way,
)
from fokus_api.face.forms.form_sent import ADD, REMOVE, handed_in, rearranged, sent_by
from fokus_api.face.forms.remarks import above, at_fields, remarks_beside
from fokus_api.face.forms.topic_pages import LONGEST, topic_list
from fokus_api.face.frame.owners import new_owner, owner_of
from fokus_api.http.caller import Caller
from fokus_api.node import Node
from fokus_api.pages.frame import frame_of
from fokus_api.pages.pages import page
from fokus_api.pages.signin_page import signin_page
from fokus_api.responses.command_fields import fields_of
from fokus_api.routes.command_files import files_path
from fokus_api.routes.command_forms import title_of
from fokus_core.domain.refusals import Forbidden, NotFound
from fokus_core.domain.texts import _

__all__ = ["begin_form", "fill_in", "show_form"]

SAVE, LOAD, DROP = "_save", "_load", "_drop"
ENDED = _("Ihre Sitzung ist beendet")
SAVED = _("Ihre Angaben sind gespeichert. Melden Sie sich an, dann geht es hier weiter.")


@get("/vorgang/{programme:str}/{command:str}", opt=OPTIONS.opt, include_in_schema=False)
async def begin_form(
    request: AnyRequest,
    programme: FromPath[str],
    command: FromPath[str],
    node: NamedDependency[Node],
    caller: NamedDependency[Caller],
) -> Response[Any]:
    """Begin a form with a draft of its own, filled in with what the address names."""
    kind = node.service.catalogue.commands.get(f"{programme}.{command}")
    if kind is None:
        raise NotFound
    if not node.access.may_give(caller, kind):
        raise Forbidden
    owner, cookie = new_owner(request.scope, node, caller)
    asked = {name: request.query_params.getall(name, []) for name in kind.cls.__struct_fields__}
    draft = drafts_of(node).begin(owner, kind.name, as_typed(fields_of(kind.cls), asked, node, caller.today))
    form = await form_of(request, node, draft)  # which may not be there
    whole = all(draft.typed.get(one.name) for one in form.fields)
    return sent_to(f"/entwurf/{draft.id}{'/vorschau' if whole else ''}", *([cookie] if cookie else []))


@get("/entwurf/{draft_id:str}", opt=OPTIONS.opt, include_in_schema=False)
async def show_form(
    request: AnyRequest, draft_id: DraftId, node: NamedDependency[Node], caller: NamedDependency[Caller]
) -> Response[Any]:
    """Show a form with what was typed and, once it was to be sent, with what is wrong."""
    draft = draft_of(request, node, caller, draft_id)
    if draft.receipt is not None:
        return sent_to(f"/beleg/{draft.id}")
    form = await form_of(request, node, draft)
    if form.kind.cls.form_topics:
        return await topic_list(request, form)
    judged = (await form.judged()).and_unsent(draft.unsent) if draft.tried else None
    fields, waits = await form.shown(judged)
    remarks = await remarks_beside(form)
    fields = at_fields(fields, remarks)
    named = {one.name: one for one in names_in(fields)}
    wrong = [(named[name], text) for name, text in judged.errors.items()] if judged else []
    others = list(judged.others) if judged else []
    frame, title = frame_of(request), title_of(form.kind, form.words)
    return page(
        200,
        "form.html",
        frame,
        title=title,
        page_title=frame.words(_("Fehler: {title}"), title=title) if wrong or others else title,
        way=way(form, title),
        draft=draft,
        recorded=None if form.recorded is None else sentence_of(form.recorded, form.words),
        fields=fields,
        hidden=[*form.hidden, *([(FIELD, frame.csrf)] if frame.csrf else [])],
        wrong=wrong,
        others=others,
        files=any(one.control == "file" for one in named.values()),
        waits=waits,
        remarks=above(remarks),
        many=len(draft.things),
        bodies=bodies_named(request, node) if any(one.control == "body" for one in named.values()) else [],
    )


@post(
    "/entwurf/{draft_id:str}",
    opt=FILLED.opt,
    include_in_schema=False,
    status_code=303,
    request_max_body_size=LONGEST,
)
async def fill_in(
    request: AnyRequest, draft_id: DraftId, node: NamedDependency[Node], caller: NamedDependency[Caller]
) -> Response[Any]:
    """Keep what was typed before anything else, and go where the button leads.

    Whoever was signed out meanwhile finds it again after signing in: who knows the address may type, and not read.
    """
    if not caller.session:
        demand_no_foreign_page(request.scope)
    drafts = drafts_of(node)
    draft = drafts.find(draft_id)
    owner = owner_of(request.scope, node, caller)
    if draft is None or (owner != draft.owner and caller.actor is not None):
        raise NotFound
    here = f"/entwurf/{draft.id}"
    if draft.receipt is not None:
        return sent_to(f"/beleg/{draft.id}") if owner == draft.owner else _signed_out(request, here)
    sent = await request.form()
    if DROP in sent and owner == draft.owner:
        drafts.drop(draft)
        return sent_to("/aufgaben" if caller.actor else "/")
    typed, files = sent_by(sent.multi_items())
    if draft.filled:  # topics are sent from their own pages, and an empty form takes nothing away
        typed = {**draft.typed, **typed}
    draft = drafts.keep(msgspec.structs.replace(draft, typed=typed, refused={}, unsent={}))
    if owner != draft.owner:
        return _signed_out(request, here)
    form = await form_of(request, node, draft)
    if files:
        kept, refused = await handed_in(request, files, files_path(form.kind))
        draft = drafts.keep(msgspec.structs.replace(draft, typed=typed | kept, refused=refused))
    if REMOVE in sent or ADD in sent:
        typed, at = rearranged(form, draft.typed, str(sent.get(ADD) or ""), str(sent.get(REMOVE) or ""))
        drafts.keep(msgspec.structs.replace(draft, typed=typed))
        return sent_to(f"{here}#{at}")
    if LOAD in sent:
        return sent_to(here)
    if SAVE in sent:
        return sent_to("/aufgaben#entwuerfe" if caller.actor else here)
    draft = drafts.keep(msgspec.structs.replace(draft, tried=True))
    judged = await (await form_of(request, node, draft)).judged()
    return sent_to(f"{here}/vorschau" if judged.good else f"{here}#fehler")


def _signed_out(request: AnyRequest, here: str) -> Response[str]:
    """Return the page from which one signs in again: a form may lead to no other host, such as the provider's."""
    return signin_page(200, frame_of(request), ENDED, detail=SAVED, there=f"/signin?next={here}")
