"""Receipts again: what came of a command, for whoever gave it and for auditors."""

import asyncio
from typing import Annotated

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import PathParameter

from fokus_api.auth.policy import SIGNED_IN, read
from fokus_api.http.caller import Caller
from fokus_api.http.problems import ApiProblem
from fokus_api.node import Node
from fokus_api.responses.entries import seen_of
from fokus_api.responses.positions import PATIENCE
from fokus_api.responses.views import ReceiptView, receipt_view
from fokus_core.domain.facts import AUDIT, Fact, Recorded
from fokus_core.domain.refusals import NotFound
from fokus_core.domain.texts import _
from fokus_core.journal.request import Receipt

ReceiptId = Annotated[
    str,
    PathParameter(
        pattern=r"^[!-~]{1,200}$",
        description=_(
            "Wiederholungsschlüssel, mit dem Sie den Befehl gegeben haben; für die Revision die ganze Vorgangskennung."
        ),
    ),
]


@read("/receipts/{receipt:str}", policy=SIGNED_IN, live=True, operation_id="core_receipt")
async def receipt(
    receipt: ReceiptId, node: NamedDependency[Node], caller: NamedDependency[Caller]
) -> Response[ReceiptView]:
    """Answer once more what came of a command, as it was answered when it was given.

    One's own are found by the idempotency key, auditors find all by the whole id. What the caller may not see in the
    log, and had no answer about, is not there.
    """
    records = await _recorded(node, caller, receipt)
    if not records:
        raise NotFound
    shown = await _shown(node, caller, Receipt(records[-1].position, records))
    if not shown.facts:
        raise NotFound
    bodies = await asyncio.to_thread(node.service.journal.bodies)
    view = receipt_view(shown, node.sentences, bodies, persons=True)
    return Response(view, headers={"Cache-Control": "no-store", "Fokus-Position": str(shown.position)})


async def _recorded(node: Node, caller: Caller, receipt: str) -> list[Recorded[Fact]]:
    """Return the facts of a command that the caller gave, or for an auditor anybody."""
    everybody = node.access.reach(caller, AUDIT).everything
    for command in (f"{caller.actor}:{receipt}", receipt):
        found = await asyncio.to_thread(node.service.journal.under, f"command:{command}")
        if found and (everybody or found[0].meta.by == caller.actor):
            return found
    return []


async def _shown(node: Node, caller: Caller, receipt: Receipt) -> Receipt:
    """Leave what the caller may see in the log, and of an own command what it was told, unless a group is closed.

    A key that narrows its actor shows what is in its log alone.
    """
    if not await asyncio.to_thread(node.service.models.wait_for, receipt.position, PATIENCE):
        raise ApiProblem("not-yet")
    positions = [one.position for one in receipt.facts]
    seen = {one.position for one in seen_of(node.audiences, caller, node.reader, positions, receipt.position)}
    if receipt.facts[0].meta.by == caller.actor and not (caller.roles or caller.scopes):
        seen |= {one.position for one in node.audiences.told(caller, receipt).facts if not node.audiences.closed(one)}
    return Receipt(receipt.position, [one for one in receipt.facts if one.position in seen])
