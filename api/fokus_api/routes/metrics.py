"""Metrics for whoever watches over the service, in the text format of Prometheus."""

import asyncio

from litestar import Response
from litestar.di import NamedDependency
from prometheus_client import CONTENT_TYPE_LATEST

from fokus_api.auth.policy import Policy, read
from fokus_api.node import Node


@read(
    "/metrics",
    policy=Policy("core.operate", "state"),
    live=True,
    operation_id="core_metrics",
    media_type="text/plain",
    below="",
)
async def metrics(node: NamedDependency[Node]) -> Response[str]:
    """Tell the metrics of this server process: answers and their times by route, lag, projections, jobs, streams."""
    text = await asyncio.to_thread(node.metrics.text)
    return Response(text, media_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})
