"""Sealed fields in answers: opened by one function that checks the permission and writes down who saw whose."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from fokus_api.auth.access import Access
from fokus_api.http.caller import Caller
from fokus_api.http.request_context import RequestContext
from fokus_api.runtime.service import Service
from fokus_core.domain.facts import Fact, Recorded
from fokus_core.domain.policy import Policy
from fokus_core.persons.erasing import EXPORT
from fokus_core.privacy.personal import personal_fields
from fokus_core.privacy.sealed import ERASED, Sealed
from fokus_core.privacy.sealing import SealBroken, open_sealed

__all__ = ["Unsealer", "open_fields"]

log = logging.getLogger("fokus.unsealing")


class Unsealer:
    """Opens the sealed fields of facts for the answer to one request, which is then kept nowhere."""

    def __init__(self, access: Access, service: Service, caller: Caller, context: RequestContext) -> None:
        self._access = access
        self._service = service
        self._caller = caller
        self._context = context

    async def __call__(self, policy: Policy, records: Sequence[Recorded[Fact]], **things: str) -> list[dict[str, Any]]:
        """Return the sealed fields of each fact by name, None where they are empty or erased.

        `things` name what the policy is about, as a path does: `body_id`. Raises `Forbidden` or `NotFound`.
        """
        self._access.demand(self._caller, policy, policy.permission.partition(".")[0], things)
        return await self.judged(policy.permission, records)

    async def judged(self, permission: str, records: Sequence[Recorded[Fact]]) -> list[dict[str, Any]]:
        """Return the same to a caller whom the journal has judged already: nothing is checked here."""
        self._context.opened = True
        actor = self._caller.as_actor.id
        return await asyncio.to_thread(open_fields, self._service, actor, permission, records)


def open_fields(
    service: Service, actor: str, permission: str, records: Sequence[Recorded[Fact]]
) -> list[dict[str, Any]]:
    """Return the sealed fields of each fact by name, or None, and enter who saw whose.

    None stands where a field is empty, erased, blocked or damaged; what is blocked opens for the person's own access.
    """
    although_blocked = permission == EXPORT.permission
    entries: dict[tuple[str, str], int] = {}
    found = []
    for record in records:
        values: dict[str, Any] = {}
        for field in personal_fields(type(record.fact)):
            held: Sealed[Any] | None = getattr(record.fact, field.name)
            try:
                value = held and open_sealed(
                    held, field.type, record.meta.id, field.name, service.vault, although_blocked=although_blocked
                )
            except SealBroken:  # one damaged value hides no other
                value, where = None, {"position": record.position, "field": field.name}
                log.exception("a sealed field does not open", extra=where)
            values[field.name] = None if value is ERASED else value
            if value is not None and value is not ERASED:
                entries[field.owner(record.fact), field.purpose] = record.position
        found.append(values)
    opened = [(subject, position, purpose) for (subject, purpose), position in entries.items()]
    service.state_store.record_access(at=service.journal.now(), actor=actor, permission=permission, opened=opened)
    return found
