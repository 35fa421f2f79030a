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
    ("Revision", "/pruefung/lesemodelle"),
    ("Revision", "/pruefung/entscheidung/1"),
    ("Betrieb", "/betrieb"),
)
DOCUMENTED = (
    "/",
    "/netzwerk",
    "/netzwerk?on=31.12.2016",
    "/netzwerk?on=1.1.2012",
    "/ehrenamtskarte",
    "/entwicklungswerkstatt",
    "/kommunen/05570004",
    "/kommunen/05570004?on=1.6.2016&von=bald",
    "/kommunen/05570004?von=1.1.2016",
    "/kommunen/059",
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
    titles = look(looked_at, site, PAGES)
    assert len(set(titles.values())) > len(PAGES) - 4  # the days of one page share its title


def test_the_pages_of_the_programmes_are_as_sound(looked_at: Any, house: "Site") -> None:
    look(looked_at, house, DOCUMENTED)
    looked_at.goto(f"{house.url}/netzwerk?on=31.12.2016")
    width = looked_at.evaluate("document.querySelector('.fk-map').getBoundingClientRect().width")
    assert width > 280
    looked_at.locator(".fk-stops a", has_text="2015").click()
    assert looked_at.locator(".fk-lead").inner_text().startswith("Am 31. Dezember 2015 waren 23 Mitglieder")
    reached = looked_at.evaluate("[...document.querySelectorAll('.fk-map a')].filter(one => one.tabIndex >= 0).length")
    assert reached == 0  # the table beside the map says the same
    looked_at.get_by_role("link", name="Alsdorf", exact=True).first.click()
    assert looked_at.locator("h1").inner_text() == "Alsdorf"
    looked_at.get_by_label("Früherer Tag").fill("1.1.2015")
    looked_at.get_by_role("button", name="Vergleichen").click()
    assert "Gilt am späteren Tag" in looked_at.locator("main").inner_text()


def look(looked_at: Any, site: "Site", pages: tuple[str, ...]) -> dict[str, str]:
    """Look at pages with axe, and return their titles; what they ask for, and say, is theirs alone."""
    from axe_playwright_python.sync_playwright import Axe

    said: list[str] = []
    asked: set[str] = set()
    titles: dict[str, str] = {}
    reports: list[str] = []
    looked_at.on("console", lambda message: said.append(message.text))
    looked_at.on("request", lambda request: asked.add(request.url))
    for address in pages:
        looked_at.goto(site.url + address)
        looked_at.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        found = Axe().run(looked_at, options=RULES)
        if found.violations_count:
            reports.append(f"{address}: {found.generate_report()}")
        assert looked_at.evaluate(OVERFLOW) <= 0, address
        titles[address] = looked_at.title()
    assert reports == []
    assert [one for one in said if "status of 4" not in one] == []
    others = [url for url in asked if not url.startswith((site.url, "data:"))]
    assert [url for url in others if "/authorize?" not in url] == []  # where the demonstration signs people in
    return titles


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
