"""Sending messages to addresses; what that takes is loaded when the first one is sent."""

from collections.abc import Mapping

from fokus_core.webhooks.answering import Answer, Resolve

__all__ = ["Sender"]


class Sender:
    """Sends by POST. A host is resolved once for each message, and the addresses that were looked at are connected to.

    Redirects are not followed, and of an answer the status and `Retry-After` alone are read.
    """

    def __init__(self, *, seconds: float = 10.0, resolve: Resolve | None = None) -> None:
        """Prepare sending; `seconds` bound the whole exchange."""
        self._seconds = seconds
        self._resolve = resolve

    def send(self, address: str, headers: Mapping[str, str], body: bytes, *, loopback: bool) -> Answer:
        """Send a message and return what came of it; blocks."""
        from fokus_core.webhooks.exchanging import Exchange  # here: only where something is sent

        return Exchange(self._seconds, self._resolve).run(address, headers, body, loopback=loopback)
