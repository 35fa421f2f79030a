"""Programmes of strangers, the tutorial's and a generated one, have list, record, form and inbox without a template."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from working import TODAY, errors, fill, go_on, heading, sign_in

if TYPE_CHECKING:
    from conftest import Site

DUISBURG = "05112000"


def record(page: Any, site: "Site", command: str, values: dict[str, str]) -> None:
    """Give a command by its form."""
    page.goto(f"{site.url}/vorgang/{command}")
    fill(page, values)
    go_on(page)
    assert heading(page) == "Das wird eingetragen", errors(page)
    go_on(page)
    assert heading(page) == "Eingetragen"


def test_the_tutorials_programme_has_its_pages(browser: Callable[..., Any], house: "Site") -> None:
    page = browser()
    sign_in(page, house.url, "Staatskanzlei")
    call = {"body": "Stadt Duisburg", "call": "duisburg-2026", "effective": TODAY}
    record(page, house, "heimatpreis/open-call", {**call, "year": "2026", "budget": "5000"})
    record(page, house, "heimatpreis/award-prize", {**call, "honoured": "Bürgergarten", "euros": "2000"})
    visitor = browser()
    visitor.goto(house.url)
    visitor.locator(".fk-wide").get_by_role("link", name="Heimat-Preis").click()
    assert heading(visitor) == "Heimat-Preis"
    visitor.get_by_role("link", name="Preise", exact=True).click()
    assert heading(visitor) == "Preise"
    row = visitor.get_by_role("row").filter(has_text="Bürgergarten")
    assert "Duisburg" in row.inner_text()
    row.get_by_role("link").first.click()
    assert "Bürgergarten (2.000 Euro)" in visitor.inner_text("main")
    visitor.goto(f"{house.url}/kommunen/{DUISBURG}")
    assert "hat den Heimat-Preis 2026 ausgelobt (5.000 Euro)." in visitor.inner_text("main")
    page.goto(f"{house.url}/kommunen/{DUISBURG}")
    page.locator("#tun summary").first.click()
    page.locator("#tun a[href^='/vorgang/heimatpreis/award-prize']").click()
    assert heading(page) == "Heimat-Preis verleihen"
    assert page.locator("main [name='body']").input_value() == "Duisburg"


def test_a_generated_programme_has_its_pages(browser: Callable[..., Any], house: "Site") -> None:
    page = browser()
    sign_in(page, house.url, "Engagementförderung der Kommune")
    page.goto(f"{house.url}/vorgang/lesepaten/begin")
    fill(page, {"body": "Stadt Hagen"})
    draft = page.url
    page.get_by_role("button", name="Entwurf speichern").click()
    page.wait_for_url("**/aufgaben#entwuerfe")
    page.locator(f"main a[href='{draft.removeprefix(house.url)}']").click()
    assert (heading(page), page.locator("main [name='body']").input_value()) == ("Teilnahme eintragen", "Stadt Hagen")
    page.goto(f"{house.url}/lesepaten")
    page.get_by_role("link", name="Teilnehmende Kommunen").click()
    assert heading(page) == "Teilnehmende Kommunen"
    page.goto(f"{house.url}/kommunen/05914000")
    offered = page.locator("a[href^='/vorgang/lesepaten/']").evaluate_all("all => all.map(one => one.textContent)")
    assert len(offered) >= 1
