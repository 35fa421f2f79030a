"""Real server processes on a core of their own: ours as `fokus serve` starts it, a bare one on the same granian."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from benchmarks.bare import ANSWERS, Answer
from benchmarks.machine import cores, tree
from fokus_core.testing.ports import free_port

REPOSITORY = Path(__file__).parents[1]
MODEL = "BENCHMARK_MODEL"  # names the read model of a peer
ANSWER = "BENCHMARK_ANSWER"  # names the file with what the least handler answers
PATIENCE = 30.0  # seconds for a server to answer, and to end
FOKUS = [sys.executable, "-m", "fokus_api.cli", "serve"]
GRANIAN = [
    *(sys.executable, "-m", "granian", "--interface", "asgi", "--http", "1", "--no-ws", "--loop", "uvloop"),
    *("--workers", "1", "--backlog", "4096", "--backpressure", "4096", "--log-level", "warning", "--factory"),
]


@dataclass(frozen=True)
class Server:
    """A server that answers: its process, its port, and the seconds from its start to the first answer."""

    pid: int
    port: int
    started: float


@contextmanager
def fokus(folder: Path, path: str, **settings: str) -> Iterator[Server]:
    """Run `fokus serve` over the data in a folder until the block ends; log lines go nowhere."""
    given = {"DATA": str(folder / "data"), "PLUGINS": "network,ehrenamtskarte", **settings}
    with running(FOKUS, {f"FOKUS_{name.upper()}": value for name, value in given.items()}, folder, path) as server:
        yield server


@contextmanager
def bare(folder: Path, answers: Mapping[str, Answer]) -> Iterator[Server]:
    """Run the bare server with these answers by path until the block ends."""
    file = folder / "answers"
    file.write_bytes(msgspec.msgpack.encode(answers))
    words = [*GRANIAN, "benchmarks.bare:application"]
    with running(words, {ANSWERS: str(file)}, folder, next(iter(answers))) as server:
        yield server


def ask(port: int, path: str, headers: Mapping[str, str] | None = None) -> Answer:
    """Return one answer of a server."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers=dict(headers or {}))
        got = connection.getresponse()
        return Answer(got.status, [(n.lower().encode(), v.encode()) for n, v in got.getheaders()], got.read())
    finally:
        connection.close()


@contextmanager
def running(command: list[str], variables: Mapping[str, str], folder: Path, path: str) -> Iterator[Server]:
    """Run a server, which is told its port, until the block ends; wait until it answers to a path."""
    port = free_port()
    words = [*command, "--port", str(port)]
    began = time.perf_counter()
    process = subprocess.Popen(
        words,
        cwd=folder,
        env={**environment(), "PYTHONPATH": os.pathsep.join([str(REPOSITORY), *sys.path[1:]]), **variables},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=lambda: os.sched_setaffinity(0, cores()[0]),
    )
    try:
        _answers(process, port, path)
        yield Server(process.pid, port, time.perf_counter() - began)
    finally:
        _end(process)


def environment() -> dict[str, str]:
    """Return the environment of a process that is measured: without our settings, and byte code is kept as usual."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FOKUS_")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return kept


def _answers(process: "subprocess.Popen[bytes]", port: int, path: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            if ask(port, path).status in {200, 304}:
                return
        except OSError:
            pass
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"{' '.join(map(str, process.args))} does not answer.")  # type: ignore[arg-type]  # a list
        time.sleep(0.005)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a server as Ctrl-C does, and what is left of its processes after a while."""
    process.terminate()
    try:
        process.wait(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        for one in list(tree(process.pid)):
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        process.wait()
