"""Subscriptions: to whom entries are sent, and where; granted, renewed, resumed and ended as facts."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any

from msgspec import Meta, Struct, structs

from fokus_core.access.actor import ActorId
from fokus_core.domain.facts import Fact, Key, Recorded, fact
from fokus_core.domain.retraction import Position
from fokus_core.domain.words import Chosen, Reason

__all__ = [
    "FACTS",
    "Address",
    "ProgrammeId",
    "TypeName",
    "Webhook",
    "WebhookEnded",
    "WebhookGranted",
    "WebhookId",
    "WebhookResumed",
    "WebhookSecretRenewed",
    "webhooks_of",
]

WebhookId = Annotated[str, Key("webhook"), Meta(pattern=r"^[0-9a-f]{32}$", description="Id of a webhook")]
HOSTS = r"https://[a-z0-9.-]+|http://(?:localhost|127\.0\.0\.1|\[::1\])"
Address = Annotated[
    str,
    Meta(
        max_length=500,
        pattern=rf"^(?:{HOSTS})(?::[1-9][0-9]{{0,4}})?(?:/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?$(?!\n)",
        description="Address by HTTPS, without login, query or fragment; plain HTTP on the machine itself alone",
    ),
]
ProgrammeId = Annotated[
    str, Chosen("programme"), Meta(pattern=r"^[a-z][a-z0-9-]{0,40}$", description="Id of a programme")
]
TypeName = Annotated[
    str,
    Meta(pattern=r"^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$", description="Name of a kind of entry, without its version"),
]


@fact("core.webhook-granted@1", irrevocable=True, happened=True, whole_programme=True)
class WebhookGranted(Fact, frozen=True):
    """Entries are sent to an address as they are recorded, as far as an actor may see them.

    Where it names `programmes` or `types`, these alone.
    """

    webhook: WebhookId
    actor: ActorId
    address: Address
    programmes: tuple[ProgrammeId, ...] = ()
    types: tuple[TypeName, ...] = ()


@fact("core.webhook-secret-renewed@1", irrevocable=True, happened=True, whole_programme=True)
class WebhookSecretRenewed(Fact, frozen=True):
    """What is sent is signed with a new secret, and for a day with the one before as well."""

    webhook: WebhookId
    actor: ActorId


@fact("core.webhook-resumed@1", irrevocable=True, happened=True, whole_programme=True)
class WebhookResumed(Fact, frozen=True):
    """What was parked is sent once more, all of it or some entries, and what paused goes on."""

    webhook: WebhookId
    actor: ActorId
    entries: tuple[Position, ...] = ()


@fact("core.webhook-ended@1", irrevocable=True, happened=True, whole_programme=True)
class WebhookEnded(Fact, frozen=True):
    """Nothing is sent to the address any more."""

    webhook: WebhookId
    actor: ActorId
    reason: Reason


FACTS: tuple[type[Fact], ...] = (WebhookGranted, WebhookSecretRenewed, WebhookResumed, WebhookEnded)


class Webhook(Struct, frozen=True, kw_only=True):
    """A subscription as it is now: entries after the position `begins` are its own.

    `secret` numbers the secret in force, which was drawn at `renewed` where it is not the first; `resumptions` are
    positions with the entries that were wanted, none for all of them.
    """

    id: str
    actor: str
    address: str
    programmes: tuple[str, ...]
    types: tuple[str, ...]
    begins: int
    since: date
    secret: int = 1
    renewed: datetime | None = None
    resumptions: tuple[tuple[int, tuple[int, ...]], ...] = ()
    ended: date | None = None


def webhooks_of(records: Iterable[Recorded[Any]]) -> dict[str, Webhook]:
    """Fold the subscriptions out of their facts, in recorded order, by id."""
    found: dict[str, Webhook] = {}
    for record in records:
        match record.fact:
            case WebhookGranted() as granted:
                found[granted.webhook] = Webhook(
                    id=granted.webhook,
                    actor=granted.actor,
                    address=granted.address,
                    programmes=granted.programmes,
                    types=granted.types,
                    begins=record.position,
                    since=granted.effective,
                )
            case WebhookSecretRenewed(webhook=id_):
                found[id_] = structs.replace(found[id_], secret=found[id_].secret + 1, renewed=record.meta.at)
            case WebhookResumed(webhook=id_, entries=entries):
                resumptions = (*found[id_].resumptions, (record.position, entries))
                found[id_] = structs.replace(found[id_], resumptions=resumptions)
            case WebhookEnded(webhook=id_, effective=day):
                found[id_] = structs.replace(found[id_], ended=day)
            case _:
                pass
    return found
