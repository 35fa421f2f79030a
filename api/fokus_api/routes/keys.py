"""API keys: one's own, and all of them for those who manage access; never their secrets."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from fokus_api.auth.policy import SIGNED_IN, read
from fokus_api.http.caller import Caller
from fokus_api.node import Node
from fokus_api.responses.paging import Listing, Page
from fokus_core.access.grants import MANAGE
from fokus_core.domain.dates import Until
from fokus_core.domain.refusals import Forbidden
from fokus_core.domain.texts import _
from fokus_projections import Reader

OfActor = Annotated[str | None, QueryParameter(max_length=63, description=_("Nur Zugangsschlüssel dieses Kontos."))]
COLUMNS = ("key", "actor", "since", "until", "revoked_on", "roles", "scopes")


class KeyView(msgspec.Struct, frozen=True, kw_only=True):
    """An API key without its secret; `last_used` is known to the minute.

    Where `roles` or `scopes` are named it opens only what the actor may do by these roles and within these scopes.
    """

    key: str
    actor: str
    since: date
    until: Until | None
    revoked_on: date | None
    roles: Sequence[str]
    scopes: Sequence[str]
    last_used: datetime | None


@read("/access/keys", policy=SIGNED_IN, live=True, operation_id="core_keys", title=_("Zugangsschlüssel"))
async def keys(
    reader: NamedDependency[Reader],
    listing: NamedDependency[Listing],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
    actor: OfActor = None,
) -> Response[Page[KeyView]]:
    """List the caller's own API keys; those who manage access see everybody's."""
    mine = None if manages(node, caller) else caller.actor
    rows = listing.select(
        reader,
        f"SELECT {', '.join(COLUMNS)} FROM core_key WHERE (:mine IS NULL OR actor = :mine) "
        "AND (:actor IS NULL OR actor = :actor)",
        {"mine": mine, "actor": actor},
        columns=COLUMNS,
        order=("actor", "key"),
    )
    found = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    last = await asyncio.to_thread(node.key_uses.last, [one["key"] for one in found])
    for one in found:
        one |= {"roles": one["roles"].split(), "scopes": one["scopes"].split(), "last_used": last.get(one["key"])}
    views = msgspec.convert(found, list[KeyView])
    return listing.page(views, [(one.actor, one.key) for one in views], KeyView)


def manages(node: Node, caller: Caller) -> bool:
    """Tell whether a caller manages access."""
    try:
        node.access.demand(caller, MANAGE, "core", {})
    except Forbidden:
        return False
    return True
