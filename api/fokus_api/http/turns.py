"""Turns: of one client few commands are at work at a time, so that many of one keep nobody else waiting for long."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fokus_api.http.problems import ApiProblem

__all__ = ["AT_WORK", "WAITING", "Turns"]

AT_WORK = 4  # commands of one client that are decided or answered; the next ones wait for their turn
WAITING = 100  # commands of one client that wait; further ones are told to come later


class Turns:
    """Who is at work in this process, by client: an actor, or an address."""

    def __init__(self) -> None:
        self._asked: Counter[str] = Counter()
        self._gates: dict[str, asyncio.Semaphore] = {}

    @asynccontextmanager
    async def of(self, client: str) -> AsyncIterator[None]:
        """Wait until it is a client's turn; raises `ApiProblem` where too many of theirs wait already."""
        if self._asked[client] >= AT_WORK + WAITING:
            raise ApiProblem("too-many-requests", headers={"Retry-After": "1"})
        self._asked[client] += 1
        try:
            async with self._gates.setdefault(client, asyncio.Semaphore(AT_WORK)):
                yield
        finally:
            self._asked[client] -= 1
            if not self._asked[client]:
                del self._asked[client], self._gates[client]
