"""Boundaries and points: what RFC 7946 wants, and that every body of the register has its own."""

import hashlib
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from shapely import unary_union
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from fokus_api.responses.geojson import point_of
from fokus_api.testing.contract import temporary_client
from fokus_core.bodies.register import Register

SIZES = {"municipalities": (396, 150_000), "districts": (32, 40_000), "administrative-districts": (5, 20_000)}
ATTRIBUTION = "© GeoBasis-DE / BKG 2017, Daten verändert"
SOURCE = {
    "attribution": ATTRIBUTION,
    "attribution_url": "https://www.bkg.bund.de",
    "licence": "GeoNutzV",
    "licence_url": "https://www.gesetze-im-internet.de/geonutzv/",
}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient[Litestar]]:
    with temporary_client() as client:
        yield client


@pytest.fixture(scope="module")
def files(client: TestClient[Litestar]) -> dict[str, dict[str, Any]]:
    page = client.get("/api/v1/boundaries").json()
    assert page["next_cursor"] is None
    return {one["level"]: one for one in page["items"]}


@pytest.fixture(scope="module")
def drawn(client: TestClient[Litestar], files: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {level: client.get(one["url"]).json() for level, one in files.items()}


@pytest.fixture(scope="module")
def shapes(drawn: dict[str, Any]) -> dict[str, BaseGeometry]:
    return {one["id"]: shape(one["geometry"]) for whole in drawn.values() for one in whole["features"]}


def rings(geometry: dict[str, Any]) -> Iterator[tuple[bool, list[list[float]]]]:
    """Yield every ring, and whether it is an outer one."""
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for part in parts:
        yield from ((number == 0, ring) for number, ring in enumerate(part))


def test_what_there_is_names_its_size_and_its_source(files: dict[str, dict[str, Any]]) -> None:
    assert {level: one["bodies"] for level, one in files.items()} == {level: n for level, (n, _) in SIZES.items()}
    for level, one in files.items():
        assert 0 < one["bytes"] < SIZES[level][1]
        assert one["reference_date"] == "2016-01-01"
        assert {name: one[name] for name in SOURCE} == SOURCE


def test_a_file_is_named_by_its_content_and_kept_for_ever(
    client: TestClient[Litestar], files: dict[str, dict[str, Any]]
) -> None:
    for level, one in files.items():
        answer = client.get(one["url"])
        version = hashlib.sha256(answer.content).hexdigest()[:8]
        assert (one["name"], one["bytes"]) == (f"{level}-2016-01-01-{version}.geojson", len(answer.content))
        assert answer.headers["content-type"] == "application/geo+json"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert '<https://www.gesetze-im-internet.de/geonutzv/>; rel="license"' in answer.headers["link"]
        assert "%C2%A9%20GeoBasis-DE%20%2F%20BKG%202017%2C%20Daten%20ver%C3%A4ndert" in answer.headers["link"]
        assert {name: answer.json()[name] for name in SOURCE} == SOURCE
        again = client.get(one["url"], headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["cache-control"] == answer.headers["cache-control"]


@pytest.mark.parametrize(
    "name", ["municipalities", "../register.json", "README.md", "municipalities-2016-01-01.geojson"]
)
def test_another_name_is_not_there(client: TestClient[Litestar], name: str) -> None:
    answer = client.get(f"/api/v1/boundaries/{name}")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_features_are_what_the_rfc_wants(drawn: dict[str, Any]) -> None:
    for whole in drawn.values():
        assert whole["type"] == "FeatureCollection"
        for one in whole["features"]:
            assert (one["type"], one["geometry"]["type"] in {"Polygon", "MultiPolygon"}) == ("Feature", True)
            for outer, ring in rings(one["geometry"]):
                assert len(ring) >= 4
                assert ring[0] == ring[-1]
                assert all(5.8 < x < 9.5 and 50.3 < y < 52.6 for x, y in ring)
                assert all(round(x, 4) == x and round(y, 4) == y for x, y in ring)
                twice = sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise(ring))
                assert (twice > 0) is outer, one["id"]


def test_every_body_has_a_boundary_and_a_point_within_it(shapes: dict[str, BaseGeometry]) -> None:
    register = Register.load()
    assert shapes.keys() == {body.id for body in register}
    for body, area in shapes.items():
        assert area.is_valid, body
        point = point_of(register, body)
        assert point is not None
        assert area.contains(Point(point.coordinates)), body


def test_a_boundary_says_what_its_body_is_and_when_it_was_there(drawn: dict[str, Any]) -> None:
    told = {one["id"]: one["properties"] for one in drawn["districts"]["features"]}
    assert told["05966"] == {"name": "Kreis Olpe", "kind": "district"}
    assert told["05334"] == {"name": "Städteregion Aachen", "kind": "city-region", "since": "2009-10-21"}
    assert told["05354"] == {"name": "Kreis Aachen", "kind": "district", "until": "2009-10-21"}


def test_neighbours_share_their_border_at_every_level(shapes: dict[str, BaseGeometry]) -> None:
    lowest = {body: area for body, area in shapes.items() if len(body) == 8}
    land = unary_union(list(lowest.values()))
    assert sum(area.area for area in lowest.values()) == pytest.approx(land.area, rel=1e-9)  # no overlap
    assert all(not part.interiors for part in getattr(land, "geoms", [land]))  # no gap
    register = Register.load()
    for upper, area in shapes.items():
        if len(upper) == 8 or upper == "05354":
            continue
        below = unary_union([lowest[body.id] for body in register if len(body.id) == 8 and _last(body.id, upper)])
        assert below.symmetric_difference(area).area < 1e-9, upper


def _last(body: str, upper: str) -> bool:
    """Tell whether a municipality lies in an upper body today."""
    register = Register.load()
    parents = [register[body].parents[-1].value]
    while len(parents[-1]) > 3:
        parents.append(register[parents[-1]].parents[-1].value)
    return upper in parents
