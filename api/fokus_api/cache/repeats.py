"""Requests that are byte for byte what was asked before, answered with the bytes of then while nothing has changed."""

import time
from collections.abc import Hashable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from fokus_api.auth.access import Access
from fokus_api.cache.response_cache import SIZE
from fokus_api.http.caller import Caller
from fokus_api.http.request_context import Headers
from fokus_core.domain import clock
from fokus_projections import ModelUnavailable

AGE = 0.0005  # seconds for which one look at the read model is good; whoever takes access away waits for longer
OVERHEAD = 4096  # bytes that an answer takes besides its body

Stamp = tuple[object, int, datetime]


class Repeat(NamedTuple):
    """A finished answer: its headers without the request's id, who asked, and the route's template."""

    status: int
    headers: Headers
    body: bytes
    caller: Caller
    route: str


def question_of(scope: Mapping[str, Any]) -> Hashable:
    """Return all that a request without a body says: path, query, headers, and where it comes from."""
    client = scope.get("client")
    return scope["path"], scope["query_string"], scope["scheme"], client and client[0], tuple(scope["headers"])


class Repeats:
    """Finished answers by what was asked, all forgotten when anything in the read model changes or the day ends.

    Only answers that hang on nothing else belong here: none that is limited or opens something, and none in a session.
    `stamp` is what they hang on, as it was at the last question; None where it is not known.
    """

    def __init__(self, access: Access, size: int = SIZE) -> None:
        self.stamp: Stamp | None = None
        self._access = access
        self._size = size
        self._held = 0
        self._answers: dict[Hashable, Repeat] = {}
        self._looked = -AGE
        self._day = self._next = datetime.max.replace(tzinfo=UTC)

    def get(self, question: Hashable) -> Repeat | None:
        """Return the answer to a question if the same one would be given now to one whose credential holds."""
        moment, now = time.perf_counter(), self._access.service.journal.now()
        if not (moment < self._looked + AGE and self._day <= now < self._next):
            self._look(moment, now)
        found = self._answers.get(question)
        if found is not None and found.caller.key and not self._access.shown_again(found.caller.key, now):
            return None
        return found

    def put(self, question: Hashable, answer: Repeat, stamp: Stamp | None) -> None:
        """Keep an answer, unless something has changed since the stamp it was made under."""
        if stamp is None or stamp != self.stamp or answer.caller.signed is not None:
            return
        self._held += len(answer.body) + OVERHEAD
        if self._held > self._size:
            self.clear()
            return
        self._answers[question] = answer

    def _look(self, at: float, now: datetime) -> None:
        """Look whether something has changed, and forget everything then."""
        if not self._day <= now < self._next:
            today = clock.day_of(now)
            self._day, self._next = _midnight(today), _midnight(today + timedelta(days=1))
        try:
            reader = self._access.reader
            stamp = (reader, reader.version, self._day)
            self._looked = at
        except ModelUnavailable:
            stamp = None
        if stamp is None or stamp != self.stamp:
            self.stamp = stamp
            self.clear()

    def clear(self) -> None:
        """Let go of all answers."""
        self._held = 0
        self._answers.clear()


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=clock.BERLIN).astimezone(UTC)
