"""Every answer carries the headers that keep browsers safe, and no request counts that could be read in two ways."""

import gzip
import re
from collections.abc import Iterator
from typing import Any

import pytest
from api_kit import Client, Headers, ask_raw, bearer, open_gardens, slug
from sample_programme import plugin

from fokus_api.http.headers import ONCE
from fokus_api.testing.contract import issue_key, service_of, temporary_client

GARDENS = "/api/v1/garden/gardens"
OPEN = "/api/v1/garden/commands/open"
ALWAYS = {
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "strict-transport-security": "max-age=31536000; includeSubDomains",
}


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with temporary_client(plugin, hsts=True) as client:
        open_gardens(service_of(client), "05315000")
        yield client


@pytest.fixture(scope="module")
def office(client: Client) -> Headers:
    return bearer(issue_key(service_of(client), "office", ("state-office", "state")))


def check(headers: Any) -> None:
    assert {name: headers.get(name) for name in ALWAYS} == ALWAYS
    assert {"Accept", "Authorization", "Origin"} <= set(headers["vary"].split(", "))
    assert headers["cache-control"]
    page = headers.get("content-type", "").startswith("text/html")  # its forms are told from those of other origins
    assert headers["referrer-policy"] in ({"no-referrer", "same-origin"} if page else {"no-referrer"})
    assert re.fullmatch(r"[0-9a-f-]{36}", headers["x-request-id"])
    rules = dict(rule.strip().partition(" ")[::2] for rule in headers["content-security-policy"].split(";"))
    assert rules["frame-ancestors"] == "'none'"
    assert rules["default-src"] in {"'none'", "'self'"}
    assert "unsafe" not in headers["content-security-policy"]
    assert "server" not in headers


def operations(client: Client) -> list[tuple[str, str]]:
    return sorted(
        (method, re.sub(r"\{[^}]*\}", "1", route.path_format))
        for route in client.app.routes
        for method in getattr(route, "route_handler_map", {})
    )


def test_every_operation_answers_with_them_whoever_asks(client: Client, office: Headers) -> None:
    found = operations(client)
    assert {"GET", "POST", "OPTIONS"} == {method for method, _ in found}
    failed = set[str]()
    for method, path in found:
        for headers in ({}, office, {"Accept": "text/csv"}, {"Authorization": "Bearer nonsense"}):
            answer = client.request(method, path, headers=headers, follow_redirects=False)
            check(answer.headers)
            failed |= {path} if answer.status_code == 500 else set()
        if method == "GET":
            check(client.head(path, follow_redirects=False).headers)
    assert failed == {"/api/v1/garden/broken"}


@pytest.mark.parametrize(
    ("method", "path", "more", "status"),
    [
        ("GET", "/nowhere", {}, 404),
        ("OPTIONS", "/nowhere", {}, 404),
        ("DELETE", GARDENS, {}, 405),
        ("TRACE", GARDENS, {}, 405),
        ("POST", OPEN, {"content": b"{", "headers": {"Content-Type": "application/json"}}, 400),
        ("POST", OPEN, {"content": b"x", "headers": {"Content-Type": "text/plain"}}, 415),
        ("POST", OPEN, {"json": {"name": "x" * 2_000_000}}, 413),
        ("GET", f"{GARDENS}?colour=red", {}, 422),
        ("GET", "/api/v1/garden/broken", {}, 500),
        ("GET", GARDENS, {"headers": {"X-Forwarded-For": "10.0.0.1"}}, 400),
        ("HEAD", GARDENS, {}, 200),
        ("OPTIONS", GARDENS, {}, 204),
    ],
)
def test_problems_and_empty_answers_carry_them_too(
    client: Client, office: Headers, method: str, path: str, more: dict[str, Any], status: int
) -> None:
    more = {**more, "headers": {**more.get("headers", {}), **office}}
    answer = client.request(method, path, **more)
    assert answer.status_code == status
    check(answer.headers)


def test_an_unchanged_answer_carries_them_too(client: Client) -> None:
    tag = client.get(GARDENS).headers["etag"]
    answer = client.get(GARDENS, headers={"If-None-Match": tag})
    assert answer.status_code == 304
    check(answer.headers)


def test_browsers_are_told_to_come_back_by_https_only_where_it_is_set() -> None:
    with temporary_client(plugin) as client:
        assert "strict-transport-security" not in client.get("/health").headers


VALUES = {
    "authorization": "Bearer fk_0123456789abcdef_x",
    "host": "testserver.local",
    "content-type": "application/json",
    "content-length": "0",
    "idempotency-key": "a",
    "origin": "https://a.example",
    "cookie": "a=b",
}


@pytest.mark.parametrize("name", sorted(name.decode() for name in ONCE))
def test_a_header_that_decides_stands_once(client: Client, name: str) -> None:
    value = VALUES.get(name, "1")
    given = [("Host", "testserver.local")] if name != "host" else []
    for other in (value, f"{value}x"):
        status, headers, content = ask_raw(client, "GET", GARDENS, *given, (name, value), (name.title(), other))
        assert status == 400
        assert headers["content-type"] == "application/problem+json"
        assert b"urn:fokus:problem:repeated-header" in content
        check(headers)
    status, _, content = ask_raw(client, "GET", GARDENS, *given, (name, value))
    assert b"repeated-header" not in content


def test_lists_may_stand_twice(client: Client) -> None:
    twice = [("Accept", "application/json"), ("Accept", "text/csv;q=0.1"), ("If-None-Match", '"a"')] * 2
    assert ask_raw(client, "GET", GARDENS, ("Host", "a"), *twice)[0] == 200


def test_a_refused_request_changes_nothing(client: Client, office: Headers) -> None:
    head = service_of(client).journal.store.head()
    (credential,) = office.items()
    status, _, _ = ask_raw(client, "POST", OPEN, ("Host", "a"), credential, credential)
    assert status == 400
    assert service_of(client).journal.store.head() == head
    assert slug(client.get("/nowhere")) == "not-found"


def test_encoded_content_is_refused_before_it_is_read(client: Client, officer: Headers) -> None:
    content = b'{"body": "05315000", "name": "Garten", "effective": "2020-01-01"}'
    headers = officer | {"Content-Type": "application/json"}
    for coding in ("gzip", "br", "deflate", "GZIP", "identity, gzip", "unknown"):
        for body in (content, gzip.compress(content)):
            answer = client.post(OPEN, content=body, headers=headers | {"Content-Encoding": coding})
            assert (answer.status_code, slug(answer)) == (415, "content-encoding")
            assert answer.headers["accept-encoding"] == "identity"
    told = client.post(OPEN, content=content, headers=headers | {"Content-Encoding": "identity"})
    assert told.status_code in (201, 409), "it was read: there is such a garden, or it is there now"
