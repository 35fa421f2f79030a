"""The application: what a server process opens at start-up, and everything it answers."""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, cast

from litestar import Litestar, Request
from litestar.di import NamedDependency, Provide
from litestar.exceptions import ImproperlyConfiguredException
from litestar_granian import GranianPlugin

from fokus_api import face
from fokus_api.ask import Ask
from fokus_api.auth.policy import QueryNames, check_audiences, check_routes, guard
from fokus_api.auth.unsealing import Unsealer
from fokus_api.face.frame.problems import HANDLERS
from fokus_api.http.caller import Caller
from fokus_api.http.problem_types import BODY_LIMIT
from fokus_api.http.rate_limits import refuse_misnamed, refuse_unlimited
from fokus_api.http.request_context import Moment, context_of
from fokus_api.http.short_addresses import short_addresses
from fokus_api.node import Node
from fokus_api.plugins.bulk_imports import imports_of
from fokus_api.plugins.intakes import intakes_of
from fokus_api.responses.asked import listing_of
from fokus_api.responses.exports import with_exports
from fokus_api.responses.moment import moment_of
from fokus_api.responses.paging import Listing
from fokus_api.routes import OWN
from fokus_api.routes.commands import command_route
from fokus_api.routes.intakes import intake_routes
from fokus_api.runtime.service import Service
from fokus_api.runtime.telemetry import traced
from fokus_api.server import openapi
from fokus_api.server.completed import schemas_of
from fokus_api.server.gateway import Gateway
from fokus_core.bodies.names import Bodies
from fokus_core.domain.programme import PluginRefused
from fokus_projections import Reader, bodies_known

__all__ = ["create_app"]


def create_app(open_service: Callable[[], Service]) -> Litestar:
    """Return the application; the service is opened, and its routes are added, when a server process starts it.

    A plugin that breaks a rule stops the start with `PluginRefused`. Started anew, over another service of the same
    plugins, it has its routes already: what opens that service is `app.state.open_service`.
    """

    @asynccontextmanager
    async def running(app: Litestar) -> AsyncGenerator[None, None]:
        service: Service = app.state.open_service()
        first = "node" not in app.state
        try:
            with traced(service.settings):
                app.state.node = gateway.node = Node(service)
                if first:
                    gateway.short = _add_routes(app, service)
                    schemas_of(app)  # which refuses two of one name
                yield
        finally:
            if "node" in app.state:
                app.state.node.closing = True
                app.state.node.again.flush()
                app.state.node.readiness.close()
            service.close()

    app = Litestar(
        route_handlers=[],
        lifespan=[running],
        guards=[guard],
        plugins=[QueryNames(), GranianPlugin()],
        exception_handlers=HANDLERS,
        dependencies={
            "node": Provide(_node, sync_to_thread=False),
            "service": Provide(_service, sync_to_thread=False),
            "caller": Provide(_caller, sync_to_thread=False),
            "reader": Provide(_reader, sync_to_thread=False),
            "moment": Provide(moment_of),
            "bodies": Provide(_bodies, sync_to_thread=False),
            "listing": Provide(listing_of),
            "unsealer": Provide(_unsealer, sync_to_thread=False),
            "ask": Provide(_ask, sync_to_thread=False),
        },
        openapi_config=openapi.config(),
        request_max_body_size=BODY_LIMIT,
        logging_config=None,
        debug=False,
    )
    app.state.open_service = open_service
    app.state.inside = app.asgi_handler  # what pages ask
    gateway = app.asgi_handler = Gateway(app.asgi_handler)
    return app


def _add_routes(app: Litestar, service: Service) -> Mapping[str, str]:
    """Add every route, and return what short addresses stand for."""
    given = [command_route(kind) for kind in service.catalogue.commands.values()]
    imports_of(service.catalogue, service.plugins.each("imports"))
    given += intake_routes(intakes_of(service.catalogue, service.plugins.each("intake")).values())
    pages = face.pages(service.catalogue.programmes.values(), app.state.node.pages)
    for route in (*OWN, *pages):
        refuse_unlimited("core", route)
    for route in (*OWN, *pages, *given):
        for one in with_exports(route):
            app.register(one)
    brought = [(plugin, check_routes(plugin, routes)) for plugin, routes in service.plugins.each("routes")]
    refuse_misnamed(service.settings.limits, [*given, *(route for _, routes in brought for route in routes)])
    for plugin, routes in brought:
        for route in routes:
            check_audiences(service.catalogue.programmes[plugin], route, service.catalogue.permissions)
            try:
                for one in with_exports(route):
                    app.register(one)
            except ImproperlyConfiguredException as error:
                raise PluginRefused(plugin, f"its route cannot be added ({error.detail}).") from error
    return short_addresses(brought, [route.path for route in app.routes])


def _node(request: Request[Any, Any, Any]) -> Node:
    return cast("Node", request.app.state.node)


def _service(request: Request[Any, Any, Any]) -> Service:
    return _node(request).service


def _reader(request: Request[Any, Any, Any]) -> Reader:
    return context_of(request.scope).reader or _node(request).reader


def _caller(request: Request[Any, Any, Any]) -> Caller:
    return context_of(request.scope).caller or Caller()


def _unsealer(request: Request[Any, Any, Any]) -> Unsealer:
    return Unsealer(_node(request).access, _service(request), _caller(request), context_of(request.scope))


def _ask(
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
    unsealer: NamedDependency[Unsealer],
) -> Ask:
    return Ask(reader, bodies, moment, listing, caller, node, unsealer)


def _bodies(reader: NamedDependency[Reader], moment: NamedDependency[Moment]) -> Bodies:
    return bodies_known(reader, moment.known)
