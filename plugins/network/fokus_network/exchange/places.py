"""Where municipalities lie and how many people live there: what similar ones are found by."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from math import asin, cos, radians, sin, sqrt

import msgspec

from fokus_core import Register

EARTH = 6371.0  # kilometres, the mean radius


class Source(msgspec.Struct, frozen=True):
    """Where the numbers come from, and the day that they are of."""

    what: str
    attribution: str
    licence: str
    day: date
    day_note: str


class Inhabitants(msgspec.Struct, frozen=True):
    """How many people lived in each municipality, district and administrative district on one day."""

    source: Source
    inhabitants: Mapping[str, int]


@cache
def inhabitants() -> Inhabitants:
    """Return the official numbers that come with the programme."""
    stored = files("fokus_network") / "exchange" / "inhabitants.json"
    return msgspec.json.decode(stored.read_bytes(), type=Inhabitants)


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the distance of two points as the crow flies, each by longitude and latitude."""
    (east, north), (there_east, there_north) = (tuple(map(radians, point)) for point in (one, other))
    half = sin((there_north - north) / 2) ** 2
    half += cos(north) * cos(there_north) * sin((there_east - east) / 2) ** 2
    return 2 * EARTH * asin(sqrt(half))


def distance(register: Register, one: str, other: str) -> float | None:
    """Return how many kilometres lie between points within two bodies; None where one of them lies nowhere."""
    points = [register[body].point if body in register else None for body in (one, other)]
    return None if points[0] is None or points[1] is None else kilometres(points[0], points[1])
