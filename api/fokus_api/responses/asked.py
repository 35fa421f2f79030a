"""How a list is asked for: the parameters that every list takes, and what comes of them."""

from typing import Annotated, Any, Literal

from litestar import Request
from litestar.params import QueryParameter

from fokus_api.http.caller import Caller
from fokus_api.http.negotiation import accepts
from fokus_api.http.request_context import Moment, context_of
from fokus_api.responses.cursors import Place, place_of
from fokus_api.responses.paging import Form, Listing
from fokus_core.domain.texts import _

__all__ = ["BATCH", "LIMIT", "SORTED", "Cursor", "Format", "Limit", "Most", "export_of", "listing_of"]

LIMIT = 100
BATCH = 1000  # items of an export that are read at once

Limit = Annotated[int, QueryParameter(ge=1, le=1000, description=_("Höchstzahl der Einträge einer Seite."))]
Most = Annotated[
    int | None, QueryParameter(ge=1, le=1000, description=_("Höchstzahl der Zeilen; alle, wenn nichts gesagt ist."))
]
Cursor = Annotated[
    str | None,
    QueryParameter(max_length=2000, description=_("Seitenmarke aus `next_cursor` oder `prev_cursor` einer Seite.")),
]
Total = Annotated[
    bool,
    QueryParameter(description=_("Auch zählen, wie viele Einträge es auf allen Seiten sind; das kostet Zeit.")),
]
SORTED = _("Feld, nach dem sortiert wird; mit Minus davor absteigend.")
Format = Annotated[Literal["json", "csv"] | None, QueryParameter(include_in_schema=False)]


async def listing_of(
    request: Request[Any, Any, Any],
    limit: Limit = LIMIT,
    cursor: Cursor = None,
    format: Format = None,  # noqa: A002  # the name of the query parameter
    total: Total = False,
) -> Listing:
    """Return how a list is asked for; raises `ApiProblem` for a cursor from elsewhere."""
    if format == "csv" or (format is None and accepts(request.scope) == "csv"):
        return await export_of(request, "csv", limit if "limit" in request.query_params else None)
    place = await place_of(request)
    return Listing(request, limit, place, _begun(request, place), count=total)


async def export_of(request: Request[Any, Any, Any], form: Form, limit: int | None) -> Listing:
    """Return how a list is asked for as a file: whole, unless a limit is given."""
    place = await place_of(request)
    return Listing(request, limit or BATCH, place, _begun(request, place), form, whole=limit is None)


def _begun(request: Request[Any, Any, Any], place: Place | None) -> Moment:
    """Return the moment at which a list was begun: now, where it begins."""
    if place is not None:
        return Moment(place.on, place.known, pinned=True)
    context = context_of(request.scope)
    known = context.reader.position if context.reader else 0
    return Moment((context.caller or Caller()).today, known)
