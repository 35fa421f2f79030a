"""People sign in and use links by clicking, in a real browser, on any screen, without JavaScript."""

import re
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from fokus_core.access.links import Links
from fokus_core.storage.state_store import open_state_store

if TYPE_CHECKING:
    from conftest import Site

OUTLINE = "getComputedStyle(document.activeElement).outlineStyle"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def looked_at(page: Any) -> str:
    """Return the heading of a page that is fit to be seen."""
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") in {"de", "en"}
    assert page.evaluate(OVERFLOW) == 0
    return str(page.locator("h1").inner_text())


def link(site: "Site", body: str) -> str:
    """Return the address of a new link to open a garden."""
    with closing(open_state_store(f"sqlite:///{site.folder}/data/state_store.db")) as state_store:
        until = datetime.now(UTC) + timedelta(hours=1)
        return site.url + Links(state_store).issue("garden.open-by-link", {"body": body}, expires=until)


def test_one_signs_in_and_out_by_clicking(page: Any, site: "Site") -> None:
    page.goto(f"{site.url}/signin")
    page.get_by_role("button", name=re.compile("Gärtner")).click()
    assert (looked_at(page), page.url) == ("Sie sind angemeldet", f"{site.url}/signin")
    page.locator("main").get_by_role("button", name="Abmelden").click()
    assert looked_at(page) == "Sie sind abgemeldet"


def test_a_link_is_used_by_its_button_and_shows_where_the_keyboard_is(page: Any, site: "Site") -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    body = "05315000" if page.viewport_size["width"] > 1000 else "05111000"
    page.goto(link(site, body))
    assert looked_at(page) == "Einen Garten eröffnen"
    page.keyboard.press("Tab")
    assert page.evaluate(OUTLINE) == "solid"
    page.keyboard.type("Rosen")
    page.keyboard.press("Tab")
    assert page.evaluate(OUTLINE) == "solid"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert looked_at(page) == "Fertig"
    page.goto(link(site, body))
    page.get_by_label("Name des Gartens").fill("Tulpen")
    page.get_by_role("button").click()
    assert looked_at(page) == "Einen Garten eröffnen"
    assert "Der Garten ist an diesem Tag bereits geöffnet." in page.get_by_role("alert").inner_text()
    assert page.get_by_label("Name des Gartens").input_value() == "Tulpen"
    assert {url.removeprefix(site.url).split("/")[1] for url in asked} <= {"l", "static"}


def test_a_used_link_is_gone_in_both_languages(page: Any, site: "Site") -> None:
    page.goto(f"{site.url}/l/unbekannt")
    assert looked_at(page) == "Link gilt nicht mehr"
    page.get_by_role("link", name="English").click()
    assert looked_at(page) == "Link no longer valid"
