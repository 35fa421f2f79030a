"""The addresses of code lists and of their values: for people what one means, for programs the same in SKOS."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, cast

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import PathParameter

from fokus_api.face.connecting.catalog import LD_JSON
from fokus_api.face.frame.showing import PAGE, show
from fokus_api.http.negotiation import wants_page
from fokus_api.http.problems import words_for
from fokus_api.http.request_context import Moment
from fokus_api.node import Node
from fokus_api.responses.codes import CODES, CONTEXT, Code, CodeList, CodeLists
from fokus_core.bodies.names import Bodies
from fokus_core.domain.refusals import NotFound
from fokus_core.domain.texts import _

__all__ = ["ROUTES"]

OPTIONS = msgspec.structs.replace(PAGE, also=("text/html",))
TITLE = _("Codelisten")
OF_BODIES = ("ags", "ars")
Name = Annotated[
    str,
    PathParameter(
        pattern=r"^[a-z][a-z0-9._-]{0,200}$",
        description=_("Was in der Adresse der Codeliste steht, etwa network.meeting-scheduled.kind, ags oder ars."),
    ),
]
Value = Annotated[str, PathParameter(description=_("Der Wert, wie er in den Daten steht."))]


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A code list without its values."""

    id: str
    type: str = "skos:ConceptScheme"
    notation: str
    label: Mapping[str, str]


class AllLists(msgspec.Struct, frozen=True, kw_only=True):
    """Every code list there is."""

    graph: Sequence[Named] = msgspec.field(name="@graph")
    context: Mapping[str, Any] = msgspec.field(default_factory=lambda: CONTEXT, name="@context")


@get(
    CODES,
    operation_id="core_code_lists",
    tags=["core"],
    summary="List every code list",
    opt=OPTIONS.opt,
    media_type=LD_JSON,
)
async def code_lists(
    request: Request[Any, Any, Any],
    node: NamedDependency[Node],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
) -> Response[AllLists]:
    """List the code lists: one for each coded field of a fact, and those of the official keys of bodies."""
    found = [*_lists(node).bodies(bodies.register, moment.on).values(), *_lists(node).all().values()]
    if not wants_page(request.scope):
        graph = [Named(id=one.id, notation=one.notation, label=one.label) for one in found]
        return Response(AllLists(graph=graph), media_type=LD_JSON)
    words = words_for(request.scope, node.service.texts)
    page: Any = show(request, "codes.html", title=words(TITLE), way={}, lists=found)
    return cast("Response[AllLists]", page)  # or what people see of it


@get(
    f"{CODES}/{{name:str}}",
    operation_id="core_code_list",
    tags=["core"],
    summary="Show a code list",
    opt=OPTIONS.opt,
    media_type=LD_JSON,
)
async def code_list(
    request: Request[Any, Any, Any],
    node: NamedDependency[Node],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    name: Name,
) -> Response[CodeList]:
    """Show a code list with its values, those of bodies as they are today."""
    found = _list(node, bodies, moment, name)
    if not wants_page(request.scope):
        return Response(found, media_type=LD_JSON)
    words = words_for(request.scope, node.service.texts)
    title = found.label.get(words.language) or found.label["de"]
    page: Any = show(request, "code_list.html", title=title, way={words(TITLE): CODES}, found=found, home=CODES)
    return cast("Response[CodeList]", page)


@get(
    f"{CODES}/{{name:str}}/{{value:str}}",
    operation_id="core_code",
    tags=["core"],
    summary="Show a value of a code list",
    opt=OPTIONS.opt,
    media_type=LD_JSON,
)
async def code(
    request: Request[Any, Any, Any],
    node: NamedDependency[Node],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    name: Name,
    value: Value,
) -> Response[Code]:
    """Show a value of a code list: what people call it and, of an official key, the address it officially has."""
    whole = _list(node, bodies, moment, name)
    found = next((one for one in whole.codes if one.notation == value), None)
    if found is None:
        raise NotFound
    if not wants_page(request.scope):
        return Response(msgspec.structs.replace(found, context=CONTEXT), media_type=LD_JSON)
    words = words_for(request.scope, node.service.texts)
    title = found.label.get(words.language) or found.label["de"] or found.notation
    above = whole.label.get(words.language) or whole.label["de"]
    way = {words(TITLE): CODES, above: f"{CODES}/{name}"}
    page: Any = show(request, "code.html", title=title, way=way, found=found)
    return cast("Response[Code]", page)


def _list(node: Node, bodies: Bodies, moment: Moment, name: str) -> CodeList:
    lists = _lists(node)
    found = (lists.bodies(bodies.register, moment.on) if name in OF_BODIES else lists.all()).get(name)
    if found is None:
        raise NotFound
    return found


def _lists(node: Node) -> CodeLists:
    service = node.service
    return CodeLists(service.catalogue, service.labels, service.texts, service.settings.public_url)


ROUTES = (code_lists, code_list, code)
