"""The choice between German and English, which the browser remembers."""

from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.datastructures import Cookie
from litestar.params import FromPath, QueryParameter

from fokus_api.auth.policy import PUBLIC
from fokus_api.http.negotiation import LANGUAGE, Language
from fokus_api.http.route_options import RouteOptions
from fokus_api.pages.frame import LOCAL
from fokus_core.domain.texts import _

OPTIONS = RouteOptions(policy=PUBLIC, programme="core", for_people=True)
YEAR = 365 * 24 * 3600  # seconds
Back = Annotated[str, QueryParameter(name="next", description=_("Pfad dieses Dienstes, zu dem es danach geht."))]


@get("/sprache/{wanted:str}", opt=OPTIONS.opt, include_in_schema=False)
async def language(request: Request[Any, Any, Any], wanted: FromPath[Language], after: Back = "/") -> Response[bytes]:
    """Remember the language in which somebody wants to read, and go back; nothing changes on this side."""
    secure = request.scope["scheme"] == "https"
    chosen = Cookie(LANGUAGE, path="/", value=wanted, max_age=YEAR, secure=secure, httponly=True, samesite="lax")
    there = after if LOCAL.fullmatch(after) else "/"
    headers = {"Location": there, "Cache-Control": "no-store"}
    return Response(b"", status_code=303, media_type="text/plain", headers=headers, cookies=[chosen])
