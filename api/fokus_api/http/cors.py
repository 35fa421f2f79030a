"""Browsers' pages from elsewhere: exactly the origins of the setting may read the API, and never with cookies."""

from collections.abc import Iterable, Mapping
from typing import Any

from fokus_api.http.negotiation import header
from fokus_api.http.request_context import Headers

OPEN = ("/api/", "/schema/", "/health")
METHODS = b"GET, HEAD, POST"
TAKEN = b"Accept, Authorization, Content-Type, Fokus-Source, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID"
GIVEN = (
    b"ETag, Fokus-Known, Fokus-On, Fokus-Position, Link, Location, "
    b"RateLimit, RateLimit-Policy, Retry-After, X-Request-Id"
)


class Cors:
    """What is told to browsers about pages of other origins."""

    def __init__(self, origins: Iterable[str]) -> None:
        self._origins = frozenset(origins)

    def headers(self, scope: Mapping[str, Any]) -> Headers:
        """Return the headers that let a page read the answer; none where its origin is not one of ours."""
        origin = header(scope, b"origin") if self._origins else None
        if origin not in self._origins or not scope["path"].startswith(OPEN):
            return []
        return [
            (b"access-control-allow-origin", origin.encode("latin-1")),
            (b"access-control-expose-headers", GIVEN),
        ]

    def preflight(self, scope: Mapping[str, Any]) -> Headers | None:
        """Return the headers that answer a preflight; None when the request is none, or of an origin not ours."""
        if scope["method"] != "OPTIONS" or header(scope, b"access-control-request-method") is None:
            return None
        if not self.headers(scope):
            return None
        return [
            (b"access-control-allow-methods", METHODS),
            (b"access-control-allow-headers", TAKEN),
            (b"access-control-max-age", b"600"),
        ]
