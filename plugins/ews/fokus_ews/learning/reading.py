"""The closed group as its members read it: folded from its facts, opened in the answer, kept in no table."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

import msgspec

from fokus_api import Caller, Moment, Node, Unsealer
from fokus_core import Bodies, Fact, NotFound, Past, Recorded, _, fact_type
from fokus_ews.facts import SeatEnded, SeatGiven
from fokus_ews.learning.group import seats_on
from fokus_ews.policies import LEAD, READ_GROUP
from fokus_projections import in_force

RUN = f"SELECT 1 FROM ews_run WHERE run = :run AND {in_force()}"


R = TypeVar("R")


class Named(msgspec.Struct, frozen=True):
    """A body or party with its name."""

    id: str
    name: str


class Thing(NamedTuple):
    """What is known of one thing of the group: its id, and its facts in effective order."""

    id: str
    records: list[Recorded[Any]]

    def of(self, *types: type[Fact]) -> list[Recorded[Any]]:
        """Return the facts of these classes."""
        return [record for record in self.records if isinstance(record.fact, types)]

    def latest(self, *types: type[Fact]) -> Recorded[Any] | None:
        """Return the last fact of these classes."""
        found = self.of(*types)
        return found[-1] if found else None


async def past_of(node: Node, moment: Moment, cohort: str, *types: type[Fact]) -> Past:
    """Return what these facts say of a cohort at a moment, read in a thread; raises `NotFound` without such a run."""
    return (await asyncio.to_thread(_read, node, moment, cohort, types)).on(moment.on)


def _read(node: Node, moment: Moment, cohort: str, types: Sequence[type[Fact]]) -> Past:
    reader = node.reader
    if reader.first(RUN, {**moment.params, "run": cohort}) is None:
        raise NotFound(_("Diesen Durchgang gibt es am {effective} noch nicht. Wählen Sie einen anderen Tag."))
    bases = {fact_type(cls).base for cls in types}
    return Past(reader.facts(f"cohort:{cohort}", known=moment.known, bases=bases))


def things(past: Past, field: str, *types: type[Fact]) -> list[Thing]:
    """Return the things that a field of these facts names, in the order of their first fact."""
    found: dict[str, Thing] = {}
    for record in past.recorded(*types):
        id_ = getattr(record.fact, field, None)
        if id_ is not None:
            found.setdefault(id_, Thing(id_, [])).records.append(record)
    return list(found.values())


async def texts_of(
    unsealer: Unsealer, cohort: str, records: Iterable[Recorded[Any] | None]
) -> dict[int, dict[str, Any]]:
    """Return what is written in facts of the group, by position; sealed fields are opened for the caller."""
    wanted: Sequence[Recorded[Any]] = [record for record in records if record is not None]
    opened = await unsealer(READ_GROUP, wanted, cohort_id=cohort)
    return {
        record.position: {**{name: getattr(record.fact, name) for name in record.fact.__struct_fields__}, **values}
        for record, values in zip(wanted, opened, strict=True)
    }


async def own_site(node: Node, caller: Caller, cohort: str) -> str | None:
    """Return the site whose team the caller is of today, as known now, whatever moment is asked about."""
    now = Moment(caller.today, node.reader.position)
    seats = await past_of(node, now, cohort, SeatGiven, SeatEnded)
    return seats_on(seats, caller.today).get(caller.actor or "")


def leads(node: Node, caller: Caller, cohort: str) -> bool:
    """Tell whether the caller carries a cohort."""
    reach = node.access.reach(caller, LEAD.permission)
    return reach.everything or cohort in reach.of("cohort")


def named(bodies: Bodies, body: str, record: Recorded[Any]) -> Named:
    """Return a body or party with its name on the day of a fact."""
    return Named(body, bodies.name(body, record.fact.effective))
