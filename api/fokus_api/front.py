"""The front: one ASGI application before routing, which every request and every answer passes."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from fokus_api import headers as head
from fokus_api.exchange import KEY, Exchange
from fokus_api.kept import Answer, Headers, Key, changed, confirms, tag
from fokus_api.logs import log_request
from fokus_api.negotiation import accepts, header
from fokus_api.node import Node
from fokus_api.problems import MEDIA_TYPE, Trouble, explain, headers_of
from fokus_projections import ModelUnavailable

QUIET = "-"  # the route of a request that met none


class Front:
    """Resolves the credential, answers what is known already, tags the rest, completes headers, and logs."""

    def __init__(self, app: ASGIApp, node: Callable[[], Node]) -> None:
        self.app = app
        self._node = node

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        turn = Turn(self._node(), dict(scope), send)
        try:
            await self._answer(turn, receive)
        except Exception as error:
            if turn.status:
                raise
            await turn.refuse(error)
        finally:
            turn.log()

    async def _answer(self, turn: "Turn", receive: Receive) -> None:
        node, scope = turn.node, turn.scope
        if not head.is_ours(header(scope, b"host"), node.service.settings.allowed_hosts):
            raise Trouble("unknown-host")
        turn.exchange.caller = await node.access.caller(header(scope, b"authorization"))
        if turn.is_get and (answer := turn.known()) is not None:
            await turn.give(answer)
            return
        await self.app(turn.scope, receive, turn.pass_on)  # type: ignore[arg-type]  # a copy of the scope


class Turn:
    """One request on its way through: what was asked, and what has been sent of the answer."""

    def __init__(self, node: Node, scope: dict[str, Any], send: Send) -> None:
        self.node = node
        self.scope = scope
        self.method: str = scope["method"]
        self.exchange = Exchange()
        self.status = 0
        self.route = ""
        self._send = send
        self._held: Message | None = None
        scope["state"] = {**scope.get("state", {}), KEY: self.exchange}
        self.is_get = self.method in {"GET", "HEAD"}
        if self.method == "HEAD":
            scope["method"] = "GET"
            scope["headers"] = [(n, v) for n, v in scope["headers"] if n != b"accept" or b"event-stream" not in v]
        self.before: tuple[int, int] | None = None

    @property
    def key(self) -> Key:
        """What tells this question from others."""
        caller = self.exchange.caller
        assert caller is not None  # noqa: S101  # set before the key is asked for
        return (
            self.scope["path"],
            self.scope["query_string"],
            accepts(self.scope),
            caller.digest,
            caller.today.isoformat(),
        )

    def known(self) -> Answer | None:
        """Return the answer if it is kept and still holds; remember how far the read model had come before."""
        try:
            reader = self.node.reader
            self.before = (reader.generation, reader.position)
            answer = self.node.kept.get(self.key, reader)
            if answer is None or self.node.stopped(answer.tables):
                return None
        except ModelUnavailable:
            return None
        self.route = answer.route
        moment = answer.moment
        self.exchange.moment = moment if moment is None or moment.pinned else replace(moment, known=self.before[1])
        return answer

    async def pass_on(self, message: Message) -> None:
        """Send on what the application answers; a whole answer of a read route is tagged and kept first."""
        if message["type"] == "http.response.start":
            if message["status"] == 200 and self.is_get and self._tables() is not None:
                self._held = message
                return
            await self._start(message["status"], list(message["headers"]))
        elif message["type"] == "http.response.body":
            held, self._held = self._held, None
            if held is None:
                await self._body(message)
            elif message.get("more_body"):
                await self._start(200, list(held["headers"]))  # type: ignore[typeddict-item]  # it is a start
                await self._body(message)
            else:
                await self._whole(list(held["headers"]), message["body"])  # type: ignore[typeddict-item]  # it is a start
        else:
            await self._send(message)

    async def give(self, answer: Answer) -> None:
        """Send a whole answer, or confirm that the caller has it already."""
        tagged = [(b"etag", answer.etag.encode())]
        if confirms(header(self.scope, b"if-none-match"), answer.etag):
            kept = [pair for pair in answer.headers if pair[0].lower() in {b"link", b"cache-control"}]
            await self._start(304, kept + tagged)
            await self._body({"type": "http.response.body", "body": b"", "more_body": False})
            return
        await self._start(200, answer.headers + tagged)
        await self._body({"type": "http.response.body", "body": answer.body, "more_body": False})

    async def refuse(self, error: Exception) -> None:
        """Answer with a problem."""
        caller = self.exchange.caller
        found = explain(error, self.exchange.id, anonymous=caller is None or caller.actor is None)
        body = msgspec.json.encode(found)
        given = [(name.lower().encode(), value.encode()) for name, value in headers_of(error, found).items()]
        given += [(b"content-type", MEDIA_TYPE.encode()), (b"content-length", str(len(body)).encode())]
        await self._start(found.status, given)
        await self._body({"type": "http.response.body", "body": body, "more_body": False})

    def log(self) -> None:
        """Write the request's log line: the route's template, never its path."""
        caller = self.exchange.caller
        log_request(
            request=self.exchange.id,
            route=self.route or self.scope.get("path_template") or QUIET,
            method=self.method,
            status=self.status or 500,
            ms=(time.perf_counter() - self.exchange.started) * 1000,
            actor=caller.actor if caller else None,
        )

    def _tables(self) -> tuple[str, ...] | None:
        handler = self.scope.get("route_handler")
        tables: tuple[str, ...] | None = handler.opt.get("tables") if handler is not None else None
        return tables

    async def _whole(self, headers: Headers, body: bytes) -> None:
        """Tag and keep an answer, unless its tables changed while it was made or it asks not to be kept."""
        tables, reader, moment = self._tables() or (), self.node.reader, self.exchange.moment
        last = changed(reader, tables)
        no_store = any(name.lower() == b"cache-control" and b"no-store" in value for name, value in headers)
        if no_store or self.before is None or reader.generation != self.before[0] or last > self.before[1]:
            await self._start(200, headers)
            await self._body({"type": "http.response.body", "body": body, "more_body": False})
            return
        state = min(last, moment.known) if moment and moment.pinned else last
        clocks = (moment.on, moment.known if moment.pinned else "now") if moment else ()
        path, query, form, digest, _ = self.key
        etag = tag(path, query, form, *clocks, digest, self.node.build, reader.generation, state)
        answer = Answer(
            headers, body, etag, self.scope.get("path_template", ""), tables, reader.generation, last, moment
        )
        if moment is None or not moment.pinned or f"known={moment.known}".encode() in query:
            self.node.kept.put(self.key, answer)
        await self.give(answer)

    async def _start(self, status: int, headers: Headers) -> None:
        self.status = status
        done = head.completed(
            headers,
            request=self.exchange.id,
            caller=self.exchange.caller,
            hsts=self.node.service.settings.hsts,
            moment=self.exchange.moment,
        )
        await self._send({"type": "http.response.start", "status": status, "headers": done})

    async def _body(self, message: Message) -> None:
        if self.method == "HEAD" and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)
