"""A key ceremony as people hold it: the root in a file of its own, the rest by commands and the job."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from fokus_core import CONSOLE, Command, JobContext, Journal, StateStore, clock
from fokus_core.storage.state_store import open_state_store
from fokus_core.testing import Given, MemoryStore, MemoryVault
from fokus_ehrenamtskarte.credential import root
from fokus_ehrenamtskarte.credential.cose import Point
from fokus_ehrenamtskarte.credential.key_set import jwks
from fokus_ehrenamtskarte.keys.commands import PublishKeySet, SetRoot
from fokus_ehrenamtskarte.keys.keeping import KeepKeys, ring_in
from fokus_ehrenamtskarte.keys.ring import Ring
from fokus_ehrenamtskarte.programme import ehrenamtskarte

PASSWORD = "geheim genug für Tests"
CATALOGUE = Given(ehrenamtskarte).catalogue


@dataclass
class House:
    """What jobs are given, without a server."""

    journal: Journal
    state_store: StateStore
    settings: Any


@contextmanager
def small_house(folder: Path) -> Iterator[House]:
    """Yield a journal in memory with a state store in a folder."""
    store = open_state_store(f"sqlite:///{folder}/state_store.db")
    store.take_only(CATALOGUE.traces)
    journal = Journal(MemoryStore(), CATALOGUE, MemoryVault())
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
        """Run a job now, the one that keeps keys unless said."""
        (job or KeepKeys()).run(JobContext(self.house.state_store, self.house, lambda: True))
        self.settle()

    def signed(self, capsys: Any, request: dict[str, Any] | None = None) -> str:
        """Return the key set that the root signs now."""
        file = self.folder / "request.json"
        file.write_text(json.dumps(request or self.request), encoding="utf-8")
        capsys.readouterr()
        given = ["sign", str(self.root), str(file), "--password-file", str(self.password), "--yes"]
        assert root.main(given) == 0
        return str(capsys.readouterr().out).strip()

    def hold(self, capsys: Any, today: date | None = None) -> None:
        """Hold the whole ceremony."""
        day = today or clock.day_of(clock.now())
        self.give(SetRoot(root=self.point, effective=day))
        self.run()
        self.give(PublishKeySet(content=self.signed(capsys), effective=day))
