"""The preview of a command, decided anew at each look; giving it; and the receipt of what was recorded."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency

from fokus_api.auth.policy import API
from fokus_api.auth.signin.csrf import FIELD, demand_no_foreign_page
from fokus_api.face.forms.changing import changed_by
from fokus_api.face.forms.drafts import Draft
from fokus_api.face.forms.form import ACKNOWLEDGE, CHANGES, DISPOSITIONS, Form, form_of, sentence_of
from fokus_api.face.forms.form_access import FILLED, OPTIONS, DraftId, draft_of, drafts_of, sent_to, way
from fokus_api.face.forms.in_words import as_said, given, kept_for_next
from fokus_api.face.forms.judged import Judged, unsent
from fokus_api.face.forms.many_pages import give_many, preview_many, receipt_many
from fokus_api.face.forms.receipt_again import receipt_again
from fokus_api.face.forms.remarks import above, remarks_after, remarks_beside
from fokus_api.face.frame.inside import Inside
from fokus_api.face.frame.waiting import forget_waiting
from fokus_api.http.caller import Caller
from fokus_api.http.problems import URN
from fokus_api.node import Node
from fokus_api.pages.frame import frame_of
from fokus_api.pages.pages import page
from fokus_api.responses.command_fields import command_fields
from fokus_api.routes.command_forms import title_of, words_of
from fokus_core.bodies.names import Bodies
from fokus_core.domain.commands import CommandType
from fokus_core.domain.facts import PUBLIC as EVERYBODY
from fokus_core.domain.refusals import NotFound
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import Words

__all__ = ["give", "preview_form", "receipt"]

AnyRequest = Request[Any, Any, Any]
HEADINGS = {
    "core.correct": _("Das wird korrigiert"),
    "core.retract": _("Das wird zurückgenommen"),
    "core.confirm": _("Das wird freigegeben"),
    "core.drop-proposal": _("Dieser Vorschlag wird verworfen"),
}
BUTTONS = {
    "core.correct": _("Verbindlich korrigieren"),
    "core.retract": _("Verbindlich zurücknehmen"),
    "core.confirm": _("Freigeben"),
    "core.drop-proposal": _("Vorschlag verwerfen"),
}


@get("/entwurf/{draft_id:str}/vorschau", opt=OPTIONS.opt, include_in_schema=False)
async def preview_form(
    request: AnyRequest, draft_id: DraftId, node: NamedDependency[Node], caller: NamedDependency[Caller]
) -> Response[Any]:
    """Show what a command would record now, and which later entries rely on what it changes."""
    draft = draft_of(request, node, caller, draft_id)
    if draft.receipt is not None:
        return sent_to(f"/beleg/{draft.id}")
    form = await form_of(request, node, draft)
    judged, later, final = await _with_later(form)
    if not judged.good:
        drafts_of(node).keep(msgspec.structs.replace(draft, tried=True))
        return sent_to(f"/entwurf/{draft.id}#fehler")
    if draft.things:
        return await preview_many(request, node, caller, form)
    known = {int(one) for one in draft.typed.get(ACKNOWLEDGE, ()) if one.isdecimal()}
    missing = [position for position in later if position not in known]
    asked = ACKNOWLEDGE in draft.typed  # whether it was sent from here before
    frame, words = frame_of(request), form.words
    title = words(HEADINGS.get(form.kind.name, _("Das wird eingetragen")))
    bodies = await asyncio.to_thread(_bodies, node)
    said: Mapping[str, Any] = {"facts": (), "proposal": None}
    if judged.said is not None and judged.said.ok:
        said = judged.said.body
    return page(
        200,
        "preview.html",
        frame,
        title=title,
        page_title=words(_("Fehler: {title}"), title=title) if asked and missing else title,
        way=way(form, title_of(form.kind, words)),
        draft=draft,
        remarks=above(await remarks_beside(form)),
        facts=[sentence_of(one, words) for one in said["facts"] if one["type"].partition("@")[0] != "core.proposed"],
        recorded=None if form.recorded is None else sentence_of(form.recorded, words),
        changed=await _changed(form),
        given=given((await form.shown())[0], words),
        changes=changed_by(said.get("changes") or (), node, bodies, caller.today, words),
        later=[(position, await _told(form, position), position in known) for position in later],
        becomes=draft.typed.get(DISPOSITIONS, ()),
        final=final,
        missing=missing if asked else [],
        second=form.kind.policy.four_eyes or bool(said["proposal"]),
        hidden=[(FIELD, frame.csrf)] if frame.csrf else [],
        own=caller.actor is not None,
        button=words(BUTTONS.get(form.kind.name, _("Verbindlich eintragen") if caller.actor else _("Absenden"))),
    )


@post("/entwurf/{draft_id:str}/vorschau", opt=FILLED.opt, include_in_schema=False, status_code=303)
async def give(
    request: AnyRequest, draft_id: DraftId, node: NamedDependency[Node], caller: NamedDependency[Caller]
) -> Response[Any]:
    """Give the command of a draft, which is recorded once however often it is sent."""
    if not caller.session:
        demand_no_foreign_page(request.scope)
    draft, drafts = draft_of(request, node, caller, draft_id), drafts_of(node)
    forget_waiting(request, caller)
    if draft.receipt is None and draft.things:
        return await give_many(request, node, caller, await form_of(request, node, draft))
    if draft.receipt is None:
        sent = await request.form()
        read = [str(one) for one in sent.getall(ACKNOWLEDGE, [])]
        becomes = [str(one) for one in sent.getall(DISPOSITIONS, []) if one]
        typed = {**draft.typed, ACKNOWLEDGE: read, DISPOSITIONS: becomes}
        draft = msgspec.structs.replace(draft, typed=typed, tried=True)
        form = await form_of(request, node, draft)
        body, wrong = await form.body()
        said = None if wrong else await form.send(body, dry_run=False)
        if said is None or not said.ok:
            radius = said is not None and said.body["type"] == f"{URN}blast-radius"
            why = {} if said is None or radius else unsent(said.body, form.names)
            drafts.keep(msgspec.structs.replace(draft, unsent=why))
            return sent_to(f"/entwurf/{draft.id}{'/vorschau' if radius else ''}#fehler")
        kept = {**said.body, "drawn": {}}  # a secret is shown in this answer alone
        draft = drafts.keep(msgspec.structs.replace(draft, typed=kept_for_next(form), receipt=kept))
        if said.body["drawn"]:
            return await _receipt(request, node, caller, draft, form.kind, drawn=said.body["drawn"])
    return sent_to(f"/beleg/{draft.id}")


@get("/beleg/{draft_id:str}", opt=OPTIONS.opt, include_in_schema=False)
async def receipt(
    request: AnyRequest, draft_id: DraftId, node: NamedDependency[Node], caller: NamedDependency[Caller]
) -> Response[Any]:
    """Show what came of a form: what was recorded under which number, who sees it, and where to go on."""
    if caller.actor is not None and drafts_of(node).find(draft_id) is None:
        return await receipt_again(request, draft_id)
    draft = draft_of(request, node, caller, draft_id)
    kind = node.service.catalogue.commands.get(draft.command)
    if draft.receipt is None or kind is None:
        raise NotFound
    if draft.things:
        return receipt_many(request, node, kind, draft)
    return await _receipt(request, node, caller, draft, kind, drawn={})


async def _receipt(
    request: AnyRequest, node: Node, caller: Caller, draft: Draft, kind: CommandType, *, drawn: Mapping[str, str]
) -> Response[Any]:
    assert draft.receipt is not None  # noqa: S101  # both who ask have looked
    words, frame = words_of(request.scope, node, kind), frame_of(request)
    facts, proposal = draft.receipt["facts"], draft.receipt["proposal"]
    told = [sentence_of(one, words) | _seen(one, node) for one in facts if proposal is None]
    query = urlencode(draft.typed, doseq=True)
    bodies = dict.fromkeys(key.partition(":")[2] for one in facts for key in one["keys"] if key.startswith("body:"))
    named = [(one, await _name_of(request, one)) for one in bodies]
    return page(
        200,
        "receipt.html",
        frame,
        title=words(_("Vorgeschlagen") if proposal else _("Eingetragen")),
        facts=told,
        number=draft.receipt["position"],
        at=facts[-1]["at"] if facts else None,
        by=frame.account,
        proposal=proposal,
        bodies=named,
        again=f"/vorgang/{kind.name.replace('.', '/')}" + (f"?{query}" if query and kind.programme != "core" else ""),
        command=title_of(kind, words),
        then=[words(one) for one in kind.cls.then],
        drawn=_told_once(node, kind, drawn, words),
        remarks=[] if proposal else await remarks_after(request, kind, draft.receipt, words.language),
        own=caller.actor is not None,
        correctable=[one["position"] for one in told if one["correctable"] and caller.actor is not None],
    )


def _told_once(node: Node, kind: CommandType, drawn: Mapping[str, str], words: Words) -> list[tuple[str, str]]:
    """Return the secrets that were drawn, by what people call their fields."""
    named = command_fields(kind, node.service.labels)
    return [(words(one.label), drawn[one.name]) for one in named if one.name in drawn]


async def _with_later(form: Form) -> tuple[Judged, Sequence[int], Collection[int]]:
    """Return what the API says once all later entries are acknowledged, which these are, and which are final."""
    if ACKNOWLEDGE not in form.kind.cls.__struct_fields__:
        return await form.judged(), (), ()
    typed = {name: texts for name, texts in form.draft.typed.items() if name not in (ACKNOWLEDGE, DISPOSITIONS)}
    bare = msgspec.structs.replace(form.draft, typed=typed)
    alone = Form(form.request, form.node, form.kind, bare, form.fields, form.recorded)
    judged = await alone.judged()
    later = judged.positions
    if not later or judged.said is None:
        return judged, (), ()
    final = {one["position"] for one in judged.said.body["relied_on_by"] if one["final"]}
    return await alone.judged(acknowledged=later), later, final


def _bodies(node: Node) -> Bodies:
    return node.service.journal.bodies()


async def _told(form: Form, position: int) -> str:
    """Return the sentence of an entry, or nothing where the caller may not read it."""
    said = await Inside(form.request).get(f"{API}/log/{position}")
    return sentence_of(said.body, form.words)["text"] if said.ok else ""


async def _name_of(request: AnyRequest, body: str) -> str:
    said = await Inside(request).get(f"{API}/bodies/{body}")
    return said.body["name"] if said.ok else body


def _seen(fact: Mapping[str, Any], node: Node) -> dict[str, bool]:
    """Return whether everybody sees a fact, whether part of it is sealed, and whether it can be corrected."""
    kind = node.service.catalogue.facts.get(fact["type"])
    sealed = any(isinstance(one, dict) and one.get("sealed") for one in fact["data"].values())
    return {
        "public": kind is not None and kind.audience == EVERYBODY,
        "sealed": sealed,
        "correctable": kind is not None and not kind.irrevocable,
    }


async def _changed(form: Form) -> list[tuple[str, str, str]]:
    """Return what a correction changes: what it is called, what was recorded, and what takes its place."""
    group = form.changes
    if form.recorded is None or group is None:
        return []
    body, _wrong = await form.body()
    before = {**form.recorded["data"], "effective": form.recorded["effective"]}
    fields = {one.name: one for one in group.fields}
    words = form.words
    changes = body.get(CHANGES, {})
    return [
        (
            words(fields[name].label),
            as_said(fields[name], before.get(name), words),
            as_said(fields[name], value, words),
        )
        for name, value in changes.items()
    ]
