"""Webhooks and their deliveries as the API, the pages and the command line show them."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Literal

import msgspec

from fokus_api.runtime.service import Service
from fokus_core.webhooks.answering import Failure
from fokus_core.webhooks.delivering import KEY
from fokus_core.webhooks.lines import Line, Lines, Paused
from fokus_core.webhooks.subscriptions import FACTS, ProgrammeId, Webhook, WebhookId, webhooks_of

__all__ = ["DeliveryView", "WebhookView", "deliveries", "webhook_views", "webhooks"]


class WebhookView(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook: whose it is, where it goes, and how far it has come.

    Everything up to `position` was taken or parked. While it fails, `code` is the last status, or `why` tells what
    happened instead; while it is paused, `paused` tells why, and nothing is sent until it is resumed.
    """

    webhook: WebhookId
    address: str
    actor: str
    state: Literal["ok", "failing", "paused", "ended"]
    programmes: tuple[ProgrammeId, ...]
    types: tuple[str, ...]
    since: date
    ended: date | None
    renewed: datetime | None
    position: int
    parked: int
    code: int | None
    why: Failure
    paused: Paused
    last_attempt: datetime | None
    next_attempt: datetime | None


class DeliveryView(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that an address has not taken: it waits for the next attempt, is parked, or is wanted `again`."""

    webhook: WebhookId
    address: str
    actor: str
    position: int | None
    state: Literal["waiting", "parked", "again"]
    attempts: int
    code: int | None
    why: Failure
    last_attempt: datetime
    next_attempt: datetime | None


def webhooks(service: Service, actor: str | None) -> list[Webhook]:
    """Return the webhooks of an account, or all of them; the first granted one first. May block."""
    found = webhooks_of(service.journal.under(KEY, *FACTS)).values()
    return [one for one in found if actor in (None, one.actor)]


def webhook_views(service: Service, found: Iterable[Webhook]) -> list[WebhookView]:
    """Return webhooks as they are shown. May block."""
    lines = Lines(service.state_store)
    return [_view(one, lines.of(one), sum(1 for _parked in lines.parked(one))) for one in found]


def _view(webhook: Webhook, line: Line, parked: int) -> WebhookView:
    state: Literal["ok", "failing", "paused", "ended"] = "failing" if line.failing else "ok"
    if webhook.ended is not None:
        state = "ended"
    elif line.paused:
        state = "paused"
    return WebhookView(
        webhook=webhook.id,
        address=webhook.address,
        actor=webhook.actor,
        state=state,
        programmes=webhook.programmes,
        types=webhook.types,
        since=webhook.since,
        ended=webhook.ended,
        renewed=webhook.renewed,
        position=line.after,
        parked=parked,
        code=line.code or None,
        why=line.why,
        paused=line.paused,
        last_attempt=_moment(line.at),
        next_attempt=_moment(line.due) if state == "failing" else None,
    )


def deliveries(service: Service, found: Iterable[Webhook]) -> list[DeliveryView]:
    """Return what addresses have not taken, of each webhook what is parked before what waits. May block."""
    lines = Lines(service.state_store)
    views = []
    for webhook in found:
        about = {"webhook": webhook.id, "address": webhook.address, "actor": webhook.actor}
        for one in lines.parked(webhook):
            views.append(
                DeliveryView(
                    **about,
                    position=one.position,
                    state="again" if one.wanted else "parked",
                    attempts=one.attempts,
                    code=one.code or None,
                    why=one.why,
                    last_attempt=datetime.fromtimestamp(one.at, UTC),
                    next_attempt=None,
                )
            )
        line = lines.of(webhook)
        if line.attempts:
            views.append(
                DeliveryView(
                    **about,
                    position=line.next or None,
                    state="waiting",
                    attempts=line.attempts,
                    code=line.code or None,
                    why=line.why,
                    last_attempt=datetime.fromtimestamp(line.at, UTC),
                    next_attempt=None if line.paused else _moment(line.due),
                )
            )
    return views


def _moment(seconds: float) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
