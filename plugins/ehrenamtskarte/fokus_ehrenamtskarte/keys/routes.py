"""The keys for everybody: the set that the root signed, as CWT and as JWKS; and what the root is to sign next."""

from typing import Annotated, Any

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from msgspec import Meta

from fokus_api import Node, read
from fokus_core import PUBLIC, NotFound, _
from fokus_ehrenamtskarte.credential.key_set import Key, jwks
from fokus_ehrenamtskarte.keys.encoding import unbase64
from fokus_ehrenamtskarte.keys.keeping import ring_in
from fokus_ehrenamtskarte.keys.ring import Ring
from fokus_ehrenamtskarte.programme import ehrenamtskarte

CWT = "application/cwt"
NONE_YET = _("Es sind noch keine Schlüssel veröffentlicht.")


class JsonWebKeys(msgspec.Struct, frozen=True):
    """The keys as a JSON Web Key Set (RFC 7517)."""

    keys: list[dict[str, Any]]


class RootRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What the root is to sign: keys as in a JSON Web Key Set, and addresses of lists; `due` where it has to."""

    due: bool
    root: Annotated[str | None, Meta(description="Public root key, x and y in hexadecimal; null before it is set")]
    keys: list[dict[str, Any]]
    lists: list[str]


@ehrenamtskarte.route
@read("/ehrenamtskarte/keys.cwt", policy=PUBLIC, live=True, media_type=CWT, binary=(CWT,))
async def key_set(node: NamedDependency[Node]) -> Response[bytes]:
    """Return the key set as the root signed it: whoever checks cards needs it."""
    published = _ring(node).published
    if published is None:
        raise NotFound(NONE_YET)
    return Response(unbase64(published.content), media_type=CWT)


@ehrenamtskarte.route
@read("/ehrenamtskarte/keys", policy=PUBLIC, live=True)
async def json_web_keys(node: NamedDependency[Node]) -> JsonWebKeys:
    """Return the same keys as a JSON Web Key Set, which no root signs."""
    held = _ring(node).key_set
    if held is None:
        raise NotFound(NONE_YET)
    return JsonWebKeys(_shown([key for key, _public in held.keys.values()]))


@ehrenamtskarte.route
@read("/ehrenamtskarte/key-request", policy=PUBLIC, live=True)
async def key_request(node: NamedDependency[Node]) -> RootRequest:
    """Return what the root is to sign next, for `fokus-card-root sign` on a machine without network."""
    ring = _ring(node)
    root = None if ring.root is None else (ring.root.x + ring.root.y).hex()
    return RootRequest(due=ring.due, root=root, keys=_shown(ring.wanted()), lists=sorted(set(ring.lists.values())))


def _ring(node: Node) -> Ring:
    return ring_in(node.service.journal)


def _shown(keys: list[Key]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = jwks(keys)["keys"]
    return found
