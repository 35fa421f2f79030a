"""Real servers over a house, killed with everything that belongs to them, and clients that repeat what was lost."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import httpx
import msgspec
from fault_house import opened
from litestar import Litestar
from sample_programme import Talk, plugin

from fokus_api.plugins.load import open_service
from fokus_api.runtime.settings import load_settings
from fokus_api.server.app import create_app
from fokus_api.testing.contract import issue_key
from fokus_core.domain.commands import Command
from fokus_core.testing.ports import free_port

HERE = Path(__file__).parent
PATHS = (HERE, HERE.parent / "api")
MANY = {"limits": ["garden-talks=1000000/60"]}
START = 60  # seconds a server may take to answer


def app() -> Litestar:
    """Return the application; granian calls this in its worker."""
    given = json.loads(os.environ["TESTS_HOUSE"])
    return create_app(lambda: open_service(load_settings({}, Path(given["data"]), given=given), extra=[plugin]))


def key_for(folder: Path, **given: Any) -> dict[str, str]:
    """Return the headers of an officer for all bodies, in a house that is made where there is none."""
    with opened(folder, follow=True, **given) as service:
        return {"Authorization": f"Bearer {issue_key(service, 'anna', ('municipal-officer', 'state'))}"}


class Server:
    """A server of one worker on a port of its own, in a group of processes that is killed at once."""

    def __init__(self, folder: Path, **given: Any) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = folder.with_name(f"{folder.name}-{self.port}.log")
        self._given = {"plugins": [], "data": str(folder), **MANY, **given}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        """Start the server, and return once it answers."""
        command = [
            str(Path(sys.executable).parent / "granian"), "--interface", "asgi", "--factory", "--loop", "uvloop",
            "--http", "1", "--no-ws", "--host", "127.0.0.1", "--port", str(self.port), "fault_server:app",
        ]  # fmt: skip
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join(map(str, PATHS)), "TESTS_HOUSE": json.dumps(self._given),
        }  # fmt: skip
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
        deadline = time.monotonic() + START
        with httpx.Client(timeout=5) as client:  # one: making it takes a hundred times as long as asking in vain
            while True:
                with suppress(httpx.TransportError):
                    if client.get(f"{self.url}/health/ready").status_code < 500:
                        return self
                if self._process.poll() is not None or time.monotonic() > deadline:
                    said = self._log.read_text(errors="replace")[-3000:]
                    self.kill()
                    raise RuntimeError(f"the server did not start: {said}")
                time.sleep(0.02)

    def kill(self) -> None:
        """Kill every process of the server (SIGKILL), and wait until none is left."""
        process, self._process = self._process, None
        if process is not None:
            for pid in (*children(process.pid), process.pid):
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
            process.wait()

    @property
    def worker(self) -> int:
        """The process that answers."""
        assert self._process is not None
        return children(self._process.pid)[0]


def children(pid: int) -> list[int]:
    """Return the processes that a process has started, theirs first."""
    try:
        found = [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []
    return [each for one in found for each in (*children(one), one)]


class Clients:
    """Clients that give commands over HTTP until they are stopped; what was not answered is repeated, anywhere."""

    def __init__(self, headers: Mapping[str, str], given: Mapping[str, Command], count: int = 4) -> None:
        self.said: dict[str, int] = {}
        self.lost = 0  # answers that never came
        self.repeated = 0
        self.refused: list[str] = []
        self._headers = dict(headers)
        self._given = given
        self._left = list(given)[::-1]
        self._again: list[str] = []
        self._count = count

    def work(self, urls: Sequence[str], until: Any) -> None:
        """Give commands to these servers in turn, until something was done to them."""
        stop = threading.Event()
        threads = [threading.Thread(target=self._one, args=(urls, stop, n)) for n in range(self._count)]
        for thread in threads:
            thread.start()
        try:
            until()
        finally:
            stop.set()
            for thread in threads:
                thread.join()

    def wait_for(self, more: int, patience: float = 60) -> None:
        """Return when so many more commands were acknowledged, or after some time."""
        enough, deadline = len(self.said) + more, time.monotonic() + patience
        while len(self.said) < enough and time.monotonic() < deadline:
            time.sleep(0.002)

    def finish(self, urls: Sequence[str]) -> None:
        """Repeat every command of which nobody knows yet what became, and one more that is known."""
        self._left, tries = list(self.said)[-1:], len(self._again) * 3 + 10
        with httpx.Client(timeout=30) as client:
            while (waiting := [*self._again, *self._left]) and tries:
                self._again, self._left, tries = [], [], tries - 1
                for id_ in waiting:
                    before = self.said.get(id_)
                    self._give(client, urls[0], id_)
                    if before not in (None, self.said.get(id_)):
                        self.refused.append(f"{id_} was recorded at {before} and again at {self.said.get(id_)}")
        self.refused += [f"{id_} was never answered" for id_ in self._again]

    def _one(self, urls: Sequence[str], stop: threading.Event, number: int) -> None:
        random_ = random.Random(number)
        with httpx.Client(timeout=30) as client:
            while not stop.is_set():
                repeating = bool(self._again)
                try:
                    id_ = (self._again if repeating else self._left).pop()
                except IndexError:
                    if not self._left:
                        return
                    continue
                self.repeated += repeating
                if not self._give(client, random_.choice(urls), id_):
                    time.sleep(0.02)

    def _give(self, client: httpx.Client, url: str, id_: str) -> bool:
        command = self._given[id_]
        path = "talk" if isinstance(command, Talk) else "open"
        try:
            answer = client.post(
                f"{url}/api/v1/garden/commands/{path}",
                content=msgspec.json.encode(command),
                headers={**self._headers, "Idempotency-Key": id_, "Content-Type": "application/json"},
            )
        except httpx.TransportError:
            self.lost += 1
            self._again.append(id_)
            return False
        if answer.status_code in (200, 201):
            self.said[id_] = answer.json()["position"]
            return True
        if answer.status_code >= 500 or answer.status_code == 429:
            self._again.append(id_)
        else:
            self.refused.append(f"{id_}: {answer.status_code} {answer.text[:300]}")
        return False
