"""Whom to tell of a weakness: `security.txt` (RFC 9116), from the folder of whoever runs the service."""

from pathlib import Path

from litestar import Response, get
from litestar.di import NamedDependency

from fokus_api.auth.policy import PUBLIC
from fokus_api.http.route_options import RouteOptions
from fokus_api.node import Node
from fokus_core.domain.refusals import NotFound

__all__ = ["security_text"]

OPTIONS = RouteOptions(policy=PUBLIC, programme="core", for_people=True)
NAME = "security.txt"


@get(f"/.well-known/{NAME}", opt=OPTIONS.opt, include_in_schema=False)
async def security_text(node: NamedDependency[Node]) -> Response[str]:
    """Tell whom to tell of a weakness; without the file there is nothing to tell."""
    folder = node.service.settings.legal
    file = Path(folder) / NAME
    if not folder or not file.is_file():
        raise NotFound
    return Response(file.read_text(encoding="utf-8"), media_type="text/plain", headers={"Cache-Control": "no-cache"})
