"""The gateway: one ASGI application before routing, which every request and every answer passes."""

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from fokus_api.node import Node
from fokus_api.server.exchange import READS, Exchange


class Gateway:
    """Resolves the credential, answers what is kept already, tags the rest, completes headers, and logs."""

    node: Node  # from the start of the process on

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        exchange = Exchange(self.node, scope, send)  # type: ignore[arg-type]  # a scope is a dictionary
        try:
            await self._answer(exchange, receive)
        except Exception as error:
            if exchange.status:
                raise
            await exchange.refuse(error)
        finally:
            exchange.log()

    async def _answer(self, exchange: Exchange, receive: Receive) -> None:
        exchange.judge_head()
        if exchange.method == "OPTIONS" and (allowed := self.node.cors.preflight(exchange.scope)) is not None:
            await exchange.finish(204, allowed)
            return
        caller = exchange.context.caller = await exchange.caller()
        if exchange.method in READS and (answer := exchange.kept(caller)) is not None:
            await exchange.give(answer)
            return
        await self.app(exchange.routed(), receive, exchange.pass_on)  # type: ignore[arg-type]  # a copy of the scope
