"""The read models of a node: opened by every worker, written by one."""

import threading
import time
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from fokus_core.domain.facts import Fact, Recorded
from fokus_core.domain.refusals import Unavailable
from fokus_core.journal.codec import Stored
from fokus_core.journal.engines.store import Row
from fokus_core.journal.journal import Journal
from fokus_core.storage.sqlite import sqlite3
from fokus_projections.following.advance import is_the_machine
from fokus_projections.following.follower import Follower
from fokus_projections.following.knowledge import Knowledge
from fokus_projections.following.opening import Progress, build
from fokus_projections.projection import Projection
from fokus_projections.publishing import Copy, FieldsOf, write_copy
from fokus_projections.reader import Reader
from fokus_projections.replaying import TableDigest, digests_of, replayed
from fokus_projections.storage.generations import Generation, Generations
from fokus_projections.storage.log import ModelDamaged
from fokus_projections.storage.schema import shape_of

POLL = 0.003  # seconds between looks at a model another process writes
ENVELOPE = msgspec.json.Decoder(Stored[msgspec.Raw])
STATES = "SELECT name, version, position, failed_at, error FROM core_projection ORDER BY name"


@dataclass(frozen=True)
class ProjectionStatus:
    """How far a projection has come: `lag` counts positions to the journal's head; `error` is a class, without data."""

    name: str
    version: int
    position: int
    lag: int
    failed_at: int | None
    error: str | None


class ReadModels:
    """The read models in a folder. Thread-safe; every worker of a node opens its own over the same folder.

    `batch` is the number of facts taken in by one transaction.
    """

    def __init__(self, folder: Path, journal: Journal, projections: Sequence[Projection], *, batch: int = 2000) -> None:
        self.journal = journal
        self.projections = tuple(projections)
        self._generations = Generations(Path(folder))
        self._follower = Follower(self._generations, journal, self.projections, batch)
        self._local = threading.local()
        self._readers: weakref.WeakSet[Reader] = weakref.WeakSet()

    def start(self, timeout: float = 10.0) -> None:
        """Start following, or waiting to take over; return with a model that fits, or after `timeout` seconds."""
        self._follower.start()
        deadline = time.monotonic() + timeout
        while not self._fits() and time.monotonic() < deadline:
            time.sleep(POLL)

    def close(self) -> None:
        """Stop following and close every reader."""
        self._follower.stop()
        for reader in list(self._readers):
            reader.close()
        self._local = threading.local()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def reader(self) -> Reader:
        """Return this thread's reader of the generation in use, after a look at it; ask anew for every answer.

        Raises `Unavailable` before the first generation is built.
        """
        for _ in range(3):
            current = self._generations.current()
            if current is None:
                break
            held: tuple[Generation, Reader] | None = getattr(self._local, "held", None)
            if held is not None and held[0] == current:
                return held[1].look()
            try:
                reader = self._open(current)
            except sqlite3.OperationalError:  # removed between our looks at the pointer and at the file
                continue
            self._local.held = (current, reader)
            return reader.look()
        raise Unavailable("The read model is being built.")

    def rebuild(self, progress: Progress | None = None) -> int:
        """Build a new generation from nothing while the old one serves; return its number. Blocks until it is in use.

        `progress` is told the position reached and the journal's head. Raises `Unavailable` where it cannot be written.
        """
        try:
            return build(self._generations, self.journal, self.projections, progress)
        except (sqlite3.Error, OSError) as error:
            if not is_the_machine(error):
                raise
            where = self._generations.folder
            raise Unavailable(f"{where} cannot be written ({error}); is the disk full? The old ones stay.") from error

    def put_aside(self) -> Path | None:
        """Let the model in use be built anew at the next start, and return where it is kept, if there is one."""
        return self._generations.put_aside()

    def wait_for(self, position: int, timeout: float) -> bool:
        """Wait until the model shows a position, at most `timeout` seconds; tell whether it does."""
        deadline = time.monotonic() + timeout
        while True:
            if self.position >= position:
                return True
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            if self._follower.following:
                self._follower.wait_for(position, min(left, 0.5))
            else:
                time.sleep(min(left, POLL))

    @property
    def following(self) -> bool:
        """Whether this process is the one that writes."""
        return self._follower.following

    @property
    def position(self) -> int:
        """The position up to which the journal is shown, 0 before the first generation is built."""
        try:
            return self.reader().position
        except Unavailable:
            return 0

    @property
    def head(self) -> int:
        """The journal's last position."""
        return self.journal.store.head()

    def known_from_time(self, moment: datetime) -> int:
        """Return the last position that was known at a moment, as far as the model has come."""
        return self.reader().known_from_time(moment)

    def status(self) -> list[ProjectionStatus]:
        """Return how far every projection has come."""
        head = self.head
        return [
            ProjectionStatus(name, version, position, max(head - position, 0), failed_at, error)
            for name, version, position, failed_at, error in self.reader().rows(STATES)
        ]

    def stopped(self) -> list[str]:
        """Return the projections that have stopped, also while the journal does not answer."""
        return [name for name, *_, failed_at, _ in self.reader().rows(STATES) if failed_at is not None]

    def behind_since(self) -> datetime | None:
        """Return when the first fact was recorded that is not shown yet, None where all are."""
        rows = self.journal.store.follow(after=self.position, limit=1)
        return ENVELOPE.decode(rows[0].data).meta.at if rows else None

    def replay(self, target: Path, known: int, progress: Progress | None = None) -> dict[str, TableDigest]:
        """Write everything as it was known at a position to a new file, from nothing, and return what is in it.

        Raises `FileExistsError`, and `Unusable` where a projection stops.
        """
        return replayed(self.journal, self.projections, target, known, progress)

    def digests(self) -> tuple[int, dict[str, TableDigest]]:
        """Return up to which position the model in use shows the journal, and what is in it there."""
        number = self.reader().generation
        return digests_of(self._generations.path(number), self.projections)

    def publish(self, target: Path, fields_of: FieldsOf) -> Copy:
        """Write what is public of the model in use to a new file; raises `FileExistsError`, `Unavailable`.

        `fields_of` returns the fields of a fact as anybody may see them.
        """
        number = self.reader().generation
        return write_copy(
            self._generations.path(number), self.projections, target, self.journal.codec.decode, fields_of
        )

    def _open(self, current: Generation) -> Reader:
        path, decode = self._generations.path(current.number), self._decoded
        reader = Reader(path, current.number, decode, lambda: self._generations.discard(current), mark=current.mark)
        self._readers.add(reader)
        return reader

    def _decoded(self, row: Row) -> Recorded[Fact]:
        """Return the fact of a row; one that does not decode, and is not what the journal holds, was damaged."""
        try:
            return self.journal.codec.decode(row)
        except Exception as error:  # a programme's upcaster may raise anything
            there = self.journal.store.follow(after=row.position - 1, limit=1)
            if there and (there[0].type, there[0].data) == (row.type, row.data):
                raise RuntimeError(f"The fact at position {row.position} does not decode.") from error
            raise ModelDamaged(f"The row of position {row.position} is damaged.") from error

    def _fits(self) -> bool:
        """Tell whether the model in use was fitted to the journal, the facts and the projections of this process."""
        try:
            model = self.reader().first("SELECT journal, types FROM core_model")
            entered = self.reader().rows("SELECT name, version, shape FROM core_projection")
        except (Unavailable, sqlite3.Error):
            return False
        if model != (self.journal.id, str(Knowledge.of(self.journal.catalogue))):
            return False
        return {*entered} == {(one.name, one.version, shape_of(one.tables)) for one in self.projections}
