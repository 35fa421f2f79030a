"""What recording a command would change, and what rests on what it takes back: said before it counts."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future

import msgspec

from fokus_api.http.caller import Caller
from fokus_api.http.problems import RefusedWith
from fokus_api.http.rendered import ReliedOn
from fokus_api.node import Node
from fokus_api.responses.changes import ChangeView, change_view
from fokus_api.responses.entries import relied_on, seen_of
from fokus_api.responses.positions import PATIENCE
from fokus_core.bodies.names import Bodies
from fokus_core.corrections.corrections import AboutFact, Redo
from fokus_core.domain.commands import Command
from fokus_core.domain.facts import Fact, Recorded
from fokus_core.domain.refusals import Refused
from fokus_core.domain.retraction import FactRetracted
from fokus_core.journal.request import Receipt
from fokus_projections import TwoClockTable, foreseen

__all__ = ["BLAST_RADIUS", "changes", "resting", "told"]

BLAST_RADIUS = "blast-radius"


async def told(node: Node, caller: Caller, command: Command, refused: Refused, *, dry_run: bool) -> RefusedWith:
    """Return a refusal for its blast radius with the entries in it, and in a dry run what would be refused besides."""
    bodies = await asyncio.to_thread(node.service.journal.bodies)
    entries = _entries(node, caller, refused.positions, bodies)
    further: list[Refused] = []
    if dry_run and isinstance(command, AboutFact | Redo):
        everything = msgspec.structs.replace(command, acknowledge=(*command.acknowledge, *refused.positions))
        again: Future[Receipt] = node.service.journal.submit(everything, by=caller.as_actor, dry_run=True)
        try:
            await asyncio.wrap_future(again)
        except Refused as more:
            further.append(more)
    return RefusedWith(refused, entries, further)


async def resting(node: Node, caller: Caller, receipt: Receipt, bodies: Bodies) -> list[ReliedOn]:
    """Return the entries that rest on what a receipt takes back, the acknowledged ones."""
    journal = node.service.journal

    def look() -> list[int]:
        taken = [journal.recorded(one.fact.target) for one in receipt.facts if isinstance(one.fact, FactRetracted)]
        return [one.position for one in journal.relying.on([one for one in taken if one is not None]).records]

    return _entries(node, caller, await asyncio.to_thread(look), bodies)


async def changes(node: Node, caller: Caller, receipt: Receipt) -> list[ChangeView] | None:
    """Return what would change in the two-clock tables, where the caller may see every fact that this rests on.

    None where it was recorded already, and while the read model is behind the journal.
    """
    known = receipt.facts[0].position - 1
    if receipt.repeated or not await asyncio.to_thread(node.service.models.wait_for, known, PATIENCE):
        return None
    return await asyncio.to_thread(_changes, node, caller, receipt.facts)


def _changes(node: Node, caller: Caller, facts: Sequence[Recorded[Fact]]) -> list[ChangeView]:
    reader, found = node.reader, []
    with reader.snapshot():
        for table in node.service.models.projections:
            if not isinstance(table, TwoClockTable) or reader.behind((table.table.name,)):
                continue
            for one in foreseen(reader, table, facts):
                seen = seen_of(node.audiences, caller, reader, one.rests_on, reader.position)
                if len(seen) == len(one.rests_on):
                    found.append(change_view(table, one, node.service.labels, node.service.texts))
    return found


def _entries(node: Node, caller: Caller, positions: Sequence[int], bodies: Bodies) -> list[ReliedOn]:
    reader = node.reader
    seen: dict[int, Recorded[Fact]] = {
        one.position: one for one in seen_of(node.audiences, caller, reader, positions, reader.position)
    }
    return [relied_on(seen[one], node.sentences, bodies) if one in seen else ReliedOn(one) for one in sorted(positions)]
