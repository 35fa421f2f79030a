"""Whether a node can answer: everything it works with is looked at, and what hangs is told rather than waited for."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Literal

import msgspec

from fokus_api.runtime.service import Service
from fokus_core.domain import clock
from fokus_core.jobs.job import JobStatus
from fokus_core.journal.recorded_time import BEHIND

__all__ = ["Readiness", "Reason"]

PATIENCE = 1.5  # seconds within which everything has to answer
LAG = timedelta(seconds=30)  # how long a fact may be recorded before the read models show it
IN_A_ROW = 3  # failures after which a job counts as failing for good

Part = Literal["server", "journal", "vault", "state-store", "follower", "projection", "job", "clock", "erasures"]


class Reason(msgspec.Struct, frozen=True):
    """Why a node is not ready: the part of it, which one where there are several, and what is the matter."""

    part: Part
    problem: Literal["unavailable", "behind", "stopped", "failing", "ending", "went-back", "forgotten"]
    name: str | None = None


class Readiness:
    """Looks at the parts of a node, each in a thread of its own that no other work can occupy."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._looks: dict[Part, Callable[[], Sequence[Reason]]] = {
            "journal": self._journal,
            "vault": self._vault,
            "follower": self._follower,
            "projection": self._projections,
            "state-store": self._state_store,
        }
        self._threads = ThreadPoolExecutor(len(self._looks), "fokus-readiness")
        self._running: dict[Part, Future[Sequence[Reason]]] = {}
        self.jobs: Sequence[JobStatus] = ()  # as last heard
        self.warnings: Sequence[Reason] = ()  # likewise: what stops nothing and wants to be seen

    async def reasons(self) -> list[Reason]:
        """Return every reason not to be ready, within two seconds."""
        for part, look in self._looks.items():
            if part not in self._running or self._running[part].done():
                self._running[part] = self._threads.submit(look)
        asked: dict[Part, asyncio.Future[Sequence[Reason]]] = {
            part: asyncio.wrap_future(one) for part, one in self._running.items()
        }
        await asyncio.wait(asked.values(), timeout=PATIENCE)
        return [reason for part, one in asked.items() for reason in _found(part, one)]

    def close(self) -> None:
        """Let the threads end, and wait for none that hangs."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _journal(self) -> Sequence[Reason]:
        behind = self._service.journal.ahead() > BEHIND
        self.warnings = [Reason("clock", "behind")] if behind else []
        went_back = [Reason("journal", "went-back")] if self._service.last_head.went_back else []
        return [*went_back, *([Reason("erasures", "forgotten")] if self._service.forgets else [])]

    def _vault(self) -> Sequence[Reason]:
        self._service.vault.erased("")
        return ()

    def _follower(self) -> Sequence[Reason]:
        since = self._service.models.behind_since()
        return [Reason("follower", "behind")] if since is not None and clock.now() - since > LAG else ()

    def _projections(self) -> Sequence[Reason]:
        return [Reason("projection", "stopped", name) for name in self._service.models.stopped()]

    def _state_store(self) -> Sequence[Reason]:
        self.jobs = self._service.jobs.status()
        return [Reason("job", "failing", one.name) for one in self.jobs if one.failures >= IN_A_ROW]


def _found(part: Part, look: "asyncio.Future[Sequence[Reason]]") -> Sequence[Reason]:
    """Return what a look found; one that has not come back, or failed, found its part unavailable."""
    if not look.done():
        return [Reason(part, "unavailable")]
    return [Reason(part, "unavailable")] if look.exception() is not None else look.result()
