"""Keeping and forgetting a named view of a list."""

from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import msgspec
from litestar import Request, Response, post
from litestar.di import NamedDependency

from fokus_api.auth.policy import SIGNED_IN
from fokus_api.auth.signin.csrf import demand_no_foreign_page
from fokus_api.face.forms.form_access import FILLED, sent_to
from fokus_api.face.frame.owners import owner_of
from fokus_api.face.listing.list_page import CARRIED, address_of_list
from fokus_api.face.listing.views import LONGEST_NAME, View, Views
from fokus_api.face.shown.lists import lists_of
from fokus_api.http.caller import Caller
from fokus_api.http.input_errors import FieldError
from fokus_api.http.problems import ApiProblem
from fokus_api.node import Node
from fokus_core.domain.refusals import NotFound
from fokus_core.domain.texts import _

__all__ = ["change_views"]

OPTIONS = msgspec.structs.replace(FILLED, policy=SIGNED_IN)
LONGEST = 2000  # characters of what an address says
UNNAMED = _("Geben Sie der Ansicht einen Namen mit höchstens 60 Zeichen.")


@post("/ansichten", opt=OPTIONS.opt, include_in_schema=False, status_code=303)
async def change_views(
    request: Request[Any, Any, Any], node: NamedDependency[Node], caller: NamedDependency[Caller]
) -> Response[Any]:
    """Keep how somebody sees a list under a name, or forget it, and lead back to the list."""
    if not caller.session:
        demand_no_foreign_page(request.scope)
    sent = await request.form()
    path = str(sent.get("liste") or "")
    shown, owner = lists_of(request.app).at(path), owner_of(request.scope, node, caller)
    if shown is None or owner is None:
        raise NotFound
    here, views = address_of_list(quote(path)), Views(node.service.state_store, node.service.vault)
    if gone := str(sent.get("entfernen") or ""):
        views.drop(owner, path, gone)
        return sent_to(here)
    name = " ".join(str(sent.get("name") or "").split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise ApiProblem("invalid-input", errors=[FieldError(pointer="/name", detail=UNNAMED)])
    known = CARRIED | shown.options.query
    asked = parse_qsl(str(sent.get("anfrage") or "")[:LONGEST])
    query = urlencode([(one, text) for one, text in asked if one in known - {"cursor", "limit"}])
    views.keep(owner, path, View(name, query))
    return sent_to(f"{here}{'?' * bool(query)}{query}")
