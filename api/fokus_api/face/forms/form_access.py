"""Drafts as pages reach them: whose they are, where their pages lie, and how their routes may be asked."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Response
from litestar.datastructures import Cookie
from litestar.params import PathParameter

from fokus_api.auth.policy import PUBLIC
from fokus_api.face.forms.drafts import Draft, Drafts
from fokus_api.face.forms.form import Form
from fokus_api.face.frame.owners import owner_of
from fokus_api.http.caller import Caller
from fokus_api.http.rate_limits import FORMS
from fokus_api.http.request_context import context_of
from fokus_api.http.route_options import RouteOptions
from fokus_api.node import Node
from fokus_api.pages.frame import Step, address_of_programme
from fokus_core.bodies.spelling import alphabetic
from fokus_core.domain.refusals import Forbidden, NotFound
from fokus_core.domain.texts import _
from fokus_projections import bodies_known

__all__ = ["FILLED", "OPTIONS", "AnyRequest", "DraftId", "bodies_named", "draft_of", "drafts_of", "sent_to", "way"]

AnyRequest = Request[Any, Any, Any]
DraftId = Annotated[str, PathParameter(pattern=r"^[A-Za-z0-9_-]{32}$")]
OPTIONS = RouteOptions(policy=PUBLIC, programme="core", limit=FORMS, for_people=True)
FILLED = msgspec.structs.replace(OPTIONS, writes=True, form=True)


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


def bodies_named(request: AnyRequest, node: Node) -> list[str]:
    """Return the names of the bodies there are today, as they are offered while one types."""
    reader, today = node.reader, (context_of(request.scope).caller or Caller()).today
    register = bodies_known(reader, reader.position).register
    return sorted({register.called(one.id, today) for one in register if one.exists(today)}, key=alphabetic)
