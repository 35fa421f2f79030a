"""Browsers' pages from elsewhere: all may read what is public, the origins of the setting more; never with cookies."""

from collections.abc import Iterable, Mapping
from typing import Any

from fokus_api.http.negotiation import header
from fokus_api.http.request_context import Headers

OPEN = ("/api/", "/schema/", "/health")
METHODS = b"GET, HEAD, POST"
READING = ("GET", "HEAD")
READ_WITH = b"Accept, If-None-Match, Last-Event-ID"  # and no credentials
TAKEN = b"Accept, Authorization, Content-Type, Fokus-Source, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID"
GIVEN = (
    b"Content-Disposition, Deprecation, ETag, Fokus-Checkpoint, Fokus-Known, Fokus-On, Fokus-Position, Fokus-SHA256, "
    b"Link, Location, RateLimit, RateLimit-Policy, Retry-After, Sunset, X-Request-Id"
)


class Cors:
    """What is told to browsers about pages of other origins."""

    def __init__(self, origins: Iterable[str], *, public: bool) -> None:
        self._origins = frozenset(origins)
        self._public = public

    def headers(self, scope: Mapping[str, Any], *, anonymous: bool = False) -> Headers:
        """Return the headers that let a page read the answer; with a foreign origin only what `anonymous` ones read."""
        if not scope["path"].startswith(OPEN):
            return []
        origin = header(scope, b"origin")
        if origin is not None and origin in self._origins:
            allowed = origin.encode("latin-1")
        elif anonymous and self._public:
            allowed = b"*"
        else:
            return []
        return [(b"access-control-allow-origin", allowed), (b"access-control-expose-headers", GIVEN)]

    def preflight(self, scope: Mapping[str, Any]) -> Headers | None:
        """Return the headers that answer a preflight; None when the request is none, or one that is not let in."""
        method = header(scope, b"access-control-request-method")
        if scope["method"] != "OPTIONS" or method is None:
            return None
        if self.headers(scope):
            methods, taken, given = METHODS, TAKEN, []
        elif method in READING and (given := self.headers(scope, anonymous=True)):
            methods, taken = ", ".join(READING).encode(), READ_WITH
        else:
            return None
        return [
            *given,
            (b"access-control-allow-methods", methods),
            (b"access-control-allow-headers", taken),
            (b"access-control-max-age", b"600"),
        ]
