"""Which messages went out because of facts, so that whoever looks at a thing can read what was told about it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from fokus_core.domain import clock
from fokus_core.domain.facts import Recorded
from fokus_core.domain.messages import Message
from fokus_core.mail.outbox import deliveries
from fokus_core.messages.looking import delivery_of
from fokus_core.storage.state_store import StateStore

__all__ = ["MessageSent", "messages_sent"]


class MessageSent(NamedTuple):
    """A message that a mail server took for a person, and when; `record` is the fact that it told."""

    at: datetime
    person: str
    message: Message
    record: Recorded[Any]

    @property
    def day(self) -> date:
        """The day on which it went out."""
        return clock.day_of(self.at)


def messages_sent(
    records: Iterable[Recorded[Any]], messages: Mapping[str, Message], store: StateStore
) -> list[MessageSent]:
    """Return the messages that went out because of some facts, the earliest first."""
    found = [
        MessageSent(datetime.fromtimestamp(delivery.at, UTC), person, message, record)
        for record in records
        for message in messages.values()
        if isinstance(record.fact, message.by)
        for person, delivery in deliveries(store, delivery_of(message, record)).items()
        if delivery.state == "accepted"
    ]
    return sorted(found, key=lambda one: (one.at, one.message.id))
