"""Whether a request that changes something, and comes with a session cookie, was made by one of our own pages."""

import hmac
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection

from fokus_api.http.negotiation import header, sends_files, sends_form
from fokus_api.http.problems import ApiProblem
from fokus_core.domain.texts import _

__all__ = ["FIELD", "HEADER", "demand_no_foreign_page", "demand_own_page", "own_origin"]

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
HEADER = "X-CSRF-Token"
FIELD = "csrf_token"


def own_origin(scope: Any) -> str:
    """Return the origin under which the browser asked."""
    return f"{scope['scheme']}://{header(scope, b'host')}"


def demand_no_foreign_page(scope: Any) -> None:
    """Raise `ApiProblem` where the browser tells that a form stood on another page than one of ours.

    For what no session protects, but a secret in the address: a browser that tells nothing is let pass.
    """
    origin, site = header(scope, b"origin"), header(scope, b"sec-fetch-site")
    if origin not in {None, "null", own_origin(scope)} or site not in {None, "same-origin"}:
        raise ApiProblem(
            "foreign-origin", _("Öffnen Sie den Link aus der E-Mail und füllen Sie das Formular dort aus.")
        )


async def demand_own_page(connection: ASGIConnection[Any, Any, Any, Any], csrf: str) -> None:
    """Raise `ApiProblem` unless the request is safe, or comes from our origin with the token of its session.

    The token stands in the header, or in the field of a form. A page that sends no referrer has the origin `null`:
    then `Sec-Fetch-Site` must tell where it comes from.
    """
    scope: Any = connection.scope
    if scope["method"] in SAFE:
        return
    origin, site = header(scope, b"origin"), header(scope, b"sec-fetch-site")
    ours = site == "same-origin" if origin in {None, "null"} else origin == own_origin(scope)
    if not ours or site not in {None, "same-origin"}:
        raise ApiProblem("foreign-origin")
    given = header(scope, HEADER.lower().encode())
    if given is None and (sends_form(scope) or sends_files(scope)) and isinstance(connection, Request):
        field = (await connection.form()).get(FIELD)
        given = field if isinstance(field, str) else None
    if given is None or not hmac.compare_digest(given.encode(), csrf.encode()):
        raise ApiProblem("csrf-token")
