"""The declared two-clock table: what was true of a thing on a day, as known at a position."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Generic, TypeVar

import msgspec

from fokus_core.corrections import FactRetracted
from fokus_core.facts import Fact, Recorded, fact_type
from fokus_projections.database import ModelDatabase
from fokus_projections.projection import Column, Table
from fokus_projections.reader import Reader
from fokus_projections.schema import insert_into, quoted
from fokus_projections.state import columns_of, document
from fokus_projections.timeline import OPEN_DAY, OPEN_POSITION, Change, Segment, Timeline

S = TypeVar("S", bound=msgspec.Struct)

HOT = 20_000  # facts kept in memory with the states after them, per table
ENDS = 100_000  # things of which the end of the timeline is kept in memory, per table
CLOCKS = {
    "doc": Column(str, "The row as a JSON document: the thing, its state, valid_from, and valid_to or null"),
    "valid_from": Column(str, "First day on which this holds, ISO 8601"),
    "valid_to": Column(str, f"First day on which it no longer holds, ISO 8601; {OPEN_DAY} while none is known"),
    "known_from": Column(int, "Position since which this is known"),
    "known_to": Column(int, f"Position since which something else is known; {OPEN_POSITION} while this is"),
}


def in_force(alias: str = "") -> str:
    """Return the SQL condition for a row of a two-clock table that holds on `:on`, as known at `:known`."""
    at = f"{alias}." if alias else ""
    return f"{at}known_to > :known AND {at}known_from <= :known AND {at}valid_to > :on AND {at}valid_from <= :on"


class TwoClockTable(Generic[S]):
    """A projection that folds the facts of each thing of a kind, such as `body`, into dated states.

    `fold` takes the state before, None where there is none, and a recorded fact, and returns the state after it; it is
    pure and told the facts in (effective, place) order. `state` is a frozen Struct; its fields become columns,
    described by `Meta(description=…)`. `of` picks the things a fact is about where it carries several such keys.
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
    ) -> None:
        columns, self._values = columns_of(state)
        column = subject.replace("-", "_")
        if clash := {column, *CLOCKS} & {*columns}:
            raise ValueError(f"{name}: a state cannot have the fields {', '.join(sorted(clash))}.")
        if not state.__struct_config__.frozen:
            raise ValueError(f"{name}: a state is a frozen Struct.")
        self.name = name
        self.version = version
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
        self._fold = fold
        self._facts = frozenset(facts)
        self.concerned = self._facts | {FactRetracted}
        self._bases = frozenset(fact_type(cls).base for cls in facts)
        self._of = of or self._all_of
        self._prefix = f"{subject}:"
        self._insert = insert_into(self.table)
        key = f'"{column}" = ? AND valid_from = ? AND known_from = ?'
        self._close = f'UPDATE "{table}" SET known_to = ? WHERE {key}'
        # The plus keeps SQLite from walking the index over every open row of the table.
        self._known = f'SELECT valid_from, known_from FROM "{table}" WHERE "{column}" = ? AND +known_to = ?'

    def apply(self, db: ModelDatabase, batch: Sequence[Recorded[Fact]]) -> None:
        """Extend, or fold anew, the things that a batch of facts is about."""
        memory: Memory = db.scratch.setdefault(self.name, Memory(complete=batch[0].position == 1))
        writing = Writing()
        concerned = self.concerned
        for record in [record for record in batch if type(record.fact) in concerned]:
            position = record.position
            if isinstance(record.fact, FactRetracted):
                target = db.recorded(record.fact.target)
                for thing in self._of(target) if target is not None and type(target.fact) in self._facts else ():
                    timeline = memory.get(thing)
                    if timeline is None or not timeline.whole:
                        timeline = self._load(db, memory, writing, thing, position)
                    memory.records -= len(timeline.records)
                    writing.note(thing, timeline.remove(target, position), position)  # type: ignore[arg-type]  # not None
                    memory.records += len(timeline.records)
            else:
                order = record.order
                for thing in self._of(record):
                    timeline = memory.get(thing)
                    if timeline is None or timeline.needs(order):
                        timeline = self._load(db, memory, writing, thing, position)
                    writing.note(thing, timeline.add(record, order), position)
                    memory.records += 1
        self._write(db, writing)
        memory.forget()

    def _write(self, db: ModelDatabase, writing: "Writing") -> None:
        """Write what has been noted so far, in the order in which it is stored."""
        if writing.fresh:
            fresh = sorted(writing.fresh.items())
            db.conn.executemany(self._insert, [self._row(key[0], *found) for key, found in fresh])
            writing.fresh.clear()
        db.conn.executemany(self._close, writing.closed)
        writing.closed.clear()
        writing.things.clear()

    def _load(self, db: ModelDatabase, memory: "Memory", writing: "Writing", thing: str, position: int) -> Timeline:
        """Return a thing's whole timeline as known before a position, folded from the log."""
        if memory.complete and thing not in memory.timelines:
            made = Timeline(self._fold)
        else:
            if thing in writing.things:
                self._write(db, writing)
            made = self._read(db, thing, position - 1)
        memory.put(thing, made)
        return made

    def _read(self, db: ModelDatabase, thing: str, position: int) -> Timeline:
        made = Timeline.of(self._kept(db, thing, position), self._fold)
        if made.records:
            known = dict(db.conn.execute(self._known, (thing, OPEN_POSITION)).fetchall())
            if known.keys() != {segment.valid_from for segment in made.segments}:
                raise RuntimeError(f"The rows of {self.name} do not follow from its facts; raise its version.")
            made.known_since(known)
        return made

    def _kept(self, db: ModelDatabase, thing: str, position: int) -> list[Recorded[Fact]]:
        facts = db.facts(f"{self._prefix}{thing}", known=position, bases=self._bases)
        return [record for record in facts if type(record.fact) in self._facts and thing in self._of(record)]

    def _all_of(self, record: Recorded[Any]) -> list[str]:
        return [key[len(self._prefix) :] for key in record.keys if key.startswith(self._prefix)]

    def _row(self, thing: str, segment: Segment, known_to: int) -> tuple[Any, ...]:
        valid_from, valid_to, state, known_from = segment
        until = None if valid_to == OPEN_DAY else valid_to
        doc = document(self.subject, thing, state, valid_from, until)
        return (thing, *self._values(state), doc, valid_from, valid_to, known_from, known_to)


class Memory:
    """The timelines of the things touched last, and the ends of those touched before.

    `complete` while no thing with facts is missing.
    """

    def __init__(self, *, complete: bool) -> None:
        self.complete = complete
        self.records = 0
        self.timelines: OrderedDict[str, Timeline] = OrderedDict()
        self.ends: dict[str, Timeline] = {}

    def get(self, thing: str) -> Timeline | None:
        """Return what is remembered of a thing."""
        found = self.timelines.get(thing)
        if found is not None:
            self.timelines.move_to_end(thing)
            return found
        found = self.ends.pop(thing, None)
        if found is not None:
            self.timelines[thing] = found
        return found

    def put(self, thing: str, timeline: Timeline) -> None:
        """Remember a whole timeline in place of what was remembered."""
        before = self.timelines.pop(thing, None)
        self.timelines[thing] = timeline
        self.records += len(timeline.records) - (len(before.records) if before is not None else 0)

    def forget(self) -> None:
        """Keep the ends alone of the things that were touched longest ago, and of too many things nothing."""
        while self.records > HOT and self.timelines:
            thing, timeline = self.timelines.popitem(last=False)
            self.records -= len(timeline.records)
            timeline.shorten()
            self.ends[thing] = timeline
        while len(self.ends) > ENDS:
            del self.ends[next(iter(self.ends))]
            self.complete = False


class Writing:
    """The rows a batch makes: new ones with the position that ended them, and older ones that end now."""

    def __init__(self) -> None:
        self.fresh: dict[tuple[str, str, int], tuple[Segment, int]] = {}
        self.closed: list[tuple[int, str, str, int]] = []
        self.things: set[str] = set()

    def note(self, thing: str, change: Change, position: int) -> None:
        """Take in what a fact at a position changed."""
        self.things.add(thing)
        for segment in change.gone:
            key = (thing, segment.valid_from, segment.known_from)
            if key in self.fresh:
                self.fresh[key] = (segment, position)
            else:
                self.closed.append((position, *key))
        for segment in change.new:
            self.fresh[thing, segment.valid_from, segment.known_from] = (segment, OPEN_POSITION)


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
) -> list[tuple[Any, ...]]:
    """Return rows in force on a day, as known at a position: all columns or those named, ordered by thing.

    `where` and `order` are SQL of the caller's; values go into `params` by name.
    """
    sql = (
        f'SELECT {quoted(columns or table.table.columns)} FROM "{table.table.name}"'
        f" WHERE {in_force()} AND ({where}) ORDER BY {order or quoted([table.subject])}"
    )
    return reader.rows(sql, {"on": on.isoformat(), "known": known, **(params or {})})
