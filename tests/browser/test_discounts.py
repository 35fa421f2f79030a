"""The list of discounts in a browser with script: what it tells of a place, and what is noted stays there."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from fokus_api.runtime.service import Service
from fokus_api.testing import settle
from fokus_core import CONSOLE
from fokus_ehrenamtskarte.discounts.commands import ApproveDiscount, ProposeDiscount
from fokus_ehrenamtskarte.partners.commands import ApprovePartner, ProposePartner

if TYPE_CHECKING:
    from conftest import Site

HAGEN, DAY = "05914000", date(2026, 1, 5)
PAGE = "/ehrenamtskarte/verguenstigungen"
HERE = {"latitude": 51.361234, "longitude": 7.471234}
TITLES = ("Freier Eintritt", "Halber Preis")


def discounts(service: Service) -> None:
    """Enter and approve a partner with two discounts."""

    def give(command: Any) -> Any:
        return service.journal.handle(command, by=CONSOLE).facts[0].fact

    museum: dict[str, Any] = {
        "name": "Museum",
        "street": "Museumsplatz 1",
        "postcode": "58095",
        "latitude": 51.36,
        "longitude": 7.47,
    }
    there: dict[str, Any] = {"body": HAGEN, "effective": DAY}
    there["partner"] = give(ProposePartner(**there, **museum)).partner
    give(ApprovePartner(**there))
    for title in TITLES:
        proposed = give(ProposeDiscount(**there, title=title, category="culture"))
        give(ApproveDiscount(**there, discount=proposed.discount))
    settle(service)


@pytest.fixture(scope="module")
def town(crowded: Callable[..., Any]) -> "Site":
    found: Site = crowded(discounts)
    return found


@pytest.fixture
def phone(chromium: Any) -> Iterator[Any]:
    """Return a telephone that says where it is, with script and storage of its own."""
    size = {"width": 360, "height": 720}
    told: dict[str, Any] = {"viewport": size, "locale": "de-DE", "geolocation": HERE, "permissions": ["geolocation"]}
    with closing(chromium.new_context(**told)) as context:
        context.set_default_timeout(60_000)
        yield context


def test_near_me_tells_a_place_of_two_digits_and_no_other(town: "Site", phone: Any) -> None:
    page, asked = phone.new_page(), list[str]()
    phone.on("request", lambda one: asked.append(f"{one.url} {one.post_data or ''} {one.headers}"))
    page.goto(town.url + PAGE)
    page.get_by_role("button", name="In meiner Nähe suchen").click()
    page.get_by_text("Gesucht wird in Ihrer Nähe.").wait_for()
    given = parse_qs(urlsplit(page.url).query)
    assert (given["breite"], given["laenge"]) == (["51.36"], ["7.47"])
    assert [page.get_by_role("link", name=title, exact=True).count() for title in TITLES] == [1, 1]
    finer = [str(number)[:-3] for number in HERE.values()]
    assert finer == ["51.361", "7.471"]
    assert [one for one in asked if any(number in one for number in finer)] == []


def test_what_is_noted_is_there_after_a_reload_and_each_is_asked_for_once(town: "Site", phone: Any) -> None:
    page, asked = phone.new_page(), list[str]()
    phone.on("request", lambda one: asked.append(urlsplit(one.url).path))
    page.goto(town.url + PAGE)
    noted = page.locator("#gemerkt")
    assert not noted.is_visible()
    ids = [str(page.locator(f"button[data-title='{title}']").get_attribute("data-discount")) for title in TITLES]
    for title, id_ in zip(TITLES, ids, strict=True):
        with page.expect_response(f"**/discounts/{id_}"):
            page.get_by_role("button", name=f"Merken: {title}").click()
        page.get_by_role("button", name=f"Gemerkt: {title}").wait_for()
    page.get_by_role("button", name=f"Gemerkt: {TITLES[0]}").click()
    page.get_by_role("button", name=f"Merken: {TITLES[0]}").wait_for()
    page.evaluate("fetch('/health').then(() => null)")  # what was asked before that has been noted by now
    details = [PurePosixPath(one).name for one in asked if one.startswith("/api/v1/ehrenamtskarte/discounts/")]
    assert sorted(details) == sorted(ids)
    page.reload()
    noted.get_by_role("link", name=TITLES[1]).wait_for()
    assert noted.locator("li").count() == 1
    noted.get_by_role("button", name=f"Entfernen: {TITLES[1]}").click()
    noted.wait_for(state="hidden")
    page.reload()
    page.get_by_role("button", name=f"Merken: {TITLES[1]}").wait_for()
    assert not noted.is_visible()
