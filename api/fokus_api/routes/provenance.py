"""The chain that led to a fact, in the words of W3C PROV."""

from typing import Annotated

from litestar.di import NamedDependency
from litestar.params import PathParameter

from fokus_api.auth.policy import Policy, read
from fokus_api.http.caller import Caller
from fokus_api.http.rate_limits import EXPORTS
from fokus_api.http.request_context import Moment
from fokus_api.node import Node
from fokus_api.responses.entries import seen_of
from fokus_api.responses.provenance import Links, Provenance, provenance
from fokus_core.bodies.names import Bodies
from fokus_core.domain.facts import AUDIT, Fact, Recorded
from fokus_core.domain.refusals import NotFound
from fokus_core.domain.texts import _
from fokus_projections import Reader

__all__ = ["chain"]

LAST = 10**15 - 1
MOST = 500  # facts of a chain
GONE = "SELECT retracted_by FROM core_log WHERE position = ? AND retracted_by <= ?"


@read("/audit/provenance/{position:int}", policy=Policy(AUDIT), operation_id="core_provenance", limit=EXPORTS)
async def chain(
    position: Annotated[int, PathParameter(ge=1, le=LAST, description=_("Position im Journal."))],
    reader: NamedDependency[Reader],
    moment: NamedDependency[Moment],
    bodies: NamedDependency[Bodies],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
) -> Provenance:
    """Tell how an entry came about, as W3C PROV (PROV-JSON): all that its decision read, and so on to the beginning.

    Entries that the caller may not see are left out, and the chain ends before them.
    """
    records: dict[int, Recorded[Fact]] = {}
    links: dict[int, Links] = {}
    wanted, whole = {position}, True
    with reader.snapshot():
        while wanted:
            found = seen_of(node.audiences, caller, reader, wanted, moment.known)[: MOST - len(records)]
            whole = whole and len(found) == len(wanted)
            records |= {one.position: one for one in found}
            links |= {one.position: _behind(reader, one, moment.known) for one in found}
            behind = {place for one in found for place in _places(links[one.position])}
            wanted = behind - records.keys() if len(records) < MOST else set()
            whole = whole and (len(records) < MOST or behind <= records.keys())
    if position not in records:
        raise NotFound
    return provenance(position, records, links, lambda one: node.sentences.of(one, bodies), whole=whole)


def _behind(reader: Reader, record: Recorded[Fact], known: int) -> Links:
    """Return what lies behind a fact: what was known of what its decision read, when that was taken."""
    read = {
        one.position
        for line in record.meta.read
        for one in reader.facts(line.key, known=record.position - 1, bases=line.types or None)
        if one.meta.command != record.meta.command
    }
    gone = reader.first(GONE, (record.position, known))
    return Links(frozenset(read), record.meta.cause, record.meta.replaces, gone[0] if gone else None)


def _places(behind: Links) -> set[int]:
    return {*behind.read, *(one for one in (behind.cause, behind.replaces, behind.gone) if one is not None)}
