"""Partners and what they grant as open data: places as GeoJSON, everything as JSON-LD of schema.org."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Literal

import msgspec
from litestar import Response
from litestar.di import NamedDependency

from fokus_api import GEOJSON_TYPE, Ask, Point, read
from fokus_ehrenamtskarte.discounts.facts import DiscountApproved
from fokus_ehrenamtskarte.finding.asked import COLUMNS, question
from fokus_ehrenamtskarte.finding.linked import CONTEXT, LD_JSON, business
from fokus_ehrenamtskarte.finding.routes import (
    OF_PARTNERS,
    PARTNER_COLUMNS,
    OfBody,
    OfCategory,
    OfDistrict,
    bodies_of,
    values,
)
from fokus_ehrenamtskarte.finding.views import DiscountView, view
from fokus_ehrenamtskarte.partners.facts import PartnerApproved
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import PUBLIC


class PlaceOfPartner(msgspec.Struct, frozen=True, kw_only=True):
    """A partner at its place: what is told of it, and what it grants."""

    partner: str
    name: str
    town: str
    street: str
    postcode: str
    website: str
    hours: str
    step_free: str
    grants: Sequence[DiscountView]


class PartnerFeature(msgspec.Struct, frozen=True, kw_only=True):
    """A partner as a feature of GeoJSON; one that has no place in it has no geometry."""

    type: Literal["Feature"] = "Feature"
    id: str
    geometry: Point | None
    properties: PlaceOfPartner


class PartnerMap(msgspec.Struct, frozen=True, kw_only=True):
    """The partners on a day as GeoJSON."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: Sequence[PartnerFeature]


@ehrenamtskarte.route
@read(
    "/ehrenamtskarte/partners.geojson",
    policy=PUBLIC,
    media_type=GEOJSON_TYPE,
    shows=(DiscountApproved, PartnerApproved),
)
async def partners_geojson(
    ask: NamedDependency[Ask],
    of_body: OfBody = None,
    district: OfDistrict = None,
    category: OfCategory = None,
) -> Response[PartnerMap]:
    """Show the partners on a day that grant something, as points of a map with what they grant."""
    features = [
        PartnerFeature(
            id=one["partner"],
            geometry=None if one["latitude"] is None else Point(coordinates=(one["longitude"], one["latitude"])),
            properties=view(PlaceOfPartner, {**one, "grants": [view(DiscountView, grant) for grant in grants]}),
        )
        for one, grants in found(ask, of_body, district, category)
    ]
    return Response(PartnerMap(features=features), media_type=GEOJSON_TYPE)


@ehrenamtskarte.route
@read(
    "/ehrenamtskarte/partners.jsonld",
    policy=PUBLIC,
    media_type=LD_JSON,
    binary=(LD_JSON,),
    shows=(DiscountApproved, PartnerApproved),
)
async def partners_jsonld(
    ask: NamedDependency[Ask],
    of_body: OfBody = None,
    district: OfDistrict = None,
    category: OfCategory = None,
) -> Response[bytes]:
    """Get the partners on a day that grant something, as JSON-LD in the words of schema.org."""
    home = ask.node.service.settings.public_url
    graph = [
        business(one, msgspec.to_builtins(grants), home) for one, grants in found(ask, of_body, district, category)
    ]
    content = msgspec.json.encode({"@context": CONTEXT, "@graph": graph})
    return Response(content, media_type=LD_JSON)


def found(
    ask: Ask, body: str | None, district: str | None, category: str | None
) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Return the partners that grant something on the day, each with what that is."""
    sql, params = question({"category": category, "bodies": bodies_of(ask, body, district)})
    grants: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in ask.reader.rows(f"{sql} ORDER BY title, discount", {**ask.moment.params, **params}):
        one = values(ask, COLUMNS, row)
        grants[one["partner"]].append(one)
    rows = ask.reader.rows(f"{OF_PARTNERS} ORDER BY name, partner", ask.moment.params)  # names come from code
    partners = (values(ask, (*PARTNER_COLUMNS, "discounts"), row) for row in rows)
    return [(one, grants[one["partner"]]) for one in partners if one["partner"] in grants]
