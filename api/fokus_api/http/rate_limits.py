"""Rate limits, counted in the state store for all processes and nodes: by actor, else by client address."""

import asyncio
import hmac
import logging
import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from litestar.handlers import BaseRouteHandler, HTTPRouteHandler

from fokus_api.http.problems import ApiProblem
from fokus_api.http.request_context import context_of
from fokus_api.http.route_options import options_of
from fokus_api.runtime.service import StartRefused
from fokus_core.domain.limits import Limit
from fokus_core.domain.programme import PluginRefused
from fokus_core.domain.refusals import Unavailable
from fokus_core.privacy import Vault
from fokus_core.storage.state_store import StateStore

__all__ = ["Limit", "Limits", "network_of", "refuse_misnamed", "refuse_unlimited", "tried"]

SPACE = "limit"
TRIED, TRIES = "-tried", 10  # of a command that has a limit: dry runs are counted apart, so many for one that is given
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
log = logging.getLogger("fokus.limits")

SIGN_IN = Limit("sign-in", 20, closed=True)
CALLBACK = Limit("sign-in-callback", 40, closed=True)
SIGN_OUT = Limit("sign-out", 20)
LINKS = Limit("links", 20, closed=True)
EXPORTS = Limit("exports", 60)
UPLOADS = Limit("uploads", 120)
INTAKES = Limit("intakes", 240)  # documents that a portal hands over
FORMS = Limit("forms", 240)
BARRIERS = Limit("barriers", 10)
WEBHOOK_SECRETS = Limit("webhook-secrets", 10, closed=True)
DRAFT_LINKS = Limit("draft-links", 5, per=3600, closed=True)  # from one client, and to one address
OWN = (SIGN_IN, CALLBACK, SIGN_OUT, LINKS, EXPORTS, UPLOADS, INTAKES, FORMS, BARRIERS, DRAFT_LINKS, WEBHOOK_SECRETS)


class Limits:
    """The limits in force, with what the settings change about them."""

    def __init__(self, state_store: StateStore, vault: Vault, changed: Iterable[str]) -> None:
        """Take over the setting `limits`: texts such as `exports=120/60`."""
        self._state_store = state_store
        self._key = vault.digest_key()
        parts = (one.partition("=") for one in changed)
        self._changed = {name: tuple(map(int, rate.split("/"))) for name, _, rate in parts}

    def in_force(self, limit: Limit) -> Limit:
        """Return a limit with the numbers that the settings give it, also where its command is only tried."""
        if limit.name.endswith(TRIED):
            given = self.in_force(replace(limit, name=limit.name.removesuffix(TRIED), most=limit.most // TRIES))
            return tried(given)
        if limit.name not in self._changed:
            return limit
        most, per = self._changed[limit.name]
        return replace(limit, most=most, per=per)

    async def admit(self, limit: Limit, scope: Mapping[str, Any]) -> None:
        """Count a request, and note how the limit stands for its answer; raises `ApiProblem` beyond it."""
        limit = self.in_force(limit)
        context = context_of(scope)
        key = f"{limit.name}:{self.who(scope)}"
        try:
            count, left = await asyncio.to_thread(self._state_store.count_within, SPACE, key, limit.per)
        except Unavailable:
            if limit.closed:
                raise ApiProblem("unavailable") from None
            log.warning("a limited request was not counted", extra={"request": context.id})
            return
        seconds = max(1, math.ceil(left))
        context.headers += [
            (b"ratelimit-policy", f'"{limit.name}";q={limit.most};w={limit.per}'.encode()),
            (b"ratelimit", f'"{limit.name}";r={max(0, limit.most - count)};t={seconds}'.encode()),
        ]
        if count > limit.most:
            raise ApiProblem("too-many-requests", headers={"Retry-After": str(seconds)})

    async def admit_to(self, limit: Limit, address: str) -> None:
        """Count what is sent to a mail address, of which a keyed hash is kept; raises `ApiProblem` beyond the limit."""
        limit = self.in_force(limit)
        mark = hmac.digest(self._key, f"mail\0{address}".encode(), sha256).hex()[:32]
        try:
            count, left = await asyncio.to_thread(
                self._state_store.count_within, SPACE, f"{limit.name}:mail:{mark}", limit.per
            )
        except Unavailable:
            raise ApiProblem("unavailable") from None
        if count > limit.most:
            raise ApiProblem("too-many-requests", headers={"Retry-After": str(max(1, math.ceil(left)))})

    def who(self, scope: Mapping[str, Any]) -> str:
        """Return under what a client is counted: its actor, else a keyed hash of its address."""
        caller = context_of(scope).caller
        if caller is not None and caller.actor is not None:
            return f"actor:{caller.actor}"
        client = scope.get("client")
        text = f"limit\0{network_of(client[0] if client else '')}"
        return f"address:{hmac.digest(self._key, text.encode(), sha256).hex()[:32]}"


def tried(limit: Limit) -> Limit:
    """Return the limit of trying a command, by that of giving it."""
    return replace(limit, name=f"{limit.name}{TRIED}", most=limit.most * TRIES)


def refuse_misnamed(changed: Iterable[str], routes: Iterable[BaseRouteHandler]) -> None:
    """Raise `StartRefused` where the setting `limits` names one that neither the house nor any route has."""
    brought = (options.limit for route in routes if (options := options_of(route)) is not None)
    known = {limit.name for limit in (*OWN, *brought) if limit is not None}
    if wrong := sorted({one.partition("=")[0] for one in changed} - known):
        raise StartRefused(f"The setting limits names {', '.join(wrong)}, which is no limit.")


def refuse_unlimited(plugin: str, route: HTTPRouteHandler) -> None:
    """Raise `PluginRefused` where anybody may ask a route that is no plain read as often as they like.

    Likewise where a programme's limit has a name that is not its own.
    """
    where, options = ", ".join(sorted(route.paths)), options_of(route)
    if options is None:
        raise PluginRefused(plugin, f"route {where} has no policy.")
    limit = options.limit
    if limit is None and options.policy.scope == "public" and not route.http_methods <= SAFE:
        methods = ", ".join(sorted(route.http_methods - SAFE))
        raise PluginRefused(plugin, f"route {methods} {where} may be asked by anybody and has no limit.")
    if limit is not None and limit not in OWN and not limit.name.startswith(f"{plugin}-"):
        raise PluginRefused(plugin, f"route {where} has a limit whose name must begin with {plugin + '-'!r}.")


def network_of(address: str) -> str:
    """Return what stands for a client: an IPv4 address, the /64 of an IPv6 one, or whatever else it is called."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(ip_network((int(found), 64), strict=False))
