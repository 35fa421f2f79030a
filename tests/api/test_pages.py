"""Pages in both directions, and how many items there are on all of them."""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from api_kit import Client, Headers, open_gardens, slug

import fokus_api
from fokus_api.runtime.service import Service

BODIES = ("05315000", "05111000", "05112000", "05113000", "05114000")
LISTS = (
    "/api/v1/garden/gardens",
    "/api/v1/garden/names",
    "/api/v1/log",
    "/api/v1/log?order=-effective",
    "/api/v1/feed",
    "/api/v1/bodies?q=dorf",
    "/api/v1/plugins",
)


def asked(path: str, **params: Any) -> str:
    return f"{path}{'&' if '?' in path else '?'}{urlencode(params)}"


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("limit", [1, 2, 3])
def test_one_comes_back_over_the_pages_one_went_by(client: Client, service: Service, path: str, limit: int) -> None:
    open_gardens(service, *BODIES)
    forth, url = [], asked(path, limit=limit)
    while url:
        answer = client.get(url)
        forth.append(answer.json()["items"])
        last, url = answer, answer.links.get("next", {}).get("url", "")
    assert client.get(asked(path, limit=limit)).json()["prev_cursor"] is None
    back, answer = [last.json()["items"]], last
    while url := answer.links.get("prev", {}).get("url", ""):
        assert answer.json()["prev_cursor"] is not None
        answer = client.get(url)
        back.append(answer.json()["items"])
        assert answer.json()["next_cursor"] is not None
    assert [one for page in reversed(back) for one in page] == [one for page in forth for one in page]
    assert all(len(page) == limit for page in back[1:-1])


@pytest.mark.parametrize("path", LISTS)
def test_what_there_is_on_all_pages_is_counted_where_it_is_asked_for(
    client: Client, service: Service, path: str
) -> None:
    open_gardens(service, *BODIES)
    whole = client.get(asked(path, limit=1000)).json()
    assert whole["total"] is None
    first = client.get(asked(path, limit=2, total="true"))
    assert first.json()["total"] == len(whole["items"])
    if "next" in first.links:
        assert client.get(first.links["next"]["url"]).json()["total"] == len(whole["items"])


def test_a_count_tells_nothing_of_what_the_caller_may_not_see(
    client: Client, service: Service, office: Headers
) -> None:
    open_gardens(service, *BODIES)
    shown, all_ = (client.get("/api/v1/log?total=true&limit=1", headers=who).json()["total"] for who in (None, office))
    assert shown == len(client.get("/api/v1/log?limit=1000").json()["items"]) < all_


def test_a_page_before_another_shows_the_same_moment(client: Client, service: Service) -> None:
    open_gardens(service, *BODIES[1:])
    second = client.get(client.get("/api/v1/garden/gardens?limit=2").links["next"]["url"])
    open_gardens(service, "05116000", BODIES[0])
    first = client.get(second.links["prev"]["url"]).json()["items"]
    assert [one["body"] for one in first] == ["05111000", "05112000"]


def test_a_cursor_of_another_list_leads_nowhere(client: Client, service: Service) -> None:
    open_gardens(service, *BODIES)
    cursor = client.get(client.get("/api/v1/log?limit=2").links["next"]["url"]).json()["prev_cursor"]
    assert slug(client.get(f"/api/v1/garden/gardens?cursor={cursor}")) == "invalid-cursor"
    assert slug(client.get("/api/v1/garden/gardens.csv?total=true")) == "unknown-parameter"


def test_no_template_hides_another() -> None:
    package = Path(fokus_api.__file__).parent
    names = [one.name for one in package.glob("*/templates/*.html")]
    assert sorted(names) == sorted({*names})
