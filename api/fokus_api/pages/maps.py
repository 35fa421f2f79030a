"""Maps of overview: the outlines of bodies as paths of an SVG, drawn once from the boundaries that come with us."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from math import cos, radians
from typing import Any

import msgspec

from fokus_core.bodies.register import Register
from fokus_core.domain.refusals import Invalid

__all__ = ["Area", "Outline", "outline_of"]

WEST, NORTH, MIDDLE = 5.86, 52.54, 51.5  # degrees: the corner the map begins at, and where it is true to scale
SCALE = 440  # units a degree of latitude
WIDTH, HEIGHT = 994, 976
Ring = Sequence[Sequence[float]]


@dataclass(frozen=True)
class Area:
    """A body on a map: its outline as the data of a path, and a point within it."""

    body: str
    path: str
    point: tuple[int, int]


@dataclass(frozen=True)
class Outline:
    """A map of North Rhine-Westphalia in so many units: its ground, and the areas that were asked for.

    The `ground` are the districts and independent cities of the day; `districts` lie below `towns`. `missing` are the
    ids of which no boundary is at hand, or which are too large to be told from the ground. `source` names whose data
    it is made of, which stands beside every map, `reference` the day of which the boundaries are.
    """

    width: int
    height: int
    ground: Sequence[str]
    districts: Sequence[Area]
    towns: Sequence[Area]
    missing: Sequence[str]
    source: str
    reference: date


def outline_of(bodies: Collection[str], on: date) -> Outline:
    """Return the map of a day with the areas of bodies."""
    drawn = _drawn()
    areas = [drawn.areas[one] for one in sorted(bodies) if one in drawn.areas]
    return Outline(
        width=WIDTH,
        height=HEIGHT,
        ground=[drawn.areas[one].path for one in drawn.ground if _exists(one, on)],
        districts=[one for one in areas if len(one.body) < TOWN],
        towns=[one for one in areas if len(one.body) >= TOWN],
        missing=sorted(set(bodies) - drawn.areas.keys()),
        source=drawn.source,
        reference=drawn.reference,
    )


TOWN = 8  # digits of the id of a municipality


@dataclass(frozen=True)
class _Drawn:
    areas: Mapping[str, Area]
    ground: Sequence[str]
    source: str
    reference: date


@cache
def _drawn() -> _Drawn:
    areas: dict[str, Area] = {}
    ground: list[str] = []
    told: dict[str, Any] = {}
    for file in (files("fokus_core.bodies") / "boundaries").iterdir():
        if file.name.startswith(("districts-", "municipalities-")):
            told = msgspec.json.decode(file.read_bytes())
            for one in told["features"]:
                areas[one["id"]] = Area(one["id"], _path(one["geometry"]), _point(one["id"]))
                if len(one["id"]) < TOWN or one["properties"]["kind"] == "independent-city":
                    ground.append(one["id"])
    return _Drawn(areas, sorted(ground), told["attribution"], date.fromisoformat(told["reference_date"]))


def _exists(body: str, on: date) -> bool:
    try:
        return Register.load()[body].exists(on)
    except Invalid:
        return False


def _point(body: str) -> tuple[int, int]:
    return _at(Register.load()[body].point or (WEST, NORTH))


def _path(geometry: Mapping[str, Any]) -> str:
    shapes: Iterable[Sequence[Ring]] = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        shapes = [geometry["coordinates"]]
    return "".join(_ring(ring) for shape in shapes for ring in shape)


def _ring(ring: Ring) -> str:
    """Return a ring in relative steps, which are a third shorter; steps that go nowhere are left out."""
    (x, y), *rest = [_at(one) for one in ring[:-1]]
    steps = []
    here = (x, y)
    for to in rest:
        if to != here:
            steps.append(f"{to[0] - here[0]} {to[1] - here[1]}".replace(" -", "-"))
            here = to
    return f"M{x} {y}l{' '.join(steps)}z".replace(" -", "-") if steps else ""


def _at(place: Sequence[float]) -> tuple[int, int]:
    return round((place[0] - WEST) * cos(radians(MIDDLE)) * SCALE), round((NORTH - place[1]) * SCALE)
