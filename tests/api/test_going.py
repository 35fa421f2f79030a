"""An operation that will go says so: in every answer since when and until when, and in the document."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
import pytest
from api_kit import Client, bearer
from litestar import Response
from litestar.di import NamedDependency
from sample_programme import Gardens

from fokus_api.auth.policy import PUBLIC, read
from fokus_api.responses.paging import Listing, Page
from fokus_api.testing.contract import issue_key, openapi_document, service_of, temporary_client
from fokus_core.domain.hooks import hookimpl
from fokus_core.plugins import stability as stabilities
from fokus_core.plugins.stability import OPERATION, Going, Stability, stability

GOING = Going(
    name="operation garden_old",
    instead="/api/v1/garden/gardens",
    since="0.3",
    told=date(2027, 2, 1),
    gone_in="0.5",
    gone_on=date(2028, 2, 1),
)
DEPRECATION, SUNSET = "@1801440000", "Tue, 01 Feb 2028 00:00:00 GMT"
SUCCESSOR = '</api/v1/garden/gardens>; rel="successor-version"'


class OldView(msgspec.Struct, frozen=True):
    """A row of the old list."""

    id: str


@read("/garden/old", policy=PUBLIC, going=GOING)
async def old(listing: NamedDependency[Listing]) -> Response[Page[OldView]]:
    """List what is listed elsewhere."""
    return listing.of([OldView("a")], lambda one: (one.id,), OldView)


class Older(Gardens):
    """The sample programme with a route that will go."""

    @hookimpl
    def routes(self) -> list[Any]:
        return [*super().routes(), old]


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with pytest.MonkeyPatch.context() as patch:
        ours = msgspec.structs.replace(GOING, name=f"{OPERATION}core_feed", instead="the stream")
        commands = msgspec.structs.replace(GOING, name=f"{OPERATION}core_grant_access", instead="/api/v2/grants")
        patch.setattr(stabilities, "stability", lambda: Stability("0.1", going=(ours, commands)))
        with temporary_client(Older()) as client:
            yield client


def told(answer: Any) -> tuple[str | None, ...]:
    return tuple(answer.headers.get(name) for name in ("deprecation", "sunset"))


@pytest.mark.parametrize("path", ["/api/v1/garden/old", "/api/v1/garden/old.csv", "/api/v1/garden/old.xlsx"])
def test_every_answer_of_a_route_that_will_go_says_so(client: Client, path: str) -> None:
    for answer in (client.get(path), client.get(path), client.head(path), client.get(f"{path}?no=1")):
        assert told(answer) == (DEPRECATION, SUNSET), answer.status_code
        assert SUCCESSOR in answer.headers["link"]


def test_what_is_confirmed_says_so_as_well(client: Client) -> None:
    tag = client.get("/api/v1/garden/old").headers["etag"]
    again = client.get("/api/v1/garden/old", headers={"If-None-Match": tag})
    assert (again.status_code, told(again)) == (304, (DEPRECATION, SUNSET))


def test_operations_of_ours_are_named_in_one_table(client: Client) -> None:
    for path in ("/api/v1/feed", "/api/v1/feed?after=x"):
        assert told(client.get(path)) == (DEPRECATION, SUNSET)
    assert "successor-version" not in client.get("/api/v1/feed").headers.get("link", "")
    key = bearer(issue_key(service_of(client), "operator", ("operator", "state")))
    for headers in ({}, key):
        answer = client.post("/api/v1/core/commands/grant-access", json={}, headers=headers)
        assert told(answer) == (DEPRECATION, SUNSET), answer.status_code
        assert "/api/v2/grants" in answer.headers["link"]


def test_no_other_operation_says_so(client: Client) -> None:
    for path in ("/api/v1/bodies", "/api/v1/garden/gardens", "/api/v1/nowhere", "/health", "/"):
        assert told(client.get(path)) == (None, None), path


def test_the_document_marks_them_and_no_other(client: Client) -> None:
    found = openapi_document(client.app)["paths"]
    marked = {
        one["operationId"]: one["x-sunset"] for path in found.values() for one in path.values() if one.get("deprecated")
    }
    assert set(marked) == {
        *("garden_old", "garden_old_csv", "garden_old_xlsx", "core_grant_access"),
        *("core_feed", "core_feed_csv", "core_feed_xlsx"),
    }
    assert marked["garden_old"] == {"on": "2028-02-01", "release": "0.5", "instead": "/api/v1/garden/gardens"}
    headers = found["/api/v1/garden/old"]["get"]["responses"]["200"]["headers"]
    assert {"Deprecation", "Sunset"} <= set(headers)


def test_the_table_names_operations_that_there_are() -> None:
    with temporary_client() as client:
        found = openapi_document(client.app)["paths"]
    there = {f"{OPERATION}{one['operationId']}" for path in found.values() for one in path.values()}
    assert [one.name for one in stability().going if one.name.startswith(OPERATION) and one.name not in there] == []
