"""Whether this server is alive, and how far its read models have come."""

import asyncio
from collections.abc import Sequence
from typing import Literal

import msgspec
from litestar.di import NamedDependency

from fokus_api.auth.policy import PUBLIC, read
from fokus_api.node import Node


class ProjectionState(msgspec.Struct, frozen=True):
    """A projection: whether it keeps up, is behind, or has stopped."""

    name: str
    state: Literal["running", "behind", "stopped"]


class Health(msgspec.Struct, frozen=True):
    """The state of this server; it holds no data."""

    status: Literal["ok", "degraded"]
    projections: Sequence[ProjectionState]


@read("/health", policy=PUBLIC, live=True, operation_id="core_health", below="")
async def health(node: NamedDependency[Node]) -> Health:
    """Tell that this server is alive, and how its projections fare."""
    found = await asyncio.to_thread(node.projections)
    states = [
        ProjectionState(one.name, "stopped" if one.failed_at is not None else "behind" if one.lag else "running")
        for one in found
    ]
    ok = bool(states) and all(one.state != "stopped" for one in states)
    return Health("ok" if ok else "degraded", states)
