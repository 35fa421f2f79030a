"""Whose a draft is: the account that is signed in, or else the browser, by a cookie of its own."""

import secrets
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from litestar.datastructures import Cookie

from fokus_api.http.caller import Caller
from fokus_api.node import Node

__all__ = ["new_owner", "owner_of"]


def owner_of(scope: Mapping[str, Any], node: Node, caller: Caller) -> str | None:
    """Return whose drafts are those of a request; None for a browser that has none."""
    if caller.actor is not None:
        return f"actor:{caller.actor}"
    cookies = node.signin.cookies
    secret = cookies.of(scope, cookies.forms)
    return _browser(secret) if secret else None


def new_owner(scope: Mapping[str, Any], node: Node, caller: Caller) -> tuple[str, Cookie | None]:
    """Return the same, and the cookie by which a browser without an account is known from now on."""
    if (owner := owner_of(scope, node, caller)) is not None:
        return owner, None
    cookies, secret = node.signin.cookies, secrets.token_urlsafe(24)
    return _browser(secret), cookies.kept(scope, cookies.forms, secret)


def _browser(secret: str) -> str:
    return f"browser:{sha256(secret.encode()).hexdigest()}"
