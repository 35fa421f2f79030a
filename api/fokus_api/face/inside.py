"""Inside: our own API asked in the process, as whoever asks for a page, so that a page shows what they may see."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

import msgspec
from litestar import Request

from fokus_api.http.request_context import KEY, RequestContext, context_of

__all__ = ["Inside", "Said"]

CARRIED = frozenset({"type", "asgi", "http_version", "scheme", "server", "client", "root_path", "app", "litestar_app"})
PASSED_ON = frozenset({b"host", b"accept-language"})
JSON = b"application/json"


@dataclass(frozen=True)
class Said:
    """What a route answered: its status, headers by small names, and its JSON, None where it is none."""

    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def ok(self) -> bool:
        """Whether it was answered, and with no problem."""
        return self.status < 400


class Inside:
    """A client of the API within the request for one page: the same caller, day, language and read models.

    What the answers were made of counts as what the page is made of. The page itself has made sure that it was asked
    by one of ours, so no session has to be shown again.
    """

    def __init__(self, request: Request[Any, Any, Any]) -> None:
        self._request = request
        self._outer = context_of(request.scope)

    async def get(self, path: str, query: Mapping[str, Any] | None = None) -> Said:
        """Ask a route."""
        return await self._ask("GET", path, query or {}, {}, b"")

    async def post(
        self,
        path: str,
        json: Any = None,
        *,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        content_type: str = JSON.decode(),
    ) -> Said:
        """Send JSON, or other content of a type, to a route."""
        body = msgspec.json.encode(json) if content is None else content
        given = {**(headers or {}), "Content-Type": content_type, "Content-Length": str(len(body))}
        return await self._ask("POST", path, query or {}, given, body)

    async def _ask(
        self, method: str, path: str, query: Mapping[str, Any], headers: Mapping[str, str], body: bytes
    ) -> Said:
        outer = self._outer
        caller = outer.caller
        if caller is not None and caller.signed is not None:
            caller = replace(caller, signed=replace(caller.signed, session="", csrf=""))
        context = RequestContext(id=outer.id, caller=caller, reader=outer.reader)
        asked = self._request.scope
        given = [(name, value) for name, value in asked["headers"] if name in PASSED_ON]
        given += [(b"accept", JSON), *((name.lower().encode(), value.encode()) for name, value in headers.items())]
        scope: dict[str, Any] = {
            **{name: value for name, value in asked.items() if name in CARRIED},
            "method": method,
            "path": path,
            "raw_path": quote(path).encode(),
            "query_string": urlencode(_said(query)).encode(),
            "headers": given,
            "state": {KEY: context},
            "extensions": {},
        }
        start: dict[str, Any] = {}
        parts: list[bytes] = []

        async def receive() -> Any:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            elif message["type"] == "http.response.body":
                parts.append(message.get("body", b""))

        router: Any = self._request.app.asgi_handler
        await asyncio.create_task(router.app(scope, receive, send))
        outer.tables |= context.tables
        outer.opened |= context.opened
        outer.moment = outer.moment or context.moment
        found = {name.decode().lower(): value.decode("latin-1") for name, value in start["headers"]}
        return Said(start["status"], found, _decoded(found.get("content-type", ""), b"".join(parts)))


def _said(query: Mapping[str, Any]) -> dict[str, str]:
    given = {name: value for name, value in query.items() if value is not None}
    return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in given.items()}


def _decoded(content_type: str, body: bytes) -> Any:
    return msgspec.json.decode(body) if "json" in content_type and body else None
