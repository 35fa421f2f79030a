"""Which bodies take part in the Ehrenamtskarte."""

from datetime import date
from typing import Annotated, Literal

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from fokus_api import Listing, Moment, Page, read
from fokus_core import PUBLIC, Bodies, _, alphabetic
from fokus_ehrenamtskarte.read_models import PARTICIPATIONS
from fokus_projections import Reader, select_as_of

Status = Literal["planned", "declined", "takes-part", "paused", "ended"]
OfStatus = Annotated[Status | None, QueryParameter(description=_("Nur Kommunen mit diesem Status."))]


class ParticipationView(msgspec.Struct, frozen=True, kw_only=True):
    """How far a body is on a day; `since` is the day from which this holds."""

    body: str
    name: str
    status: Status
    since: date
    introduced: date | None


@read(
    "/ehrenamtskarte/municipalities",
    policy=PUBLIC,
)
async def municipalities(
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    status: OfStatus = None,
) -> Response[Page[ParticipationView]]:
    """List the bodies that take part, plan to, or once did, on a day as known at a position."""
    rows = select_as_of(
        reader,
        PARTICIPATIONS,
        moment.on,
        moment.known,
        columns=("body", "status", "valid_from", "introduced"),
        where="status = :status" if status else "1",
        params={"status": status} if status else {},
    )
    found = [
        ParticipationView(
            body=body,
            name=bodies.name(body, moment.on),
            status=stands,
            since=date.fromisoformat(since),
            introduced=date.fromisoformat(introduced) if introduced else None,
        )
        for body, stands, since, introduced in rows
    ]
    return listing.of(found, lambda one: (alphabetic(one.name), one.body), ParticipationView)


ROUTES = (municipalities,)
