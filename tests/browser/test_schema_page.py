"""The page of the API in a browser with scripts: every operation is there, nobody else is asked, nothing is refused."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

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
