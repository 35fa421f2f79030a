"""Signing in and out with a browser, and who somebody is to us."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from fokus_api.auth.policy import PUBLIC, read
from fokus_api.auth.signin.csrf import FIELD, own_origin
from fokus_api.auth.signin.fetch import Rejected
from fokus_api.auth.signin.provider import ProviderDown
from fokus_api.auth.signin.signin import LONGEST_ANSWER, NotStarted, SignIn, log_refused, log_signed
from fokus_api.auth.signin.tokens import Flaw
from fokus_api.http.caller import Caller
from fokus_api.http.input_errors import FieldError
from fokus_api.http.negotiation import header
from fokus_api.http.problems import ApiProblem
from fokus_api.http.rate_limits import CALLBACK, SIGN_IN, SIGN_OUT
from fokus_api.http.request_context import context_of
from fokus_api.http.route_options import RouteOptions
from fokus_api.node import Node
from fokus_api.pages.frame import LOCAL, frame_of
from fokus_api.pages.signin_page import page_of, signin_page
from fokus_core.domain.dates import Until
from fokus_core.domain.texts import _
from fokus_projections import bodies_known

__all__ = ["callback", "signin", "signout", "who_am_i"]

HOME = "/signin"
BEGINNING = RouteOptions(policy=PUBLIC, programme="core", limit=SIGN_IN, for_people=True)
ENDING = RouteOptions(policy=PUBLIC, programme="core", limit=SIGN_OUT)
RETURNING = RouteOptions(policy=PUBLIC, programme="core", limit=CALLBACK, for_people=True)
Next = Annotated[str, QueryParameter(name="next", description=_("Pfad dieses Dienstes, zu dem es danach geht."))]


class GrantView(msgspec.Struct, frozen=True):
    """A role within a scope, in force today."""

    role: str
    scope: str
    since: date
    until: Until | None


class SessionView(msgspec.Struct, frozen=True):
    """Who asks: the actor to grant roles to, how it is known, its grants, and the token for `X-CSRF-Token`."""

    actor: str | None
    signed_in: Literal["key", "token", "session"] | None
    grants: Sequence[GrantView]
    csrf_token: str | None


@read("/session", policy=PUBLIC, live=True, operation_id="core_session")
async def who_am_i(caller: NamedDependency[Caller]) -> Response[SessionView]:
    """Tell who asks, how that is known, and with which grants."""
    grants = [GrantView(one.role, one.scope, one.since, one.until) for one in caller.grants]
    view = SessionView(caller.actor, caller.signed_in, grants, _csrf(caller) or None)
    return Response(view, headers={"Cache-Control": "no-store"})


@get("/signin", opt=BEGINNING.opt, include_in_schema=False)
async def signin(
    request: Request[Any, Any, Any], node: NamedDependency[Node], caller: NamedDependency[Caller], after: Next = HOME
) -> Response[Any]:
    """Begin to sign in, or show who is signed in."""
    if not LOCAL.fullmatch(after):
        detail = _("Erwartet wird ein Pfad dieses Dienstes, der mit einem Schrägstrich beginnt.")
        raise ApiProblem("invalid-input", errors=[FieldError(parameter="next", detail=detail)])
    here = node.signin
    if caller.session:
        return _sent_to(after) if after != HOME else _signed_in(request, node, caller)
    try:
        started = await _offered(here).begin(own_origin(request.scope), after)
    except ProviderDown:
        return _failed(request, ApiProblem("provider-down"))
    except ApiProblem as trouble:
        return _failed(request, trouble)
    return _sent_to(started.address, here.cookies.kept(request.scope, here.cookies.signing_in, started.cookie))


@get("/signin/callback", opt=RETURNING.opt, include_in_schema=False)
async def callback(
    request: Request[Any, Any, Any], node: NamedDependency[Node], caller: NamedDependency[Caller]
) -> Response[Any]:
    """Finish signing in with what the identity provider sends back."""
    here = node.signin
    used = here.cookies.dropped(request.scope, here.cookies.signing_in)
    try:
        given = {name: _only(request, name) for name in ("state", "code", "error", "iss")}
        cookie = here.cookies.of(request.scope, here.cookies.signing_in)
        pending = await _offered(here).pending(given["state"], cookie)
        if given["error"] is not None or not given["code"]:
            raise ApiProblem("signin-refused")
        actor, session = await here.finish(pending, given["code"], given["iss"])
    except NotStarted:
        return _failed(request, ApiProblem("signin-not-started"), used)
    except ProviderDown:
        return _failed(request, ApiProblem("provider-down"), used)
    except (Flaw, Rejected) as error:
        log_refused(error, context_of(request.scope).id)
        return _failed(request, ApiProblem("signin-refused"), used)
    except ApiProblem as trouble:
        return _failed(request, trouble, used)
    await here.end(caller.session)
    log_signed("signed in", actor, context_of(request.scope).id)
    return _sent_to(pending.next, used, here.cookies.kept(request.scope, here.cookies.session, session))


@post("/signout", opt=ENDING.opt, include_in_schema=False, status_code=200)
async def signout(
    request: Request[Any, Any, Any], node: NamedDependency[Node], caller: NamedDependency[Caller]
) -> Response[str]:
    """End the session."""
    here = node.signin
    if caller.session and caller.actor:
        await here.end(caller.session)
        log_signed("signed out", caller.actor, context_of(request.scope).id)
    detail = _("Bei Ihrem Anmeldedienst sind Sie möglicherweise weiterhin angemeldet.")
    gone = here.cookies.dropped(request.scope, here.cookies.session)
    frame = replace(frame_of(request), account="", csrf="")
    return signin_page(200, frame, _("Sie sind abgemeldet"), detail=detail, cookies=[gone])


def _offered(here: SignIn) -> SignIn:
    if not here.offered:
        raise ApiProblem("signin-not-offered")
    return here


def _only(request: Request[Any, Any, Any], name: str) -> str | None:
    values = request.query_params.getall(name, [])
    if len(values) > 1 or any(len(value) > LONGEST_ANSWER for value in values):
        raise ApiProblem("bad-request")
    return values[0] if values else None


def _failed(request: Request[Any, Any, Any], trouble: ApiProblem, *cookies: Any) -> Response[str]:
    """Return a page for a browser; raises the problem for others."""
    if "text/html" in (header(request.scope, b"accept") or ""):
        return page_of(trouble, frame_of(request), cookies=cookies)
    raise trouble


def _sent_to(address: str, *cookies: Any) -> Response[bytes]:
    return Response(
        b"",
        status_code=303,
        media_type="text/plain",
        headers={"Location": address, "Cache-Control": "no-store"},
        cookies=cookies,
    )


def _csrf(caller: Caller) -> str:
    return caller.signed.csrf if caller.signed else ""


def _signed_in(request: Request[Any, Any, Any], node: Node, caller: Caller) -> Response[str]:
    titles, reader = node.service.catalogue.roles, node.reader
    bodies = bodies_known(reader, reader.position)

    def applies_to(scope: str) -> object:
        kind, _colon, thing = scope.partition(":")
        return bodies.called(thing, caller.today, "accusative") if kind == "body" else "" if kind == "state" else thing

    roles = [
        (titles[one.role].title if one.role in titles else one.role, applies_to(one.scope)) for one in caller.grants
    ]
    frame, title = frame_of(request), _("Sie sind angemeldet")
    actor, csrf = caller.actor or "", _csrf(caller)
    return signin_page(200, frame, title, actor=actor, roles=roles, field=FIELD, csrf=csrf)
