"""Pages of other origins: the listed ones may read the API in a browser, never with cookies; all others may not."""

from collections.abc import Iterator

import pytest
from api_kit import Client, ask_raw
from sample_programme import plugin

from fokus_api.runtime.settings import SettingsRefused, load_settings
from fokus_api.testing.contract import issue_key, service_of, temporary_client

OURS = "https://karte.example"
GARDENS = "/api/v1/garden/gardens"
ASKS = {"Access-Control-Request-Method": "GET"}


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with temporary_client(plugin, cors_origins=[OURS, "http://localhost:3000"], cors_public=False) as client:
        yield client


def allowed(answer: object) -> list[str]:
    return [name for name in answer.headers if name.startswith("access-control-")]  # type: ignore[attr-defined]  # a response


def test_a_listed_origin_reads_answers_and_their_headers(client: Client) -> None:
    answer = client.get(GARDENS, headers={"Origin": OURS})
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == OURS
    exposed = answer.headers["access-control-expose-headers"].split(", ")
    assert {"ETag", "Link", "Location", "Fokus-On", "Fokus-Known", "Fokus-Position", "Retry-After"} <= set(exposed)
    confirmed = client.get(GARDENS, headers={"Origin": OURS, "If-None-Match": answer.headers["etag"]})
    assert confirmed.status_code == 304
    assert confirmed.headers["access-control-allow-origin"] == OURS


@pytest.mark.parametrize("path", ["/api/v1/nowhere", "/api/v1/bodies?limit=0", "/api/v1/garden/broken"])
def test_a_listed_origin_reads_problems_too(client: Client, path: str) -> None:
    answer = client.get(path, headers={"Origin": OURS})
    assert answer.status_code in {404, 422, 500}
    assert answer.headers["access-control-allow-origin"] == OURS


def test_a_preflight_is_answered_before_anything_else(client: Client) -> None:
    wanted = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization, x-other"}
    for path in ("/api/v1/garden/commands/open", "/api/v1/access/who-could", "/api/v1/nowhere"):
        answer = client.options(path, headers={"Origin": OURS, **wanted})
        assert (answer.status_code, answer.content) == (204, b"")
        assert answer.headers["access-control-allow-origin"] == OURS
        assert answer.headers["access-control-allow-methods"] == "GET, HEAD, POST"
        taken = answer.headers["access-control-allow-headers"].split(", ")
        assert {"Authorization", "Content-Type", "Idempotency-Key", "If-None-Match"} <= set(taken)
        assert "x-other" not in answer.headers["access-control-allow-headers"]
        assert answer.headers["access-control-max-age"] == "600"


@pytest.mark.parametrize(
    "origin",
    [
        "https://karte.example.evil",
        "https://evil.karte.example",
        "https://karte.example:8443",
        "http://karte.example",
        "HTTPS://KARTE.EXAMPLE",
        "null",
        "*",
        "",
    ],
)
def test_another_origin_is_told_nothing(client: Client, origin: str) -> None:
    read = client.get(GARDENS, headers={"Origin": origin})
    preflight = client.options(GARDENS, headers={"Origin": origin, **ASKS})
    assert (read.status_code, preflight.status_code) == (200, 204)
    assert allowed(read) == allowed(preflight) == []
    assert client.options("/api/v1/nowhere", headers={"Origin": origin, **ASKS}).status_code == 404


def test_cookies_are_never_allowed(client: Client) -> None:
    for answer in (
        client.get(GARDENS, headers={"Origin": OURS}),
        client.options(GARDENS, headers={"Origin": OURS, **ASKS}),
    ):
        assert "access-control-allow-credentials" not in answer.headers
        assert answer.headers["access-control-allow-origin"] != "*"


def test_links_and_pages_are_for_nobody_else(client: Client) -> None:
    assert allowed(client.get("/l/unknown", headers={"Origin": OURS})) == []
    assert allowed(client.options("/l/unknown", headers={"Origin": OURS, **ASKS})) == []


def test_caches_are_told_that_answers_vary(client: Client) -> None:
    for headers in ({}, {"Origin": OURS}, {"Origin": "https://evil.example"}):
        assert "Origin" in client.get(GARDENS, headers=headers).headers["vary"].split(", ")


def test_a_kept_answer_names_each_callers_own_origin(client: Client) -> None:
    for origin in (OURS, "http://localhost:3000", None, OURS):
        answer = client.get(GARDENS, headers={"Origin": origin} if origin else {})
        assert answer.headers.get("access-control-allow-origin") == origin


def test_without_the_setting_no_origin_is_allowed() -> None:
    with temporary_client(plugin, cors_public=False) as client:
        assert allowed(client.get(GARDENS, headers={"Origin": OURS})) == []
        assert allowed(client.options(GARDENS, headers={"Origin": OURS, **ASKS})) == []


@pytest.mark.parametrize("origin", ["*", "null", "karte.example", "https://karte.example/", "https://a.example/path"])
def test_an_origin_that_is_none_is_refused_in_a_sentence(tmp_path_factory: pytest.TempPathFactory, origin: str) -> None:
    with pytest.raises(SettingsRefused, match="The setting cors_origins"):
        load_settings({}, tmp_path_factory.mktemp("x"), given={"cors_origins": [origin]})


def test_a_preflight_with_a_repeated_origin_is_refused(client: Client) -> None:
    status, _, content = ask_raw(client, "OPTIONS", GARDENS, ("Origin", OURS), ("Origin", OURS), *ASKS.items())
    assert status == 400
    assert b"urn:fokus:problem:repeated-header" in content


FOREIGN = "https://anderswo.example"


@pytest.fixture(scope="module")
def open_client() -> Iterator[Client]:
    with temporary_client(plugin, cors_origins=[OURS]) as client:
        yield client


@pytest.mark.parametrize("path", [GARDENS, "/api/v1/log", "/api/v1/bodies.csv", "/health", "/schema/openapi.json"])
def test_any_page_reads_what_anybody_may_read(open_client: Client, path: str) -> None:
    for method in ("GET", "HEAD"):
        answer = open_client.request(method, path, headers={"Origin": FOREIGN})
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, "*")
        assert "access-control-allow-credentials" not in answer.headers
    asked = {"Origin": FOREIGN, "Access-Control-Request-Method": "GET"}
    preflight = open_client.options(path, headers=asked)
    assert (preflight.status_code, preflight.headers["access-control-allow-origin"]) == (204, "*")
    assert preflight.headers["access-control-allow-methods"] == "GET, HEAD"
    assert "Authorization" not in preflight.headers["access-control-allow-headers"]


def test_no_other_page_reads_with_credentials_or_writes(open_client: Client) -> None:
    key = issue_key(service_of(open_client), "anna")
    for headers in ({"Authorization": f"Bearer {key}"}, {"Cookie": "fokus_session=x"}):
        assert allowed(open_client.get(GARDENS, headers={"Origin": FOREIGN, **headers})) == []
    assert allowed(open_client.post("/api/v1/garden/commands/open", json={}, headers={"Origin": FOREIGN})) == []
    asked = {"Origin": FOREIGN, "Access-Control-Request-Method": "POST"}
    assert allowed(open_client.options("/api/v1/garden/commands/open", headers=asked)) == []
    assert allowed(open_client.get("/l/x", headers={"Origin": FOREIGN})) == []
    assert open_client.get(GARDENS, headers={"Origin": OURS}).headers["access-control-allow-origin"] == OURS
