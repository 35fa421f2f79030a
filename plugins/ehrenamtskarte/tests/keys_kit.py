"""A key ceremony as people hold it: the root in a file of its own, the rest by commands and the job."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from fokus_core import CONSOLE, Command, JobContext, Journal, StateStore, clock
from fokus_core.storage.state_store import open_state_store
from fokus_core.testing import Given, MemoryStore, MemoryVault
from fokus_ehrenamtskarte.credential import root
from fokus_ehrenamtskarte.credential.cose import Point, point_of
from fokus_ehrenamtskarte.credential.key_set import jwks, write_key_set
from fokus_ehrenamtskarte.keys.commands import OpenStatusList, PublishKeySet, RecordKey, SetRoot
from fokus_ehrenamtskarte.keys.encoding import base64
from fokus_ehrenamtskarte.keys.keeping import KeepKeys, ring_in
from fokus_ehrenamtskarte.keys.ring import Ring
from fokus_ehrenamtskarte.programme import ehrenamtskarte

PASSWORD = "geheim genug für Tests"


@dataclass
class House:
    """What jobs are given, without a server."""

    journal: Journal
    state_store: StateStore
    settings: Any


@contextmanager
def small_house(folder: Path) -> Iterator[House]:
    """Yield a journal in memory with a state store in a folder."""
    catalogue = Given(ehrenamtskarte).catalogue
    store = open_state_store(f"sqlite:///{folder}/state_store.db")
    store.take_only(catalogue.traces)
    journal = Journal(MemoryStore(), catalogue, MemoryVault())
    try:
        yield House(journal, store, SimpleNamespace(public_url="https://karte.example"))
    finally:
        journal.close()
        store.close()


class Ceremony:
    """The root in a folder, and an installation that it signs for."""

    def __init__(self, house: Any, folder: Path, settle: Callable[[], object] = lambda: None) -> None:
        self.house, self.folder, self.settle = house, folder, settle
        self.root = folder / "root.pem"
        self.password = folder / "password"
        self.password.write_text(PASSWORD, encoding="utf-8")
        self.public: Point = root.make(self.root, PASSWORD.encode())

    @property
    def point(self) -> str:
        """The public root as commands name it."""
        return (self.public.x + self.public.y).hex()

    @property
    def ring(self) -> Ring:
        """The keys as the journal has them."""
        return ring_in(self.house.journal)

    @property
    def request(self) -> dict[str, Any]:
        """What the root is to sign."""
        return {**jwks(self.ring.wanted()), "lists": sorted(self.ring.lists.values())}

    def at(self, day: date) -> datetime:
        """Return noon of a day."""
        return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)

    def give(self, command: Command) -> Any:
        """Give a command from the console."""
        receipt = self.house.journal.handle(command, by=CONSOLE)
        self.settle()
        return receipt

    def run(self, job: Any = None) -> None:
        """Run a job now, the one that keeps keys unless said; a whole service leaves it to whoever holds the lease."""
        job = job or KeepKeys()
        if jobs := getattr(self.house, "jobs", None):
            status = jobs.run_now(job.name, 30)
            assert status is not None
            assert not status.failures, status.error
        else:
            job.run(JobContext(self.house.state_store, self.house, lambda: True))
        self.settle()

    def signed(self, request: dict[str, Any] | None = None) -> str:
        """Return the key set that the root signs now."""
        file = self.folder / "request.json"
        file.write_text(json.dumps(request or self.request), encoding="utf-8")
        given = ["sign", str(self.root), str(file), "--password-file", str(self.password), "--yes"]
        with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()):
            assert root.main(given) == 0
        return out.getvalue().strip()

    def hold(self, today: date | None = None) -> None:
        """Hold the whole ceremony."""
        day = today or clock.day_of(clock.now())
        self.give(SetRoot(root=self.point, effective=day))
        self.run()
        self.give(PublishKeySet(content=self.signed(), effective=day))


def hold_in(journal: Journal, since: date) -> None:
    """Put a card key and a list in force in a journal alone; nobody keeps the private keys."""
    own, cards = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_point, point = point_of(own.public_key()), point_of(cards.public_key())
    until = date(since.year + 1, 3, 31)

    def hexed(one: Point) -> str:
        return (one.x + one.y).hex()

    for command in (
        SetRoot(root=hexed(root_point), effective=since),
        RecordKey(use="card", point=hexed(point), since=since, until=until, effective=since),
        OpenStatusList(uri="https://karte.example/s/1", effective=since),
    ):
        journal.handle(command, by=CONSOLE)
    iat = int(datetime(since.year, since.month, since.day, 12, tzinfo=UTC).timestamp())
    content = base64(write_key_set(ring_in(journal).wanted(), ["https://karte.example/s/1"], iat, own))
    journal.handle(PublishKeySet(content=content, effective=since), by=CONSOLE)
