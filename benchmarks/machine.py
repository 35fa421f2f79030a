"""The machine a run was made on, and what its processes use."""

import os
import platform
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import msgspec

from fokus_core.storage.sqlite import sqlite3

TICK = os.sysconf("SC_CLK_TCK")
SYNCS = 40


class Machine(msgspec.Struct, frozen=True):
    """What a ratio may depend on: `sync_ms` is the median time to make 4 KiB durable in the folder used."""

    cpu: str
    cores: int
    python: str
    sqlite: str
    sync_ms: float
    load: float


def this_machine(folder: Path) -> Machine:
    """Look at this machine; the load is that of the last minute."""
    return Machine(
        cpu=_cpu_model(),
        cores=len(os.sched_getaffinity(0)),
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
        sync_ms=sync_ms(folder),
        load=os.getloadavg()[0],
    )


def cores() -> tuple[set[int], set[int]]:
    """Return a core for the server and another for the load; the same where there is only one."""
    mine = sorted(os.sched_getaffinity(0))
    return {mine[0]}, {mine[-1]}


def tree(pid: int) -> Iterator[int]:
    """Yield a process and all that descend from it."""
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return
    for child in children:
        yield from tree(int(child))


def cpu_of(pid: int) -> float:
    """Return the CPU seconds a process and its descendants have used so far."""
    ticks = 0
    for one in tree(pid):
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += int(fields[11]) + int(fields[12])
    return ticks / TICK


def memory_of(pid: int) -> float:
    """Return the proportional set size (PSS) of a process and its descendants, in MiB."""
    total = 0
    for one in tree(pid):
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def peak() -> float:
    """Return the most resident memory this process has had, in MiB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def _cpu_model() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def sync_ms(folder: Path) -> float:
    """Return the median time, in milliseconds, to make 4 KiB durable in a folder."""
    path = folder / "sync"
    times = []
    with path.open("wb", buffering=0) as file:
        for _ in range(SYNCS):
            file.write(b"x" * 4096)
            before = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - before)
    path.unlink()
    return median(times) * 1000
