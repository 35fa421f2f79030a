"""A fact table keeps a row per fact, and since when it is no longer known."""

from datetime import date

import pytest

from fokus_core.domain.facts import Fact
from fokus_network.membership.facts import FigurePublished, RoundClosed
from fokus_projections import OPEN_POSITION, FactTable
from fokus_projections.testing import recorded, rows_of, take_back

DAY = date(2020, 1, 1)
TABLE = FactTable(name="network.f", table="network_f", description="Figures.", fact=FigurePublished)
FACTS: list[Fact] = [
    FigurePublished(effective=DAY, figure="a", members=37, at_least=True),
    RoundClosed(effective=DAY, round="2015"),
    FigurePublished(effective=DAY, figure="b", members=50),
]


@pytest.mark.parametrize("batch", [1, 2, 2000])
def test_each_fact_of_its_class_is_a_row(batch: int) -> None:
    assert rows_of(TABLE, FACTS, batch=batch) == [
        row(1, "a", 37, at_least=1, known_to=OPEN_POSITION),
        row(3, "b", 50, at_least=0, known_to=OPEN_POSITION),
    ]


@pytest.mark.parametrize("batch", [1, 2, 2000])
def test_what_is_taken_back_is_known_no_longer_from_then_on(batch: int) -> None:
    records = recorded(FACTS)
    back = [*FACTS, take_back(records[0]), take_back(records[1])]
    assert rows_of(TABLE, back, batch=batch) == [
        row(1, "a", 37, at_least=1, known_to=4),
        row(3, "b", 50, at_least=0, known_to=OPEN_POSITION),
    ]


def row(position: int, figure: str, members: int, *, at_least: int, known_to: int) -> dict[str, object]:
    return {
        "position": position,
        "effective": "2020-01-01",
        "figure": figure,
        "members": members,
        "at_least": at_least,
        "counts": "members",
        "rounds": "[]",
        "kinds": "[]",
        "known_from": position,
        "known_to": known_to,
    }
