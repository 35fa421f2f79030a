"""Commands over HTTP: one POST route for each command class, made from the catalogue."""

import asyncio
import re
from typing import Annotated, Any, NamedTuple

import msgspec
from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import HeaderParameter, QueryParameter, RawBody

from fokus_api.auth.authenticator import SAMPLE
from fokus_api.auth.policy import API
from fokus_api.http.caller import Caller
from fokus_api.http.input_errors import FieldError
from fokus_api.http.problems import ApiProblem
from fokus_api.http.route_options import RouteOptions
from fokus_api.node import Node
from fokus_api.responses.positions import PATIENCE
from fokus_api.responses.views import ReceiptView, receipt_view
from fokus_api.routes.foreseen import BLAST_RADIUS, changes, resting, told
from fokus_core.access.api_keys import KeyIssued, KeyRevoked
from fokus_core.access.grants import AccessGranted, AccessWithdrawn
from fokus_core.domain.commands import Command, CommandType
from fokus_core.domain.facts import Source
from fokus_core.domain.input import read_json
from fokus_core.domain.refusals import Refused
from fokus_core.domain.source import GivenSource
from fokus_core.domain.texts import _
from fokus_core.journal.request import Receipt

TAKEN = (AccessWithdrawn, KeyRevoked)
ACCESS = (AccessGranted, KeyIssued, *TAKEN)

IdempotencyKey = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key",
        pattern=r"^[!-~]{1,120}$",
        description=_("Wiederholungsschlüssel: Eine Wiederholung mit demselben Schlüssel erhält dieselbe Antwort."),
    ),
]
IfMatch = Annotated[
    str | None,
    HeaderParameter(
        name="If-Match",
        max_length=1000,
        description=_(
            "Stand, auf dem die Angaben beruhen: der ETag der Antwort, die geändert werden soll, oder ihre Position "
            "aus Fokus-Known in Anführungszeichen. Ist seitdem etwas hinzugekommen, wird mit 412 abgelehnt."
        ),
    ),
]
SourceHeader = Annotated[
    str | None,
    HeaderParameter(
        name="Fokus-Source",
        max_length=8000,
        description=_(
            "Quelle, aus der das Eingetragene stammt, als JSON in ASCII: `reference`, `certainty` (`stated` oder "
            "`inferred`), `note` und, wo der Tag offen ist, der früheste als `not_before`. Sie anzugeben setzt die "
            "Berechtigung core.document voraus; eine Berichtigung ohne Quelle behält die bisherige."
        ),
    ),
]
TAG = re.compile(r'(?:W/)?"(?:[0-9a-f]{32}\.)?([0-9]{1,15})(?:[-;]+(?:gzip|zstd|br))?"')
DryRun = Annotated[bool, QueryParameter(description=_("Nur entscheiden, nichts eintragen."))]


def seen_in(if_match: str | None) -> int | None:
    """Return the position on which the sender's view rests, by an If-Match header; raises `ApiProblem`."""
    if if_match is None or if_match.strip() == "*":
        return None
    found = [TAG.fullmatch(one.strip()) for one in if_match.split(",")]
    positions = [int(one[1]) for one in found if one is not None]
    if len(positions) < len(found):
        detail = _("Erwartet wird der ETag einer Antwort oder eine Position in Anführungszeichen.")
        raise ApiProblem("invalid-input", errors=[FieldError(parameter="If-Match", detail=detail)])
    return max(positions)


def source_in(header: str | None) -> Source | None:
    """Return the source that a header names; raises `ApiProblem`."""
    if header is None:
        return None
    try:
        return msgspec.json.decode(header, type=GivenSource).source
    except (msgspec.DecodeError, UnicodeEncodeError):
        detail = _("Erwartet wird eine Quelle als JSON mit reference, certainty, note und not_before.")
        raise ApiProblem("invalid-input", errors=[FieldError(parameter="Fokus-Source", detail=detail)]) from None


def command_path(kind: CommandType) -> str:
    """Return the path under which a command is given."""
    return f"{API}/{kind.programme}/commands/{kind.name.partition('.')[2]}"


def command_route(kind: CommandType) -> HTTPRouteHandler:
    """Return the route of a command; the journal itself judges the actor, with the facts it decides on."""

    async def give(
        request: Request[Any, Any, Any],
        body: RawBody,
        node: NamedDependency[Node],
        caller: NamedDependency[Caller],
        dry_run: DryRun = False,
        idempotency_key: IdempotencyKey = None,
        if_match: IfMatch = None,
        fokus_source: SourceHeader = None,
    ) -> Response[ReceiptView]:
        command = read_json(body, kind.cls)
        command_id = None if idempotency_key is None else f"{caller.as_actor.id}:{idempotency_key}"
        asked = Asked(command, command_id, seen_in(if_match), source_in(fokus_source), dry_run)
        async with node.turns.of(node.limits.who(request.scope)):
            return await _given(node, caller, asked)

    give.__doc__ = kind.cls.__doc__
    options = RouteOptions(policy=kind.policy, programme=kind.programme, limit=kind.limit, command=kind.name)
    return post(
        command_path(kind),
        operation_id=kind.name.replace(".", "_").replace("-", "_"),
        tags=[kind.programme],
        summary=kind.title or (kind.cls.__doc__ or "").strip().partition("\n")[0].rstrip("."),
        opt=options.opt,
    )(give)


class Asked(NamedTuple):
    """A command with what its request says about it."""

    command: Command
    id: str | None
    seen: int | None
    source: Source | None
    dry_run: bool


async def _given(node: Node, caller: Caller, asked: Asked) -> Response[ReceiptView]:
    """Give a command to the journal and answer with its receipt, or with what it would change."""
    journal, (command, id_, seen, source, dry_run) = node.service.journal, asked
    actor = caller.as_actor
    future = journal.submit(command, by=actor, command_id=id_, source=source, dry_run=dry_run, seen=seen)
    try:
        receipt = await asyncio.wrap_future(future)
    except Refused as refused:
        if refused.slug == BLAST_RADIUS:
            raise await told(node, caller, command, refused, dry_run=dry_run) from refused
        raise
    if not dry_run:
        await _passed(node, receipt)
    bodies = await asyncio.to_thread(journal.bodies)
    shown = node.audiences.told(caller, receipt)
    persons = caller.actor is not None
    view = await asyncio.to_thread(receipt_view, shown, node.sentences, bodies, persons=persons)
    view = msgspec.structs.replace(view, drawn=receipt.shown)
    headers = {"Cache-Control": "no-store"}
    if dry_run:
        relied_on_by = await resting(node, caller, receipt, bodies)
        changed = await changes(node, caller, shown) if caller.actor is not None else None
        view = msgspec.structs.replace(view, changes=changed, relied_on_by=relied_on_by)
        return Response(view, status_code=200, headers=headers)
    headers["Fokus-Position"] = str(receipt.position)
    if receipt.proposal is None:
        headers["Location"] = f"{API}/log/{receipt.position}"
        return Response(view, headers=headers)
    headers["Location"] = f"{API}/access/proposals/{receipt.proposal}"
    return Response(view, status_code=202, headers=headers)


async def _passed(node: Node, receipt: Receipt) -> None:
    """Wait until this node knows what changed about access, and where something was taken away, every other node.

    They look at the journal's head once in `SAMPLE` seconds, before they answer: what was taken away is gone for the
    next request.
    """
    if not any(isinstance(record.fact, ACCESS) for record in receipt.facts):
        return
    if not await asyncio.to_thread(node.service.models.wait_for, receipt.position, PATIENCE):
        raise ApiProblem("not-yet")
    if any(isinstance(record.fact, TAKEN) for record in receipt.facts):
        await asyncio.sleep(SAMPLE)
