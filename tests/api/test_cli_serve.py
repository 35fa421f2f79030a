"""What runs until somebody ends it: the server, and the log as it grows."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from fokus_core.testing.ports import free_port

PATIENCE = 120  # seconds after which a process that does not end fails the test instead of holding up the run
FOKUS = [sys.executable, "-P", "-m", "fokus_api.cli"]  # as the script: without the working folder to import from


@pytest.fixture
def environ() -> dict[str, str]:
    return {**os.environ, "FOKUS_PLUGINS": "core"}


@contextmanager
def running(folder: Path, environ: dict[str, str], *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(
        [*FOKUS, *arguments], cwd=folder, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)


def run(folder: Path, environ: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*FOKUS, *arguments], cwd=folder, env=environ, capture_output=True, text=True, timeout=PATIENCE
    )


def line_of(process: "subprocess.Popen[str]") -> Any:
    assert process.stdout is not None
    return json.loads(process.stdout.readline())


def granian_of(process: "subprocess.Popen[str]") -> int:
    """Return the process, and group of processes, that `fokus serve` has started."""
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        if told := re.search(r"main PID: (\d+)", line):
            return int(told[1])
        said.append(line)
    raise AssertionError("".join(said))


def ended(process: "subprocess.Popen[str]", granian: int) -> str:
    """Return what was logged until the last process ended that could still write to the log."""
    try:
        return process.communicate(timeout=PATIENCE)[1]
    except subprocess.TimeoutExpired:
        os.killpg(granian, signal.SIGKILL)
        raise


def answered(url: str) -> httpx.Response:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return httpx.get(url)
        except httpx.TransportError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def test_the_server_answers_logs_lines_of_json_and_ends_on_ctrl_c(tmp_path: Path, environ: dict[str, str]) -> None:
    port = free_port()
    with running(tmp_path, environ, "serve", "--port", str(port), "--json") as process:
        started = line_of(process)
        assert started["url"] == f"http://127.0.0.1:{port}"
        assert (started["data"], started["head"]) == (str(tmp_path / "data"), 1)
        answer = answered(f"{started['url']}/api/v1/log?key=journal:secret")
        assert answer.status_code == 200
        taken = run(tmp_path, environ, "serve", "--port", str(port))
        assert (taken.returncode, taken.stdout) == (2, "")
        assert f"The server cannot listen on 127.0.0.1:{port}: Address already in use." in taken.stderr
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, output) == (0, "")
    lines = [json.loads(line) for line in errors.splitlines()]
    request = next(line for line in lines if line["event"] == "request")
    assert (request["method"], request["route"], request["status"]) == ("GET", "/api/v1/log", 200)
    assert request["request"] == answer.headers["x-request-id"]
    assert "secret" not in errors


@pytest.mark.parametrize("more", [(), ("--demo",)])
def test_a_taken_port_is_told_before_anything_is_written(
    tmp_path: Path, environ: dict[str, str], more: tuple[str, ...]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = run(tmp_path, environ, "serve", "--port", str(port), *more)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == f"The server cannot listen on 127.0.0.1:{port}: Address already in use.\n"
    assert list(tmp_path.iterdir()) == []


def test_the_server_loads_nothing_from_the_working_folder_and_ends_when_told(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    for module in ("__init__", "csv", "fokus_core", "uvloop"):
        (tmp_path / f"{module}.py").write_text("raise SystemExit(f'{__file__} was loaded')")
    with running(tmp_path, environ, "serve", "--port", str(free_port()), "--json") as process:
        assert answered(f"{line_of(process)['url']}/health").status_code == 200
        process.send_signal(signal.SIGTERM)
        output, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, output) == (0, "")
    assert {json.loads(line)["level"] for line in errors.splitlines()} == {"info"}


@pytest.mark.parametrize(
    ("killed", "workers"), [("fokus serve", 1), pytest.param("granian", 2, marks=pytest.mark.long)]
)
def test_the_server_ends_cleanly_when_what_started_it_is_killed(
    tmp_path: Path, environ: dict[str, str], killed: str, workers: int
) -> None:
    arguments = ("serve", "--port", str(free_port()), "--json")
    with running(tmp_path, environ | {"FOKUS_WORKERS": str(workers)}, *arguments) as process:
        granian = granian_of(process)
        health = f"{line_of(process)['url']}/health"
        assert answered(health).status_code == 200
        os.kill(process.pid if killed == "fokus serve" else granian, signal.SIGKILL)
        assert "what started the server is gone, so it ends" in ended(process, granian)
    assert not list((tmp_path / "data").glob("*-wal"))  # what a database leaves that nobody closed
    with running(tmp_path, environ, *arguments) as process:
        assert line_of(process)["head"] == 1
        assert answered(health).status_code == 200


@pytest.mark.parametrize("workers", [2, pytest.param(1, marks=pytest.mark.long)])
def test_a_server_whose_granian_is_killed_before_it_serves_ends_cleanly(
    tmp_path: Path, environ: dict[str, str], workers: int
) -> None:
    arguments = ("serve", "--port", str(free_port()), "--json")
    with running(tmp_path, environ | {"FOKUS_WORKERS": str(workers)}, *arguments) as process:
        granian = granian_of(process)
        assert process.stderr is not None
        assert any(f"Spawning worker-{workers}" in line for line in process.stderr)
        os.kill(granian, signal.SIGKILL)
        assert "What started the server is gone" in ended(process, granian)
    assert not list((tmp_path / "data").glob("*-wal"))


@pytest.mark.parametrize("how", ["told", pytest.param("alone", marks=pytest.mark.long)])
def test_an_open_stream_ends_before_the_server_does(tmp_path: Path, environ: dict[str, str], how: str) -> None:
    with running(tmp_path, environ, "serve", "--port", str(free_port()), "--json") as process:
        granian = granian_of(process)
        url = line_of(process)["url"]
        assert answered(f"{url}/health").status_code == 200
        events = {"Accept": "text/event-stream"}
        with httpx.stream("GET", f"{url}/api/v1/feed", headers=events, timeout=PATIENCE) as stream:
            lines = stream.iter_lines()
            assert next(lines) == ": fokus"
            if how == "told":
                process.send_signal(signal.SIGTERM)
            else:
                os.kill(granian, signal.SIGKILL)
            assert list(lines)[-1] == ""  # whole to its end; a connection that breaks raises an error
        errors = ended(process, granian)
    assert "Killing" not in errors  # what granian says of a worker that it ends by force
    assert not list((tmp_path / "data").glob("*-wal"))  # what a database leaves that nobody closed


def test_the_log_goes_on_with_what_is_recorded(tmp_path: Path, environ: dict[str, str]) -> None:
    assert run(tmp_path, environ, "grant", "anna", "auditor").returncode == 0
    with running(tmp_path, environ, "log", "--follow", "--json", "--type", "core.access-granted") as process:
        assert line_of(process)["data"]["actor"] == "anna"
        assert run(tmp_path, environ, "grant", "berta", "auditor").returncode == 0
        assert line_of(process)["data"]["actor"] == "berta"
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, output, errors) == (0, "", "")


def test_a_wrong_master_key_stops_the_server_with_a_sentence(tmp_path: Path, environ: dict[str, str]) -> None:
    assert run(tmp_path, environ, "load").returncode == 0
    key = {"FOKUS_MASTER_KEY": "env:KEY", "KEY": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}
    refused = run(tmp_path, environ | key, "serve", "--port", str(free_port()))
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == "The master key does not fit this vault, or the vault is damaged.\n"


def test_a_server_may_have_as_many_descriptors_open_as_the_system_allows() -> None:
    """A service manager gives 1,024 by default, which one client's idle connections use up."""
    program = (
        "import resource as r; hard = r.getrlimit(r.RLIMIT_NOFILE)[1]; r.setrlimit(r.RLIMIT_NOFILE, (64, hard)); "
        "from fokus_api.cli.serve import raise_descriptors; raise_descriptors(); "
        "print(r.getrlimit(r.RLIMIT_NOFILE) == (hard, hard))"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout == "True\n"
