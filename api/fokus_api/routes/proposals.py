"""What waits for a second actor: open proposals, shown to those who may confirm them and to those who made them."""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Annotated, Any

from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import PathParameter

from fokus_api.auth.policy import SIGNED_IN, read
from fokus_api.auth.unsealing import Unsealer
from fokus_api.http.caller import Caller
from fokus_api.http.negotiation import spoken
from fokus_api.http.problems import ApiProblem, words_for
from fokus_api.node import Node
from fokus_api.responses.paging import Listing, Page
from fokus_api.responses.proposals import ProposalView, permission_of, proposal_view
from fokus_core.domain.refusals import NotFound
from fokus_core.domain.texts import _
from fokus_core.journal.preview import Preview, preview
from fokus_core.journal.request import Receipt
from fokus_projections import Reader, open_proposals

AnyRequest = Request[Any, Any, Any]


@read("/access/proposals", policy=SIGNED_IN, live=True, operation_id="core_proposals", title=_("Vorschläge"))
async def proposals(
    request: AnyRequest,
    reader: NamedDependency[Reader],
    listing: NamedDependency[Listing],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
    unsealer: NamedDependency[Unsealer],
) -> Response[Page[ProposalView]]:
    """List the commands that wait for a second actor, the oldest first: those the caller may confirm, or proposed.

    Who opened the fields of which proposal is written down.
    """
    if reader.behind(("core_proposal",)):
        raise ApiProblem("unavailable")
    after = int(listing.after[0]) if listing.after else 0
    ids = open_proposals(reader, after=after)
    found = await asyncio.to_thread(lambda: list(islice(_shown(node, caller, ids), listing.limit + 1)))
    views = await _views(request, caller, unsealer, found[: listing.limit])
    answer = listing.page(views, [(one.record.position,) for one in found], ProposalView)
    answer.headers.update({"Cache-Control": "no-store", **spoken(words_for(request.scope, node.service.texts))})
    return answer


@read("/access/proposals/{proposal:str}", policy=SIGNED_IN, live=True, operation_id="core_proposal")
async def proposal(
    request: AnyRequest,
    proposal: Annotated[str, PathParameter(pattern=r"^[0-9a-f]{32}$", description=_("Kennung des Vorschlags."))],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
    unsealer: NamedDependency[Unsealer],
) -> Response[ProposalView]:
    """Show a command that waits for a second actor, and what it would record now.

    One that the caller may neither confirm nor proposed is not there, nor is one that was confirmed or dropped.
    """
    found = await asyncio.to_thread(preview, node.service.journal, proposal, caller.as_actor)
    (view,) = await _views(request, caller, unsealer, [found])
    return Response(view, headers=spoken(words_for(request.scope, node.service.texts)))


def _shown(node: Node, caller: Caller, ids: Iterable[str]) -> Iterator[Preview]:
    for one in ids:
        try:
            yield preview(node.service.journal, one, caller.as_actor)
        except NotFound:
            continue


async def _views(
    request: AnyRequest, caller: Caller, unsealer: Unsealer, found: Iterable[Preview]
) -> list[ProposalView]:
    """Return proposals in clear; of their facts those alone that a receipt would tell the caller."""
    node: Node = request.app.state.node
    catalogue, words = node.service.catalogue, words_for(request.scope, node.service.texts)
    bodies = await asyncio.to_thread(node.service.journal.bodies)
    views = []
    for one in found:
        (opened,) = await unsealer.judged(permission_of(one, catalogue), [one.record])
        told = node.audiences.told(caller, Receipt(one.record.position, one.facts))
        views.append(proposal_view(replace(one, facts=told.facts), opened, catalogue, node.sentences, bodies, words))
    return views
