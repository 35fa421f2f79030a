"""Entries as events that leave the house: CloudEvents 1.0, in the feed and to webhooks alike."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

import msgspec

from fokus_api.auth.audiences import Audiences
from fokus_api.http.caller import Caller
from fokus_api.responses.positions import mark_of, marked
from fokus_api.responses.views import data_of
from fokus_api.runtime.service import Service
from fokus_core.access.grants import AccessGranted, AccessWithdrawn, grants_of
from fokus_core.domain import clock
from fokus_core.domain.facts import Fact, Recorded, in_effective_order
from fokus_core.webhooks.events import Found
from fokus_core.webhooks.subscriptions import Webhook
from fokus_projections import Reader, recorded_rows

__all__ = ["Event", "SubscriberEvents", "events_of"]

LOG = ("core_log",)


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """A fact as a CloudEvent 1.0; `data` are its fields, personal ones masked.

    `id` is its position with a mark, which another fact does not have: after a backup was restored, none is taken for
    one that is gone. `subject` is left out where it is about no body.
    """

    specversion: Literal["1.0"] = "1.0"
    id: str
    source: str
    type: str
    subject: str | msgspec.UnsetType = msgspec.UNSET
    time: datetime
    datacontenttype: Literal["application/json"] = "application/json"
    data: dict[str, Any]


def events_of(service: Service, reader: Reader, rows: Sequence[tuple[Any, ...]]) -> list[Event]:
    """Return rows of the log as events."""
    return [_event(reader.decoded(row), mark_of(row[0], row[3]), service.journal.id) for row in rows]


def _event(record: Recorded[Fact], marked: str, journal: str) -> Event:
    name, _at, number = record.type.partition("@")
    return Event(
        id=marked,
        source=f"urn:fokus:journal:{journal}",
        type=f"de.nrw.fokus.{name}.v{number}",
        subject=next((key for key in record.keys if key.startswith("body:")), msgspec.UNSET),
        time=record.meta.at,
        data={"effective": record.fact.effective.isoformat(), **data_of(record.fact)},
    )


class SubscriberEvents:
    """The events of webhooks: those that the account behind one may see when they are sent.

    What is seen by a closed role alone is not among them: whoever grants a webhook is not to learn it.
    """

    def __init__(self, service: Service, audiences: Audiences) -> None:
        self._service = service
        self._audiences = audiences

    def next(self, webhook: Webhook, after: int, *, upto: int | None = None) -> Found:
        """Return the next event after a position, as far as the read model has come."""
        reader = self._service.models.reader()
        position = reader.position if upto is None else min(upto, reader.position)
        if position <= after or reader.behind(LOG):
            return Found(after)
        seen, params = self._audiences.condition(self._caller(webhook.actor))
        conditions = ["core_log.position > :after", "core_log.position <= :position", seen]
        for name, wanted in (("programme", webhook.programmes), ("base", webhook.types)):
            if wanted:
                params[name] = msgspec.json.encode(wanted).decode()
        if webhook.programmes:
            conditions.append("core_log.programme IN (SELECT value FROM json_each(:programme))")
        if webhook.types:
            base = "substr(core_log.type, 1, instr(core_log.type, '@') - 1)"
            conditions.append(f"{base} IN (SELECT value FROM json_each(:base))")
        sql = f"{recorded_rows(*conditions)} ORDER BY core_log.position LIMIT 1"
        rows = reader.rows(sql, {"after": after, "position": position, **params})
        for event, row in zip(events_of(self._service, reader, rows), rows, strict=True):
            return Found(row[0], event.id, msgspec.json.encode(event))
        return Found(position)

    def of_here(self, event: str) -> bool | None:
        """Tell whether an event was told by this journal; None while the read model has not come to it."""
        position = int(event.partition("-")[0])
        if position > self._service.journal.store.head():
            return False
        reader = self._service.models.reader()
        return None if position > reader.position else marked(reader, position) == event

    def _caller(self, actor: str) -> Caller:
        """Return an account with the grants that are in force by now, as the journal has them."""
        journal = self._service.journal
        today = clock.day_of(journal.now())
        records = in_effective_order(journal.under(f"actor:{actor}", AccessGranted, AccessWithdrawn))
        closed = {role.id for role in self._service.catalogue.roles.values() if role.closed}
        held = [one for one in grants_of(one.fact for one in records) if one.holds(today) and one.role not in closed]
        return Caller(actor, tuple(held), today=today)
