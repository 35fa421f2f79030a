"""Advice from site to site: who may record it, what must be true, and what the group reads of it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from closed_group_kit import PROBE, House
from closed_group_kit import TODAY as NOW
from ews_kit import ANNOUNCED, BEGUN, BONN, HAGEN, LUENEN, RUN, joined, rules, seat

from fokus_api.testing import settle, temporary_client
from fokus_core import Fact
from fokus_core.testing import TODAY, Given
from fokus_ews.facts import SiteLeft
from fokus_ews.learning.between_sites import RecordSiteAdvice, SiteAdvised
from fokus_ews.plugin import plugin

given = Given(plugin)
GROUP: tuple[Fact, ...] = (ANNOUNCED, rules(), BEGUN, joined(HAGEN), joined(BONN), seat("console", HAGEN))
TOMORROW = TODAY + timedelta(days=1)


def advice(**changed: Any) -> RecordSiteAdvice:
    asked = {"cohort": RUN, "adviser": BONN, "advised": HAGEN, "channel": "online", "concern": "Frage"}
    return RecordSiteAdvice(**{**asked, "body": HAGEN, "effective": TODAY, **changed})


def test_either_site_records_it_and_so_does_the_carrier() -> None:
    (fact,) = given(*GROUP).when(advice(note="Antwort")).facts
    assert isinstance(fact, SiteAdvised)
    assert (fact.run, fact.adviser, fact.body, fact.effective) == (RUN, BONN, HAGEN, TODAY)
    (back,) = given(*GROUP).when(advice(adviser=HAGEN, advised=BONN)).facts
    (carried,) = given(*GROUP).when(advice(body=None)).facts
    assert isinstance(back, SiteAdvised)
    assert (back.adviser, back.note, type(carried)) == (HAGEN, None, SiteAdvised)


def test_what_happened_among_others_or_with_no_site_or_on_a_day_to_come_is_refused() -> None:
    given(*GROUP, joined(LUENEN)).when(advice(advised=LUENEN)).then_refused("not-own")
    given(*GROUP).when(advice(body=BONN)).then_refused("no-seat")
    given(*GROUP).when(advice(advised=BONN, body=BONN)).then_refused("no-seat")
    given(*GROUP).when(advice(adviser=HAGEN)).then_refused("advises-itself")
    given(*GROUP).when(advice(adviser=LUENEN)).then_refused("no-site")
    given(*GROUP).when(advice(advised=LUENEN, adviser=HAGEN)).then_refused("no-site")
    given(*GROUP).when(advice(effective=TOMORROW)).then_refused("day-to-come")
    left = SiteLeft(effective=TODAY, run=RUN, body=BONN)
    given(*GROUP, left).when(advice()).then_refused("no-site")


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with temporary_client(plugin, plugins=["network"]) as client:
        house = House(client)
        here = {"cohort": PROBE, "effective": NOW}
        about = advice(**here, concern="Wie habt ihr den Rat gewonnen?", note="Mit Zahlen.")
        assert house.give("hagen", about).status_code == 201
        assert house.give("carrier", advice(**here, adviser=HAGEN, advised=BONN, body=None)).status_code == 201
        settle(house.service)
        yield house


def test_the_whole_group_reads_it_and_nobody_else_learns_of_it(house: House) -> None:
    path = f"/api/v1/ews/runs/{PROBE}/site-advice"
    for who in ("hagen", "bonn", "carrier"):
        first, second = house.get(who, path).json()["items"]
        assert (first["adviser"]["name"], first["advised"]["name"]) == ("Bonn", "Hagen")
        assert (first["concern"], first["note"]) == ("Wie habt ihr den Rat gewonnen?", "Mit Zahlen.")
        assert (first["day"], first["channel"], second["note"]) == (NOW.isoformat(), "online", None)
    for who in ("luenen", "former", "auditor", "anonymous"):
        assert house.get(who, path).status_code == 404, who
    assert (
        house.give("bonn", advice(cohort=PROBE, effective=NOW, body=None)).status_code == 404
    )  # which the carrier alone may


def test_it_is_said_in_a_sentence_without_what_is_sealed(house: House) -> None:
    log = house.get("bonn", "/api/v1/log", key=f"cohort:{PROBE}", type="ews.site-advised@1").json()["items"]
    assert {one["sentence"]["de"] for one in log} == {
        "Die Stadt Bonn hat die Stadt Hagen beraten.",
        "Die Stadt Hagen hat die Stadt Bonn beraten.",
    }
    assert {one["sentence"]["en"] for one in log} == {"Bonn advised Hagen.", "Hagen advised Bonn."}
