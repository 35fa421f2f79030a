"""The kinds of problem, where their types lead: for people what one means, for programs the same as JSON."""

import asyncio
from typing import Annotated, Any, cast

import msgspec
from litestar import Request, Response, get
from litestar.params import PathParameter
from msgspec import Struct

from fokus_api.face.frame.showing import PAGE, show
from fokus_api.http.negotiation import spoken, wants_page
from fokus_api.http.problems import URN, words_for
from fokus_api.responses.problem_kinds import ProblemKind, kinds_of
from fokus_core.domain.refusals import NotFound
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import Words

__all__ = ["ROUTES"]

OPTIONS = msgspec.structs.replace(PAGE, also=("text/html",))
TITLE = _("Arten von Problemen")
Slug = Annotated[
    str,
    PathParameter(
        pattern=rf"^({URN})?[a-z][a-z0-9-]{{0,80}}$",
        description=_("Was in `type` eines Problems steht, mit oder ohne `urn:fokus:problem:`."),
    ),
]


class ProblemKinds(Struct, frozen=True, kw_only=True):
    """Every kind of problem that the service answers with."""

    items: tuple[ProblemKind, ...]


@get(
    "/problems",
    operation_id="core_problems",
    tags=["core"],
    summary="List every kind of problem",
    opt=OPTIONS.opt,
)
async def problems(request: Request[Any, Any, Any]) -> Response[ProblemKinds]:
    """List every kind of problem that is answered, by the API itself or by a rule of a programme."""
    words = words_for(request.scope, request.app.state.node.service.texts)
    kinds = tuple((await _kinds(request, words)).values())
    if not wants_page(request.scope):
        return Response(ProblemKinds(items=kinds), headers=spoken(words))
    page: Any = show(request, "problems.html", title=words(TITLE), way={}, kinds=kinds)
    return cast("Response[ProblemKinds]", page)  # or what people see of it


@get(
    "/problems/{slug:str}",
    operation_id="core_problem",
    tags=["core"],
    summary="Show what a kind of problem means",
    opt=OPTIONS.opt,
)
async def problem(request: Request[Any, Any, Any], slug: Slug) -> Response[ProblemKind]:
    """Show what a kind of problem means: when it is answered, and what it says."""
    words = words_for(request.scope, request.app.state.node.service.texts)
    kind = (await _kinds(request, words)).get(slug.removeprefix(URN))
    if kind is None:
        raise NotFound
    if not wants_page(request.scope):
        return Response(kind, headers=spoken(words))
    way = {words(TITLE): "/problems"}
    page: Any = show(request, "problem_kind.html", title=kind.title, way=way, kind=kind)
    return cast("Response[ProblemKind]", page)


async def _kinds(request: Request[Any, Any, Any], words: Words) -> dict[str, ProblemKind]:
    service = request.app.state.node.service
    return await asyncio.to_thread(kinds_of, service.plugins.programmes, words)


ROUTES = (problems, problem)
