"""Filling in a form: begun with a draft, kept with every button, judged when it is to be sent."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import Cookie, UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, PathParameter

from fokus_api.auth.policy import API, PUBLIC
from fokus_api.auth.signin.csrf import FIELD, demand_no_foreign_page
from fokus_api.face.begun import as_typed
from fokus_api.face.controls import names_in
from fokus_api.face.drafts import Draft, Drafts
from fokus_api.face.filling import rows
from fokus_api.face.form import Form, form_of, sentence_of
from fokus_api.face.inside import Inside
from fokus_api.face.owners import new_owner, owner_of
from fokus_api.http.caller import Caller
from fokus_api.http.problems import ApiProblem
from fokus_api.http.rate_limits import FORMS
from fokus_api.http.request_context import context_of
from fokus_api.http.route_options import RouteOptions
from fokus_api.node import Node
from fokus_api.pages.frame import Step, address_of_programme, frame_of
from fokus_api.pages.pages import page
from fokus_api.pages.signin_page import signin_page
from fokus_api.responses.command_fields import CommandField, fields_of
from fokus_api.routes.command_forms import title_of
from fokus_core.bodies.spelling import alphabetic
from fokus_core.domain.refusals import Forbidden, NotFound
from fokus_core.domain.texts import _
from fokus_projections import bodies_known

__all__ = ["DraftId", "begin_form", "draft_of", "drafts_of", "fill_in", "sent_to", "show_form"]

AnyRequest = Request[Any, Any, Any]
DraftId = Annotated[str, PathParameter(pattern=r"^[A-Za-z0-9_-]{32}$")]
OPTIONS = RouteOptions(policy=PUBLIC, programme="core", limit=FORMS, for_people=True)
FILLED = msgspec.structs.replace(OPTIONS, writes=True, form=True)
LONGEST = 32_000_000  # bytes of a form with its files
ADD, REMOVE, SAVE, LOAD, DROP = "_add", "_remove", "_save", "_load", "_drop"
ENDED = _("Ihre Sitzung ist beendet")
SAVED = _("Ihre Angaben sind gespeichert. Melden Sie sich an, dann geht es hier weiter.")
TOO_LONG = _("Das ist zu viel für ein Formular. Kürzen Sie Ihre Angaben.")


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
    judged = await form.judged() if draft.tried else None
    fields, waits = await form.shown(judged)
    named = {one.name: one for one in names_in(fields)}
    wrong = [(named[name], text) for name, text in judged.errors.items()] if judged else []
    others = list(judged.others) if judged else []
    frame, title = frame_of(request), title_of(form.kind, form.words)
    return page(
        200,
        "form.html",
        frame,
        title=title,
        named=frame.words(_("Fehler: {title}"), title=title) if wrong or others else title,
        way=way(form, title),
        draft=draft,
        recorded=None if form.recorded is None else sentence_of(form.recorded, form.words),
        fields=fields,
        hidden=[*form.hidden, *([(FIELD, frame.csrf)] if frame.csrf else [])],
        wrong=wrong,
        others=others,
        files=any(one.control == "file" for one in named.values()),
        waits=waits,
        bodies=_bodies(request, node) if any(one.control == "body" for one in named.values()) else [],
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
    typed, files = _sent(sent.multi_items(), draft)
    draft = drafts.keep(msgspec.structs.replace(draft, typed=typed, refused={}))
    if owner != draft.owner:
        return _signed_out(request, here)
    form = await form_of(request, node, draft)
    if files:
        kept, refused = await _handed_in(request, files)
        draft = drafts.keep(msgspec.structs.replace(draft, typed=typed | kept, refused=refused))
    if REMOVE in sent or ADD in sent:
        typed, at = _rearranged(form, draft.typed, str(sent.get(ADD) or ""), str(sent.get(REMOVE) or ""))
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


def drafts_of(node: Node) -> Drafts:
    """Return where drafts are kept."""
    return Drafts(node.service.state_store, node.service.vault)


def draft_of(request: AnyRequest, node: Node, caller: Caller, draft_id: str) -> Draft:
    """Return a draft of whoever asks; raises `Forbidden` to somebody who may have to sign in, else `NotFound`."""
    draft = drafts_of(node).find(draft_id)
    owner = owner_of(request.scope, node, caller)
    if draft is None or draft.owner != owner:
        raise Forbidden if caller.actor is None else NotFound
    return draft


def sent_to(address: str, *cookies: Cookie) -> Response[bytes]:
    """Return the answer that leads a browser elsewhere."""
    headers = {"Location": address, "Cache-Control": "no-store"}
    return Response(b"", status_code=303, media_type="text/plain", headers=headers, cookies=cookies)


def way(form: Form, title: str) -> list[Step]:
    """Return the way to a page of a form."""
    words, info = form.words, form.node.service.catalogue.programmes.get(form.kind.programme)
    steps = [Step(words(_("Start")), "/")]
    if form.recorded is not None:
        number = form.recorded["position"]
        steps.append(Step(words(_("Eintrag Nr. {number}"), number=str(number)), f"/eintrag/{number}"))
    elif info is not None and info.id != "core":
        steps.append(Step(words(info.short or info.title), address_of_programme(info)))
    return [*steps, Step(title, "")]


def _bodies(request: AnyRequest, node: Node) -> list[str]:
    """Return the names of the bodies there are today, as they are offered while one types."""
    reader, today = node.reader, (context_of(request.scope).caller or Caller()).today
    register = bodies_known(reader, reader.position).register
    return sorted({register.called(one.id, today) for one in register if one.exists(today)}, key=alphabetic)


def _sent(items: Any, draft: Draft) -> tuple[dict[str, list[str]], dict[str, list[UploadFile]]]:
    """Return what was typed and the files that were handed in, by the names of fields; raises `ApiProblem`."""
    typed: dict[str, list[str]] = {}
    files: dict[str, list[UploadFile]] = {}
    length = 0
    for name, value in items:
        if isinstance(value, UploadFile):
            if value.filename:
                files.setdefault(name, []).append(value)
        elif name != FIELD and not name.startswith("_"):
            typed.setdefault(name, []).append(str(value))
            length += len(name) + len(str(value))
    if length > 400_000:
        raise ApiProblem("too-large", TOO_LONG)
    return typed, files


async def _handed_in(
    request: AnyRequest, files: Mapping[str, list[UploadFile]]
) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Return the ids of files, each handed in as a program does, and why some were not taken in, by fields."""
    kept: dict[str, list[str]] = {}
    refused: dict[str, str] = {}
    for name, some in files.items():
        for one in some:
            media_type = one.content_type or "application/octet-stream"
            said = await Inside(request).hand_in(f"{API}/files", await one.read(), media_type)
            if said.ok:
                kept.setdefault(name, []).append(said.body["file"])
            else:
                refused[name] = said.body["detail"]
    return kept, refused


def _rearranged(form: Form, typed: Mapping[str, list[str]], add: str, remove: str) -> tuple[dict[str, list[str]], str]:
    """Return what was typed with a part of a repeated group more or less, and where in the page it stands."""
    found = dict(typed)
    if remove:
        name = remove.rpartition("/")[0].replace("/", "-")
        return {key: texts for key, texts in found.items() if not key.startswith(f"{remove}/")}, f"f-{name}"
    fields: Sequence[CommandField] = form.fields
    for part in add.split("/"):
        fields = next((one.fields for one in fields if one.name == part), ())
    if not fields:
        return found, "inhalt"
    number = max(rows(typed, add), default=-1) + 1
    found[f"{add}/{number}/{fields[0].name}"] = [""]
    return found, f"f-{add.replace('/', '-')}-{number}"
