"""Jobs: work to be done again and again, what it works with, and how it is doing."""

from collections.abc import Callable
from typing import Generic, Literal, Protocol, TypeVar

import msgspec

from fokus_core.storage.state_store import StateStore

__all__ = ["Job", "JobContext", "JobStatus", "SweepStateStore"]

C_co = TypeVar("C_co", covariant=True)
C_contra = TypeVar("C_contra", contravariant=True)


class JobContext(Generic[C_co]):
    """What a job works with: the state store, the services it was promised, and whether it may still act."""

    def __init__(self, state_store: StateStore, services: C_co, holds: Callable[[], bool]) -> None:
        self.state_store = state_store
        self._services = services
        self._holds = holds

    @property
    def services(self) -> C_co:
        """What the house gave its jobs: journal, vault, mail."""
        return self._services

    def holds(self) -> bool:
        """Renew the lease and tell whether to go on; ask before anything leaves the house."""
        return self._holds()


class Job(Protocol[C_contra]):
    """Work to be done again and again; may run twice after a crash, so it marks in the state store what it has done."""

    @property
    def name(self) -> str:
        """The name its state is shown under."""
        ...

    @property
    def every(self) -> float:
        """Seconds from the start of one run to the next; a poke comes sooner."""
        ...

    def run(self, context: "JobContext[C_contra]", /) -> None:
        """Do what is due now; an exception is recorded by its class name, and the job tried again later."""
        ...


class SweepStateStore:
    """Removes what has expired from the state store: links, counts of rate limits, sessions."""

    name = "core.sweep-state-store"
    every = 3600.0

    def run(self, context: JobContext[object]) -> None:
        """Remove it, bytes included."""
        context.state_store.purge_expired()


class JobStatus(msgspec.Struct, frozen=True):
    """How a job is doing, the same on every node; times in seconds since 1970, `failures` those in a row."""

    name: str
    last_run: float | None = None
    last_success: float | None = None
    failures: int = 0
    error: str | None = None
    holder: str | None = None
    next_run: float | None = None

    @property
    def state(self) -> Literal["waiting", "ok", "failing"]:
        """Whether it has yet to run for the first time, did what was due, or failed when it last ran."""
        if self.last_run is None:
            return "waiting"
        return "failing" if self.failures else "ok"
