"""The read models of this node: how far each has come, and whether they are what the journal makes from nothing."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from litestar import Response, post
from litestar.di import NamedDependency
from msgspec import Struct

from fokus_api.auth.policy import API, Policy, read
from fokus_api.http.caller import Caller
from fokus_api.http.rate_limits import EXPORTS
from fokus_api.http.route_options import RouteOptions
from fokus_api.node import Node
from fokus_api.responses.entries import seen_of
from fokus_api.responses.paging import Listing, Page
from fokus_core.domain.finding import Finding
from fokus_core.domain.texts import _
from fokus_core.jobs.comparing import CompareModels, ask_for_comparison, asked, last_comparison

__all__ = ["COMPARE", "HIDDEN", "ROUTES", "comparison_view"]

COMPARE = Policy("core.compare-models", "state")
HERE = "/projections/comparison"
HIDDEN = _("Widersprüche in Einträgen, die Sie nicht einsehen dürfen: {number}")


class ProjectionView(Struct, frozen=True, kw_only=True):
    """A read model: the position it shows the journal up to, how many it lags, and where and why it stopped."""

    name: str
    version: int
    position: int
    lag: int
    failed_at: int | None
    error: str | None


class TableComparison(Struct, frozen=True):
    """A table of the read models in use, and whether it holds what the journal makes from nothing."""

    table: str
    rows: int
    same: bool


class ContradictionView(Struct, frozen=True):
    """Something in the journal that must not be, and the positions of the entries concerned."""

    slug: str
    message: str
    positions: Sequence[int]


class ComparisonView(Struct, frozen=True, kw_only=True):
    """The last comparison, null where there was none yet, and who waits for the next one.

    `contradictions` is what was found in the journal itself, among the entries that the caller may see; `hidden` is how
    many more were found in others.
    """

    state: Literal["none", "asked", "same", "differs", "failed"]
    asked_by: str | None
    asked_at: datetime | None
    compared_at: datetime | None
    position: int | None
    node: str | None
    error: str | None
    tables: Sequence[TableComparison]
    contradictions: Sequence[ContradictionView]
    hidden: int


@read("/projections", policy=COMPARE, live=True, operation_id="core_projections", title=_("Lesemodelle"))
async def projections(node: NamedDependency[Node], listing: NamedDependency[Listing]) -> Response[Page[ProjectionView]]:
    """List the read models of this node, how far each has come, and why one stopped."""
    found = await asyncio.to_thread(node.projections)
    views = [
        ProjectionView(
            name=one.name,
            version=one.version,
            position=one.position,
            lag=one.lag,
            failed_at=one.failed_at,
            error=one.error,
        )
        for one in found
    ]
    return listing.of(views, lambda one: (one.name,), ProjectionView)


@read(HERE, policy=COMPARE, live=True, operation_id="core_comparison")
async def comparison(node: NamedDependency[Node], caller: NamedDependency[Caller]) -> ComparisonView:
    """Show what the last comparison of the read models with the journal found, table by table, and in the journal."""
    return await asyncio.to_thread(comparison_view, node, caller)


@post(
    f"{API}{HERE}",
    operation_id="core_compare_models",
    tags=["core"],
    summary="Have the read models compared with what the journal makes from nothing",
    opt=RouteOptions(policy=COMPARE, programme="core", limit=EXPORTS, writes=True).opt,
    status_code=202,
)
async def compare_models(node: NamedDependency[Node], caller: NamedDependency[Caller]) -> Response[ComparisonView]:
    """Have every read model built from nothing, as of now, and compared with the one in use; a job does it.

    The node that does the jobs compares its own. Whoever asks while one waits is answered by that.
    """
    service = node.service
    await asyncio.to_thread(ask_for_comparison, service.state_store, caller.as_actor.id)
    view = await asyncio.to_thread(comparison_view, node, caller)
    service.jobs.poke(CompareModels.name)
    return Response(view, status_code=202, headers={"Cache-Control": "no-store", "Location": f"{API}{HERE}"})


def comparison_view(node: Node, caller: Caller) -> ComparisonView:
    """Return the last comparison as a caller may see it. May block."""
    store = node.service.state_store
    waiting, last = asked(store), last_comparison(store)
    who = waiting or (last.asked if last else None)
    if waiting is not None:
        state: Literal["none", "asked", "same", "differs", "failed"] = "asked"
    elif last is None:
        state = "none"
    elif last.error:
        state = "failed"
    else:
        state = "same" if all(one.same for one in last.tables) else "differs"
    found = last.contradictions if last else ()
    seen = _seen(node, caller, found)
    return ComparisonView(
        state=state,
        asked_by=who.by if who else None,
        asked_at=who.at if who else None,
        compared_at=last.ended if last else None,
        position=last.position if last else None,
        node=last.node if last else None,
        error=(last.error or None) if last else None,
        tables=[TableComparison(one.name, one.rows, one.same) for one in last.tables] if last else [],
        contradictions=seen,
        hidden=len(found) - len(seen),
    )


def _seen(node: Node, caller: Caller, found: Sequence[Finding]) -> list[ContradictionView]:
    """Return what was found about entries that the caller may see, and about no entry at all."""
    reader = node.reader
    named = {position for one in found for position in one.positions}
    seen = {one.position for one in seen_of(node.audiences, caller, reader, named, reader.position)} if named else set()
    return [ContradictionView(one.slug, one.message, one.positions) for one in found if seen.issuperset(one.positions)]


ROUTES = (projections, comparison, compare_models)
