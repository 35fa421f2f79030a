"""Who asks: what the credential of a request says, whatever it is."""

from collections.abc import Mapping
from typing import Any

from fokus_api.http.caller import Caller
from fokus_api.http.problems import ApiProblem
from fokus_api.node import Node

__all__ = ["caller_of"]

SIGNIN = frozenset({"/signin", "/signin/callback", "/signout"})
LINK_PATH = "/l/"
DRAFTS = "/entwurf/"  # where what was typed is kept first, and who typed it is asked then
STATIC = "/static/"  # which looks the same to everybody


async def caller_of(node: Node, scope: dict[str, Any], headers: Mapping[bytes, bytes]) -> Caller:
    """Return who asks; where one signs in or out, or holds a link, a session that has ended is none at all.

    Raises `ApiProblem` for a credential that is none, or no more.
    """
    if scope["path"].startswith(STATIC):
        return await node.authenticator.caller(None)
    cookies = node.signin.cookies
    session = cookies.of(scope, cookies.session) if b"cookie" in headers else None
    credential = headers[b"authorization"].decode("latin-1") if b"authorization" in headers else None
    try:
        return await node.authenticator.caller(credential, session)
    except ApiProblem as trouble:
        if trouble.slug != "session-ended":
            raise
        if scope["path"] in SIGNIN or scope["path"].startswith((LINK_PATH, DRAFTS)):
            return await node.authenticator.caller(None)
        _, gone = cookies.dropped(scope, cookies.session).to_encoded_header()
        raise ApiProblem(trouble.slug, headers={"Set-Cookie": gone.decode()}) from None
