"""Hearing of appends by other nodes: a connection of its own that listens."""

from contextlib import closing, suppress
from threading import Condition, Event, Thread
from typing import Any

import psycopg

from fokus_core.journal.engines.postgres_sql import TABLE


class Listener(Thread):
    """Listens for appends on a connection of its own; reconnects with growing delays, and signals when it has."""

    def __init__(self, settings: dict[str, Any]) -> None:
        super().__init__(name="fokus-journal-listener", daemon=True)
        self.signals = 0
        self.connected = False
        self._settings = settings
        self._signalled = Condition()
        self._stopped = Event()

    def run(self) -> None:
        """Listen until stopped."""
        delay = 0.1
        while not self._stopped.is_set():
            with suppress(psycopg.Error), closing(psycopg.connect(**self._settings, autocommit=True)) as connection:
                connection.execute(f"LISTEN {TABLE}")
                delay, self.connected = 0.1, True
                self._signal()  # catch up with what was appended while nobody listened
                while not self._stopped.is_set():
                    for _ in connection.notifies(timeout=0.5, stop_after=1):
                        self._signal()
            self.connected = False
            self._stopped.wait(delay)
            delay = min(2 * delay, 5.0)

    def wait(self, seen: int, timeout: float) -> None:
        """Block until a signal after the one `seen`, at most `timeout` seconds."""
        with self._signalled:
            if self.signals == seen:
                self._signalled.wait(timeout)

    def stop(self) -> None:
        """End the thread."""
        self._stopped.set()
        self.join(timeout=2)

    def _signal(self) -> None:
        with self._signalled:
            self.signals += 1
            self._signalled.notify_all()
