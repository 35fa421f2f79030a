"""Every bad input is answered with a problem of its own, and never with a 500."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from api_kit import Client, Headers, bearer, open_gardens, slug
from sample_programme import plugin

from fokus_api.http.headers import is_ours, names_of
from fokus_api.http.problem_types import TITLES
from fokus_api.runtime.service import Service
from fokus_api.testing.contract import issue_key, service_of, temporary_client
from fokus_core.plugins.texts import Texts


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with temporary_client(plugin) as client:
        yield client


@pytest.fixture(scope="module")
def service(client: Client) -> Service:
    return service_of(client)


@pytest.fixture(scope="module")
def office(service: Service) -> Headers:
    return bearer(issue_key(service, "office", ("state-office", "state")))


OPEN = "/api/v1/garden/commands/open"
GOOD = {"body": "Stadt Köln", "name": "Rosen", "effective": "2020-01-01"}


@pytest.mark.parametrize(
    ("body", "status", "expected", "pointer"),
    [
        (GOOD | {"body": "Nirgendwo"}, 422, "unknown-body", "/body"),
        (GOOD | {"body": "Köln"}, 422, "ambiguous-body", "/body"),
        (GOOD | {"body": "0612"}, 422, "malformed-key", "/body"),
        (GOOD | {"effective": "1800-01-01"}, 422, "date-out-of-range", "/effective"),
        (GOOD | {"effective": "gestern"}, 422, "invalid-input", "/effective"),
        (GOOD | {"colour": "red"}, 422, "invalid-input", "/colour"),
        (GOOD | {"name": 7}, 422, "invalid-input", "/name"),
        (GOOD | {"name": ""}, 422, "invalid-input", "/name"),
        ({"body": "Stadt Köln", "name": "Rosen"}, 422, "invalid-input", "/effective"),
        ([], 422, "invalid-input", ""),
    ],
)
def test_a_wrong_field_is_pointed_at(
    client: Client, office: Headers, body: Any, status: int, expected: str, pointer: str
) -> None:
    answer = client.post(OPEN, json=body, headers=office)
    assert (answer.status_code, slug(answer)) == (status, expected)
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_a_name_of_several_is_the_one_within_reach_and_else_a_choice(
    client: Client, service: Service, office: Headers, officer: Headers
) -> None:
    refused = client.post(OPEN, json=GOOD | {"body": "Köln"}, headers=office).json()
    assert {one["id"] for one in refused["choices"]} == {"053", "05315000"}  # administrative district and town
    taken = client.post(OPEN, json=GOOD | {"body": "Köln"}, headers=officer)
    assert taken.status_code == 201, taken.text
    assert [one["data"]["body"] for one in taken.json()["facts"]] == ["05315000"]
    elsewhere = bearer(issue_key(service, "olga", ("municipal-officer", "body:05314000")))
    assert client.post(OPEN, json=GOOD | {"body": "Köln"}, headers=elsewhere).status_code in {403, 422}


@pytest.mark.parametrize(
    ("content", "media_type", "status", "expected"),
    [
        (b"{", "application/json", 400, "malformed-json"),
        (b"\xff\xfe", "application/json", 400, "malformed-json"),
        (b"", "application/json", 400, "malformed-json"),
        (b'{"name":' + b"[" * 1000 + b"]" * 1000 + b"}", "application/json", 400, "malformed-json"),
        (json.dumps(GOOD).encode(), "text/plain", 415, "unsupported-media-type"),
        (json.dumps(GOOD).encode(), "application/json; charset=latin-1", 415, "unsupported-media-type"),
        (json.dumps(GOOD | {"name": "x" * 2_000_000}).encode(), "application/json", 413, "too-large"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(
    client: Client, office: Headers, content: bytes, media_type: str, status: int, expected: str
) -> None:
    answer = client.post(OPEN, content=content, headers=office | {"Content-Type": media_type})
    assert (answer.status_code, slug(answer)) == (status, expected)


def test_deeply_nested_json_is_no_error_of_ours(client: Client, office: Headers) -> None:
    nested = b'{"position":1,"reason":"x","changes":{"a":' + b"[" * 20_000 + b"]" * 20_000 + b"}}"
    answer = client.post(
        "/api/v1/core/commands/correct", content=nested, headers=office | {"Content-Type": "application/json"}
    )
    assert (answer.status_code, slug(answer)) == (400, "malformed-json")


def test_a_position_beyond_every_integer_is_no_error_of_ours(client: Client, office: Headers) -> None:
    body = {"position": 10**40, "reason": "zu weit"}
    answer = client.post("/api/v1/core/commands/retract", json=body, headers=office)
    assert answer.status_code in {404, 422}


@pytest.mark.parametrize(
    ("path", "status", "expected"),
    [
        ("/nowhere/Verena", 404, "not-found"),
        ("/api/v1/log/abc", 404, "not-found"),
        ("/api/v1/log/0", 422, "invalid-input"),
        ("/api/v1/log/999", 404, "not-found"),
        ("/api/v1/log/99999999999999999999999999", 422, "invalid-input"),
        ("/api/v1/bodies?colour=red", 422, "unknown-parameter"),
        ("/api/v1/bodies?limit=0", 422, "invalid-input"),
        ("/api/v1/bodies?limit=many", 422, "invalid-input"),
        ("/api/v1/bodies?kind=planet", 422, "invalid-input"),
        ("/api/v1/bodies?parent=Nirgendwo", 422, "unknown-body"),
        ("/api/v1/bodies?on=1800-01-01", 422, "date-out-of-range"),
        ("/api/v1/bodies?on=0", 422, "invalid-input"),
        ("/api/v1/bodies/Nirgendwo", 404, "not-found"),
        ("/api/v1/bodies/0612", 422, "malformed-key"),
        ("/api/v1/bodies/Köln", 422, "ambiguous-body"),
        ("/api/v1/log?known=999", 422, "beyond-head"),
        ("/api/v1/log?known=999999999999999999", 422, "invalid-input"),
        ("/api/v1/log?known=2999-01-01T00:00:00Z", 422, "invalid-input"),
        ("/api/v1/log?known=2020-01-01T00:00:00", 422, "invalid-input"),
        ("/api/v1/log?known=-1", 422, "invalid-input"),
        ("/api/v1/log?min_position=999", 422, "beyond-head"),
        ("/api/v1/log?cursor=nonsense", 422, "invalid-cursor"),
        ("/api/v1/feed?cursor=WyJhIl0", 422, "invalid-cursor"),
        ("/api/v1/garden/broken", 500, "internal"),
    ],
)
def test_a_wrong_address_is_refused_without_repeating_it(client: Client, path: str, status: int, expected: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, slug(answer)) == (status, expected)
    assert not any(text in answer.text for text in ("Verena", "Nirgendwo", "nonsense", "Geheimnis", "/api/"))


def test_a_cursor_of_another_list_or_other_filters_is_refused(client: Client, service: Service) -> None:
    open_gardens(service, "05111000", "05112000")
    first = client.get("/api/v1/garden/gardens?limit=1").json()["next_cursor"]
    assert client.get(f"/api/v1/garden/gardens?cursor={first}").status_code == 200
    for path in ("/api/v1/garden/names?", "/api/v1/log?", "/api/v1/garden/gardens?name=Rosen&"):
        assert slug(client.get(f"{path}cursor={first}")) == "invalid-cursor"


def test_a_wrong_method_names_the_right_ones(client: Client) -> None:
    answer = client.delete("/api/v1/log")
    assert (answer.status_code, slug(answer)) == (405, "method-not-allowed")
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert client.get(OPEN).headers["allow"] == "OPTIONS, POST"


@pytest.mark.parametrize("allowed", [["*"], ["localhost"]])
@pytest.mark.parametrize(
    ("host", "answered"),
    [
        ("localhost", True),
        ("localhost:8000", True),
        ("LOCALHOST:", True),
        ("localhost:x@evil.example", False),
        ("user@localhost", False),
        ("localhost:80@evil.example", False),
        ("localhost:8o", False),
        ("localhost:123456", False),
        ("localhost/evil.example", False),
        ("localhost,evil.example", False),
        ("local host", False),
        ("[::1]x", False),
    ],
)
def test_a_host_is_a_name_and_a_port_and_nothing_more(allowed: list[str], host: str, answered: bool) -> None:
    assert is_ours(host.encode(), names_of(allowed)) is answered


def test_an_address_is_a_host_also_with_a_port() -> None:
    assert is_ours(b"[::1]:8000", names_of(["[::1]"]))
    assert is_ours(b"[::1]", names_of(["::1"]))
    assert not is_ours(b"[::2]", names_of(["::1"]))


def test_an_unknown_host_is_not_answered() -> None:
    with temporary_client(allowed_hosts=["fokus.example"]) as client:
        assert slug(client.get("/health")) == "unknown-host"
        assert client.get("/health", headers={"Host": "fokus.example:8000"}).status_code == 200


def test_every_title_stands_in_both_languages() -> None:
    texts = Texts.of([], common=("fokus_api",))
    for title in TITLES.values():
        assert 400 <= title.status < 600
        assert all(not text or texts.say(text, "en") != text for text in (title.title, title.detail)), title
