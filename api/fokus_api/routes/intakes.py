"""What portals hand over, over HTTP: for each intake a route that takes its documents, and one with their schema."""

import asyncio
from collections.abc import Iterable
from typing import Any, cast

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import RawBody

from fokus_api.auth.policy import API, PUBLIC, SIGNED_IN
from fokus_api.http.caller import Caller
from fokus_api.http.rate_limits import EXPORTS, INTAKES
from fokus_api.http.route_options import RouteOptions
from fokus_api.imports.documents import TakenView, document_type, hand_over, schema_of
from fokus_api.node import Node
from fokus_api.plugins.intakes import Intake
from fokus_api.routes.commands import DryRun
from fokus_core.domain.commands import command_type
from fokus_core.domain.refusals import Forbidden

__all__ = ["SCHEMA_TYPE", "intake_path", "intake_routes"]

SCHEMA_TYPE = "application/schema+json"


def intake_path(intake: Intake) -> str:
    """Return the path at which documents are handed over."""
    programme, _dot, name = intake.name.partition(".")
    return f"{API}/{programme}/intake/{name}"


def intake_routes(intakes: Iterable[Intake]) -> list[HTTPRouteHandler]:
    """Return the routes of intakes."""
    return [route for one in intakes for route in (_takes(one), _says(one))]


def _takes(intake: Intake) -> HTTPRouteHandler:
    kind = command_type(intake.command)
    name = f"{intake.command.__name__}Taken"  # of the programme's own, as schemas are named by programme
    made = msgspec.defstruct(name, (), bases=(TakenView,), frozen=True, kw_only=True, module=kind.cls.__module__)
    shown = cast("type[TakenView]", made)

    async def give(
        request: Request[Any, Any, Any],
        body: RawBody,
        node: NamedDependency[Node],
        caller: NamedDependency[Caller],
        dry_run: DryRun = False,
    ) -> Response[TakenView]:
        if not node.access.may_give(caller, kind):
            raise Forbidden
        async with node.turns.of(node.limits.who(request.scope)):
            taken = await asyncio.to_thread(
                hand_over, node.service, intake.name, body, by=caller.as_actor, dry_run=dry_run
            )
        headers = {"Cache-Control": "no-store"}
        if taken.position is not None:
            headers["Fokus-Position"] = str(taken.position)
        answer = shown(**msgspec.structs.asdict(taken))
        return Response(answer, status_code=201 if taken.state in {"entered", "proposed"} else 200, headers=headers)

    give.__doc__ = (
        f"Hand over a document that becomes `{kind.name}`, once for each reference: again it changes nothing (200).\n\n"
        "Under a reference that is known, another document is refused (409). Files are handed in first, at "
        f"`/api/v1/commands/{kind.name}/files` where the command takes any."
    )
    give.__annotations__["return"] = Response[shown]  # type: ignore[valid-type]  # made above
    options = RouteOptions(
        policy=SIGNED_IN,
        programme=kind.programme,
        limit=INTAKES,
        takes=document_type(intake),
        json=True,
    )
    return post(intake_path(intake), operation_id=_operation(intake), summary=intake.title, opt=options.opt)(give)


def _says(intake: Intake) -> HTTPRouteHandler:
    async def schema(node: NamedDependency[Node]) -> Response[bytes]:
        content = msgspec.json.format(msgspec.json.encode(schema_of(node.service, intake)))
        return Response(content, media_type=SCHEMA_TYPE)

    schema.__doc__ = "Get the JSON Schema (2020-12) of the documents that are handed over here."
    programme = intake.name.partition(".")[0]
    options = RouteOptions(policy=PUBLIC, programme=programme, limit=EXPORTS, binary=(SCHEMA_TYPE,))
    name = f"{_operation(intake)}_schema"
    return get(f"{intake_path(intake)}/schema", operation_id=name, summary=schema.__doc__, opt=options.opt)(schema)


def _operation(intake: Intake) -> str:
    return f"{intake.name.replace('.', '_').replace('-', '_')}_intake"
