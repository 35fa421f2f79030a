"""Which prizes stand, and whether a certificate is that of one."""

from datetime import date
from typing import Annotated

import msgspec
from fokus_api import Listing, Moment, Page, query, read
from fokus_core import PUBLIC, Bodies, Limit, _, read_json
from fokus_projections import Reader, select_as_of
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import QueryParameter, RawBody

from fokus_heimatpreis.facts import Euros, PrizeId
from fokus_heimatpreis.read_models import PRIZES

OfCall = Annotated[str | None, QueryParameter(max_length=61, description=_("Nur Preise dieser Auslobung."))]


class PrizeView(msgspec.Struct, frozen=True, kw_only=True):
    """A prize that stands on a day."""

    prize: str
    body: str
    name: str
    call: str
    honoured: str
    euros: int
    awarded: date


@read("/heimatpreis/prizes", policy=PUBLIC, title=_("Preise"))
async def prizes(
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    call: OfCall = None,
) -> Response[Page[PrizeView]]:
    """List the prizes that stand on a day, as known at a position."""
    columns = ("prize", "body", "call", "honoured", "euros", "valid_from")
    where = ":call IS NULL OR call = :call"
    rows = select_as_of(reader, PRIZES, moment.on, moment.known, columns=columns, where=where, params={"call": call})
    found = [
        PrizeView(
            prize=prize,
            body=body,
            name=bodies.name(body, moment.on),
            call=of_call,
            honoured=honoured,
            euros=euros,
            awarded=date.fromisoformat(awarded),
        )
        for prize, body, of_call, honoured, euros, awarded in rows
    ]
    return listing.of(found, lambda one: (one.name, one.call, one.prize), PrizeView)


class Certificate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands on a certificate that somebody shows."""

    prize: PrizeId
    euros: Euros


class Verdict(msgspec.Struct, frozen=True):
    """Whether the certificate is that of a prize that stands."""

    genuine: bool


CHECKS = Limit("heimatpreis-checks", 10, per=60, closed=True)


@query("/heimatpreis/checks", policy=PUBLIC, limit=CHECKS, takes=Certificate)
async def certificate(body: RawBody, reader: NamedDependency[Reader], moment: NamedDependency[Moment]) -> Verdict:
    """Tell whether a certificate is that of a prize that stands on a day."""
    shown = read_json(body, Certificate)
    where, params = "prize = :prize AND euros = :euros", msgspec.structs.asdict(shown)
    rows = select_as_of(reader, PRIZES, moment.on, moment.known, columns=("prize",), where=where, params=params)
    return Verdict(genuine=any(rows))


ROUTES = (prizes, certificate)
