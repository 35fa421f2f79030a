"""Lines: how far what is sent to an address has come, what is parked, and why it waits; kept in the state store."""

from collections.abc import Iterator
from typing import Literal

import msgspec
from msgspec import structs

from fokus_core.storage.state_store import StateStore
from fokus_core.webhooks.answering import Failure
from fokus_core.webhooks.subscriptions import Webhook

__all__ = ["Line", "Lines", "Parked", "Paused"]

LINES, PARKED, SHOWN = "webhook", "webhook-parked", "webhook-secret"  # spaces of the state store
Paused = Literal["", "gone", "unreachable", "other-journal"]


class Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far a webhook has come; times in seconds since 1970.

    Up to `after` everything was taken or parked, `last` is the id of the last event that was taken. `attempts`, `code`
    and `why` are those of the one at `next`; `failing` is since when nothing was taken. It waits until `due`, or while
    it is `paused`; the resumption at `resumed` is the last that was heeded.
    """

    after: int
    last: str = ""
    next: int = 0
    attempts: int = 0
    code: int = 0
    why: Failure = ""
    at: float = 0.0
    due: float = 0.0
    failing: float = 0.0
    paused: Paused = ""
    resumed: int = 0


class Parked(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An event that was not taken by an address, and whether it is `wanted` once more."""

    position: int
    attempts: int
    code: int
    why: Failure
    at: float
    wanted: bool = False


class Lines:
    """The lines of one installation."""

    def __init__(self, state_store: StateStore) -> None:
        self._store = state_store

    def of(self, webhook: Webhook) -> Line:
        """Return how far a webhook has come."""
        found = self._store.get(LINES, webhook.id)
        return Line(after=webhook.begins) if found is None else msgspec.json.decode(found, type=Line)

    def move(self, webhook: Webhook, before: Line, line: Line) -> bool:
        """Note how far it came; False where another node was faster."""
        new = msgspec.json.encode(line)
        if before == Line(after=webhook.begins):
            return self._store.add(LINES, webhook.id, new) or self._set(webhook, before, new)
        return self._set(webhook, before, new)

    def _set(self, webhook: Webhook, before: Line, new: bytes) -> bool:
        return self._store.compare_and_set(LINES, webhook.id, msgspec.json.encode(before), new)

    def parked(self, webhook: Webhook) -> Iterator[Parked]:
        """Yield what is parked, in recorded order."""
        after = ""
        while found := self._store.scan(PARKED, f"{webhook.id} ", after=after, limit=1000):
            yield from (msgspec.json.decode(value, type=Parked) for _key, value in found)
            after = found[-1][0]

    def park(self, webhook: Webhook, parked: Parked) -> None:
        """Keep an event that was not taken, until it is or the webhook ends."""
        self._store.put(PARKED, _key(webhook, parked.position), msgspec.json.encode(parked))

    def unpark(self, webhook: Webhook, parked: Parked) -> None:
        """Forget an event that was taken, or that nobody may be sent any more."""
        self._store.delete(PARKED, _key(webhook, parked.position))

    def want(self, webhook: Webhook, entries: tuple[int, ...] = (), *, wanted: bool = True) -> None:
        """Note whether what is parked is wanted once more: some entries, or without any all of them."""
        for one in list(self.parked(webhook)):
            if one.wanted is not wanted and (not entries or one.position in entries):
                self.park(webhook, structs.replace(one, wanted=wanted))

    def show_secret(self, webhook: Webhook) -> bool:
        """Note that the secret in force is shown; False where it was already."""
        return self._store.add(SHOWN, f"{webhook.id} {webhook.secret}", b"")

    def forget(self, webhook: Webhook) -> None:
        """Forget a webhook that has ended; may be repeated."""
        self._store.delete(LINES, webhook.id)
        for one in list(self.parked(webhook)):
            self.unpark(webhook, one)
        for key, _value in self._store.scan(SHOWN, f"{webhook.id} "):
            self._store.delete(SHOWN, key)


def _key(webhook: Webhook, position: int) -> str:
    return f"{webhook.id} {position:016d}"
