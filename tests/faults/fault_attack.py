"""What one client alone does to all others: how long they wait, before it tries and while it does."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import httpx

from fokus_api.cli.serve import raise_descriptors
from fokus_api.plugins.load import open_service
from fokus_api.runtime.settings import load_settings
from fokus_api.testing.contract import issue_key
from fokus_core.testing.ports import free_port

IDLE = 6_000  # idle connections, more than a server once took of everybody
SLOW = 1_000  # connections that send their headers byte by byte
STREAMS = 300  # event streams that are asked for
BUSY = 50  # commands that are tried at a time
ASKED = 400  # questions of somebody else, before and while
RENAME = "/api/v1/core/commands/rename-body?dry_run=true"
NAMED = {"body": "05914000", "name": "Probe", "effective": "2024-01-01"}
ATTACKS = {
    "idle": f"{IDLE:,} idle connections", "slow": f"{SLOW:,} connections that send headers byte by byte",
    "streams": f"{STREAMS} event streams", "busy": f"{BUSY} commands at a time, tried without end",
}  # fmt: skip


class Waited(NamedTuple):
    """Milliseconds within which 99 of 100 questions were answered, and how many were not answered at all."""

    read: float
    tried: float
    unanswered: int


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Run `fokus serve`, and yield its address and the keys of two officers."""
    port = free_port()
    inforce = load_settings({}, folder, given={"plugins": []})
    with open_service(inforce) as service:
        keys = [issue_key(service, who, ("state-office", "state")) for who in ("anna", "berta")]
    environment = {**os.environ, "FOKUS_PLUGINS": "core", "FOKUS_PORT": str(port)}
    command = [sys.executable, "-P", "-m", "fokus_api.cli", "serve"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True
        )  # fmt: skip
    try:
        url = f"http://127.0.0.1:{port}"
        for _ in range(600):
            with suppress(httpx.TransportError):
                if httpx.get(f"{url}/health/ready").status_code == 200:
                    break
            time.sleep(0.1)
        yield url, keys[0], keys[1]
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def waited(url: str, key: str) -> Waited:
    """Ask again and again as somebody else, each question on a connection of its own."""
    found: dict[str, list[float]] = {"read": [], "tried": []}
    unanswered = 0
    for number in range(ASKED):
        start = time.perf_counter()
        try:
            with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=5) as client:
                answer = client.get("/api/v1/bodies?limit=10") if number % 2 else client.post(RENAME, json=NAMED)
            unanswered += answer.status_code != 200
        except httpx.TransportError:
            unanswered += 1
        found["read" if number % 2 else "tried"].append((time.perf_counter() - start) * 1000)
    read, tried = (sorted(some)[int(len(some) * 0.99) - 1] for some in (found["read"], found["tried"]))
    return Waited(read, tried, unanswered)


def attacked(folder: Path, kind: str) -> tuple[Waited, Waited]:
    """Return how long somebody else waits, before an attack and while it goes on."""
    with served(folder) as (url, bad, good):
        waited(url, good)
        before = waited(url, good)
        with subprocess.Popen(
            [sys.executable, __file__, kind, url, bad], stdout=subprocess.PIPE, text=True
        ) as attacker:
            assert attacker.stdout
            assert attacker.stdout.readline() == "at it\n", "the attack did not begin"
            try:
                return before, waited(url, good)
            finally:
                attacker.kill()


def row(kind: str, before: Waited, during: Waited) -> str:
    """Return the line of the table for an attack."""
    times = [f"{one.read:,.0f} / {one.tried:,.0f}" for one in (before, during)]
    factors = f"{during.read / before.read:.1f} / {during.tried / before.tried:.1f}"
    return f"| {ATTACKS[kind]} | {' | '.join(times)} | {factors} | {during.unanswered} of {ASKED} |"


async def attack(kind: str, url: str, key: str) -> None:
    """Do what one client alone can do, until killed."""
    host, port = url.removeprefix("http://").split(":")
    lines = {"idle": b"", "slow": b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
             "streams": b"GET /api/v1/feed HTTP/1.1\r\nHost: localhost\r\n"
                        b"Accept: text/event-stream\r\n\r\n"}  # fmt: skip

    async def hold() -> None:
        while True:
            with suppress(OSError):
                reader, writer = await asyncio.open_connection(host, int(port))
                writer.write(lines[kind])
                while kind == "slow" and not reader.at_eof():
                    await asyncio.sleep(2)
                    writer.write(b"x")
                while await reader.read(65536):
                    pass
                writer.close()
            await asyncio.sleep(0.5)

    async def try_() -> None:
        headers = {"Authorization": f"Bearer {key}"}
        async with httpx.AsyncClient(base_url=url, headers=headers, timeout=60) as client:
            while True:
                with suppress(httpx.TransportError):
                    await client.post(RENAME, json=NAMED)

    count = {"idle": IDLE, "slow": SLOW, "streams": STREAMS, "busy": BUSY}[kind]
    work = [asyncio.create_task(try_() if kind == "busy" else hold()) for _ in range(count)]
    await asyncio.sleep(3)
    print("at it", flush=True)
    await asyncio.gather(*work)


def write(page: Path, lines: dict[str, str], day: str) -> None:
    """Put the lines into the table of attacks, under the day of the measurement."""
    head = "| what one client does | before | meanwhile | times | not answered |"
    table = "\n".join([head, "|---|---|---|---|---|", *lines.values()])
    before, _, after = re.split(r"(Measured on .*?\n\n\| what one.*?\n\n)", page.read_text(), flags=re.DOTALL)
    page.write_text(f"{before}Measured on {day}:\n\n{table}\n\n{after}")


if __name__ == "__main__":
    raise_descriptors()
    asyncio.run(attack(*sys.argv[1:]))
