"""Operations that will go: said in the headers Deprecation (RFC 9745) and Sunset (RFC 8594) of every answer."""

from datetime import UTC, date, datetime, time
from email.utils import format_datetime

from litestar.handlers import BaseRouteHandler, HTTPRouteHandler

from fokus_api.http.request_context import Headers
from fokus_api.http.route_options import options_of
from fokus_core.plugins import stability
from fokus_core.plugins.stability import OPERATION, Going

__all__ = ["going_of", "headers_of_going"]

FILES = ("_csv", "_xlsx", "_ndjson")  # at the end of what a list is called as a file


def going_of(handler: BaseRouteHandler | None) -> Going | None:
    """Return what is said of an operation that will go: by its route, or of ours in `stability.toml`."""
    options = options_of(handler)
    if options is None or options.going is not None or not isinstance(handler, HTTPRouteHandler):
        return options.going if options else None
    told = stability.stability().going
    name = str(handler.operation_id or "")
    names = {f"{OPERATION}{name}", *(f"{OPERATION}{name.removesuffix(form)}" for form in FILES)} if told else set()
    return next((one for one in told if one.name in names), None)


def headers_of_going(going: Going) -> Headers:
    """Return the headers that say since when an operation is outdated, when it goes, and what to use instead."""
    found = [
        (b"deprecation", f"@{int(_begin(going.told).timestamp())}".encode()),
        (b"sunset", format_datetime(_begin(going.gone_on), usegmt=True).encode()),
    ]
    if going.instead.startswith("/"):
        found.append((b"link", f'<{going.instead}>; rel="successor-version"'.encode()))
    return found


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
