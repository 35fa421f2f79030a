"""Whole answers are sent compressed where that is wanted, and confirmed whatever a proxy made of their tags."""

import gzip
from typing import Any

import pytest
import zstandard
from api_kit import Client, Headers, ask_raw, open_gardens, slug

from fokus_api.cache import response_cache
from fokus_api.http.negotiation import coding_of
from fokus_api.responses import asked
from fokus_api.runtime.service import Service

BODIES, GARDENS, DOCUMENT = "/api/v1/bodies", "/api/v1/garden/gardens", "/schema/openapi.json"


def raw(client: Client, path: str, accepted: str) -> tuple[dict[str, str], bytes]:
    status, headers, content = ask_raw(client, "GET", path, ("Host", "localhost"), ("Accept-Encoding", accepted))
    assert status == 200
    assert int(headers["content-length"]) == len(content)
    return headers, content


def opened(headers: dict[str, str], content: bytes) -> bytes:
    match headers.get("content-encoding"):
        case "gzip":
            return gzip.decompress(content)
        case "zstd":
            return zstandard.ZstdDecompressor().decompress(content)
        case None:
            return content
        case other:
            raise AssertionError(other)


@pytest.mark.parametrize("path", [BODIES, f"{BODIES}.csv", DOCUMENT, f"{BODIES}?limit=500", "/api/v1/bodies?q=dorf"])
def test_a_long_answer_is_compressed_as_it_is_wanted(client: Client, path: str) -> None:
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    for accepted, coding in (
        ("gzip", "gzip"),
        ("zstd, gzip", "zstd"),
        ("gzip;q=1.0, zstd;q=0.5", "gzip"),
        ("br", None),
    ):
        for _ in range(2):  # made, and as it was kept
            answer = client.get(path, headers={"Accept-Encoding": accepted})
            assert answer.headers.get("content-encoding") == coding
            assert "Accept-Encoding" in answer.headers["vary"]
            assert answer.headers["etag"] == plain.headers["etag"]
            assert answer.content == plain.content
            assert coding is None or int(answer.headers["content-length"]) < len(plain.content) / 2


@pytest.mark.parametrize(("accepted", "coding"), [("gzip", "gzip"), ("zstd", "zstd"), ("identity", None)])
def test_a_file_that_comes_in_pieces_is_the_same_whole_and_compressed(
    client: Client, service: Service, monkeypatch: pytest.MonkeyPatch, accepted: str, coding: str | None
) -> None:
    open_gardens(service, *(f"05{number}000" for number in (111, 112, 113, 114, 116, 117, 119, 120, 122, 124)))
    path = "/api/v1/log.csv?type=garden.opened"
    with monkeypatch.context() as patched:
        patched.setattr(asked, "BATCH", 6)
        pieces = client.get(path, headers={"Accept-Encoding": accepted})
    assert pieces.headers.get("content-encoding") == coding
    whole = client.get(path, headers={"Accept-Encoding": "identity"})
    assert pieces.content == whole.content
    assert pieces.headers["etag"] == whole.headers["etag"]
    assert whole.content.count(b"garden.opened") >= 10


def test_what_is_kept_is_compressed_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []
    true = response_cache.compressed
    monkeypatch.setattr(response_cache, "compressed", lambda body, coding: (made.append(coding), true(body, coding))[1])
    for accepted in ("gzip", "gzip", "zstd", "gzip", "zstd"):
        client.get(f"{BODIES}?limit=499", headers={"Accept-Encoding": accepted})
    assert made == ["gzip", "zstd"]


def test_what_is_short_or_secret_or_compressed_in_itself_is_sent_as_it_is(client: Client, service: Service) -> None:
    open_gardens(service, "05315000")
    for path in (GARDENS, "/api/v1/session", f"{BODIES}.xlsx", "/health", "/nowhere"):
        answer = client.get(path, headers={"Accept-Encoding": "gzip"})
        assert "content-encoding" not in answer.headers, path


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", ""),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=0", ""),
        ("zstd;q=0, *", "gzip"),
        ("*", "zstd"),
        ("identity", ""),
        ("*;q=0, gzip;q=0.1", "gzip"),
        ("br;q=1, nonsense;q=x", ""),
    ],
)
def test_a_coding_is_chosen_by_accept_encoding(accepted: str, coding: str) -> None:
    assert coding_of(accepted.encode()) == coding


@pytest.mark.parametrize("path", [BODIES, GARDENS, f"{BODIES}.csv", DOCUMENT, "/api/v1/log"])
def test_a_tag_is_known_whatever_a_proxy_wrote_into_it(client: Client, service: Service, path: str) -> None:
    open_gardens(service, "05315000")
    tag = client.get(path).headers["etag"]
    opaque = tag.removeprefix('W/"').removesuffix('"')
    for said in (
        tag,
        f'"{opaque}"',
        f'"{opaque}-gzip"',
        f'W/"{opaque}-gzip"',
        f'W/"{opaque};gzip"',
        f'"x", "{opaque}-br"',
        "*",
    ):
        assert client.get(path, headers={"If-None-Match": said}).status_code == 304, said
    for said in (f'"{opaque}-other"', f'"{opaque[:-1]}"', '"-gzip"', f'"x{opaque}"'):
        assert client.get(path, headers={"If-None-Match": said}).status_code == 200, said


@pytest.mark.parametrize("path", [BODIES, GARDENS, "/api/v1/log", "/api/v1/bodies/05315000", DOCUMENT])
def test_a_read_is_made_only_if_it_is_what_was_seen_before(client: Client, path: str) -> None:
    tag = client.get(path).headers["etag"]
    for said in (tag, f'"other", {tag}', "*"):
        assert client.get(path, headers={"If-Match": said}).status_code == 200
    for said in ('"other"', 'W/"other"'):
        answer = client.get(path, headers={"If-Match": said})
        assert (answer.status_code, slug(answer)) == (412, "precondition-failed")


def test_what_was_created_says_where_it_is(client: Client, officer: Headers) -> None:
    given = {"body": "05315000", "name": "Rosen", "effective": "2020-01-01"}
    done = client.post("/api/v1/garden/commands/open", json=given, headers=officer)
    assert done.status_code == 201
    (fact,) = done.json()["facts"]
    shown = client.get(done.headers["location"], params={"min_position": fact["position"]})
    assert (shown.status_code, shown.json()["position"]) == (200, fact["position"])
    dry = client.post("/api/v1/garden/commands/open?dry_run=true", json={**given, "body": "05111000"}, headers=officer)
    assert "location" not in dry.headers
