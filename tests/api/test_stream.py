"""The stream of events, from a real server."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec
import pytest
from api_kit import SECRET, Headers, bearer, slug
from sample_programme import plugin

from fokus_api.plugins.load import open_service
from fokus_api.runtime.settings import load_settings
from fokus_api.testing.contract import issue_key
from fokus_core.testing.ports import free_port

HERE = Path(__file__).parent
TALK = {"cohort": "4", "person": {"name": SECRET}, "text": "leise", "effective": "2021-05-01"}
STREAM = {"Accept": "text/event-stream"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, Headers, Headers]]:
    folder = tmp_path_factory.mktemp("served")
    with open_service(load_settings({}, folder, given={"plugins": []}), extra=[plugin]) as service:
        officer = bearer(issue_key(service, "anna", ("municipal-officer", "state")))
        auditor = bearer(issue_key(service, "auditor", ("auditor", "state")))
    port = free_port()
    command = [
        str(Path(sys.executable).parent / "granian"), "--interface", "asgi", "--factory", "--loop", "asyncio",
        "--host", "127.0.0.1", "--port", str(port), "sample_server:app",
    ]  # fmt: skip
    environment = os.environ | {"PYTHONPATH": str(HERE), "SAMPLE_FOLDER": str(folder)}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            for _ in range(600):
                try:
                    if client.get("/health").status_code == 200:
                        break
                except httpx.TransportError:
                    time.sleep(0.1)
            yield client, officer, auditor
    finally:
        process.terminate()
        process.communicate(timeout=60)


def open_garden(client: httpx.Client, officer: Headers, body: str) -> int:
    answer = client.post(
        "/api/v1/garden/commands/open",
        json={"body": body, "name": f"Garten {body}", "effective": "2020-01-01"},
        headers=officer,
    )
    assert answer.status_code == 201, answer.text
    return int(answer.json()["position"])


def events(stream: httpx.Response, count: int) -> list[tuple[str, dict[str, object]]]:
    found: list[tuple[str, dict[str, object]]] = []
    number = ""
    for line in stream.iter_lines():
        if line.startswith("id: "):
            number = line.removeprefix("id: ")
        if line.startswith("data: "):
            found.append((number, msgspec.json.decode(line.removeprefix("data: "))))
        if len(found) == count:
            break
    return found


def place(id_: str) -> int:
    return int(id_.partition("-")[0])


def test_a_stream_goes_on_and_is_resumed_exactly(served: tuple[httpx.Client, Headers, Headers]) -> None:
    client, officer, _ = served
    first = open_garden(client, officer, "05315000")
    with client.stream("GET", f"/api/v1/feed?after={first - 1}", headers=STREAM) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        assert stream.headers["cache-control"] == "no-store"
        second = open_garden(client, officer, "05111000")
        client.post("/api/v1/garden/commands/talk", json=TALK)
        third = open_garden(client, officer, "05112000")
        seen = events(stream, 3)
    assert [place(number) for number, _ in seen] == [first, second, third]
    assert [event["id"] for _, event in seen] == [number for number, _ in seen]
    with client.stream("GET", "/api/v1/feed", headers=STREAM | {"Last-Event-ID": seen[1][0]}) as stream:
        assert events(stream, 1) == seen[2:]
    page = client.get(f"/api/v1/feed?after={first - 1}").json()["items"]
    assert page == [event for _, event in seen]


def test_a_stream_shows_what_the_grants_allow(served: tuple[httpx.Client, Headers, Headers]) -> None:
    client, officer, auditor = served
    talked = int(client.post("/api/v1/garden/commands/talk", json=TALK).json()["position"])
    opened = open_garden(client, officer, "05113000")
    with client.stream("GET", f"/api/v1/feed?after={talked - 1}", headers=STREAM) as stream:
        assert [place(number) for number, _ in events(stream, 1)] == [opened]
    with client.stream("GET", f"/api/v1/feed?after={talked - 1}", headers=STREAM | auditor) as stream:
        seen = events(stream, 2)
    assert [place(number) for number, _ in seen] == [talked, opened]
    assert seen[0][1]["data"] | {"person": ""} == {  # type: ignore[operator]  # a mapping
        "effective": "2021-05-01", "cohort": "4", "person": "", "name": {"sealed": True}, "text": "leise"
    }  # fmt: skip


def test_too_many_streams_are_told_to_come_later(served: tuple[httpx.Client, Headers, Headers]) -> None:
    """Of one client there are fewer than of all, so that nobody alone takes every place."""
    client, officer, auditor = served
    open_garden(client, officer, "05114000")
    with (
        client.stream("GET", "/api/v1/feed", headers=STREAM) as one,
        client.stream("GET", "/api/v1/feed", headers=STREAM) as two,
    ):
        held = [one.iter_lines(), two.iter_lines()]  # httpx closes a stream whose iterator is let go
        assert [next(lines) for lines in held] == [": fokus", ": fokus"]
        refused = client.get("/api/v1/feed", headers=STREAM)
        assert (refused.status_code, slug(refused)) == (503, "too-many-streams")
        with client.stream("GET", "/api/v1/feed", headers=STREAM | officer) as three:
            held.append(three.iter_lines())
            assert next(held[-1]) == ": fokus"
            refused = client.get("/api/v1/feed", headers=STREAM | auditor)
            assert (refused.status_code, slug(refused)) == (503, "too-many-streams")
        assert client.get("/health").status_code == 200
    for _ in range(100):  # a place is free again once the server has seen that its reader is gone
        with client.stream("GET", "/api/v1/feed", headers=STREAM) as again:
            if again.status_code == 200:
                return
        time.sleep(0.1)
    pytest.fail("no place is free again")


def test_a_last_event_id_that_is_no_position_is_refused(served: tuple[httpx.Client, Headers, Headers]) -> None:
    client, _, _ = served
    answer = client.get("/api/v1/feed", headers=STREAM | {"Last-Event-ID": "gestern"})
    assert (answer.status_code, slug(answer)) == (422, "invalid-input")
