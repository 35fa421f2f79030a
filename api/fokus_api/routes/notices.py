"""Notices to recipients: which entries that were passed on lost their personal data, and who has acted on it."""

import asyncio
from datetime import datetime
from typing import Annotated

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from msgspec import Struct

from fokus_api.auth.policy import SIGNED_IN, read
from fokus_api.http.caller import Caller
from fokus_api.node import Node
from fokus_api.responses.paging import Listing, Page
from fokus_api.runtime.service import Service
from fokus_core.domain.refusals import Forbidden
from fokus_core.domain.texts import _
from fokus_core.persons.erasing import READ
from fokus_core.persons.notices import READ_NOTICES, Change, NoticeAcknowledged, NoticeGiven


class Acknowledgement(Struct, frozen=True):
    """A recipient, by its account, and when it acknowledged."""

    recipient: str
    at: datetime


class NoticeView(Struct, frozen=True, kw_only=True):
    """What became of the personal data behind entries that were passed on, named by their positions alone.

    A recipient sees its own acknowledgement, a data-protection officer those of all. One about entries of a `body` is
    for who receives what concerns that body, too.
    """

    notice: str
    position: int
    at: datetime
    change: Change
    entries: tuple[int, ...]
    body: str | None
    acknowledged: tuple[Acknowledgement, ...]


@read(
    "/privacy/notices",
    title=_("Mitteilungen an Empfangende"),
    policy=SIGNED_IN,
    live=True,
    operation_id="core_notices",
)
async def all_notices(
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
    listing: NamedDependency[Listing],
    open_: Annotated[bool, QueryParameter(name="open", description=_("Nur, was noch nicht bestätigt ist."))] = False,
) -> Response[Page[NoticeView]]:
    """List what recipients of entries were told, in recorded order; each acknowledges by `core.acknowledge-notice`."""
    reach = node.access.reach(caller, READ_NOTICES.permission)
    bodies = reach.of("body")
    if not reach.everything and not bodies:
        raise Forbidden
    everybody = node.access.reach(caller, READ.permission).everything
    views = await asyncio.to_thread(_views, node.service, None if everybody else caller.as_actor.id)
    seen = [one for one in views if reach.everything or one.body in bodies]
    found = [one for one in seen if not (open_ and one.acknowledged)]
    return listing.of(found, lambda one: (one.position,), NoticeView)


def _views(service: Service, recipient: str | None) -> list[NoticeView]:
    """Return the notices, with the acknowledgements of one recipient or of all."""
    found = service.journal.under("programme:core", NoticeGiven, NoticeAcknowledged)
    acknowledged: dict[str, list[Acknowledgement]] = {}
    for one in found:
        if isinstance(one.fact, NoticeAcknowledged) and recipient in (None, one.fact.recipient):
            given = Acknowledgement(one.fact.recipient, one.meta.at)
            acknowledged.setdefault(one.fact.notice, []).append(given)
    return [
        NoticeView(
            notice=one.fact.notice,
            position=one.position,
            at=one.meta.at,
            change=one.fact.change,
            entries=one.fact.entries,
            body=one.fact.body,
            acknowledged=tuple(acknowledged.get(one.fact.notice, ())),
        )
        for one in found
        if isinstance(one.fact, NoticeGiven)
    ]
