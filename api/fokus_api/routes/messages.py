"""The messages that programmes declare, for whoever sets them."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Response
from litestar.di import NamedDependency
from msgspec import Meta

from fokus_api.auth.policy import read
from fokus_api.http.negotiation import spoken
from fokus_api.http.problems import words_for
from fokus_api.node import Node
from fokus_api.responses.paging import Listing, Page
from fokus_core.domain.facts import fact_type
from fokus_core.domain.policy import SIGNED_IN
from fokus_core.domain.texts import _

__all__ = ["ROUTES"]


class MessageView(msgspec.Struct, frozen=True, kw_only=True):
    """A message: by which facts it goes out, and whether those who get it can do without it."""

    message: str
    title: str
    programme: str
    subject: str
    by: tuple[str, ...]
    by_body: Annotated[bool, Meta(description="Whether it goes out in the name of a body, which can set it")]
    for_bodies: Annotated[
        bool, Meta(description="Whether it goes to people of bodies, each of which can switch it off")
    ]
    declinable: Annotated[bool, Meta(description="Whether it can be switched off")]


@read("/messages", title=_("Nachrichten"), policy=SIGNED_IN, live=True, operation_id="core_messages")
async def messages(
    request: Request[Any, Any, Any], node: NamedDependency[Node], listing: NamedDependency[Listing]
) -> Response[Page[MessageView]]:
    """List the messages that programmes send: which facts they tell, and which of them can be switched off."""
    words = words_for(request.scope, node.service.texts)
    views = [
        MessageView(
            message=name,
            title=words(one.title),
            programme=one.programme,
            subject=words(one.subject),
            by=tuple(fact_type(cls).name for cls in one.by),
            by_body=bool(one.office),
            for_bodies=one.for_bodies,
            declinable=one.declinable,
        )
        for name, one in sorted(node.service.catalogue.messages.items())
    ]
    answer = listing.of(views, lambda one: (one.message,), MessageView)
    answer.headers.update(spoken(words))
    return answer


ROUTES = (messages,)
