"""GeoJSON (RFC 7946): points of bodies, and the source that everything drawn from them names."""

from collections.abc import Mapping
from typing import Literal
from urllib.parse import quote

import msgspec

from fokus_core.bodies.register import Register
from fokus_core.domain.refusals import Invalid

__all__ = ["GEOJSON_TYPE", "Point", "Sourced", "geodata_links", "geodata_source", "point_of"]

GEOJSON_TYPE = "application/geo+json"  # the media type of GeoJSON


class Sourced(msgspec.Struct, frozen=True, kw_only=True):
    """What the licence of the data wants to be named wherever they are shown."""

    attribution: str
    attribution_url: str
    licence: str
    licence_url: str


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """A place: longitude and latitude (WGS 84)."""

    type: Literal["Point"] = "Point"
    coordinates: tuple[float, float]


def point_of(register: Register, body: str) -> Point | None:
    """Return a place within a body, None where no boundary of it is at hand."""
    try:
        found = register[body].point
    except Invalid:
        return None
    return Point(coordinates=found) if found else None


def geodata_source() -> Sourced:
    """Return the source of the boundaries and points."""
    return msgspec.convert(Register.load().source, Sourced)


def geodata_links() -> Mapping[str, str]:
    """Return the source as a header."""
    named = geodata_source()
    title = f"title*=UTF-8''{quote(named.attribution, safe='')}"
    links = (f'<{named.attribution_url}>; rel="author"; {title}', f'<{named.licence_url}>; rel="license"')
    return {"Link": ", ".join(links)}
