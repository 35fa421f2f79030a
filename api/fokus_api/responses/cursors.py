"""Cursors: where a page ends, for one list and its filters, at the moment of the first page."""

import base64
import binascii
from datetime import date
from hashlib import blake2b
from typing import Any

import msgspec
from litestar import Request

from fokus_api.http.input_errors import FieldError
from fokus_api.http.problem_types import TITLES
from fokus_api.http.problems import ApiProblem
from fokus_api.http.request_context import context_of
from fokus_api.responses.positions import marked, unmarked
from fokus_projections import Reader

__all__ = ["Mark", "Place", "cursor_at", "place_of", "wrong_cursor"]

NO_FILTERS = frozenset({"cursor", "limit", "on", "known", "min_position", "format", "total"})

Mark = tuple[str | int | float, ...]  # what orders an item of a list


class Cursor(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What a cursor says; `check` tells the list it is for, `known` is a position with its mark.

    `back` where the page ends before the place.
    """

    check: str
    on: date
    known: str
    mark: Mark
    back: bool = False


class Place(msgspec.Struct, frozen=True):
    """The place behind which a page begins, or before which it ends, and the moment that it and all pages show."""

    on: date
    known: int
    mark: Mark
    back: bool = False


def cursor_at(request: Request[Any, Any, Any], reader: Reader, place: Place) -> str:
    """Return the cursor of the page that begins behind a place, or ends before it."""
    known = marked(reader, place.known)
    body = msgspec.json.encode(Cursor(_check(request), place.on, known, place.mark, place.back))
    return base64.urlsafe_b64encode(body).decode().rstrip("=")


async def place_of(request: Request[Any, Any, Any]) -> Place | None:
    """Return the place that the parameter `cursor` means, if there is one; raises `ApiProblem` for one from elsewhere.

    The guard has refused the parameter where no list is answered.
    """
    text = request.query_params.get("cursor")
    if text is None:
        return None
    try:
        body = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        cursor = msgspec.json.decode(body, type=Cursor)
    except (binascii.Error, ValueError, msgspec.DecodeError, RecursionError):
        raise wrong_cursor() from None
    if cursor.check != _check(request) or any(isinstance(one, int) and abs(one) >= 1 << 62 for one in cursor.mark):
        raise wrong_cursor()
    node = request.app.state.node
    reader = context_of(request.scope).reader or node.reader
    return Place(cursor.on, await unmarked(node.service, reader, cursor.known, "cursor"), cursor.mark, cursor.back)


def wrong_cursor() -> ApiProblem:
    """Return the refusal of a cursor that is not for this list."""
    detail = TITLES["invalid-cursor"].detail
    return ApiProblem("invalid-cursor", errors=[FieldError(parameter="cursor", detail=detail)])


def _check(request: Request[Any, Any, Any]) -> str:
    """Return what tells the list a cursor is for: the route and its filters."""
    filters = sorted((name, str(value)) for name, value in request.query_params.multi_items() if name not in NO_FILTERS)
    return blake2b(msgspec.json.encode([request.scope["path"], filters]), digest_size=9).hexdigest()
