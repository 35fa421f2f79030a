"""Every answer of the whole application carries the headers that keep browsers safe, whoever asks whatever."""

from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

import pytest
from access_asks import answer, asks, operations
from access_scene import NO_KEY, REVOKED, Scene, opened

ALWAYS = {
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "strict-transport-security": "max-age=31536000; includeSubDomains",
}
SAFE = {"default-src 'none'", "default-src 'self'"}
ANSWERED = {200, 201, 303, 400, 401, 403, 404, 409, 415, 422}
ODD = [
    ("GET", "/nowhere", 404),
    ("GET", "/api/v1/ews/nowhere", 404),
    ("PUT", "/api/v1/log", 405),
    ("TRACE", "/", 405),
    ("GET", "/api/v1/log?colour=red", 422),
    ("GET", "/api/v1/log?on=yesterday", 422),
    ("POST", "/api/v1/network/commands/join", 415),
]


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with opened(hsts=True) as scene:
        yield scene


def missing(response: Any) -> list[str]:
    """Return what an answer lacks."""
    headers = response.headers
    lacking = [name for name, value in ALWAYS.items() if headers.get(name) != value]
    page = headers.get("content-type", "").startswith("text/html")
    policy = headers.get("content-security-policy", "")
    rules = {rule.strip() for rule in policy.split(";")}
    lacking += (
        ["referrer-policy"] if headers.get("referrer-policy") not in {"no-referrer", page and "same-origin"} else []
    )
    lacking += (
        ["content-security-policy"]
        if not rules & SAFE or "frame-ancestors 'none'" not in rules or "unsafe" in policy
        else []
    )
    lacking += ["cache-control"] if not headers.get("cache-control") else []
    lacking += (
        ["charset"] if headers.get("content-type", "").startswith("text/") and "charset" not in str(headers) else []
    )
    return lacking + [name for name in ("server", "x-powered-by") if name in headers]


@pytest.mark.parametrize("in_turn", [True, pytest.param(False, marks=pytest.mark.long)])
def test_every_operation_answers_with_them(scene: Scene, in_turn: bool) -> None:
    lacking, statuses = [], set()
    callers = (NO_KEY, REVOKED, "state-office", "ews-carrier", "municipal-officer")
    turns = cycle(callers)
    for ask in asks(scene):
        for caller in islice(turns, 2) if in_turn else callers:
            response = answer(scene, ask, caller)
            statuses.add(response.status_code)
            lacking += [f"{ask.operation} as {caller}: {name}" for name in missing(response)]
    assert not lacking, "\n".join(lacking)
    assert statuses == ANSWERED


def test_what_is_asked_oddly_is_answered_with_them(scene: Scene) -> None:
    headers = scene.headers("state-office")
    for method, path, status in ODD:
        response = scene.client.request(method, path, headers=headers)
        assert (response.status_code, missing(response)) == (status, []), path
    for method, path, _ in operations(scene):
        for other in ("OPTIONS", *(["HEAD"] if method == "GET" else [])):
            assert missing(scene.client.request(other, path, headers=headers, follow_redirects=False)) == [], path


def test_an_answer_that_lacks_one_is_noticed(scene: Scene) -> None:
    response = scene.client.get("/health")
    assert missing(response) == []
    for name in (*ALWAYS, "referrer-policy", "content-security-policy", "cache-control"):
        kept = response.headers.pop(name)
        assert missing(response) == [name]
        response.headers[name] = kept
