"""The members as points of a map."""

from collections.abc import Sequence
from typing import Literal

import msgspec
from litestar import Response
from litestar.di import NamedDependency

from fokus_api import GEOJSON_TYPE, Moment, Point, Sourced, geodata_links, geodata_source, point_of, read, renamed
from fokus_core import PUBLIC, Bodies, alphabetic
from fokus_network.membership.routes.members import District, Kreis, Member, OfKind, OfRound, OfType, members_asked
from fokus_projections import Reader


class MemberFeature(msgspec.Struct, frozen=True, kw_only=True):
    """A member at a place within it; without a place where no boundary of it is at hand."""

    type: Literal["Feature"] = "Feature"
    id: str
    geometry: Point | None
    properties: Member


class MemberMap(Sourced, frozen=True, kw_only=True):
    """The members on a day as GeoJSON; whoever shows it names the source."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: Sequence[MemberFeature]


@read("/network/members.geojson", policy=PUBLIC, media_type=GEOJSON_TYPE)
async def member_map(
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    district: District = None,
    kind: OfKind = None,
    kreis: Kreis = None,
    type: OfType = None,  # noqa: A002  # the name of the query parameter
    round: OfRound = None,  # noqa: A002  # the name of the query parameter
) -> Response[MemberMap]:
    """Show the members on a day, as known at a position, as points of a map."""
    district, kind = renamed(district=district, kreis=kreis), renamed(kind=kind, type=type)
    found = members_asked(reader, bodies, moment, district, kind, round)
    features = [
        MemberFeature(id=one.body, geometry=point_of(bodies.register, one.body), properties=one)
        for one in sorted(found, key=lambda one: (alphabetic(one.name), one.body))
    ]
    drawn = MemberMap(features=features, **msgspec.structs.asdict(geodata_source()))
    return Response(drawn, media_type=GEOJSON_TYPE, headers=geodata_links())
