"""Whether this server is alive, whether it is ready, and how its read models and the jobs fare; it names nobody."""

import asyncio
from collections.abc import Sequence
from typing import Any, Literal

import msgspec
from litestar import Request, Response
from litestar.di import NamedDependency

from fokus_api.auth.policy import PUBLIC, read
from fokus_api.http.problems import MEDIA_TYPE, RETRY_AFTER, Problem, problem, words_for
from fokus_api.http.request_context import context_of
from fokus_api.node import Node
from fokus_api.runtime.readiness import Reason


class ProjectionState(msgspec.Struct, frozen=True):
    """A projection: whether it keeps up, is behind, or has stopped."""

    name: str
    state: Literal["running", "behind", "stopped"]


class JobState(msgspec.Struct, frozen=True):
    """A job: whether it has yet to run for the first time, did what was due, or failed when it last ran."""

    name: str
    state: Literal["waiting", "ok", "failing"]


class Health(msgspec.Struct, frozen=True):
    """The state of this server; it holds no data."""

    status: Literal["ok", "degraded"]
    projections: Sequence[ProjectionState]
    jobs: Sequence[JobState]
    reasons: Sequence[Reason]
    warnings: Sequence[Reason] = ()


class Live(msgspec.Struct, frozen=True):
    """That this server answers."""

    status: Literal["live"] = "live"


class Ready(msgspec.Struct, frozen=True):
    """That this server can answer whatever it is asked."""

    status: Literal["ready"] = "ready"
    warnings: Sequence[Reason] = ()


class NotReady(Problem, frozen=True, kw_only=True):
    """Why this server had better not be asked."""

    reasons: Sequence[Reason]


@read("/health", policy=PUBLIC, live=True, operation_id="core_health", below="")
async def health(node: NamedDependency[Node]) -> Health:
    """Tell how this server, its projections and the jobs of the installation fare.

    It answers 200 whatever it finds: `status` is `degraded` where a part does not answer or lags, a projection has
    stopped, or a job failed when it last ran.
    """
    reasons = await node.reasons()
    jobs = [JobState(one.name, one.state) for one in node.readiness.jobs]
    silent = {one.part for one in reasons if one.problem == "unavailable"}
    found = [] if {"journal", "projection"} & silent else await asyncio.to_thread(node.projections)
    states = [
        ProjectionState(one.name, "stopped" if one.failed_at is not None else "behind" if one.lag else "running")
        for one in found
    ]
    ok = not reasons and bool(states) and all(one.state != "failing" for one in jobs)
    return Health("ok" if ok else "degraded", states, jobs, reasons, node.readiness.warnings)


@read("/health/live", policy=PUBLIC, live=True, operation_id="core_live", below="")
async def live() -> Live:
    """Tell that this server answers: for whoever would restart it; under any host name, and whoever asks."""
    return Live()


@read("/health/ready", policy=PUBLIC, live=True, operation_id="core_ready", below="")
async def ready(node: NamedDependency[Node], request: Request[Any, Any, Any]) -> Response[Ready]:
    """Tell within two seconds whether this server can answer: for whoever sends it requests.

    Where the journal, the vault or the state store does not answer, the read models lag by more than 30 seconds, a
    projection has stopped, or a job failed three times in a row, the answer is 503 with the `reasons`.
    """
    reasons = await node.reasons()
    if not reasons:
        return Response(Ready(warnings=node.readiness.warnings))
    words = words_for(request.scope, node.service.texts)
    found = problem("not-ready", context_of(request.scope).id, words)
    told: Any = NotReady(**msgspec.structs.asdict(found), reasons=reasons)
    headers = {"Cache-Control": "no-store", "Retry-After": RETRY_AFTER}
    return Response(told, status_code=found.status, media_type=MEDIA_TYPE, headers=headers)
