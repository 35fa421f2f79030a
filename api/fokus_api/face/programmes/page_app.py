"""What a page with scripts has besides: its files and, of an application, the answer to its form."""

from collections.abc import Iterable
from importlib.resources import files
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from fokus_api.auth.policy import PUBLIC
from fokus_api.auth.signin.csrf import FIELD, demand_no_foreign_page
from fokus_api.face.programmes.programme_page import APP, show_made
from fokus_api.http.caller import Caller
from fokus_api.http.rate_limits import FORMS
from fokus_api.http.route_options import RouteOptions
from fokus_api.plugins.pages import FILES, PageApp, ProgrammePage
from fokus_core.domain.programme import ProgrammeInfo
from fokus_core.domain.refusals import NotFound

__all__ = ["files_route", "routes_of_app"]

FILE = RouteOptions(policy=PUBLIC, programme="core", kept=True, for_people=True)
SENT = RouteOptions(policy=PUBLIC, programme="core", limit=FORMS, writes=True, form=True, for_people=True)
LONGEST = 10_000  # characters of a field


def files_route(made: ProgrammePage, address: str, names: Iterable[str], worker: str = "") -> HTTPRouteHandler:
    """Return the route of the files of a page, from the folder `static` of its package."""
    folder = files(made.package) / "static"
    held = {name: (folder / name).read_bytes() for name in names}

    @get(f"{address}/{{name:str}}", opt=FILE.opt, include_in_schema=False, name=f"file {address}")
    async def file(name: FromPath[str]) -> Response[bytes]:
        """Give a script, a style sheet, a picture or the description of the application."""
        if name not in held:
            raise NotFound
        headers = {"Cache-Control": "no-cache"}
        if name == worker:
            headers |= {"Service-Worker-Allowed": address}
            headers |= {"Content-Security-Policy": "default-src 'none'; connect-src 'self'; frame-ancestors 'none'"}
        return Response(held[name], media_type=FILES[name.rpartition(".")[2]], headers=headers)

    return file


def routes_of_app(info: ProgrammeInfo, made: ProgrammePage, app: PageApp) -> list[HTTPRouteHandler]:
    """Return the routes beside the page itself."""
    address = f"/{made.at}"
    file = files_route(made, address, app.files, app.worker)

    @post(address, opt=SENT.opt, include_in_schema=False, status_code=200, name=f"sent {address}")
    async def sent(request: Request[Any, Any, Any], caller: NamedDependency[Caller]) -> Response[str]:
        """Show the page with what follows from its form; nothing of it is kept."""
        if not caller.session:
            demand_no_foreign_page(request.scope)
        form = await request.form()
        given = {name: str(value)[:LONGEST] for name, value in form.items() if name != FIELD and isinstance(value, str)}
        headers = {**(APP if app.files else {}), "Cache-Control": "no-store"}
        return await show_made(request, info, made, headers=headers, sent=given)

    return [file, sent] if app.files else [sent]
