"""Lists at work in a browser: columns, a view of one's own, rows that are ticked; and the report of a barrier."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from looking import Looker
from working import TODAY, fill, go_on, heading, sign_in

if TYPE_CHECKING:
    from conftest import Site

MEMBERS = "/liste/network/members"


@pytest.fixture
def looker(window: Callable[..., Any], house: "Site") -> Looker:
    return Looker(window("de"), house.url, None)


def test_columns_are_chosen_and_kept_as_a_view(looker: Looker, house: "Site") -> None:
    page = looker.page
    sign_in(page, house.url, "Netzwerkkoordination")
    looker.asked.clear()
    page.goto(f"{house.url}{MEMBERS}")
    page.locator(".fk-filters summary").first.click()
    page.locator("#spalte-status").uncheck()
    page.get_by_role("button", name="Anwenden").first.click()
    assert "Status" not in page.locator(".fk-table thead").inner_text().split()
    page.locator("summary", has_text="Ihre Ansichten").click()
    page.fill("#ansicht", "Ohne Status")
    page.get_by_role("button", name="Ansicht speichern").click()
    page.goto(f"{house.url}{MEMBERS}")
    page.get_by_role("link", name="Ohne Status").click()
    assert "spalten=" in page.url
    looker.look()
    assert looker.faults == []


def test_ticked_rows_are_judged_one_by_one(looker: Looker, house: "Site") -> None:
    page = looker.page
    sign_in(page, house.url, "Netzwerkkoordination")
    looker.asked.clear()
    page.goto(f"{house.url}{MEMBERS}")
    for place in (0, 1):
        page.locator("input[name=ding]").nth(place).check()
    page.select_option("#vorgang", label="In das Netzwerk aufnehmen")
    page.get_by_role("button", name="Weiter").click()
    assert "Für 2 Zeilen der Liste" in page.inner_text("main")
    looker.look()
    fill(page, {"effective": TODAY})
    go_on(page)
    assert heading(page) == "Das wird eingetragen"
    assert "2 Zeilen gehen nicht" in page.inner_text("main")  # as both are members
    looker.look()
    assert looker.faults == []


def test_a_barrier_is_reported_and_seen_by_whoever_runs_the_service(looker: Looker, house: "Site") -> None:
    page = looker.page
    page.goto(f"{house.url}/barriere-melden")
    go_on(page)
    assert page.title().startswith("Fehler: ")
    looker.look()
    page.fill("#text", "Die Karte ist ohne Maus nicht bedienbar.")
    go_on(page)
    assert "Danke, Ihre Meldung ist da." in page.inner_text("main")
    looker.look()
    sign_in(page, house.url, "Betrieb")
    looker.asked.clear()
    page.goto(f"{house.url}/aufgaben")
    page.get_by_role("link", name="Gemeldete Barriere beantworten").first.click()
    assert "ohne Maus" in page.inner_text("main")
    looker.look()
    go_on(page)
    assert heading(page) == "Aufgaben"
    assert looker.faults == []
