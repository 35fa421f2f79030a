"""The jobs of the installation, and how they are doing."""

import asyncio

from litestar import Response
from litestar.di import NamedDependency

from fokus_api.auth.policy import Policy, read
from fokus_api.node import Node
from fokus_api.responses.jobs import JobView, job_view
from fokus_api.responses.paging import Listing, Page
from fokus_core.domain.texts import _


@read(
    "/jobs",
    policy=Policy("core.operate", "state"),
    live=True,
    operation_id="core_jobs",
    title=_("Regelmäßige Arbeiten"),
)
async def jobs(node: NamedDependency[Node], listing: NamedDependency[Listing]) -> Response[Page[JobView]]:
    """List the jobs of the installation, on whichever node they ran."""
    found = await asyncio.to_thread(node.service.jobs.status)
    return listing.of([job_view(one) for one in found], lambda one: (one.name,), JobView)
