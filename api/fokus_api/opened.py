"""Sealed fields in answers: opened by one function that checks the permission and writes down who saw whose."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from fokus_core.commands import Policy
from fokus_core.facts import Fact, Recorded
from fokus_core.sealed import ERASED, Sealed, open_sealed, personal_fields

if TYPE_CHECKING:
    from fokus_api.caller import Caller
    from fokus_api.exchange import Exchange
    from fokus_api.node import Node
    from fokus_api.service import Service

__all__ = ["Opening", "open_fields"]


class Opening:
    """Opens the sealed fields of facts for the answer to one request, which is then kept nowhere."""

    def __init__(self, node: "Node", caller: "Caller", exchange: "Exchange") -> None:
        self._node = node
        self._caller = caller
        self._exchange = exchange

    async def __call__(self, policy: Policy, records: Sequence[Recorded[Fact]], **things: str) -> list[dict[str, Any]]:
        """Return the sealed fields of each fact by name, None where they are empty or erased.

        `things` name what the policy is about, as a path does: `body_id`. Raises `Forbidden` or `NotFound`.
        """
        self._node.access.demand(self._caller, policy, policy.permission.partition(".")[0], things)
        return await self.judged(policy.permission, records)

    async def judged(self, permission: str, records: Sequence[Recorded[Fact]]) -> list[dict[str, Any]]:
        """Return the same where the journal itself has judged the caller."""
        self._exchange.opened = True
        actor = self._caller.as_actor.id
        return await asyncio.to_thread(open_fields, self._node.service, actor, permission, records)


def open_fields(
    service: "Service", actor: str, permission: str, records: Sequence[Recorded[Fact]]
) -> list[dict[str, Any]]:
    """Return the sealed fields of each fact by name, None where they are empty or erased, and enter who saw whose."""
    entries: dict[tuple[str, str], int] = {}
    found = []
    for record in records:
        values: dict[str, Any] = {}
        for field in personal_fields(type(record.fact)):
            held: Sealed[Any] | None = getattr(record.fact, field.name)
            value = None if held is None else open_sealed(held, field.type, record.meta.id, field.name, service.vault)
            values[field.name] = None if value is ERASED else value
            if value is not None and value is not ERASED:
                entries[field.owner(record.fact), field.purpose] = record.position
        found.append(values)
    opened = [(subject, position, purpose) for (subject, purpose), position in entries.items()]
    service.desk.record_access(at=service.journal.now(), actor=actor, permission=permission, opened=opened)
    return found
