"""Links: the secret stands in the path; looking changes nothing, using counts once, and what is gone looks alike.

Programs are answered in JSON, browsers with a page.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException
from litestar.params import PathParameter, QueryParameter, RawBody
from litestar.types import ExceptionHandlersMap

from fokus_api.auth.policy import PUBLIC
from fokus_api.auth.signin.csrf import demand_no_foreign_page
from fokus_api.http.negotiation import Language, language, sends_form, wants_page
from fokus_api.http.problems import ApiProblem, answer_problem, explained, headers_of
from fokus_api.http.rate_limits import LINKS
from fokus_api.http.route_options import RouteOptions
from fokus_api.node import Node
from fokus_api.pages.forms import Field, fields_of, given_by, with_days
from fokus_api.pages.frame import bare_frame
from fokus_api.pages.link_actions import LinkAction
from fokus_api.pages.link_pages import Shown, done_page, link_page, problem_page
from fokus_core.access.links import LINK, Link, LinkGone, Links
from fokus_core.domain.clock import day_of
from fokus_core.domain.input import read_json
from fokus_core.domain.refusals import NotFound, Refused
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import LANGUAGES, Words

Secret = Annotated[str, PathParameter(max_length=200, description=_("Geheimer Teil des Links."))]
Wanted = Annotated[
    Language | None,
    QueryParameter(name="lang", description=_("Sprache der Seite, wenn nicht nach Accept-Language gewählt wird.")),
]
Beside = Annotated[
    str | None,
    QueryParameter(max_length=100, description=_("Was neben dem Zweck des Links getan wird, siehe `beside`.")),
]
AnyRequest = Request[Any, Any, Any]
NO_STORE = {"Cache-Control": "no-store"}
OPTIONS = RouteOptions(policy=PUBLIC, programme="core", limit=LINKS, also=("text/html",), secret=True, for_people=True)
CORRECTABLE = frozenset({409, 422})


class LinkView(msgspec.Struct, frozen=True, kw_only=True):
    """What a link is for; `fields` are those its holder fills in, `details` what the programme tells about it."""

    action: str
    title: str
    title_en: str
    expires: datetime
    fields: Sequence[str]
    details: Mapping[str, Any]
    beside: Annotated[Sequence[str], msgspec.Meta(description="What its holder may do as well, for `do`")]


class LinkUsed(msgspec.Struct, frozen=True, kw_only=True):
    """What came of using a link."""

    action: str
    title: str
    title_en: str
    position: int


def answer(request: AnyRequest, error: Exception) -> Response[Any]:
    """Answer an exception: with a page where a browser asked, else with its problem."""
    if not wants_page(request.scope):
        return answer_problem(request, error)
    wanted = request.query_params.get("lang")
    lang: Language = wanted if wanted in LANGUAGES else language(request.scope)
    words = Words(request.app.state.node.service.texts, lang)
    found = explained(request, error, words)
    return problem_page(found, bare_frame(words), headers_of(error, found, words))


HANDLERS: ExceptionHandlersMap = {Exception: answer, HTTPException: answer}


@get(
    "/l/{secret:str}",
    operation_id="core_link",
    tags=["core"],
    summary="Show what a link is for",
    opt=OPTIONS.opt,
    exception_handlers=HANDLERS,
)
async def show(
    request: AnyRequest, secret: Secret, node: NamedDependency[Node], lang: Wanted = None
) -> Response[LinkView]:
    """Show what a link is for; nothing changes. Unknown, expired and used links are answered alike.

    A browser is shown a page, also where something is wrong.
    """
    shown = await asyncio.to_thread(_show, node, secret)
    if wants_page(request.scope):
        return link_page(shown, _words(node, shown, lang or language(request.scope)))  # type: ignore[return-value]  # the page is described beside it
    view = LinkView(
        action=shown.action.id,
        title=shown.action.title,
        title_en=_english(node, shown.action),
        expires=shown.expires,
        fields=shown.names,
        details=shown.details,
        beside=[one.action.id for one in shown.beside],
    )
    return Response(view, headers=NO_STORE)


@post(
    "/l/{secret:str}",
    operation_id="core_use_link",
    tags=["core"],
    summary="Use a link",
    opt=msgspec.structs.replace(OPTIONS, writes=True, json=True, form=True).opt,
    exception_handlers=HANDLERS,
)
async def use(
    request: AnyRequest,
    secret: Secret,
    body: RawBody,
    node: NamedDependency[Node],
    lang: Wanted = None,
    do: Beside = None,
) -> Response[LinkUsed]:
    """Use a link, with the fields that its holder fills in as JSON; where a rule refuses it can be used again.

    The form of the link's page is taken as well. A browser is shown a page, also where something is wrong.
    """
    form, page, lang = sends_form(request.scope), wants_page(request.scope), lang or language(request.scope)
    if form:
        demand_no_foreign_page(request.scope)
    try:
        used = await asyncio.to_thread(_use, node, secret, body, form, do)
    except (Refused, ApiProblem) as error:
        words = Words(node.service.texts, lang)
        problem = explained(request, error, words)
        if not (form and page) or problem.status not in CORRECTABLE:
            raise
        shown = await asyncio.to_thread(_show, node, secret)
        return link_page(shown, _words(node, shown, lang), given=given_by(body, _all(shown)), problem=problem)  # type: ignore[return-value]  # as above
    if page:
        words = Words(node.service.texts, lang, used.action.partition(".")[0])
        return done_page(words(used.title), used.position, words)  # type: ignore[return-value]  # as above
    return Response(used, headers={**NO_STORE, "Fokus-Position": str(used.position)})


def _words(node: Node, shown: Shown, lang: Language) -> Words:
    return Words(node.service.texts, lang, shown.action.id.partition(".")[0])


def _english(node: Node, action: LinkAction) -> str:
    return node.service.texts.say(action.title, "en", action.id.partition(".")[0])


def _show(node: Node, secret: str) -> Shown:
    try:
        link = Links(node.service.state_store).find(secret)
        shown = _shown(node, _action(node, link), link)
    except (LinkGone, NotFound):
        raise ApiProblem("link-gone") from None
    found = []
    for one in shown.action.beside:
        with suppress(NotFound):
            found.append(_shown(node, node.links[one], link))
    return replace(shown, beside=found)


def _shown(node: Node, action: LinkAction, link: Link) -> Shown:
    """Return what an action of a link is shown with; raises `NotFound` where there is nothing to do any more."""
    details = action.show(node.service, link.about)  # pyright: ignore[reportArgumentType]  # a cached property is one, too
    names = action.fields(link.about)
    return Shown(action, details, datetime.fromtimestamp(link.expires, UTC), names, fields_of(action.command, names))


def _all(shown: Shown) -> list[Field]:
    return [field for one in (shown, *shown.beside) for field in one.fields]


def _use(node: Node, secret: str, body: bytes, form: bool, do: str | None) -> LinkUsed:
    journal = node.service.journal
    try:
        with Links(node.service.state_store).use(secret) as use:
            action = _action(node, use.link)
            if do is not None and do != action.id:
                if do not in action.beside:
                    raise LinkGone
                action = node.links[do]
            if form:
                fields = fields_of(action.command, action.fields(use.link.about))
                given = with_days(given_by(body, fields), fields)
            else:
                given = read_json(body, dict[str, Any]) if body else {}
            command = action.build(use.link.about, given, day_of(journal.now()), texts=form)
            receipt = journal.handle(command, by=LINK, command_id=use.command_id)
    except LinkGone:
        raise ApiProblem("link-gone") from None
    return LinkUsed(action=action.id, title=action.title, title_en=_english(node, action), position=receipt.position)


def _action(node: Node, link: Link) -> LinkAction:
    """Return what a link is for; one whose programme is not installed is gone."""
    if link.action not in node.links:
        raise LinkGone
    return node.links[link.action]
