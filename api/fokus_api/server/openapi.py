"""The OpenAPI document (3.1): Litestar's, completed by what our answers and our input really look like."""

from importlib.metadata import version
from typing import Any

import msgspec
from litestar import Litestar, Request, Router
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, Contact, License, SecurityScheme
from litestar.routes import BaseRoute
from litestar.types import ControllerRouterHandler

from fokus_api.auth.policy import PUBLIC
from fokus_api.http.negotiation import language
from fokus_api.http.route_options import RouteOptions
from fokus_api.server.about import ABOUT
from fokus_api.server.completed import completed
from fokus_api.server.plain_document import plain
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import SOURCE, Words

SAID = frozenset({"title", "summary", "description", "x-label"})


def config() -> OpenAPIConfig:
    """Return the configuration: one JSON document at `/schema/openapi.json`, no page that asks a foreign host."""
    return OpenAPIConfig(
        title="Fokus Kommune",
        version=version("fokus-kommune"),
        description=ABOUT,
        contact=Contact(name="Fokus Kommune"),
        license=License(name="Apache-2.0", identifier="Apache-2.0"),
        use_handler_docstrings=True,
        components=Components(
            security_schemes={
                "key": SecurityScheme(
                    type="http",
                    scheme="bearer",
                    bearer_format="fk_<id>_<secret>",
                    description=_("Zugangsschlüssel oder Zugriffstoken (JWT) des Anmeldedienstes"),
                )
            }
        ),
        security=[{}, {"key": []}],
        render_plugins=[Document()],
        openapi_router=Quiet(
            "/schema",
            route_handlers=[],
            include_in_schema=False,
            opt=RouteOptions(policy=PUBLIC, programme="core", kept=True).opt,
            response_headers={"Vary": "Accept-Language"},
        ),
    )


class Quiet(Router):
    """A router without Litestar's page for unknown documents, and with nothing at its root, where our own page is."""

    def register(self, value: ControllerRouterHandler) -> list[BaseRoute]:
        """Register a handler unless it is that page; unknown documents are answered like every unknown address."""
        if isinstance(value, HTTPRouteHandler):
            if value.fn.__name__ == "handle_schema_path_not_found":
                return []
            value.paths = {path for path in value.paths if path != "/"}
        return super().register(value)


class Document(JsonRenderPlugin):
    """Serves the completed document."""

    def __init__(self) -> None:
        super().__init__(path="/openapi.json", media_type="application/json")  # type: ignore[arg-type]  # a media type is a text

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """Return the document as JSON."""
        return msgspec.json.encode(openapi_document(request.app, language(request.scope)))


def openapi_document(app: Litestar, language: str = SOURCE) -> dict[str, Any]:
    """Return the completed document of a running application in a language; made once."""
    made: dict[str, dict[str, Any]] = app.state.setdefault("documents", {})
    if SOURCE not in made:
        made[SOURCE] = msgspec.json.decode(msgspec.json.encode(completed(plain(app.openapi_schema), app)))
    if language not in made:
        made[language] = _translated(made[SOURCE], Words(app.state.node.service.texts, language))
    return made[language]


def _translated(node: Any, words: Words) -> Any:
    """Return a part of the document with what it says about things in the language of the words."""
    if isinstance(node, list):
        return [_translated(one, words) for one in node]
    if not isinstance(node, dict):
        return node
    return {name: _said(name, value, words) for name, value in node.items()}


def _said(name: str, value: Any, words: Words) -> Any:
    if name == "x-labels":
        return {one: words(text) for one, text in value.items()}
    return words(value) if name in SAID and isinstance(value, str) else _translated(value, words)
