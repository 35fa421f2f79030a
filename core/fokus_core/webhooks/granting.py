"""Granting webhooks, renewing their secrets, sending again what was parked, and ending them."""

from dataclasses import replace
from typing import Annotated, ClassVar

from msgspec import Meta

from fokus_core.access.actor import ActorId, refuse_reserved
from fokus_core.access.grants import MANAGE
from fokus_core.domain.commands import Command, Lookup, Outcome, Plan, command
from fokus_core.domain.facts import Fact
from fokus_core.domain.past import Past
from fokus_core.domain.policy import Asked
from fokus_core.domain.reads import Reads
from fokus_core.domain.recording import recorded
from fokus_core.domain.refusals import Invalid, Refused
from fokus_core.domain.retraction import Position
from fokus_core.domain.texts import _
from fokus_core.domain.words import Reason
from fokus_core.webhooks.subscriptions import (
    Address,
    ProgrammeId,
    TypeName,
    WebhookEnded,
    WebhookGranted,
    WebhookId,
    WebhookResumed,
    WebhookSecretRenewed,
)

__all__ = ["COMMANDS", "EndWebhook", "GrantWebhook", "RenewWebhookSecret", "ResumeWebhook"]

MOST = 100  # webhooks at a time, each with a thread while something is sent


@command("core.grant-webhook", MANAGE, title=_("Webhook einrichten"))
class GrantWebhook(Command, frozen=True):
    """Send entries to an address as they are recorded, as far as an actor may see them; two grant it to another."""

    reads: ClassVar[Reads] = Reads("programme", WebhookGranted, WebhookEnded)
    actor: ActorId
    address: Address
    programmes: Annotated[tuple[ProgrammeId, ...], Meta(max_length=50)] = ()
    types: Annotated[tuple[TypeName, ...], Meta(max_length=200)] = ()

    def plan(self, lookup: Lookup) -> Plan:
        """Ask for access management, and for a second actor unless the address is for the one who asks."""

        def begin(past: Past) -> None:
            self._refuse_unknown(lookup)
            ended = {one.webhook for one in past.of(WebhookEnded)}
            there = [one for one in past.of(WebhookGranted) if one.webhook not in ended]
            if any((one.actor, one.address) == (self.actor, self.address) for one in there):
                message = _("An diese Adresse geht für das Konto schon ein Webhook. Beenden Sie ihn zuerst.")
                raise Refused("webhook-there", message, field="address")
            if len(there) >= MOST:
                message = _("Es gibt schon {number} Webhooks. Beenden Sie zuerst einen, der nicht mehr gebraucht wird.")
                raise Refused("too-many-webhooks", message, number=MOST)

        def finish(_outcome: list[Outcome], past: Past) -> list[Outcome]:
            return [recorded(self, WebhookGranted, effective=lookup.today, webhook=past.new_id("webhook"))]

        asked = tuple(replace(one, four_eyes=self.actor != lookup.actor) for one in self.asks())
        return replace(super().plan(lookup), asked=asked, begin=begin, finish=finish)

    def _refuse_unknown(self, lookup: Lookup) -> None:
        refuse_reserved(self.actor)
        for number, one in enumerate(self.programmes):
            if one not in lookup.programmes:
                detail = _("Dieses Programm gibt es nicht. Wählen Sie aus der Liste.")
                raise Invalid("unknown-programme", detail, field=f"programmes/{number}")
        for number, one in enumerate(self.types):
            if one not in lookup.facts:
                detail = _("Einträge dieser Art gibt es nicht. Prüfen Sie die Schreibweise.")
                raise Invalid("unknown-type", detail, field=f"types/{number}")

    def decide(self, past: Past) -> tuple[()]:
        """Decide nothing by itself; the plan knows the day."""
        return ()


class _OfOne(Command, frozen=True):
    """A command about a webhook, for its actor and for those who manage access; `becomes` is what it records."""

    becomes: ClassVar[type[Fact]]
    reads: ClassVar[Reads] = Reads("webhook", WebhookGranted, WebhookEnded)
    webhook: WebhookId

    def plan(self, lookup: Lookup) -> Plan:
        """Ask for access management unless it is the actor's own."""

        def finish(_outcome: list[Outcome], past: Past) -> list[Outcome]:
            granted = past.latest(WebhookGranted)
            if granted is None:
                raise Refused("unknown-webhook", _("Diesen Webhook gibt es nicht."), field="webhook")
            if past.of(WebhookEnded):
                raise Refused("webhook-ended", _("Dieser Webhook ist beendet."), field="webhook")
            return [recorded(self, self.becomes, effective=lookup.today, actor=granted.actor)]

        return replace(super().plan(lookup), asked=_asked(self, lookup), finish=finish)

    def decide(self, past: Past) -> tuple[()]:
        """Decide nothing by itself; the plan knows the day."""
        return ()


def _asked(command: _OfOne, lookup: Lookup) -> tuple[Asked, ...]:
    granted = lookup.under(f"webhook:{command.webhook}", WebhookGranted)
    return () if granted and granted[0].fact.actor == lookup.actor else command.asks()


@command("core.renew-webhook-secret", MANAGE, title=_("Geheimnis eines Webhooks erneuern"))
class RenewWebhookSecret(_OfOne, frozen=True):
    """Sign what is sent with a new secret; for a day it carries the signature by the one before as well."""

    becomes: ClassVar[type[Fact]] = WebhookSecretRenewed


@command("core.resume-webhook", MANAGE, title=_("Angehaltene Zustellungen erneut senden"))
class ResumeWebhook(_OfOne, frozen=True):
    """Send once more what was parked, all of it or some entries, and go on where a webhook is paused."""

    becomes: ClassVar[type[Fact]] = WebhookResumed
    entries: Annotated[tuple[Position, ...], Meta(max_length=1000)] = ()


@command("core.end-webhook", MANAGE, title=_("Webhook beenden"))
class EndWebhook(_OfOne, frozen=True):
    """Send nothing to an address any more; its secret is destroyed."""

    becomes: ClassVar[type[Fact]] = WebhookEnded
    reason: Reason


COMMANDS = (GrantWebhook, RenewWebhookSecret, ResumeWebhook, EndWebhook)
