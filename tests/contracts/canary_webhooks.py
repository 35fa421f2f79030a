"""Webhooks of the canary's scene: one address takes what is sent, at another it is parked, waits, and is sent again."""

from collections.abc import Mapping
from pathlib import Path

from canary_scene import opened

from fokus_api.node import Node
from fokus_api.runtime.service import Service
from fokus_core import CONSOLE
from fokus_core.access.grants import GrantAccess
from fokus_core.domain import clock
from fokus_core.jobs.job import JobContext
from fokus_core.webhooks.answering import Answer
from fokus_core.webhooks.delivering import DeliverWebhooks
from fokus_core.webhooks.granting import GrantWebhook, ResumeWebhook
from fokus_core.webhooks.lines import Lines
from fokus_core.webhooks.sending import Sender
from fokus_core.webhooks.subscriptions import Webhook, webhooks_of

SYSTEM = "fachverfahren"
TAKES, REFUSES = "https://example.org/nimmt", "https://example.org/nimmt-nicht"
ABOUT_PERSONS = ("network.contact-named", "canary.reported")
PARKED = 3


class Heard(Sender):
    """Sends nothing, and keeps what would have been sent, by address."""

    def __init__(self, *, refuses: bool = True) -> None:
        super().__init__()
        self.refuses = refuses
        self.bodies: dict[str, list[bytes]] = {TAKES: [], REFUSES: []}

    def send(self, address: str, headers: Mapping[str, str], body: bytes, *, loopback: bool) -> Answer:
        self.bodies[address].append(body)
        return Answer(500, "status") if self.refuses and address == REFUSES else Answer(200)


def subscribe(service: Service) -> None:
    """Let both addresses be sent what is recorded from now on."""
    today = clock.day_of(service.journal.now())
    service.journal.handle(GrantAccess(actor=SYSTEM, role="auditor", scope="state", effective=today), by=CONSOLE)
    for address, types in ((TAKES, ()), (REFUSES, ABOUT_PERSONS)):
        service.journal.handle(GrantWebhook(actor=SYSTEM, address=address, types=types), by=CONSOLE)


def webhook(service: Service, address: str) -> Webhook:
    """Return the webhook of an address."""
    return next(one for one in webhooks_of(service.journal.under("programme:core")).values() if one.address == address)


def deliver(folder: Path) -> Heard:
    """Send everything that there is: an address refuses it, so that some is parked and the next waits."""
    heard = Heard()
    with opened(folder, follow=True, dev=True) as service:
        context = _context(service)
        for number in range(PARKED + 1):
            last = number == PARKED
            delays = {"first_delay": 3600.0, "attempts": 9} if last else {"first_delay": 0.0, "attempts": 1}
            DeliverWebhooks(**delays, patience=30.0, sender=heard).run(context)  # type: ignore[arg-type]  # by name
        lines, refused = Lines(service.state_store), webhook(service, REFUSES)
        assert len(list(lines.parked(refused))) == PARKED
        assert lines.of(refused).attempts == 1, "the next one waits"
    return heard


def send_again(folder: Path) -> Heard:
    """Send what was parked and what waited once more, to addresses that take it by now."""
    heard = Heard(refuses=False)
    with opened(folder, follow=True, dev=True) as service:
        refused = webhook(service, REFUSES)
        service.journal.handle(ResumeWebhook(webhook=refused.id), by=CONSOLE)
        context = _context(service)
        DeliverWebhooks(patience=30.0, sender=heard).run(context)
        assert list(Lines(service.state_store).parked(refused)) == []
    return heard


def _context(service: Service) -> JobContext[Service]:
    """Return what the job works with, once the read model is up to date and somebody may be answered."""
    assert service.models.wait_for(service.journal.store.head(), 60)
    Node(service)
    return JobContext(service.state_store, service, lambda: True)
