"""The page of the API: every operation, with Swagger UI from our own files where scripts run, else as a list."""

from collections import defaultdict
from typing import Any

from litestar import Request, Response, get

from fokus_api.face.frame.inside import Inside
from fokus_api.face.frame.problems import Unanswered
from fokus_api.face.frame.showing import PAGE, show
from fokus_api.http.negotiation import wants_page
from fokus_api.pages.frame import frame_of
from fokus_api.pages.pages import POLICY
from fokus_core.domain.texts import _

__all__ = ["DOCUMENT", "schema_page"]

DOCUMENT = "/schema/openapi.json"
OWN = {  # scripts of our own, which ask nobody else, and the pictures that the sheet holds
    "Content-Security-Policy": "; ".join([POLICY, "script-src 'self'", "connect-src 'self'"])
}


@get("/schema", opt=PAGE.opt, include_in_schema=False)
async def schema_page(request: Request[Any, Any, Any]) -> Response[Any]:
    """Show the API; programs are given its document."""
    said = await Inside(request).get(DOCUMENT)
    if not said.ok:
        raise Unanswered(said)
    if not wants_page(request.scope):
        return Response(said.body, headers={"Vary": "Accept-Language"})
    frame = frame_of(request)
    groups: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for path, methods in said.body["paths"].items():
        for method, one in methods.items():
            groups[one["tags"][0]].append({**one, "method": method.upper(), "path": path})
    return show(
        request,
        "schema.html",
        frame=frame,
        title=frame.words(_("Schnittstelle für Programme")),
        way={},
        headers=OWN,
        document=DOCUMENT,
        about=said.body["info"]["description"].replace("`", ""),
        groups=[(one["description"], groups[one["name"]]) for one in said.body["tags"] if one["name"] in groups],
        number=sum(map(len, groups.values())),
    )
