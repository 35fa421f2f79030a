"""The job that sends entries to the addresses of webhooks: each in its order, none held up by another."""

import contextlib
import logging
import random
import threading
import time
from datetime import datetime

from msgspec import structs

from fokus_core.domain.tracing import span
from fokus_core.jobs.job import JobContext
from fokus_core.webhooks.answering import Answer
from fokus_core.webhooks.events import Events, Found, House
from fokus_core.webhooks.lines import Line, Lines, Parked
from fokus_core.webhooks.sending import Sender
from fokus_core.webhooks.signing import forget_secrets, headers_of, secrets_gone
from fokus_core.webhooks.subscriptions import FACTS, Webhook, webhooks_of

__all__ = ["DeliverWebhooks"]

MEDIA_TYPE = "application/cloudevents+json"
KEY = "programme:core"
GONE = 410
ASK_LATER = frozenset({429, 503})
STEP = 1000  # entries that are none of a webhook's, after which that is noted

log = logging.getLogger(__name__)


class DeliverWebhooks:
    """Sends what is due. An event that is not taken is tried again later, and then parked; those after it wait.

    Each webhook has a thread while something is sent, so that a slow receiver holds up neither others nor other jobs.
    """

    name = "core.deliver-webhooks"
    every = 2.0

    def __init__(
        self,
        *,
        first_delay: float = 5.0,
        longest_delay: float = 4 * 3600.0,
        attempts: int = 12,
        give_up_after: float = 5 * 86400.0,
        patience: float = 0.5,
        sender: Sender | None = None,
    ) -> None:
        """Prepare sending; delays are in seconds, doubling, and a run waits for the threads it began for `patience`."""
        self._first_delay = first_delay
        self._longest_delay = longest_delay
        self._attempts = attempts
        self._give_up_after = give_up_after
        self._patience = patience
        self._sender = sender or Sender()
        self._busy: dict[str, threading.Thread] = {}
        self._looked: dict[str, int] = {}  # up to which position there was nothing for a webhook
        self._failure: Exception | None = None

    def run(self, context: JobContext[House]) -> None:
        """Begin to send what is due, and raise what failed inside since the last run."""
        services, lines = context.services, Lines(context.state_store)
        if services.events is None:
            return
        head = services.journal.store.head()
        begun = []
        for webhook in webhooks_of(services.journal.under(KEY, *FACTS)).values():
            if webhook.id in self._busy:
                continue
            if webhook.ended is not None:
                if not secrets_gone(services.journal.vault, webhook):
                    lines.forget(webhook)
                    forget_secrets(services.journal.vault, webhook)  # last: it marks that nothing is left
            elif self._is_due(webhook, lines, head):
                thread = threading.Thread(target=self._work, args=(webhook.id, context), name="webhook", daemon=True)
                self._busy[webhook.id] = thread
                thread.start()
                begun.append(thread)
        until = time.monotonic() + self._patience
        for thread in begun:
            thread.join(max(0.0, until - time.monotonic()))
        if (failure := self._failure) is not None:
            self._failure = None
            raise failure

    def _is_due(self, webhook: Webhook, lines: Lines, head: int) -> bool:
        line = lines.of(webhook)
        resumed = any(position > line.resumed for position, _entries in webhook.resumptions)
        if resumed or (not line.paused and any(one.wanted for one in lines.parked(webhook))):
            return True
        return not line.paused and time.time() >= line.due and head > max(line.after, self._looked.get(webhook.id, 0))

    def _work(self, id_: str, context: JobContext[House]) -> None:
        """Send until nothing is left, or something was not taken."""
        try:
            while context.holds() and self._go_on(id_, context):
                pass
        except Exception as error:
            with contextlib.suppress(Exception):  # the stores may be closed by now
                if context.holds():
                    log.exception("a webhook failed", extra={"job": self.name})
                    self._failure = error
        finally:
            self._busy.pop(id_, None)

    def _go_on(self, id_: str, context: JobContext[House]) -> bool:
        """Take the next step of a webhook; False where there is none for now."""
        services, lines = context.services, Lines(context.state_store)
        events = services.events
        webhook = webhooks_of(services.journal.under(f"webhook:{id_}", *FACTS))[id_]
        if webhook.ended is not None or events is None:
            return False
        line = self._resumed(webhook, lines)
        if line.paused:
            return False
        wanted = next((one for one in lines.parked(webhook) if one.wanted), None)
        if wanted is not None:
            self._once_more(webhook, wanted, lines, services, events)
            return True
        if time.time() < line.due:
            return False
        if line.last and not (here := events.of_here(line.last)):
            if here is not None:
                lines.move(webhook, line, structs.replace(line, paused="other-journal"))
            return False
        after = max(line.after, self._looked.get(id_, 0))
        found = events.next(webhook, after)
        if not found.body:
            self._looked[id_] = found.position
            if found.position >= line.after + STEP:
                lines.move(webhook, line, structs.replace(line, after=found.position))
            return False
        answer = self._send(webhook, found, services)
        return self._heeded(webhook, line, found, answer, lines) and not answer.why

    def _resumed(self, webhook: Webhook, lines: Lines) -> Line:
        """Heed the resumptions that came since, and return how far it has come."""
        line = lines.of(webhook)
        for position, entries in webhook.resumptions:
            if position > line.resumed:
                lines.want(webhook, entries)
                again = structs.replace(line, paused="", due=0.0, failing=0.0, attempts=0, resumed=position)
                if line.paused == "other-journal":  # what this journal held meanwhile, nobody can tell
                    again = structs.replace(again, after=position, last="")
                if not lines.move(webhook, line, again):
                    return lines.of(webhook)
                line = again
        return line

    def _once_more(self, webhook: Webhook, parked: Parked, lines: Lines, services: House, events: Events) -> None:
        """Send what was parked once more; where it is not taken, it stays, and all of it where nobody answers."""
        found = events.next(webhook, parked.position - 1, upto=parked.position)
        answer = self._send(webhook, found, services) if found.body else Answer()
        if not answer.why:
            lines.unpark(webhook, parked)
            return
        again = structs.replace(
            parked, attempts=parked.attempts + 1, code=answer.code, why=answer.why, at=time.time(), wanted=False
        )
        lines.park(webhook, again)
        if answer.why != "status":
            lines.want(webhook, (), wanted=False)

    def _send(self, webhook: Webhook, found: Found, services: House) -> Answer:
        now: datetime = services.journal.now()
        headers = {
            "Content-Type": MEDIA_TYPE,
            "User-Agent": "fokus-kommune",
            **headers_of(services.journal.vault, webhook, f"{webhook.id}-{found.id}", now, found.body),
        }
        with span("delivery", {"fokus.delivery": "webhook"}, kind="client") as told:
            loopback = services.settings.webhook_loopback
            answer = self._sender.send(webhook.address, headers, found.body, loopback=loopback)
            told.note({"http.response.status_code": answer.code})
            if answer.why:
                told.fail(answer.why)
            return answer

    def _heeded(self, webhook: Webhook, line: Line, found: Found, answer: Answer, lines: Lines) -> bool:
        """Note what came of an event; False where another node was faster."""
        now = time.time()
        if not answer.why:
            taken = Line(after=found.position, last=found.id, code=answer.code, at=now, resumed=line.resumed)
            return lines.move(webhook, line, taken)
        attempts, failing = line.attempts + 1, line.failing or now
        pause = min(self._longest_delay, self._first_delay * 2 ** min(attempts - 1, 30))
        pause *= random.uniform(0.8, 1.2)  # noqa: S311  # jitter, no secret
        if answer.code in ASK_LATER:
            pause = max(pause, min(answer.pause, self._longest_delay))
        tried = structs.replace(
            line,
            next=found.position,
            attempts=attempts,
            code=answer.code,
            why=answer.why,
            at=now,
            due=now + pause,
            failing=failing,
        )
        if answer.code == GONE:
            return lines.move(webhook, line, structs.replace(tried, paused="gone"))
        if now >= failing + self._give_up_after:
            return lines.move(webhook, line, structs.replace(tried, paused="unreachable"))
        if attempts < self._attempts:
            return lines.move(webhook, line, tried)
        lines.park(
            webhook,
            Parked(position=found.position, attempts=attempts, code=answer.code, why=answer.why, at=now),
        )
        tried = structs.replace(tried, after=found.position, next=0, attempts=0, due=now + self._first_delay)
        return lines.move(webhook, line, tried)
