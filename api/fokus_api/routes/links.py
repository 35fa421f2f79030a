"""Links: the secret stands in the path; looking changes nothing, using counts once, and what is gone looks alike."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import PathParameter, RawBody

from fokus_api.limits import LINKS
from fokus_api.links import LinkAction
from fokus_api.node import Node
from fokus_api.policy import PUBLIC
from fokus_api.problems import Trouble
from fokus_core.journal.clock import day_of
from fokus_core.links import LINK, Link, LinkGone, Links
from fokus_core.refusals import NotFound

Secret = Annotated[str, PathParameter(max_length=200, description="Geheimer Teil des Links.")]
NO_STORE = {"Cache-Control": "no-store"}
ABOUT: dict[str, Any] = {"policy": PUBLIC, "programme": "core", "limit": LINKS, "secret": True}  # which no page guesses


class LinkView(msgspec.Struct, frozen=True, kw_only=True):
    """What a link is for; `fields` are those its holder fills in, `details` what the programme tells about it."""

    action: str
    title: str
    title_en: str
    expires: datetime
    fields: Sequence[str]
    details: Mapping[str, Any]


class LinkUsed(msgspec.Struct, frozen=True, kw_only=True):
    """What came of using a link."""

    action: str
    title: str
    title_en: str
    position: int


@get("/l/{secret:str}", operation_id="core_link", tags=["core"], summary="Show what a link is for", opt=ABOUT)
async def show(secret: Secret, node: NamedDependency[Node]) -> Response[LinkView]:
    """Show what a link is for; nothing changes. Unknown, expired and used links are answered alike."""
    return Response(await asyncio.to_thread(_show, node, secret), headers=NO_STORE)


@post(
    "/l/{secret:str}",
    operation_id="core_use_link",
    tags=["core"],
    summary="Use a link",
    opt={**ABOUT, "writes": True, "json": True},
)
async def use(secret: Secret, body: RawBody, node: NamedDependency[Node]) -> Response[LinkUsed]:
    """Use a link, with the fields that its holder fills in as JSON; where a rule refuses it can be used again."""
    used = await asyncio.to_thread(_use, node, secret, body)
    return Response(used, headers={**NO_STORE, "Fokus-Position": str(used.position)})


def _show(node: Node, secret: str) -> LinkView:
    try:
        link = Links(node.service.desk).find(secret)
        action = _action(node, link)
        details = action.show(node.service, link.about)
    except (LinkGone, NotFound):
        raise Trouble("link-gone") from None
    return LinkView(
        action=action.id,
        title=action.title_de,
        title_en=action.title_en,
        expires=datetime.fromtimestamp(link.expires, UTC),
        fields=action.fields(link.about),
        details=details,
    )


def _use(node: Node, secret: str, body: bytes) -> LinkUsed:
    journal = node.service.journal
    try:
        with Links(node.service.desk).use(secret) as use:
            action = _action(node, use.link)
            given = msgspec.json.decode(body, type=dict[str, Any]) if body else {}
            command = action.build(use.link.about, given, day_of(journal.now()))
            receipt = journal.handle(command, by=LINK, command_id=use.command_id)
    except LinkGone:
        raise Trouble("link-gone") from None
    return LinkUsed(action=action.id, title=action.title_de, title_en=action.title_en, position=receipt.position)


def _action(node: Node, link: Link) -> LinkAction:
    """Return what a link is for; one whose programme is not installed is gone."""
    if link.action not in node.links:
        raise LinkGone
    return node.links[link.action]
