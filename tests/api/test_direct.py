"""Both ways to a list, the framework's and the direct one, end in the same answer."""

from collections.abc import Mapping

import pytest
from api_kit import Client, Headers, open_gardens

from fokus_api.direct import Direct
from fokus_api.front import Front
from fokus_api.service import Service

GARDENS = "/api/v1/garden/gardens"
BODIES = ("05315000", "05111000", "05112000")
PLAIN = ("", "?limit=2", "?on=2019-01-01", "?known=2", "?on=2030-05-05&known=3&limit=1", "?min_position=1")
ODD = (
    "?limit=0",
    "?limit=x",
    "?limit=true",
    "?limit=1&limit=2",
    "?unknown=1",
    "?on=null",
    "?on=2020-13-01",
    "?known=99999",
    "?cursor=x",
    "?min_position=99999",
    "?format=csv",
    "?limit=%FF",
)


@pytest.fixture
def front(client: Client) -> Front:
    front = client.app.asgi_handler
    assert isinstance(front, Front)
    return front


def routes(front: Front) -> Mapping[str, Direct]:
    assert GARDENS in front.direct
    return front.direct


def told(client: Client, url: str, headers: Headers) -> tuple[int, bytes, dict[str, str]]:
    answer = client.get(url, headers=headers)
    varying = {"date", "x-request-id", "ratelimit"}
    body = answer.content if answer.status_code == 200 else answer.json()["type"].encode()
    kept = {name: value for name, value in answer.headers.items() if name not in varying}
    return answer.status_code, body, kept if answer.status_code == 200 else {}


@pytest.mark.parametrize("query", [*PLAIN, *ODD])
def test_both_ways_end_in_the_same_answer(
    client: Client, front: Front, service: Service, office: Headers, query: str
) -> None:
    open_gardens(service, *BODIES)
    for path, direct in routes(front).items():
        for headers in ({}, office, {"Accept": "text/csv"}):
            front.direct = {path: direct}
            first = told(client, path + query, headers)
            front.direct = {}
            client.app.state.node.kept.clear()
            client.app.state.node.repeats.clear()
            assert told(client, path + query, headers) == first, (path, headers)
            client.app.state.node.kept.clear()
            client.app.state.node.repeats.clear()


def test_what_is_plain_goes_the_direct_way_and_what_is_odd_does_not(
    client: Client, front: Front, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_gardens(service, *BODIES)
    ways: list[bool] = []
    inner = Direct.answer

    async def noted(self: Direct, scope: object) -> object:
        found = await inner(self, scope)
        ways.append(found is not None)
        return found

    monkeypatch.setattr(Direct, "answer", noted)
    for query in PLAIN:
        assert client.get(GARDENS + query).status_code == 200
    assert ways == [True] * len(PLAIN)
    ways.clear()
    for query in ODD:
        client.get(GARDENS + query)
    assert ways == [False] * len(ODD)
