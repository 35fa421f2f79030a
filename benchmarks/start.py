"""Start-up and memory: `fokus serve` beside bare granian, `fokus --help` beside a bare Python, commands beside it."""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

from benchmarks.bare import Answer
from benchmarks.house import furnish
from benchmarks.machine import cpu_of, memory_of
from benchmarks.members import PATH
from benchmarks.pairs import Ratio, Slice, alternate, as_times, memory_ratio, ratio
from benchmarks.servers import Server, ask, bare, environment, fokus

ASKED = 200  # answers given before memory is looked at
SMALL = Answer(200, [(b"content-type", b"application/json"), (b"content-length", b"2")], b"{}")
FOKUS = [sys.executable, "-m", "fokus_api.cli"]
HELP = [*FOKUS, "--help"]
COMMANDS = {
    "fokus show": ["show", "20"],
    "fokus log": ["log", "--last", "3"],
    "fokus do": ["do", "core.rename-body", "--body=Ratingen", "--name=Probe", "--effective=2026-11-02", "--dry-run"],
}
NONE: Mapping[str, str] = {}
BARE = [sys.executable, "-c", "pass"]


def start(pairs: int) -> list[Ratio]:
    """Measure with a data folder that holds the documented history and its read model."""
    with tempfile.TemporaryDirectory(prefix="fokus-bench-") as name:
        folder = Path(name)
        furnish(folder, everybody=False)
        _serve(fokus(folder, PATH))  # compiles what is imported
        _run(HELP)
        served = alternate(lambda: _serve(bare(folder, {PATH: SMALL})), lambda: _serve(fokus(folder, PATH)), pairs)
        helped = alternate(lambda: _run(BARE), lambda: _run(HELP), 2 * pairs)
        sides = ("bare granian", "fokus serve")
        return [
            as_times(ratio("start to first answer", "", served, *sides)),
            memory_ratio("memory of the server (PSS)", served, *sides, note=f"after {ASKED} answers"),
            as_times(ratio("fokus --help", "", helped, "python -c pass", "python -m fokus_api.cli --help")),
        ]


def cli(pairs: int) -> list[Ratio]:
    """Measure commands over the documented history beside the help of the command line."""
    with tempfile.TemporaryDirectory(prefix="fokus-bench-") as name:
        furnish(Path(name), everybody=False)
        own = {"FOKUS_DATA": str(Path(name, "data"))}
        found = []
        for title, words in COMMANDS.items():
            command = [*FOKUS, *words]
            _run(command, own)  # compiles what is imported
            slices = alternate(lambda: _run(HELP), partial(_run, command, own), 2 * pairs)
            found.append(as_times(ratio(title, "", slices, "fokus --help", "a command over the documented history")))
        return found


def _serve(server: AbstractContextManager[Server]) -> Slice:
    with server as running:
        cpu = cpu_of(running.pid)
        for _ in range(ASKED):
            ask(running.port, PATH)
        return Slice(1, running.started, cpu, memory_of(running.pid))


def _run(command: Sequence[str], settings: Mapping[str, str] = NONE) -> Slice:
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, env={**environment(), **settings}, stdout=subprocess.DEVNULL, check=True)
    seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Slice(1, seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
