"""The gateway: one ASGI application before routing, which every request and every answer passes."""

import logging
import time
from dataclasses import replace
from typing import Any

import msgspec
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from fokus_api.auth.signin import Flaw, log_refused
from fokus_api.cache.repeats import Repeat, question_of
from fokus_api.cache.response_cache import Answer, Headers, Key, changed, confirms, tag
from fokus_api.http import headers as head
from fokus_api.http.caller import Caller
from fokus_api.http.negotiation import accepts, header
from fokus_api.http.problems import MEDIA_TYPE, ApiProblem, explain, headers_of
from fokus_api.http.request_context import KEY, RequestContext, new_id
from fokus_api.node import Node
from fokus_api.runtime.logs import log_request
from fokus_projections import ModelUnavailable

log = logging.getLogger("fokus.gateway")

SIGNIN = frozenset({"/signin", "/signin/callback", "/signout"})
LINK_PATH = "/l/"
QUIET = "-"  # the route of a request that met none


class Gateway:
    """Resolves the credential, answers what is known already, tags the rest, completes headers, and logs."""

    node: Node  # from the start of the process on

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        node = self.node
        question = question_of(scope) if scope["method"] == "GET" else None
        if question is not None and (repeat := node.repeats.get(question)) is not None:
            headers = [*repeat.headers, (head.ID, new_id().encode())]
            await send({"type": "http.response.start", "status": repeat.status, "headers": headers})
            await send({"type": "http.response.body", "body": repeat.body, "more_body": False})
            node.again.note(repeat.route, repeat.status, repeat.caller.actor)
            return
        exchange = Exchange(node, dict(scope), send)
        stamp = node.repeats.stamp
        try:
            await self._answer(exchange, receive)
            if question is not None and exchange.finished is not None:
                node.repeats.put(question, exchange.finished, stamp)
        except Exception as error:
            if exchange.status:
                raise
            await exchange.refuse(error)
        finally:
            exchange.log()

    async def _answer(self, exchange: "Exchange", receive: Receive) -> None:
        node, scope = exchange.node, exchange.scope
        head.refuse_repeated(scope["headers"])
        if not head.is_ours(header(scope, b"host"), node.hosts):
            raise ApiProblem("unknown-host")
        exchange.find_peer()
        if (allowed := node.cors.preflight(scope)) is not None:
            await exchange.finish(204, allowed)
            return
        caller = exchange.context.caller = await exchange.caller()
        if exchange.is_get and (answer := exchange.known(caller)) is not None:
            await exchange.give(answer)
            return
        await self.app(exchange.scope, receive, exchange.pass_on)  # type: ignore[arg-type]  # a copy of the scope


class Exchange:
    """One request on its way through: what was asked, and what has been sent of the answer."""

    def __init__(self, node: Node, scope: dict[str, Any], send: Send) -> None:
        self.node = node
        self.scope = scope
        self.method: str = scope["method"]
        self.context = RequestContext(head=self.method == "HEAD")
        self.status = 0
        self.route = ""
        self._send = send
        self._held: Message | None = None
        self._sent: Headers = []
        scope["state"] = {**scope.get("state", {}), KEY: self.context}
        self.is_get = self.method in {"GET", "HEAD"}
        if self.method == "HEAD":
            scope["method"] = "GET"
            scope["headers"] = [(n, v) for n, v in scope["headers"] if n != b"accept" or b"event-stream" not in v]
        self.before = 0
        self.key: Key | None = None  # what tells this question from others, once the read model was looked at
        self.is_kept = False
        self.finished: Repeat | None = None

    def find_peer(self) -> None:
        """Note the client's address and scheme, as far as a trusted proxy tells; raises `ApiProblem`."""
        address = (self.scope.get("client") or ("",))[0]
        try:
            peer = self.node.proxies.peer(self.scope["headers"], address, self.scope["scheme"])
        except ApiProblem as trouble:
            log.warning(trouble.slug, extra={"request": self.context.id})
            raise
        if peer.address != address:
            self.scope["client"] = (peer.address, 0)
        self.scope["scheme"] = peer.scheme

    async def caller(self) -> Caller:
        """Return who asks; where one signs in or out, or holds a link, a session that has ended is none at all."""
        cookies = self.node.access.signin.cookies
        session = cookies.of(self.scope, cookies.session)
        try:
            return await self.node.access.caller(header(self.scope, b"authorization"), session)
        except ApiProblem as trouble:
            if trouble.slug != "session-ended":
                raise
            if self.scope["path"] in SIGNIN or self.scope["path"].startswith(LINK_PATH):
                return await self.node.access.caller(None)
            _, gone = cookies.dropped(self.scope, cookies.session).to_encoded_header()
            raise ApiProblem(trouble.slug, headers={"Set-Cookie": gone.decode()}) from None

    def known(self, caller: Caller) -> Answer | None:
        """Return the answer if it is kept and still holds; remember how far the read model had come before."""
        try:
            reader = self.context.reader = self.node.reader
            self.before = reader.position
            path, query = self.scope["path"], self.scope["query_string"]
            self.key = (path, query, accepts(self.scope), caller.digest, caller.today.isoformat())
            answer = self.node.cache.get(self.key, reader)
            if answer is None or reader.behind(answer.tables):
                return None
        except ModelUnavailable:
            return None
        self.route, self.is_kept = answer.route, True
        moment = answer.moment
        self.context.moment = moment if moment is None or moment.pinned else replace(moment, known=self.before)
        return answer

    async def pass_on(self, message: Message) -> None:
        """Send on what the application answers; a whole answer of a read route is tagged and kept first."""
        if message["type"] == "http.response.start":
            if message["status"] == 200 and self.is_get and self._may_be_kept():
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
            await self.finish(304, kept + tagged)
        else:
            await self._start(200, answer.headers + tagged)
            await self._body({"type": "http.response.body", "body": answer.body, "more_body": False})
        caller = self.context.caller
        if self.is_kept and caller is not None:
            headers = [pair for pair in self._sent if pair[0] != head.ID]
            body = answer.body if self.status == 200 else b""
            self.finished = Repeat(self.status, headers, body, caller, answer.route)

    async def finish(self, status: int, headers: Headers) -> None:
        """Send an answer without content."""
        await self._start(status, headers)
        await self._body({"type": "http.response.body", "body": b"", "more_body": False})

    async def refuse(self, error: Exception) -> None:
        """Answer with a problem."""
        caller = self.context.caller
        if isinstance(error.__cause__, Flaw):
            log_refused(error.__cause__, self.context.id)
        found = explain(error, self.context.id, anonymous=caller is None or caller.actor is None)
        body = msgspec.json.encode(found)
        given = [(name.lower().encode(), value.encode()) for name, value in headers_of(error, found).items()]
        given += [(b"content-type", MEDIA_TYPE.encode()), (b"content-length", str(len(body)).encode())]
        await self._start(found.status, given)
        await self._body({"type": "http.response.body", "body": body, "more_body": False})

    def log(self) -> None:
        """Write the request's log line: the route's template, never its path."""
        caller = self.context.caller
        log_request(
            request=self.context.id,
            route=self.route or self.scope.get("path_template") or QUIET,
            method=self.method,
            status=self.status or 500,
            ms=(time.perf_counter() - self.context.started) * 1000,
            actor=caller.actor if caller else None,
        )

    def _may_be_kept(self) -> bool:
        handler = self.scope.get("route_handler")
        return handler is not None and bool(handler.opt.get("kept"))

    async def _whole(self, headers: Headers, body: bytes) -> None:
        """Tag and keep an answer, unless its tables changed while it was made or it asks not to be kept."""
        tables, reader, moment = sorted(self.context.tables), self.context.reader, self.context.moment
        last = changed(reader.look(), tables) if reader else 0
        no_store = self.context.opened or any(
            name.lower() == b"cache-control" and b"no-store" in value for name, value in headers
        )
        if no_store or reader is None or self.key is None or last > self.before:
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
        if not self.context.limited and (
            moment is None or not moment.pinned or f"known={moment.known}".encode() in query
        ):
            self.node.cache.put(self.key, answer)
            self.is_kept = True
        await self.give(answer)

    async def _start(self, status: int, headers: Headers) -> None:
        self.status = status
        if self.context.opened:
            headers = [pair for pair in headers if pair[0].lower() != b"cache-control"]
            headers.append((b"cache-control", b"no-store"))
        done = head.completed(
            [*headers, *self.context.headers, *self.node.cors.headers(self.scope)],
            request=self.context.id,
            caller=self.context.caller,
            hsts=self.node.service.settings.hsts,
            moment=self.context.moment,
        )
        self._sent = done
        await self._send({"type": "http.response.start", "status": status, "headers": done})

    async def _body(self, message: Message) -> None:
        if self.method == "HEAD" and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)
