"""What grows with the journal: the same work in a large one beside a small one."""

import itertools
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from benchmarks.append import introductions
from benchmarks.facts import BATCH, invented
from benchmarks.house import LONG_AGO, OFFICE, bodies, enter_history, settings_in
from benchmarks.pairs import Ratio, Slice, alternate, as_times, ratio, timed
from benchmarks.servers import Server, ask, fokus
from fokus_api.plugins.load import open_service
from fokus_api.runtime.service import Service
from fokus_core import Command
from fokus_core.access.actor import CONSOLE
from fokus_core.access.grants import GrantAccess
from fokus_core.corrections.corrections import Retract
from fokus_core.journal.engines.store import Item

SMALL = 10_000  # facts of the smaller journal
EACH = 10  # commands or answers of a slice
PATIENCE = 3600.0  # seconds in which the read models are built


def growth(small: int, large: int, pairs: int) -> list[Ratio]:
    """Measure with so many facts in each, those of the larger one beside those of the smaller one."""
    with tempfile.TemporaryDirectory(prefix="fokus-bench-") as name:
        houses = [_House.built(Path(name, str(count)), count, pairs) for count in (small, large)]

        def beside(what: str, work: Callable[[_House], Slice], *, unit: str) -> Ratio:
            slices = alternate(lambda: work(houses[0]), lambda: work(houses[1]), pairs)
            return as_times(ratio(f"growth, {what}", unit, slices, f"{small:,} facts", f"{large:,} facts"))

        with ExitStack() as stack:
            for house in houses:
                house.service = stack.enter_context(open_service(settings_in(house.folder)))
            found = [
                beside("a command", lambda house: house.commands(), unit="commands/s"),
                beside("a retraction of an old fact", lambda house: house.retractions(), unit="commands/s"),
            ]
        with ExitStack() as stack:
            for house in houses:
                house.server = stack.enter_context(fokus(house.folder, "/api/v1/log?limit=1"))
            found += [
                beside("a page of the log", lambda house: house.answers(house.pages), unit="answers/s"),
                beside("a timeline", lambda house: house.answers(house.timelines), unit="answers/s"),
            ]
        found.append(beside("start to first answer", lambda house: house.started(), unit=""))
        return found


@dataclass
class _House:
    """A data folder with the documented history, commands to give, facts to take back, and many invented facts."""

    folder: Path
    old: Iterator[int]
    to_come: Iterator[Command]
    pages: Iterator[str]
    timelines: Iterator[str]
    service: Service | None = None
    server: Server | None = None

    @classmethod
    def built(cls, folder: Path, count: int, pairs: int) -> "_House":
        """Build it, with its read models."""
        folder.mkdir()
        with open_service(settings_in(folder), follow=False) as service:
            journal = service.journal
            enter_history(journal, folder)
            journal.handle(GrantAccess(OFFICE.id, "state-office", "state", LONG_AGO), by=CONSOLE)
            some = introductions(journal)
            needed = EACH * (pairs + 2)
            old = [journal.handle(one, by=OFFICE).position for one in some[:needed]]
            rows = invented(folder, count - journal.store.head())
            while batch := list(islice(rows, BATCH)):
                journal.store.record(batch, [Item("nobody")], after=0)
            head = journal.store.head()
        with open_service(settings_in(folder)) as service:
            service.models.wait_for(head, PATIENCE)
        pages = (f"/api/v1/log?limit=100&from_position={head - 200 - number}" for number in itertools.count())
        timelines = (f"/api/v1/bodies/{body}/timeline" for body in itertools.cycle(bodies()))
        return cls(folder, iter(old), iter(some[needed:]), pages, timelines)

    def commands(self) -> Slice:
        """Give commands that are decided on a few facts."""
        some = list(islice(self.to_come, EACH))
        return timed(lambda: self._given(some))

    def retractions(self) -> Slice:
        """Take back facts on which nobody relies, from before everything that was invented."""
        some = [Retract(position=position, reason="Benchmark") for position in islice(self.old, EACH)]
        return timed(lambda: self._given(some))

    def answers(self, paths: Iterator[str]) -> Slice:
        """Ask questions that were not asked before."""
        server = self.server
        if server is None:
            raise RuntimeError("No server was started.")
        some = list(islice(paths, EACH))

        def work() -> int:
            for path in some:
                if (status := ask(server.port, path).status) != 200:
                    raise RuntimeError(f"{path} was answered with {status}.")
            return len(some)

        return timed(work)

    def started(self) -> Slice:
        """Start a server, and end it."""
        with fokus(self.folder, "/api/v1/log?limit=1") as server:
            return Slice(1, server.started)

    def _given(self, some: Sequence[Command]) -> int:
        if self.service is None:
            raise RuntimeError("No service was opened.")
        for command in some:
            self.service.journal.handle(command, by=OFFICE)
        return len(some)
