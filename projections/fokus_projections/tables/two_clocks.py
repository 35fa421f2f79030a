"""The declared two-clock table: what was true of a thing on a day, as known at a position."""

from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from fokus_core.domain.facts import Fact, Recorded, fact_type, in_effective_order, kinds_of
from fokus_core.domain.retraction import FactRetracted
from fokus_projections.reader import Reader
from fokus_projections.storage.schema import Column, Table, insert_into, quoted
from fokus_projections.tables.fact_table import gone_from, not_gone
from fokus_projections.tables.open_days import ended_by, perhaps
from fokus_projections.tables.state import columns_of
from fokus_projections.tables.timeline import OPEN_DAY, OPEN_POSITION, Changes, Segment, Timeline, Told

if TYPE_CHECKING:
    from fokus_projections.storage.database import ModelDatabase

S = TypeVar("S", bound=msgspec.Struct)

HOT = 10_000  # timelines touched last, and their facts, kept whole in memory, per table
ENDS = 100_000  # things of which at least the end of the timeline is kept in memory, per table
CLOCKS = {
    "valid_from": Column(str, "First day on which this holds, ISO 8601"),
    "valid_to": Column(str, f"First day on which it may hold no longer, ISO 8601; {OPEN_DAY} while none is known"),
    "known_from": Column(int, "Position since which this is known"),
    "known_to": Column(int, f"Position since which something else is known; {OPEN_POSITION} while this is"),
    "entry": Column(int, "Position of the fact that it begins with"),
}


def in_force(alias: str = "", *, body: str = "") -> str:
    """Return the SQL condition for a row of a two-clock table that holds on `:on`, as known at `:known`.

    With `body`, a column that holds one, the body must not have ended by then.
    """
    at = f"{alias}." if alias else ""
    held = f"{at}known_to > :known AND {at}known_from <= :known AND {at}valid_to > :on AND {at}valid_from <= :on"
    return f"{held} AND {not_gone(f'{at}{body}')}" if body else held


class TwoClockTable(Generic[S]):
    """A projection that folds the facts of each thing of a kind, such as `body`, into dated states.

    `fold` takes the state before, None where there is none, and a recorded fact, and returns the state after it; it is
    pure and told the facts in (effective, place) order. `state` is a frozen Struct; its fields become columns,
    described by `Meta(description=…)`. `of` picks the things a fact is about where it carries several such keys.

    What belongs to a body ends with it: `ends_with` names the column that holds the body, and a row whose body has
    ended is `in_force` no longer. The row itself keeps what its own facts say.
    """

    def __init__(
        self,
        *,
        name: str,
        table: str,
        description: str,
        subject: str,
        facts: Sequence[type[Fact]],
        state: type[S],
        fold: Callable[[S | None, Recorded[Any]], S | None],
        version: int = 1,
        indexes: Sequence[tuple[str, ...]] = (),
        of: Callable[[Recorded[Any]], Sequence[str]] | None = None,
        ends_with: str = "",
    ) -> None:
        columns, self._values = columns_of(state)
        column = subject.replace("-", "_")
        if ends_with not in {"", column, *columns}:
            raise ValueError(f"{name}: there is no column {ends_with!r} that could hold the body it ends with.")
        self.ends_with = ends_with
        if clash := {column, *CLOCKS} & {*columns}:
            raise ValueError(f"{name}: a state cannot have the fields {', '.join(sorted(clash))}.")
        if not state.__struct_config__.frozen:
            raise ValueError(f"{name}: a state is a frozen Struct.")
        for cls in facts:
            if not {subject, ""} & {*kinds_of(cls)}:
                raise ValueError(f"{name}: is about a {subject}, of which {fact_type(cls).name!r} carries no key.")
        self.name = name
        self.version = version
        self.kind = subject
        self.subject = column
        self.state = state
        self.table = Table(
            table,
            description,
            {column: Column(str, f"The {subject} it holds for"), **columns, **CLOCKS},
            pk=(column, "valid_from", "known_from"),
            indexes=(("known_to", "valid_to"), *indexes),
        )
        self.tables = (self.table,)
        self.fold = fold
        self.facts = tuple(facts)
        self._facts = frozenset(facts)
        self.concerned = self._facts | {FactRetracted}
        self._bases = frozenset(fact_type(cls).base for cls in facts)
        self.things_of = of or self._all_of
        self._prefix = f"{subject}:"
        self._insert = insert_into(self.table)
        key = f'"{column}" = ? AND valid_from = ? AND known_from = ?'
        self._close = f'UPDATE "{table}" SET known_to = ? WHERE {key}'
        # The plus keeps SQLite from walking the index over every open row of the table.
        self._known = f'SELECT valid_from, known_from FROM "{table}" WHERE "{column}" = ? AND +known_to = ?'

    def in_force(self, alias: str = "") -> str:
        """Return the SQL condition for a row that holds on `:on`, as known at `:known`."""
        return in_force(alias, body=self.ends_with)

    def may_hold(self) -> str:
        """Return the SQL condition for a row that does not hold on `:on` for certain, but may, as known at `:known`.

        The sources leave open when it began, or when it ended, and nothing else is known of the thing on that day.
        """
        there = f" AND {not_gone('{table}.' + self.ends_with)}" if self.ends_with else ""
        held = f"SELECT 1 FROM {{table}} held WHERE held.{{subject}} = {{table}}.{{subject}} AND {in_force('held')}"
        return self._sql(f"{perhaps()}{there} AND NOT EXISTS ({held})")

    def ended_by(self, what: str) -> str:
        """Return the SQL expression for what is known of the fact that ended a row which may yet hold on `:on`.

        `what` is a column of `core_open_day`, such as `position`; NULL where no ending is open then.
        """
        return self._sql(ended_by(what))

    def _sql(self, template: str) -> str:
        names = {"table": f'"{self.table.name}"', "subject": f'"{self.subject}"', "prefix": f"'{self._prefix}'"}
        return template.format(**names, types=", ".join(f"'{base}'" for base in sorted(self._bases)))

    def valid_to(self, alias: str = "") -> str:
        """Return the SQL expression for the first day on which a row no longer holds, as known at `:known`."""
        at = f"{alias or quoted([self.table.name])}."
        end = f"{at}valid_to"
        return f"min({end}, coalesce({gone_from(f'{at}{self.ends_with}')}, {end}))" if self.ends_with else end

    def apply(self, db: "ModelDatabase", batch: Sequence[Recorded[Fact]]) -> None:
        """Extend, or fold anew, the things that a batch of facts is about; rows are written as they are stored."""
        start = batch[0].position
        memory: Memory = db.scratch.setdefault(self.name, Memory(complete=start == 1))
        touched: list[Timeline] = []
        changes = Changes()
        told = self._told(db, batch)
        for thing in sorted(told):
            timeline = self._timeline(db, memory, thing, told[thing])
            for record, order, target in told[thing]:
                if target is None:
                    timeline.add(record, order, changes)
                else:
                    timeline.remove(target, record.position, changes)
            touched.append(timeline)
        db.conn.executemany(self._insert, map(self._row, changes.begun))
        ended = (one for one in changes.ended if one.known_from < start)
        db.conn.executemany(self._close, ((one.known_to, one.thing, one.valid_from, one.known_from) for one in ended))
        memory.keep(touched)

    def told(self, reader: Reader, thing: str, *, known: int) -> list[Recorded[Fact]]:
        """Return the facts from which all rows of a thing follow, as known at a position, in effective order."""
        return in_effective_order(self.kept(reader, thing, known))

    def _told(self, db: "ModelDatabase", batch: Sequence[Recorded[Fact]]) -> dict[str, list[Told]]:
        """Return the facts that each thing is told, with the fact that is taken back where one is."""
        told: defaultdict[str, list[Told]] = defaultdict(list)
        for record in batch:
            if type(record.fact) in self._facts:
                for thing in {*self.things_of(record)}:
                    told[thing].append((record, record.order, None))
            elif isinstance(record.fact, FactRetracted):
                target = db.recorded(record.fact.target)
                if target is None or type(target.fact) not in self._facts:
                    continue
                for thing in {*self.things_of(target)}:
                    told[thing].append((record, record.order, target))
        return told

    def _timeline(self, db: "ModelDatabase", memory: "Memory", thing: str, told: Sequence[Told]) -> Timeline:
        """Return so much of a thing's timeline, as known before a batch, as is needed to tell it facts."""
        found = memory.timelines.get(thing)
        if found is None or not found.takes(told):
            new = found is None and memory.complete
            found = Timeline(thing, self.fold) if new else self._read(db, thing, told[0][0].position - 1)
            memory.timelines[thing] = found
        return found

    def _read(self, db: "ModelDatabase", thing: str, position: int) -> Timeline:
        made = Timeline.of(thing, self.fold, self.kept(db, thing, position))
        if made.records:
            known = dict(db.conn.execute(self._known, (thing, OPEN_POSITION)).fetchall())
            if known.keys() != {segment.valid_from for segment in made.segments}:
                raise RuntimeError(f"The rows of {self.name} do not follow from its facts; raise its version.")
            made.known_since(known)
        return made

    def kept(self, db: "ModelDatabase | Reader", thing: str, position: int) -> list[Recorded[Fact]]:
        """Return the facts that its state of a thing is folded from, as known at a position."""
        facts = db.facts(f"{self._prefix}{thing}", known=position, bases=self._bases)
        return [record for record in facts if type(record.fact) in self._facts and thing in self.things_of(record)]

    def _all_of(self, record: Recorded[Any]) -> list[str]:
        return [key[len(self._prefix) :] for key in record.keys if key.startswith(self._prefix)]

    def _row(self, segment: Segment) -> tuple[Any, ...]:
        thing, valid_from, valid_to, state, known_from, known_to, entry = msgspec.structs.astuple(segment)
        return (thing, *self._values(state), valid_from, valid_to, known_from, known_to, entry)


class Memory:
    """The timelines of things: the whole of those touched last, of the others the end.

    `complete` while no thing with facts is missing.
    """

    def __init__(self, *, complete: bool) -> None:
        self.complete = complete
        self.timelines: dict[str, Timeline] = {}
        self._batches: deque[tuple[int, list[Timeline]]] = deque()
        self._number = 0  # of the last batch
        self._held = 0  # timelines touched by these batches, and their facts

    def keep(self, touched: list[Timeline]) -> None:
        """Keep what a batch touched; of what was touched longest ago the ends alone, and of too many things nothing."""
        if not touched:
            return
        self._number += 1
        for timeline in touched:
            timeline.touched = self._number
        held = sum(1 + len(timeline.records) for timeline in touched)
        self._batches.append((held, touched))
        self._held += held
        while self._held > HOT:
            number = self._number + 1 - len(self._batches)
            held, timelines = self._batches.popleft()
            self._held -= held
            for timeline in timelines:
                if timeline.touched == number:
                    timeline.shorten()
        if len(self.timelines) > ENDS:
            self.complete = False
            for thing in list(islice(self.timelines, len(self.timelines) - ENDS)):
                del self.timelines[thing]


def select_as_of(
    reader: Reader,
    table: TwoClockTable[Any],
    on: date,
    known: int,
    *,
    columns: Sequence[str] = (),
    where: str = "1",
    params: Mapping[str, Any] | None = None,
    order: str = "",
    possible: bool = False,
) -> list[tuple[Any, ...]]:
    """Return rows in force on a day, as known at a position: all columns or those named, ordered by thing.

    Where `possible`, those instead that may have held on that day: the sources leave open when they began or ended.
    `where` and `order` are SQL of the caller's; values go into `params` by name.
    """
    wanted = [f"{table.valid_to()} AS valid_to" if one == "valid_to" else quoted([one]) for one in columns]
    holds = table.may_hold() if possible else table.in_force()
    sql = (
        f'SELECT {", ".join(wanted) or quoted(table.table.columns)} FROM "{table.table.name}"'
        f" WHERE {holds} AND ({where}) ORDER BY {order or quoted([table.subject])}"
    )
    return reader.rows(sql, {"on": on.isoformat(), "known": known, **(params or {})})
