"""The boundaries of bodies: files that never change, named by what is in them."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from fokus_api.auth.policy import API, PUBLIC, read
from fokus_api.responses.geojson import GEOJSON_TYPE, Sourced, geodata_links
from fokus_api.responses.paging import Listing, Page
from fokus_core.domain.refusals import NotFound
from fokus_core.domain.texts import _

FOR_EVER = "public, max-age=31536000, immutable"
Level = Literal["municipalities", "districts", "administrative-districts"]


class BoundaryFile(Sourced, frozen=True, kw_only=True):
    """A file of boundaries: the bodies of one level, as they were on the reference date."""

    name: str
    level: Level
    reference_date: date
    bodies: int
    bytes: int
    url: str


class Boundaries(Sourced, frozen=True, kw_only=True):
    """A file as GeoJSON: one feature a body, which bears its id; `since` and `until` say when it was there."""

    type: Literal["FeatureCollection"]
    name: Level
    reference_date: date
    note: str
    features: Sequence[dict[str, Any]]


@cache
def stored() -> dict[str, bytes]:
    """Return the files that come with the package, by name."""
    folder = files("fokus_core.bodies") / "boundaries"
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name.endswith(".geojson")}


@cache
def listed() -> list[BoundaryFile]:
    """Return what the files are."""
    found = []
    for name, content in stored().items():
        whole = msgspec.json.decode(content, type=Boundaries)
        found.append(
            BoundaryFile(
                name=name,
                level=whole.name,
                reference_date=whole.reference_date,
                bodies=len(whole.features),
                bytes=len(content),
                url=f"{API}/boundaries/{name}",
                **{field: getattr(whole, field) for field in Sourced.__struct_fields__},
            )
        )
    return found


@read("/boundaries", policy=PUBLIC, operation_id="core_boundaries", title=_("Grenzen für Karten"))
async def boundaries(listing: NamedDependency[Listing]) -> Response[Page[BoundaryFile]]:
    """List the files of boundaries, and the source to name beside every map."""
    return listing.of(listed(), lambda one: (one.name,), BoundaryFile)


@read(
    "/boundaries/{name:str}",
    policy=PUBLIC,
    operation_id="core_boundary_file",
    media_type=GEOJSON_TYPE,
)
async def boundary_file(name: FromPath[str]) -> Response[Boundaries]:
    """Hand out a file of boundaries; under its name it never changes."""
    content: Any = stored().get(name)
    if content is None:
        raise NotFound(_("Diese Datei gibt es nicht. Welche es gibt, steht unter /api/v1/boundaries."))
    return Response(content, media_type=GEOJSON_TYPE, headers={"Cache-Control": FOR_EVER, **geodata_links()})
