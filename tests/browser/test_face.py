"""The pages in a real browser: axe finds nothing, nothing scrolls sideways, nobody else is asked."""

from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Site

pytestmark = pytest.mark.long

KOELN = "05315000"
PAGES = (
    "/",
    "/kommunen",
    "/kommunen?q=berg&kind=town&on=1.1.2024",
    f"/kommunen/{KOELN}",
    f"/kommunen/{KOELN}?on=1.1.2020&known=1.1.2100",
    "/liste/garden/gardens",
    "/verlauf",
    "/eintrag/1",
    "/suche?q=köln",
    "/suche",
    "/impressum",
    "/barrierefreiheit",
    "/leichte-sprache",
    "/nirgends",
    "/pruefung",
    "/pruefung/nebeneinander?a=Köln&b=Düsseldorf",
    "/barriere-melden",
)
DESKS = (
    ("Revision", "/pruefung/vergleich?on_a=1.1.2000"),
    ("Revision", "/pruefung/vergleich?on_a=bald"),
    ("Revision", "/pruefung/berechtigungen?permission=core.audit"),
    ("Revision", "/pruefung/einsichten?subject=cohort:4"),
    ("Revision", "/pruefung/entscheidung/1"),
    ("Betrieb", "/betrieb"),
)
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(params=[("light", 1280), ("dark", 320)], ids=["light-desktop", "dark-telephone"])
def looked_at(chromium: Any, site: "Site", request: pytest.FixtureRequest) -> Iterator[Any]:
    theme, width = request.param
    size = {"width": width, "height": 720}
    with closing(chromium.new_context(viewport=size, locale="de-DE", color_scheme=theme)) as context:
        yield context.new_page()


def test_axe_finds_nothing_and_nothing_scrolls_sideways(looked_at: Any, site: "Site") -> None:
    from axe_playwright_python.sync_playwright import Axe

    said: list[str] = []
    asked: set[str] = set()
    titles: dict[str, str] = {}
    reports: list[str] = []
    looked_at.on("console", lambda message: said.append(message.text))
    looked_at.on("request", lambda request: asked.add(request.url))
    for address in PAGES:
        looked_at.goto(site.url + address)
        looked_at.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        found = Axe().run(looked_at, options=RULES)
        if found.violations_count:
            reports.append(f"{address}: {found.generate_report()}")
        assert looked_at.evaluate(OVERFLOW) <= 0, address
        titles[address] = looked_at.title()
    assert reports == []
    assert len(set(titles.values())) > len(PAGES) - 4  # the days of one page share its title
    assert [one for one in said if "status of 4" not in one] == []
    assert all(url.startswith(site.url) for url in asked if not url.startswith("data:"))


def test_axe_finds_nothing_on_the_desks_of_whoever_is_signed_in(looked_at: Any, site: "Site") -> None:
    from axe_playwright_python.sync_playwright import Axe

    signed = ""
    for role, address in DESKS:
        if role != signed:
            looked_at.context.clear_cookies()
            looked_at.goto(f"{site.url}/signin")
            looked_at.get_by_role("button", name=role).click()
            signed = role
        looked_at.goto(site.url + address)
        assert "Fehler" not in looked_at.title() or "bald" in address
        assert looked_at.locator("h1").inner_text() not in {"Nicht gefunden", "Anmeldung erforderlich"}, address
        looked_at.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        found = Axe().run(looked_at, options=RULES)
        assert found.violations_count == 0, f"{address}: {found.generate_report()}"
        assert looked_at.evaluate(OVERFLOW) <= 0, address


def test_a_keyboard_alone_reaches_the_content_past_the_menu(looked_at: Any, site: "Site") -> None:
    looked_at.goto(f"{site.url}/kommunen")
    looked_at.keyboard.press("Tab")
    assert looked_at.evaluate("document.activeElement.className") == "fk-skip"
    looked_at.keyboard.press("Enter")
    looked_at.keyboard.press("Tab")
    assert looked_at.evaluate("document.querySelector('main').contains(document.activeElement)")
