"""Searching discounts: by words however they are written, inside of others, near a place, and with errors of typing."""

from collections.abc import Iterator
from typing import Any

import pytest
from partners_kit import Town

from fokus_api.testing import temporary_client
from fokus_ehrenamtskarte.folding import folded
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

ON = "2026-02-01"


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with temporary_client(plugin) as client:
        town = Town(client)
        pool = town.partner(name="Waldfreibad", street="Goethestraße 3", latitude=51.36, longitude=7.47)
        town.discount(pool, title="Halber Eintritt", category="sports", effective="2026-01-20")
        cafe = town.partner(name="Café Müller", latitude=51.50, longitude=7.47)
        town.discount(cafe, title="Ein Kaffee", category="food", translations=[])
        yield town


def found(town: Town, **query: Any) -> list[str]:
    return [one["name"] for one in town.asked("discounts", on=ON, **query)["items"]]


@pytest.mark.parametrize(
    "words", ["freibad", "FREIBAD eintritt", "Göthestrasse", "waldfreibad hagen", "halb", "hag wald"]
)
def test_a_pool_is_found_however_it_is_written(town: Town, words: str) -> None:
    assert found(town, q=words) == ["Waldfreibad"]


def test_words_must_all_stand_there(town: Town) -> None:
    assert found(town, q="cafe mueller") == ["Café Müller"]
    assert found(town, q="kaffee freibad") == found(town, q="bonn") == found(town, q="!?") == []


def test_what_is_near_is_found_and_what_is_far_is_not(town: Town) -> None:
    here = {"latitude": 51.3612, "longitude": 7.4731}
    assert found(town, **here, within=5) == ["Waldfreibad"]
    assert found(town, **here, within=30) == ["Café Müller", "Waldfreibad"]


def test_the_newest_comes_first_where_that_is_asked(town: Town) -> None:
    assert found(town) == ["Café Müller", "Waldfreibad"]
    assert found(town, order="newest") == ["Waldfreibad", "Café Müller"]
    first = town.asked("discounts", on=ON, order="newest", limit=1)
    assert found(town, order="newest", limit=1, cursor=first["next_cursor"]) == ["Café Müller"]


def test_what_may_be_meant_is_told(town: Town) -> None:
    assert found(town, q="waldfreibat") == []
    assert town.asked("spelling", q="Waldfreibat")["words"] == "Waldfreibad"
    assert town.asked("spelling", q="xyzxyz")["words"] is None


def test_discounts_are_counted_where_they_are(town: Town) -> None:
    (place,) = town.asked("discount-places", on=ON)["items"]
    assert (place["town"], place["discounts"]) == ("Hagen", 2)


def test_old_words_find_nothing_once_they_are_changed(town: Town) -> None:
    about = {"street": "Am See 1", "postcode": "58095", "effective": "2026-03-01", "body": "05914000"}
    partner = next(one["partner"] for one in town.asked("partners", on=ON)["items"] if one["name"] == "Café Müller")
    town.done("propose-partner", {**about, "name": "Café Seeblick", "partner": partner})
    town.done("approve-partner", {"body": "05914000", "partner": partner, "effective": "2026-03-01"})
    assert [one["name"] for one in town.asked("discounts", on="2026-03-01", q="seeblick")["items"]] == ["Café Seeblick"]
    assert town.asked("discounts", on="2026-03-01", q="müller")["items"] == []
    assert found(town, q="müller") == ["Café Müller"]


def test_folding_makes_spellings_alike() -> None:
    assert folded("Köln") == folded("KOELN") == "koln"
    assert folded("Goethestraße") == folded("Göthestrasse")
