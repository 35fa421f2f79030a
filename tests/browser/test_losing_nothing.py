"""What is hidden stays so, and what was typed is kept: lost sessions, two people at one thing, others' drafts."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import httpx
from working import TODAY, errors, fill, go_on, heading, sign_in

if TYPE_CHECKING:
    from conftest import Site

OFFICE = "Staatskanzlei"
CALL = {"body": "Stadt Ahlen", "year": "2026", "budget": "5000", "effective": TODAY}


def test_what_is_hidden_looks_as_what_is_not_there(browser: Callable[..., Any], house: "Site") -> None:
    page = browser()
    log = f"{house.url}/api/v1/log"
    open_ = {one["position"] for one in httpx.get(log, params={"limit": 1000}, timeout=60).json()["items"]}
    hidden = next(position for position in range(1, max(open_)) if position not in open_)
    said = []
    for address in (f"/eintrag/{hidden}", "/eintrag/999999", "/ding/cohort/5-nirgends", f"/entwurf/{'a' * 32}"):
        answer = page.goto(house.url + address)
        said.append((answer.status, heading(page)))
    assert said[:3] == [(404, "Nicht gefunden")] * 3
    assert "authorize" in page.url  # a draft may be found again after signing in
    sign_in(page, house.url, "Revision")
    answer = page.goto(f"{house.url}/entwurf/{'a' * 32}")
    assert (answer.status, heading(page)) == (404, "Nicht gefunden")


def test_anothers_draft_is_not_found(browser: Callable[..., Any], house: "Site") -> None:
    one, other = browser(), browser()
    sign_in(one, house.url, OFFICE)
    one.goto(f"{house.url}/vorgang/heimatpreis/open-call")
    sign_in(other, house.url, "Engagementförderung der Kommune")
    answer = other.goto(one.url)
    assert (answer.status, heading(other)) == (404, "Nicht gefunden")


def test_a_session_that_ends_while_one_types_loses_nothing(browser: Callable[..., Any], house: "Site") -> None:
    page = browser()
    sign_in(page, house.url, OFFICE)
    page.goto(f"{house.url}/vorgang/heimatpreis/open-call")
    form = page.url
    fill(page, {**CALL, "call": "verloren-2026"})
    beside = page.context.new_page()
    beside.goto(house.url)
    beside.get_by_role("button", name="Abmelden").click()
    beside.locator("main").wait_for()
    go_on(page)
    assert heading(page) == "Ihre Sitzung ist beendet"
    page.locator("main").get_by_role("link", name="Anmelden").click()
    page.get_by_role("button", name=OFFICE, exact=True).click()
    page.wait_for_url(form)
    kept = {name: page.locator(f"main [name='{name}']").input_value() for name in (*CALL, "call")}
    assert kept == {**CALL, "call": "verloren-2026"}
    go_on(page)
    assert heading(page) == "Das wird eingetragen", errors(page)


def test_of_two_people_at_one_thing_the_second_is_told_and_keeps_what_was_typed(
    browser: Callable[..., Any], house: "Site"
) -> None:
    pages = browser(), browser()
    for page in pages:
        sign_in(page, house.url, OFFICE)
        page.goto(f"{house.url}/vorgang/heimatpreis/open-call")
        fill(page, {**CALL, "call": "zugleich-2026"})
        go_on(page)
        assert heading(page) == "Das wird eingetragen", errors(page)
    first, second = pages
    go_on(first)
    assert heading(first) == "Eingetragen"
    go_on(second)
    assert second.title().startswith("Fehler: ")
    (told,) = errors(second)
    assert "Diese Auslobung gibt es schon. Wählen Sie eine andere Kurzbezeichnung." in told
    assert second.locator("main [name='call']").input_value() == "zugleich-2026"
    fill(second, {"call": "danach-2026"})
    go_on(second)
    go_on(second)
    assert heading(second) == "Eingetragen"
