"""Whether a request that changes something, and comes with a session cookie, was made by one of our own pages."""

import hmac
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection

from fokus_api.negotiation import header
from fokus_api.problems import Trouble

__all__ = ["FIELD", "HEADER", "demand_own_page", "own_origin"]

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
HEADER = "X-CSRF-Token"
FIELD = "csrf_token"
FORM = "application/x-www-form-urlencoded"


def own_origin(scope: Any) -> str:
    """Return the origin under which the browser asked."""
    return f"{scope['scheme']}://{header(scope, b'host')}"


async def demand_own_page(connection: ASGIConnection[Any, Any, Any, Any], csrf: str) -> None:
    """Raise `Trouble` unless the request is safe, or comes from our origin with the token of its session.

    The token stands in the header, or in the field of a form. A page that sends no referrer has the origin `null`:
    then `Sec-Fetch-Site` must tell where it comes from.
    """
    scope: Any = connection.scope
    if scope["method"] in SAFE:
        return
    origin, site = header(scope, b"origin"), header(scope, b"sec-fetch-site")
    ours = site == "same-origin" if origin in {None, "null"} else origin == own_origin(scope)
    if not ours or site not in {None, "same-origin"}:
        raise Trouble("foreign-origin")
    given = header(scope, HEADER.lower().encode())
    media = (header(scope, b"content-type") or "").partition(";")[0].strip().lower()
    if given is None and media == FORM and isinstance(connection, Request):
        field = (await connection.form()).get(FIELD)
        given = field if isinstance(field, str) else None
    if given is None or not hmac.compare_digest(given.encode(), csrf.encode()):
        raise Trouble("csrf-token")
