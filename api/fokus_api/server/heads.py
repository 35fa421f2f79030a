"""Heads of requests: those that say nothing unusual are read once for all alike, the others are looked at closely."""

import logging
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import unquote

from fokus_api.http import headers as head
from fokus_api.http.headers import is_ours
from fokus_api.http.negotiation import Coding, coding_of, look_of
from fokus_api.http.problems import ApiProblem
from fokus_api.http.proxies import FORWARDING, plain
from fokus_api.node import Node

ENCODED_SLASH = b"%2f"
SLASH_IN_A_NAME = "\N{DIVISION SLASH}"  # read like a slash wherever people write names: Mülheim/Ruhr

__all__ = ["Head", "judged", "plain_head"]

log = logging.getLogger("fokus.gateway")

CLOSER = FORWARDING | {
    b"cookie",
    b"origin",
    b"if-match",
    b"last-event-id",
}  # where one of these stands, the request is looked at more closely


class Head(NamedTuple):
    """What a head says that the answer may depend on."""

    authorization: str | None
    if_none_match: str | None
    look: str
    coding: Coding


@lru_cache(1000)
def plain_head(headers: tuple[tuple[bytes, bytes], ...], hosts: frozenset[str]) -> Head | None:
    """Return what a head says, None for one that has to be looked at more closely."""
    names = dict(headers)
    if len(names) < len(headers) or not CLOSER.isdisjoint(names) or not is_ours(names.get(b"host", b""), hosts):
        return None
    said = {name: names[name].decode("latin-1") for name in (b"authorization", b"if-none-match") if name in names}
    return Head(
        said.get(b"authorization"),
        said.get(b"if-none-match"),
        look_of(names),
        coding_of(names.get(b"accept-encoding", b"")),
    )


def judged(scope: dict[str, Any], headers: Mapping[bytes, bytes], node: Node, request: str) -> dict[str, Any]:
    """Return the scope of a request from where a trusted proxy tells it comes; raises `ApiProblem` for a strange head.

    `request` is the id under which a proxy that tells wrongly is logged.
    """
    if len(headers) < len(scope["headers"]):
        head.refuse_repeated(scope["headers"])
    if not head.is_ours(headers.get(b"host", b""), node.hosts):
        raise ApiProblem("unknown-host")
    head.refuse_encoded(headers)
    scope = _with_slashes(scope)
    address = (scope.get("client") or ("",))[0]
    if FORWARDING.isdisjoint(headers) and plain(address) == address:
        return scope
    try:
        peer = node.proxies.peer(scope["headers"], address, scope["scheme"])
    except ApiProblem as trouble:
        log.warning(trouble.slug, extra={"request": request})
        raise
    if (peer.address, peer.scheme) == (address, scope["scheme"]):
        return scope
    client = scope.get("client") if peer.address == address else (peer.address, 0)
    return {**scope, "client": client, "scheme": peer.scheme}


def _with_slashes(scope: dict[str, Any]) -> dict[str, Any]:
    """Return a scope in whose path an encoded slash is a sign of its segment and parts nothing."""
    raw = scope.get("raw_path") or b""
    if ENCODED_SLASH not in raw.lower():
        return scope
    path = raw.decode("latin-1").partition("?")[0]
    parts = (unquote(part).replace("/", SLASH_IN_A_NAME) for part in path.split("/"))
    return {**scope, "path": "/".join(parts)}
