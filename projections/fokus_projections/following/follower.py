"""The follower: one thread of one process per node keeps the read model at the journal's head."""

import logging
import threading
from collections.abc import Sequence
from contextlib import suppress

from fokus_core.journal.journal import Journal
from fokus_core.storage.sqlite import sqlite3
from fokus_projections.following.advance import Overtaken, advance, position_of
from fokus_projections.following.opening import Unfit, build, open_model
from fokus_projections.projection import Projection
from fokus_projections.storage.generations import Generations

log = logging.getLogger(__name__)

TAKE_OVER = 0.5  # seconds between tries to become the follower
IDLE = 0.1  # seconds after which a waiting follower looks round
DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


class Follower(threading.Thread):
    """Follows while it holds the lock on the folder; otherwise waits to take over."""

    def __init__(
        self, generations: Generations, journal: Journal, projections: Sequence[Projection], batch: int
    ) -> None:
        super().__init__(name="fokus-follower", daemon=True)
        self.following = False
        self.error: str | None = None
        self._generations = generations
        self._journal = journal
        self._projections = projections
        self._batch = batch
        self._position = 0
        self._retry = True
        self._moved = threading.Condition()
        self._stopped = threading.Event()

    def run(self) -> None:
        """Follow, wait for the lock, or wait a moment after an error, until stopped."""
        lock = self._generations.following()
        while not self._stopped.is_set():
            try:
                self._generations.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                if lock.try_acquire():
                    self._follow()
                    continue
            except Exception as error:  # the disk is full, the journal is away: tried again until it is not
                self.error = type(error).__name__
                log.warning("The follower stopped and will try again: %s", self.error)
            finally:
                self.following = False
                lock.release()
            self._stopped.wait(TAKE_OVER)

    def wait_for(self, position: int, timeout: float) -> None:
        """Return when this thread has taken in a position, or after `timeout` seconds."""
        with self._moved:
            self._moved.wait_for(lambda: self._position >= position or not self.following, timeout)

    def stop(self) -> None:
        """End the thread after the batch in hand."""
        self._stopped.set()
        if self.is_alive():
            self.join()

    def _follow(self) -> None:
        """Follow one generation until stopped, or until another one is in use."""
        current = self._generations.current()
        if current is None:
            self._build()
            return
        with self._generations.turn():
            try:
                path = self._generations.path(current.number)
                db = open_model(path, self._journal, self._projections, retry=self._retry)
            except Unfit as unfit:
                log.warning("Read model %d is built anew: %s", current.number, unfit)
                db = None
        if db is None:
            self._build()
            return
        self._retry = False
        try:
            self._publish(position_of(db))
            self.following, self.error = True, None
            while not self._stopped.is_set():
                with self._generations.turn():
                    if self._generations.current() != current:
                        return
                    moved = advance(db, self._journal, self._projections, self._batch)
                    position = position_of(db)
                self._publish(position)
                if not moved:
                    self._journal.store.wait(after=position, timeout=IDLE)
        except Overtaken:
            return
        except sqlite3.DatabaseError as error:
            if (getattr(error, "sqlite_errorcode", 0) & 0xFF) not in DAMAGE:
                raise
            self._generations.discard(current)
        finally:
            self.following = False
            with suppress(sqlite3.Error):
                db.close()

    def _build(self) -> None:
        build(self._generations, self._journal, self._projections)
        self._retry = False

    def _publish(self, position: int) -> None:
        with self._moved:
            self._position = position
            self._moved.notify_all()
