"""The gateway: one ASGI application before routing, which every request and every answer passes."""

from collections.abc import Mapping

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

from fokus_api.http.caller import Caller
from fokus_api.http.headers import ID
from fokus_api.http.problem import ApiProblem
from fokus_api.http.request_context import new_id
from fokus_api.http.short_addresses import whole
from fokus_api.node import Node
from fokus_api.server.credentials import caller_of
from fokus_api.server.exchange import PROBES, READS, Exchange
from fokus_api.server.heads import plain_head
from fokus_api.server.spans import request_span
from fokus_core.domain.tracing import tracing


class Gateway:
    """Resolves the credential, answers what is kept already, tags the rest, completes headers, and logs."""

    node: Node  # from the start of the process on

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.short: Mapping[str, str] = {}  # by what short addresses begin with

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        if (path := whole(scope["path"], self.short)) != scope["path"]:
            scope = {**scope, "path": path, "raw_path": path.encode()}  # a copy of the scope
        forgets = self.node.service.forgets
        if scope["method"] == "GET" and not forgets and not tracing() and await self._given_again(scope, send):
            return
        exchange = Exchange(self.node, scope, send)  # type: ignore[arg-type]  # a scope is a dictionary
        with request_span(exchange):
            try:
                await self._answer(exchange, receive)
            except Exception as error:
                if exchange.status:
                    raise
                await exchange.refuse(error)
            finally:
                exchange.log()

    async def _given_again(self, scope: HTTPScope, send: Send) -> bool:
        """Give the answer that is kept, if there is one and the request has nothing unusual; tell whether."""
        node = self.node
        head = plain_head(tuple(scope["headers"]), node.hosts)
        caller = None if head is None else node.authenticator.at_once(head.authorization)
        if head is None or caller is None:
            return False
        question = (scope["path"], scope["query_string"], head.look, caller.digest, caller.today)
        try:
            reader = node.reader
            answer = node.cache.get(question, reader)
        except Exception:  # whatever it is, the long way tells it
            return False
        if answer is None:
            return False
        status, headers, body = answer.given(head.if_none_match, reader.position, head.coding)
        headers = [*headers, *node.covering(answer.known(reader.position)), (ID, new_id().encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})
        node.again.note(answer.route, status, caller.actor)
        return True

    async def _answer(self, exchange: Exchange, receive: Receive) -> None:
        if exchange.scope["path"] in PROBES:
            exchange.context.caller = Caller()
            await self.app(exchange.routed(), receive, exchange.pass_on)  # type: ignore[arg-type]  # a copy of the scope
            return
        exchange.judge_head()
        if self.node.service.forgets:
            raise ApiProblem("erasures-forgotten")
        if exchange.method == "OPTIONS" and (allowed := self.node.cors.preflight(exchange.scope)) is not None:
            await exchange.finish(204, allowed)
            return
        caller = exchange.context.caller = await caller_of(self.node, exchange.scope, exchange.headers)
        if exchange.method in READS and (answer := exchange.kept(caller)) is not None:
            await exchange.give(answer)
            return
        await self.app(exchange.routed(), receive, exchange.pass_on)  # type: ignore[arg-type]  # a copy of the scope
