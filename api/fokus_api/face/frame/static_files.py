"""What pages are styled with: files under addresses that change with their content, so that nobody asks twice."""

from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from fokus_api.auth.policy import PUBLIC
from fokus_api.http.route_options import RouteOptions
from fokus_api.pages.assets import asset_at
from fokus_core.domain.refusals import NotFound

OPTIONS = RouteOptions(policy=PUBLIC, programme="core", kept=True, for_people=True)
FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}


@get("/static/{name:str}", opt=OPTIONS.opt, include_in_schema=False)
async def static_file(name: FromPath[str]) -> Response[Any]:
    """Give a style sheet, a font or a picture of the pages."""
    found = asset_at(name)
    if found is None:
        raise NotFound
    return Response(found.content, media_type=found.media_type, headers=FOR_EVER)
