"""`fokus deliveries`: how webhooks are doing, what addresses have not taken, and sending it once more."""

import rich_click as click

from fokus_api.cli.output import Output, json_option, local, opened
from fokus_api.responses.webhooks import DeliveryView, WebhookView, webhook_views, webhooks
from fokus_api.responses.webhooks import deliveries as not_taken
from fokus_core.access.actor import CONSOLE
from fokus_core.webhooks.granting import ResumeWebhook

HOOKS = ("webhook", "account", "address", "state", "up to", "parked", "last attempt", "next attempt")
PARKED = ("webhook", "entry", "state", "attempts", "status", "why", "last attempt", "next attempt")


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def deliveries(ctx: click.Context) -> None:
    """List webhooks and what their addresses have not taken, or send it once more.

    The exit code is 1 while something is parked, or a webhook fails or is paused.
    """
    if ctx.invoked_subcommand is not None:
        return
    out = Output()
    with opened() as service:
        found = webhooks(service, None)
        hooks, waiting = webhook_views(service, found), not_taken(service, found)
        rows = [
            (one.webhook, one.actor, one.address, one.state, one.position, one.parked, *_times(one)) for one in hooks
        ]
        parked = [
            (one.webhook, one.position, one.state, one.attempts, one.code, one.why, *_times(one)) for one in waiting
        ]
        out.say({"webhooks": hooks, "deliveries": waiting}, out.table(HOOKS, rows), out.table(PARKED, parked))
        if waiting or any(one.state in {"failing", "paused"} for one in hooks):
            out.end(1)


@deliveries.command
@click.argument("webhook")
@click.argument("entries", nargs=-1, type=click.IntRange(min=1))
@json_option
def replay(webhook: str, entries: tuple[int, ...]) -> None:
    """Send once more what is parked of a WEBHOOK, all of it or some ENTRIES; one that is paused goes on."""
    out = Output()
    with opened() as service:
        receipt = service.journal.handle(ResumeWebhook(webhook=webhook, entries=entries), by=CONSOLE)
        out.say({"position": receipt.position}, f"Recorded as entry {receipt.position}; the server sends it.")


def _times(one: WebhookView | DeliveryView) -> tuple[str | None, str | None]:
    return local(one.last_attempt), local(one.next_attempt)
