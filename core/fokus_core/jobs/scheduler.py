"""Work that time or a fact asks for, done by one lease-holder per installation."""

import contextlib
import logging
import threading
import time
from collections.abc import Sequence
from typing import Generic, TypeVar

import msgspec

from fokus_core.domain.tracing import span
from fokus_core.jobs.job import Job, JobContext, JobStatus
from fokus_core.storage.state_store import StateStore

__all__ = ["Scheduler"]

C = TypeVar("C")

LEASE = "jobs"
SPACE = "job"
WISHES = "job-wish"  # names of jobs that somebody wants run now, whoever holds the lease
LOOK = 0.1  # seconds between looks whether a wish was fulfilled

log = logging.getLogger(__name__)


class Scheduler(Generic[C]):
    """One thread that runs jobs while it holds the installation's lease."""

    def __init__(
        self,
        state_store: StateStore,
        jobs: "Sequence[Job[C]]",
        holder: str,
        services: C,
        *,
        lease_seconds: float = 30.0,
        first_delay: float = 1.0,
        longest_delay: float = 300.0,
    ) -> None:
        """Prepare a runner; `holder` is unique per process, failed jobs are retried after `first_delay`, doubling."""
        if len({job.name for job in jobs}) != len(jobs):
            raise ValueError("Two jobs have the same name.")
        self._state_store = state_store
        self._jobs = tuple(jobs)
        self._holder = holder
        self._context = JobContext(state_store, services, self.holds)
        self._lease_seconds = lease_seconds
        self._first_delay = first_delay
        self._longest_delay = longest_delay
        self._stopping = False
        self._poked: set[str] = set()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._leading = False
        self._due: dict[str, float] = {}  # by time.monotonic()

    @property
    def leading(self) -> bool:
        """Whether this runner held the lease when it last asked."""
        return self._leading

    def start(self) -> None:
        """Start the thread."""
        self._thread = threading.Thread(target=self._work, name="jobs", daemon=True)
        self._thread.start()

    def stop(self, timeout: float | None = None) -> bool:
        """Ask the thread to stop, wait for it, and give the lease back; False when it is still busy after `timeout`."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(timeout)
            return not self._thread.is_alive()
        return True

    def poke(self, name: str | None = None) -> None:
        """Make a job (or all) due at once, unless it is waiting after a failure; heard where the lease is held."""
        with self._changed:
            self._poked.update(job.name for job in self._jobs if name in (None, job.name))
            self._changed.notify_all()

    def run_now(self, name: str, timeout: float) -> JobStatus | None:
        """Run a job here if the lease is free, else have its holder run it; return how it went, None if nobody did.

        A process whose thread has started leaves it to that thread. Waits at most `timeout` seconds for the holder.
        """
        (job,) = (job for job in self._jobs if job.name == name)
        deadline = time.monotonic() + timeout
        self._state_store.put(WISHES, name, b"")
        self.poke(name)
        try:
            while self._state_store.get(WISHES, name) is not None:
                if self._thread is None and self.holds():
                    self._run(job, self._state(name))
                    break
                if time.monotonic() > deadline:
                    return None
                time.sleep(LOOK)
        finally:
            self._state_store.delete(WISHES, name)
            if self._thread is None:
                self._state_store.release(LEASE, self._holder)
        return self._state(name)

    def holds(self) -> bool:
        """Renew the lease and tell whether it is ours and nobody asked to stop."""
        self._leading = not self._stopping and self._state_store.lease(LEASE, self._holder, self._lease_seconds)
        return self._leading

    def status(self) -> list[JobStatus]:
        """Return the state of every job as the state store has it, on whichever node it ran."""
        return [self._state(job.name) for job in self._jobs]

    def _state(self, name: str) -> JobStatus:
        stored = self._state_store.get(SPACE, name)
        return msgspec.json.decode(stored, type=JobStatus) if stored else JobStatus(name)

    def _work(self) -> None:
        while not self._stopping:
            try:
                was_leading = self._leading
                if self.holds():
                    if not was_leading:
                        self._plan()
                    self._run_due()
            except Exception:  # the state store does not answer: without it nobody may act, so try again later
                log.warning("jobs wait for the state store", exc_info=True)
                self._leading = False
            self._wait()
        self._leading = False
        with contextlib.suppress(Exception):  # else the lease ends by itself
            self._state_store.release(LEASE, self._holder)

    def _plan(self) -> None:
        """Take over where the last holder stopped, by the times in the state store."""
        now, wall = time.monotonic(), time.time()
        for job in self._jobs:
            state = self._state(job.name)
            rest = 0.0 if state.last_run is None else state.last_run + self._pause(job, state) - wall
            self._due[job.name] = now + min(max(rest, 0.0), self._pause(job, state))

    def _pause(self, job: Job[C], state: JobStatus) -> float:
        if not state.failures:
            return job.every
        return float(min(self._longest_delay, self._first_delay * 2 ** min(state.failures - 1, 30)))

    def _run_due(self) -> None:
        with self._changed:
            poked, self._poked = self._poked, set()
        wanted = {name for name, _ in self._state_store.scan(WISHES)}
        for job in self._jobs:
            state = self._state(job.name)
            due = job.name in wanted or time.monotonic() >= self._due[job.name]
            # A job that waits after a failure will see what the poke was about when it is tried again.
            if due or (job.name in poked and not state.failures):
                if not self.holds():
                    return
                self._run(job, state)
                if job.name in wanted:
                    self._state_store.delete(WISHES, job.name)

    def _run(self, job: Job[C], state: JobStatus) -> None:
        started, began = time.time(), time.monotonic()
        try:
            with span("job", {"fokus.job": job.name}):
                job.run(self._context)
        except Exception as error:  # one failing job must not stop the others
            log.exception("a job failed", extra={"job": job.name})
            failures, why = state.failures + 1, type(error).__name__
            state = JobStatus(job.name, started, state.last_success, failures, why, self._holder)
        else:
            state = JobStatus(job.name, started, started, 0, None, self._holder)
        pause = self._pause(job, state)
        self._due[job.name] = began + pause
        state = msgspec.structs.replace(state, next_run=started + pause)
        if self._state_store.lease(LEASE, self._holder, self._lease_seconds):  # never overwrite what a new holder wrote
            self._state_store.put(SPACE, job.name, msgspec.json.encode(state))

    def _wait(self) -> None:
        """Sleep until a job is due, a poke comes, or the lease wants renewing."""
        pause = self._lease_seconds / 3
        with self._changed:
            if not self._leading:
                self._poked.clear()  # whoever holds the lease hears of the same facts
            elif self._due:
                pause = min(pause, max(0.0, min(self._due.values()) - time.monotonic()))
            if not self._stopping and not self._poked:
                self._changed.wait(pause)
