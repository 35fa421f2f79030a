"""What there is to send to webhooks, and what sending asks of the house."""

from typing import Any, Protocol

import msgspec

from fokus_core.webhooks.subscriptions import Webhook

__all__ = ["Events", "Found", "House"]


class Found(msgspec.Struct, frozen=True):
    """The next event of a webhook; without a `body` there is none up to the position."""

    position: int
    id: str = ""
    body: bytes = b""


class Events(Protocol):
    """What there is to send, in the shape in which entries leave the house."""

    def next(self, webhook: Webhook, after: int, *, upto: int | None = None) -> Found:
        """Return the next event after a position that whoever receives it may see now."""
        ...

    def of_here(self, event: str) -> bool | None:
        """Tell whether an event was told by this journal; None while that cannot be seen yet."""
        ...


class House(Protocol):
    """What sending asks of the services."""

    @property
    def journal(self) -> Any:
        """The journal, with its vault."""
        ...

    @property
    def settings(self) -> Any:
        """The settings, among them whether this machine may be sent to."""
        ...

    @property
    def events(self) -> Events | None:
        """What there is to send; None in a process that answers nobody."""
        ...
