"""Questions of a page to our own API, inside the process: the same answers that programs get, for the same caller."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Self
from urllib.parse import quote, urlencode

import msgspec
from litestar import Request
from litestar.handlers import BaseRouteHandler
from litestar.types import ASGIApp, Message

from fokus_api.cache.response_cache import Answer, Key, changed, may_stay
from fokus_api.http.negotiation import look_of
from fokus_api.http.request_context import KEY, Headers, RequestContext, context_of
from fokus_api.http.route_options import options_of

__all__ = ["Inside", "Said"]

ROUTED = ("path_params", "path_template", "route_handler", "user", "auth", "session")  # what only an answer has
ASKED_ON = (b"host", b"accept-language", b"cookie")  # what an answer's language and addresses depend on
SURE = frozenset({200, 401, 403, 404})  # what is answered the same until a row changes
JSON = "application/json"
PLAIN = re.compile("[A-Za-z0-9._-]+")  # an id that JSON writes as it is
REFUSED = frozenset({401, 403})  # by the caller's grants alone, which the question is kept under
LOOK = "within"  # of what is answered to pages, beside the looks of answers to others
Query = Mapping[str, Any] | Sequence[tuple[str, Any]]


@dataclass(frozen=True)
class Said:
    """The answer to a question: its status, headers and content, and the route that gave it with its parameters."""

    status: int
    said: Mapping[bytes, bytes]
    content: bytes
    handler: BaseRouteHandler | None = None
    params: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def headers(self) -> Mapping[str, str]:
        """The headers as texts."""
        return {name.decode(): value.decode("latin-1") for name, value in self.said.items()}

    @cached_property
    def body(self) -> Any:
        """The content, read where it is JSON."""
        json = b"json" in self.said.get(b"content-type", b"") and self.content
        return msgspec.json.decode(self.content) if json else self.content

    def may_name(self, thing: str) -> bool:
        """Tell whether the content can name a thing by its id: where it does not, there is nothing to be read."""
        return not PLAIN.fullmatch(thing) or f'"{thing}"'.encode() in self.content

    @property
    def ok(self) -> bool:
        """Whether it is the answer that was asked for."""
        return 200 <= self.status < 300


class Inside:
    """Asks our own API for one page, as its caller."""

    def __init__(self, request: Request[Any, Any, Any]) -> None:
        self._scope = request.scope
        self._app: ASGIApp = request.app.state.inside
        self._node = request.app.state.node
        self._context = context_of(request.scope)
        self._asked = 0

    @classmethod
    def of(cls, request: Request[Any, Any, Any]) -> Self:
        """Return what asks for the page of a request."""
        return cls(request)

    async def get(self, path: str, query: Query = ()) -> Said:
        """Ask with GET; None in a query is left out."""
        return await self._ask("GET", path, query, b"", {})

    async def post(self, path: str, json: Any, *, query: Query = (), headers: Mapping[str, str] | None = None) -> Said:
        """Ask with POST; the page itself has made sure that its own form was sent."""
        return await self._ask("POST", path, query, msgspec.json.encode(json), headers or {})

    async def hand_in(self, path: str, content: bytes, media_type: str) -> Said:
        """Ask with POST, with a file in place of JSON."""
        return await self._ask("POST", path, (), content, {}, media_type)

    async def _ask(
        self, method: str, path: str, query: Query, body: bytes, headers: Mapping[str, str], media_type: str = JSON
    ) -> Said:
        context = self._context_within()
        pairs = query.items() if isinstance(query, Mapping) else query
        named = urlencode([(name, value) for name, value in pairs if value is not None])
        given = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
        given += [(name, value) for name, value in self._scope["headers"] if name in ASKED_ON]
        given += [(b"accept", b"application/json")]
        if method == "POST":
            given += [(b"content-type", media_type.encode("latin-1")), (b"content-length", str(len(body)).encode())]
        question = self._question(path, named, given) if method == "GET" else None
        if question is not None and (kept := self._kept(question)) is not None:
            return kept
        scope = {name: value for name, value in self._scope.items() if name not in ROUTED}
        scope |= {
            "method": method,
            "path": path,
            "raw_path": quote(path).encode(),
            "query_string": named.encode(),
            "headers": given,
            "state": {KEY: context},
        }
        before = self._node.reader.position
        status, answered, content = await asyncio.create_task(_answer(self._app, scope, body))
        handler: Any = scope.get("route_handler")
        params: Any = scope.get("path_params", {})
        self._learn(context, handler, status, method)
        if question is not None and (status == 200 or status in REFUSED):
            self._keep(question, context, _Kept.of(status, answered, content, handler, params, context), before)
        return Said(status, answered, content, handler, params)

    def _question(self, path: str, named: str, headers: Headers) -> Key | None:
        """Return what tells a question from others in the response cache, where pages ask under a look of their own."""
        caller = self._context.caller
        if caller is None:
            return None
        return path, named.encode(), f"{LOOK} {look_of(dict(headers))}", caller.digest, caller.today

    def _kept(self, question: Key) -> Said | None:
        """Return what was said before, if nothing has changed since; the page learns from it as from a new answer."""
        kept = self._node.cache.get(question, self._node.reader)
        if not isinstance(kept, _Kept):
            return None
        self._learn(RequestContext(tables=set(kept.tables), moment=kept.moment), kept.handler, kept.status, "GET")
        return Said(kept.status, dict(kept.headers), kept.body, kept.handler, kept.params)

    def _keep(self, question: Key, context: RequestContext, kept: "_Kept", before: int) -> None:
        """Keep an answer under the same rules as one to a program."""
        options, reader, said = options_of(kept.handler), self._node.reader, dict(kept.headers)
        unkept = kept.status not in REFUSED and b"no-store" in said.get(b"cache-control", b"")  # by anybody outside
        varies = b"Host" in said.get(b"vary", b"") or unkept
        own = context.live or context.opened or context.limited or varies
        if options is None or not options.kept or own or not may_stay(kept.moment, question[1]):
            return
        kept.mark, kept.changed = reader.mark, changed(reader.look(), kept.tables)
        if kept.changed <= before:
            self._node.cache.put(question, kept)

    def _context_within(self) -> RequestContext:
        """Return a context for a question: the caller is the same, without the session that a form is checked for."""
        outer = self._context
        caller = outer.caller
        if caller is not None and caller.signed is not None:
            caller = replace(caller, signed=replace(caller.signed, session="", csrf=""))
        return RequestContext(id=outer.id, caller=caller, reader=outer.reader)

    def _learn(self, inner: RequestContext, handler: Any, status: int, method: str) -> None:
        """Pass on what an answer is made of, so that the page is kept as long as it, and no longer."""
        outer, options = self._context, options_of(handler)
        outer.tables |= inner.tables
        outer.opened |= inner.opened
        outer.limited |= inner.limited
        made_now = status == 200 and options is not None and not options.kept
        outer.live |= method != "GET" or status not in SURE or made_now
        pinned = inner.moment is not None and inner.moment.pinned
        if outer.moment is None or self._asked == 0:
            outer.moment = inner.moment
        elif inner.tables and not pinned:
            outer.moment = replace(outer.moment, pinned=False)
        self._asked += 1


@dataclass(slots=True)
class _Kept(Answer):
    """An answer to a page in the response cache, with the route that gave it and its parameters."""

    status: int = 200
    handler: BaseRouteHandler | None = None
    params: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        status: int,
        headers: Mapping[bytes, bytes],
        body: bytes,
        handler: BaseRouteHandler | None,
        params: Mapping[str, Any],
        context: RequestContext,
    ) -> Self:
        """Return an answer that was just given; of when it is, whoever keeps it says."""
        tables = sorted(context.tables)
        said = [*headers.items()]
        return cls(said, [], body, "", "", tables, "", 0, context.moment, status=status, handler=handler, params=params)


async def _answer(app: ASGIApp, scope: dict[str, Any], body: bytes) -> tuple[int, dict[bytes, bytes], bytes]:
    started: list[Message] = []
    parts: list[bytes] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            started.append(message)
        elif message["type"] == "http.response.body":
            parts.append(message.get("body", b""))

    await app(scope, receive, send)  # type: ignore[arg-type]  # a plain scope
    start: Any = started[0]
    return start["status"], {name.lower(): value for name, value in start["headers"]}, b"".join(parts)
