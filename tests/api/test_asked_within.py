"""What a page asks is answered once for all pages, until a row changes: from the response cache, as for a program."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from api_kit import Client, Headers, bearer, open_gardens
from page_kit import BROWSER

from fokus_api.face.frame import inside
from fokus_api.runtime.service import Service
from fokus_api.testing.contract import issue_key, settle

KOELN, DUESSELDORF = "05315000", "05111000"


@pytest.fixture
def asked() -> Iterator[list[str]]:
    """Return the paths that pages ask and nobody has answered before."""
    found: list[str] = []
    answer = inside._answer

    async def noted(app: object, scope: dict[str, object], body: bytes) -> object:
        found.append(str(scope["path"]))
        return await answer(app, scope, body)  # type: ignore[arg-type]  # passed on

    with patch.object(inside, "_answer", noted):
        yield found


def text(client: Client, address: str, headers: Headers = BROWSER) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    return answer.text


def test_another_page_that_asks_the_same_is_answered_from_the_cache(client: Client, asked: list[str]) -> None:
    first = text(client, "/?a=1")
    assert "/api/v1/log/recent" in asked
    asked.clear()
    assert text(client, "/?a=2") == first.replace("%3Fa%3D1", "%3Fa%3D2").replace("/?a=1", "/?a=2")
    assert asked == []


def test_what_changes_is_asked_anew(client: Client, service: Service) -> None:
    open_gardens(service, KOELN)
    assert f"Garten {KOELN}" in text(client, "/liste/garden/gardens?a=1")
    open_gardens(service, DUESSELDORF)
    assert f"Garten {DUESSELDORF}" in text(client, "/liste/garden/gardens?a=1")
    assert f"Garten {DUESSELDORF}" in text(client, "/liste/garden/gardens?a=2")


def test_what_one_may_see_another_is_not_told(client: Client, service: Service, asked: list[str]) -> None:
    auditor = BROWSER | bearer(issue_key(service, "revision", ("auditor", "state")))
    settle(service)
    seen, hidden = (text(client, "/verlauf?a=1", one).count("/eintrag/") for one in (auditor, BROWSER))
    assert seen > hidden
    asked.clear()
    assert [text(client, "/verlauf?a=2", one).count("/eintrag/") for one in (auditor, BROWSER)] == [seen, hidden]
    assert "/api/v1/log" not in asked


def test_programs_are_not_given_what_was_answered_to_pages(client: Client) -> None:
    text(client, "/?a=1")
    answer = client.get("/api/v1/log/recent?limit=8")
    assert answer.headers["etag"]
    assert answer.headers["x-content-type-options"] == "nosniff"
