"""Whatever bytes a path holds, the answer is one of ours: with a problem document and our headers."""

import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import msgspec
import pytest
from api_kit import Client, ask_raw
from sample_programme import plugin

from fokus_api.http.headers import ALWAYS, STRICT
from fokus_api.http.problems import MEDIA_TYPE
from fokus_api.plugins.load import open_service
from fokus_api.runtime.settings import load_settings
from fokus_core.testing.ports import free_port

HERE = Path(__file__).parent
OURS = {name.decode() for name, _ in ALWAYS} | {"content-security-policy", "x-request-id", "vary", "cache-control"}
PLACES = ("/api/v1/bodies/{}/timeline?limit=1", "/api/v1/bodies/{}", "/api/v1/{}", "/{}", "/l/{}", "/api/v1/log/{}")
STRANGE = (
    "Rheine%0d%0a",
    "%0d%0aRheine",
    "Rheine%0b",
    "Rheine%09",
    "Rheine%00",
    "Rh%C3%BCine",
    "%ff%fe",
    "a%0d%0aSet-Cookie:x=1",
)


def judged(status: int, headers: dict[str, str], body: bytes) -> None:
    assert status < 500, (status, headers, body)
    assert headers.keys() >= OURS, headers
    assert "set-cookie" not in headers or "x=1" not in headers["set-cookie"]
    if status >= 400 and headers["content-type"] != "text/html; charset=utf-8":
        assert headers["content-type"] == MEDIA_TYPE
        assert msgspec.json.decode(body)["status"] == status
        assert headers["content-security-policy"] == STRICT.decode()


@pytest.mark.parametrize("place", PLACES)
def test_every_byte_in_a_path_is_answered(client: Client, place: str) -> None:
    pieces = [
        f"{before}{chr(code)}{after}"
        for code in (*range(256), 0x2028, 0xFFFD, 0xDC80)
        for before, after in (("Rheine", ""), ("", "Rheine"))
    ]
    for piece in pieces:
        judged(*ask_raw(client, "GET", place.partition("?")[0].format(piece)))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    folder = tmp_path_factory.mktemp("served")
    with open_service(load_settings({}, folder, given={"plugins": []}), extra=[plugin]):
        pass
    port = free_port()
    command = [
        str(Path(sys.executable).parent / "granian"), "--interface", "asgi", "--factory", "--loop", "asyncio",
        "--host", "127.0.0.1", "--port", str(port), "sample_server:app",
    ]  # fmt: skip
    environment = os.environ | {"PYTHONPATH": str(HERE), "SAMPLE_FOLDER": str(folder)}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        with httpx.Client() as client:
            for _ in range(300):
                try:
                    if client.get(f"http://127.0.0.1:{port}/health/live").status_code == 200:
                        break
                except httpx.TransportError:
                    time.sleep(0.1)
        yield "127.0.0.1", port
    finally:
        process.terminate()
        process.communicate(timeout=60)


def asked(address: tuple[str, int], target: bytes) -> tuple[int, dict[str, str], bytes]:
    """Ask for a target as it is written, over a socket of its own."""
    with socket.create_connection(address, timeout=30) as connection:
        connection.sendall(b"GET " + target + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    pairs = [line.decode("latin-1").split(": ", 1) for line in lines]
    return int(first.split()[1]), {name.lower(): value for name, value in pairs}, body


def test_a_real_server_answers_whatever_a_path_decodes_to(address: tuple[str, int]) -> None:
    chosen = random.Random(7)  # no secret
    pieces = [*STRANGE, *(f"Rheine%{code:02x}" for code in range(256))]
    pieces += ["".join(f"%{chosen.randrange(256):02x}" for _ in range(chosen.randrange(1, 12))) for _ in range(200)]
    pieces += [quote(chr(chosen.randrange(32, 0xD7FF))) for _ in range(50)]
    for piece in pieces:
        judged(*asked(address, chosen.choice(PLACES).format(piece).encode()))
    for place in PLACES:
        for piece in STRANGE:
            judged(*asked(address, place.format(piece).encode()))
