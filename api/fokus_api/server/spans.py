"""The span of a request: the route's template, method and status, never its path, its query or who asks."""

from collections.abc import Iterator
from contextlib import contextmanager

from fokus_api.runtime.metrics import METHODS, OTHER
from fokus_api.server.exchange import QUIET, Exchange
from fokus_core.domain.tracing import span

__all__ = ["request_span"]


@contextmanager
def request_span(exchange: Exchange) -> Iterator[None]:
    """Stand around the answer to a request, below the span that its `traceparent` names (W3C Trace Context)."""
    parent = exchange.headers.get(b"traceparent", b"").decode("latin-1")
    with span("request", parent=parent, kind="server") as told:
        try:
            yield
        finally:
            method = exchange.method if exchange.method in METHODS else OTHER
            route = exchange.route or exchange.scope.get("path_template") or QUIET
            status = exchange.status or 500
            told.call(f"{method} {route}")
            told.note(
                {
                    "http.request.method": method,
                    "http.route": route,
                    "http.response.status_code": status,
                    "fokus.request": exchange.context.id,
                    "fokus.kept": exchange.is_kept,
                }
            )
            if status >= 500:
                told.fail(str(status))
