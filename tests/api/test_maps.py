"""Maps of overview: every body with a boundary is drawn where it lies, on the ground of the day."""

import re
from datetime import date

import pytest

from fokus_api.pages.maps import outline_of
from fokus_core.bodies.register import Register

TODAY = date(2026, 1, 1)
EVERY = [body.id for body in Register.load() if body.exists(TODAY)]


def corners(path: str) -> tuple[list[int], list[int]]:
    """Return where a path of relative steps goes."""
    xs, ys = [], []
    for ring in re.findall(r"M([^z]+)z", path):
        x, y, *steps = map(int, re.findall(r"-?[0-9]+", ring))
        for step in range(0, len(steps) + 2, 2):
            xs.append(x)
            ys.append(y)
            if step < len(steps):
                x, y = x + steps[step], y + steps[step + 1]
    return xs, ys


def test_all_towns_and_districts_are_drawn_within_the_map() -> None:
    found = outline_of(EVERY, TODAY)
    assert (len(found.towns), len(found.districts)) == (396, 31)
    assert {len(one) for one in found.missing} == {3}  # administrative districts
    assert len(found.ground) == 31 + 22
    assert "BKG" in found.source
    for area in (*found.towns, *found.districts):
        xs, ys = corners(area.path)
        assert 0 <= min(xs) <= area.point[0] <= max(xs) <= found.width, area.body
        assert 0 <= min(ys) <= area.point[1] <= max(ys) <= found.height, area.body


def test_the_map_is_true_to_scale_and_north_is_up() -> None:
    def point(body: str) -> tuple[int, int]:
        return outline_of([body], TODAY).towns[0].point

    koeln, bonn, muenster, bielefeld = map(point, ("05315000", "05314000", "05515000", "05711000"))
    assert muenster[1] < koeln[1] < bonn[1]
    assert muenster[0] < bielefeld[0]
    far = ((koeln[0] - bielefeld[0]) ** 2 + (koeln[1] - bielefeld[1]) ** 2) ** 0.5
    assert far / 440 * 111 == pytest.approx(160, abs=10)  # kilometres as the crow flies


def test_the_ground_is_that_of_the_day() -> None:
    before, after = (outline_of([], date(year, 1, 1)).ground for year in (2009, 2010))
    assert [*before] != [*after]  # Kreis Aachen, and the Städteregion with Aachen after it
