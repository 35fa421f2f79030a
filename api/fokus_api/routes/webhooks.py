"""Webhooks: one's own, and all of them for those who manage access; what was not taken; and the secret, shown once."""

import asyncio
from typing import Annotated

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import PathParameter, QueryParameter
from msgspec import Struct

from fokus_api.auth.policy import API, SIGNED_IN, read
from fokus_api.http.caller import Caller
from fokus_api.http.problems import ApiProblem
from fokus_api.http.rate_limits import WEBHOOK_SECRETS
from fokus_api.http.route_options import RouteOptions
from fokus_api.node import Node
from fokus_api.responses.paging import Listing, Page
from fokus_api.responses.webhooks import DeliveryView, WebhookView, deliveries, webhook_views, webhooks
from fokus_api.routes.keys import manages
from fokus_core.domain.refusals import NotFound
from fokus_core.domain.texts import _
from fokus_core.webhooks.lines import Lines
from fokus_core.webhooks.signing import secret_of
from fokus_core.webhooks.subscriptions import WebhookId

__all__ = ["ROUTES"]

InPath = Annotated[str, PathParameter(pattern=r"^[0-9a-f]{32}$", description=_("Kennung des Webhooks."))]
OfWebhook = Annotated[
    str | None, QueryParameter(pattern=r"^[0-9a-f]{32}$", description=_("Nur Zustellungen dieses Webhooks."))
]


class WebhookSecret(Struct, frozen=True, kw_only=True):
    """The secret by which a receiver checks what it is sent, as Standard Webhooks writes it; it is shown once."""

    webhook: WebhookId
    secret: str


@read("/webhooks", policy=SIGNED_IN, live=True, operation_id="core_webhooks", title=_("Webhooks"))
async def all_webhooks(
    listing: NamedDependency[Listing], caller: NamedDependency[Caller], node: NamedDependency[Node]
) -> Response[Page[WebhookView]]:
    """List the webhooks of the caller, or for those who manage access everybody's, ended ones included."""
    mine = None if manages(node, caller) else caller.actor
    views = await asyncio.to_thread(lambda: webhook_views(node.service, webhooks(node.service, mine)))
    return listing.of(views, lambda one: (one.webhook,), WebhookView)


@read(
    "/webhooks/deliveries",
    policy=SIGNED_IN,
    live=True,
    operation_id="core_deliveries",
    title=_("Angehaltene Zustellungen"),
)
async def all_deliveries(
    listing: NamedDependency[Listing],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
    webhook: OfWebhook = None,
) -> Response[Page[DeliveryView]]:
    """List the entries that the caller's webhooks have not taken; `core.resume-webhook` sends them once more."""
    mine = None if manages(node, caller) else caller.actor

    def found() -> list[DeliveryView]:
        wanted = [one for one in webhooks(node.service, mine) if webhook in (None, one.id)]
        return deliveries(node.service, wanted)

    views = await asyncio.to_thread(found)
    return listing.of(views, lambda one: (one.webhook, one.position or 0), DeliveryView)


@post(
    f"{API}/webhooks/{{webhook:str}}/secret",
    operation_id="core_webhook_secret",
    tags=["core"],
    summary="Show the secret of one's webhook, once; who has lost it renews it",
    opt=RouteOptions(policy=SIGNED_IN, programme="core", limit=WEBHOOK_SECRETS, writes=True).opt,
)
async def show_secret(
    webhook: InPath, caller: NamedDependency[Caller], node: NamedDependency[Node]
) -> Response[WebhookSecret]:
    """Show the secret in force of a webhook to the account it is for, once; who has lost it renews it."""
    service = node.service

    def shown() -> str | None:
        found = [one for one in webhooks(service, caller.actor) if one.id == webhook and one.ended is None]
        if caller.actor is None or not found:
            raise NotFound
        return secret_of(service.vault, found[0]) if Lines(service.state_store).show_secret(found[0]) else None

    secret = await asyncio.to_thread(shown)
    if secret is None:
        raise ApiProblem("secret-shown")
    answer = WebhookSecret(webhook=webhook, secret=secret)
    return Response(answer, status_code=200, headers={"Cache-Control": "no-store"})


ROUTES = (all_webhooks, all_deliveries, show_secret)
