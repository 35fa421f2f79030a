"""Figures of applications: counted once, without small numbers, not to be computed from others, unmoved by erasure."""

from dataclasses import replace
from itertools import product
from typing import Any

from applications_kit import HAGEN, apply, given, today
from cards_kit import Scene
from hypothesis import example, settings
from hypothesis import given as drawn
from hypothesis import strategies as st

from fokus_api.testing import issue_key, settle, temporary_client
from fokus_core import Person
from fokus_ehrenamtskarte.applications.desk.decisions import RejectApplication
from fokus_ehrenamtskarte.applications.figures.counting import LEAST, Cell, Group, published
from fokus_ehrenamtskarte.applications.record.facts import ApplicationHandedIn
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin
from fokus_ehrenamtskarte.rules.application import Ground

FIGURES = "/api/v1/ehrenamtskarte/application-figures"
OWN = f"/api/v1/ehrenamtskarte/bodies/{HAGEN}/application-figures"
COUNTS = st.lists(st.integers(0, 9), min_size=2, max_size=4)


def cells(counts: list[int]) -> list[Cell]:
    return [Cell(Group("2026-01", str(number), "approved", None), count) for number, count in enumerate(counts)]


def told(counts: list[int]) -> list[Cell]:
    return sorted(published(cells(counts)), key=repr)


def others(counts: list[int]) -> list[list[int]]:
    """Return what the counts could be as well where they are small."""
    ranges = [range(LEAST) if count < LEAST else (count,) for count in counts]
    return [list(one) for one in product(*ranges)]


@settings(deadline=None, max_examples=40)
@drawn(COUNTS)
@example([4, 4, 4, 4, 4])
@example([1, 1, 1, 1, 1])
def test_no_small_number_can_be_told_from_what_is_published(counts: list[int]) -> None:
    shown = told(counts)
    assert all(one.count >= LEAST for one in shown)
    possible = [one for one in others(counts) if told(one) == shown]
    for number, count in enumerate(counts):
        if 0 < count < LEAST:
            assert {one[number] for one in possible} - {count}, (counts, number, shown)


def test_what_is_small_stands_together_where_that_hides_it() -> None:
    pooled = [one.count for one in published(cells([12, 4, 3, 2])) if one.group.body is None]
    assert pooled == [9]
    assert [one.count for one in published(cells([12, 4, 3]))] == [12], "two could tell each other's"
    assert published(cells([4, 4, 4])) == [], "all four is no secret"


def test_what_is_small_stands_together_with_its_own_ground_alone() -> None:
    grounds = ("hours", "hours", "hours", "juleica")
    some = [
        Cell(replace(one.group, ground=ground), one.count)
        for one, ground in zip(cells([4, 3, 2, 4]), grounds, strict=True)
    ]
    assert [(one.group.ground, one.count) for one in published(some)] == [("hours", 9)]


def test_a_median_is_of_five_at_least() -> None:
    many = replace(cells([6])[0], to_confirmation=(1, 2, 3, 4), to_decision=(1, 2, 3, 4, 5, 60))
    (shown,) = published([many])
    assert (shown.median_to_confirmation, shown.median_to_decision) == (None, 3.5)


def rejected(scene: Scene, number: int, **more: Any) -> str:
    """Hand in an application and reject it; returns whose it is."""
    person = Person(name=f"Ada {number}", email=f"{number}@example.org", birth="1980-05-01")
    handed, _stated = given(scene.service.journal, apply(person=person, **more))
    assert isinstance(handed, ApplicationHandedIn)
    about: dict[str, Any] = {"body": HAGEN, "application": handed.application, "effective": today()}
    given(scene.service.journal, RejectApplication(**about, reason="hours"))
    return handed.person


def erased(scene: Scene, person: str) -> None:
    """Erase a person by two data-protection officers."""
    first = scene.headers("data-protection-officer")
    scene.keys["second"] = issue_key(scene.service, "second", ("data-protection-officer", "state"))
    body = {"person": person, "ground": "not-needed", "effective": str(today())}
    proposal = scene.client.post("/api/v1/core/commands/erase-person", json=body, headers=first).json()["proposal"]
    confirm = {"proposal": proposal}
    url, second = "/api/v1/core/commands/confirm", scene.headers("second")
    assert scene.client.post(url, json=confirm, headers=second).status_code == 201
    scene.service.jobs.poke("core.erase-persons")
    status = scene.service.jobs.run_now("core.erase-persons", 30)
    assert status is not None
    assert status.failures == 0
    settle(scene.service)


def test_figures_are_told_when_the_month_is_over_and_stay_when_people_are_erased() -> None:
    with temporary_client(plugin) as client:
        scene = Scene(client)
        people = [rejected(scene, number) for number in range(6)]
        settle(scene.service)
        assert scene.get(FIGURES).json()["items"] == [], "the month is not over"
        service = (Ground(kind="juleica", valid_until=today()), Ground(kind="reserve"))
        rejected(scene, 6, grounds=service)
        rejected(scene, 7, grounds=service[1:])
        settle(scene.service)
        found = scene.get(OWN, "hagen").json()["items"]
        assert sorted((one["applications"], one["outcome"], one["reason"], one["ground"]) for one in found) == [
            (1, "rejected", "hours", "juleica"),
            (1, "rejected", "hours", "reserve"),
            (6, "rejected", "hours", "hours"),
        ]
        own = [one for one in found if one["ground"] == "hours"]
        assert own[0]["days_to_decision"] == 0
        for caller in ("bonn", "office", ""):
            assert scene.get(OWN, caller).status_code in {401, 403}, caller
        erased(scene, people[0])
        assert scene.get(OWN, "hagen").json()["items"] == found
        assert scene.get(FIGURES, body="Bonn").json()["items"] == []
        assert scene.get(FIGURES, body="Nirgendwo").status_code == 422
