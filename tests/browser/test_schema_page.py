"""The page of the API in a browser with scripts: every operation is there, nobody else is asked, nothing is refused."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from looking import THEMES, Looker

if TYPE_CHECKING:
    from conftest import Site


@pytest.mark.parametrize("width", [1280, 360])
def test_the_api_is_shown_from_our_own_files(browser: Callable[..., Any], site: "Site", width: int) -> None:
    page = browser(java_script_enabled=True, viewport={"width": width, "height": 720})
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site.url}/schema")
    page.locator(".opblock-tag").first.wait_for()
    assert not page.locator("#every-operation").is_visible()
    page.locator("[data-tag='bodies']").click()
    page.locator("#operations-bodies-core_bodies .opblock-summary-control").click()
    page.locator("#operations-bodies-core_bodies").get_by_role("button", name="Try it out").click()
    page.locator("#operations-bodies-core_bodies").get_by_role("button", name="Execute").click()
    page.locator("#operations-bodies-core_bodies .live-responses-table .response-col_status", has_text="200").wait_for()
    assert said == []
    assert [one for one in asked if not one.startswith((site.url, "data:", "blob:"))] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_scripts_there_is_a_list(page: Any, site: "Site") -> None:
    page.goto(f"{site.url}/schema")
    assert page.locator("#every-operation").is_visible()
    assert page.locator("#core_bodies").inner_text().startswith("GET /api/v1/bodies")


SWAGGERS = {  # what Swagger UI builds itself, out of reach of our sheet; the accessibility statement tells of it
    "nested-interactive",  # the path of an operation is a link within its button
    "select-name",  # the choices of parameters have no label
    "landmark-main-is-top-level",  # it brings a main part of its own, within that of the page
    "landmark-no-duplicate-main",
    "landmark-unique",
}


def test_axe_finds_nothing_but_what_swagger_ui_builds_itself(window: Callable[..., Any], site: "Site") -> None:
    looker = Looker(window(), site.url)
    for theme in THEMES:
        looker.page.emulate_media(color_scheme=theme)
        looker.page.goto(f"{site.url}/schema")
        looker.page.locator(".opblock-tag").first.wait_for()
        assert [one for one in looker.found() if one.split(" ")[0] not in SWAGGERS] == []
        looker.page.locator("[data-tag='bodies']").click()
        looker.page.locator("#operations-bodies-core_bodies .opblock-summary-control").click()
        looker.page.locator("#operations-bodies-core_bodies .responses-wrapper").first.wait_for()
        assert [one for one in looker.found() if one.split(" ")[0] not in SWAGGERS] == []
    assert "Swagger UI" in httpx.get(f"{site.url}/barrierefreiheit", headers={"Accept": "text/html"}).text
