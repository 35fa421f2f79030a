"""The built-in table of bodies and parties, and the register as it was known at a position."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from fokus_core.bodies.body import Body, Dated, value_on
from fokus_core.bodies.facts import BODY_CHANGES, BodyEnded, PartyRegistered
from fokus_core.bodies.names import Bodies
from fokus_core.bodies.register import Register
from fokus_core.bodies.spelling import fold
from fokus_core.domain.dates import NRW_FOUNDED
from fokus_core.domain.facts import Fact, Recorded, in_effective_order
from fokus_core.domain.retraction import FactRetracted
from fokus_projections.reader import Reader
from fokus_projections.storage.log import CHANGES_OF_KEY
from fokus_projections.storage.schema import Column, Table, insert_into
from fokus_projections.tables.fact_table import FactTable
from fokus_projections.tables.timeline import OPEN_DAY, OPEN_POSITION

if TYPE_CHECKING:
    from fokus_projections.storage.database import ModelDatabase

KEY = "programme:core"
REWRITTEN = (*BODY_CHANGES, FactRetracted)
CONCERNED = frozenset((*REWRITTEN, PartyRegistered))

BODIES = Table(
    "core_bodies",
    "Municipalities, districts and administrative districts, and parties that are none: what each is, from when on.",
    {
        "id": Column(str, "Id: the official key in the register, or the id of a party; never changes"),
        "valid_from": Column(str, "First day on which this row holds, ISO 8601"),
        "valid_to": Column(str, f"First day on which it no longer holds, ISO 8601; {OPEN_DAY} while none is known"),
        "key": Column(str, "Official key; a party's id"),
        "name": Column(str, "Official name without its suffix"),
        "kind": Column(str, "Kind of body, or `party`"),
        "parent": Column(str, "Id of the next upper body", nullable=True),
        "since": Column(str, "Day on which it came into being, where that is recorded, ISO 8601", nullable=True),
        "until": Column(str, "Day on which it ceased to be, ISO 8601", nullable=True),
        "folded": Column(str, "The name as names are compared: without case, umlauts and spacing"),
    },
    pk=("id", "valid_from"),
    indexes=(("folded",), ("parent",), ("kind",)),
)


class BodyEnds(FactTable):
    """Keeps `core_body_end`: which bodies have ended, by the packaged register and by what is recorded since."""

    def __init__(self) -> None:
        super().__init__(
            BodyEnded,
            name="core.body-end",
            table="core_body_end",
            description="Bodies that ended, from the first day on which they are no more.",
            indexes=[("effective",)],
        )

    def apply(self, db: "ModelDatabase", batch: Sequence[Recorded[Fact]]) -> None:
        """Write the ends of the packaged register before the first fact, below its position, then those recorded."""
        if batch[0].position == 1:
            ended = [one for one in Register.load() if one.until is not None]
            for number, body in enumerate(ended):
                successors = msgspec.json.encode(body.successors).decode()
                row = {"position": -number, "effective": str(body.until), "body": body.id, "successors": successors}
                clocks = {"known_from": 1, "known_to": OPEN_POSITION}
                db.execute(insert_into(self.table), [{**row, **clocks}[name] for name in self.table.columns])
        super().apply(db, batch)


class BodiesProjection:
    """Keeps `core_bodies`: the packaged register, changed by what is recorded, and the parties."""

    name = "core.bodies"
    version = 1
    tables = (BODIES,)
    concerned = CONCERNED

    def apply(self, db: "ModelDatabase", batch: Sequence[Recorded[Fact]]) -> None:
        """Add parties; write all rows anew when anything else has changed, and at the journal's first fact."""
        mine = [record.fact for record in batch if type(record.fact) in CONCERNED and KEY in record.keys]
        if batch[0].position > 1 and not any(isinstance(fact, REWRITTEN) for fact in mine):
            for party in mine:
                if isinstance(party, PartyRegistered):
                    db.execute("DELETE FROM core_bodies WHERE id = ?", (party.party,))
                    db.execute(insert_into(BODIES), _party_row(party))
            return
        records = [r for r in db.facts(KEY, known=batch[-1].position) if type(r.fact) in CONCERNED]
        known = _settled(records)
        rows = [row for body in known.bodies.register for row in _rows(body)]
        rows += [_party_row(party) for party in known.parties]
        db.execute("DELETE FROM core_bodies")
        db.conn.executemany(insert_into(BODIES), rows)


@dataclass(frozen=True)
class Known:
    """What was known of bodies and parties."""

    bodies: Bodies
    parties: tuple[PartyRegistered, ...]
    entries: Mapping[str, tuple[tuple[date, int], ...]]

    def entry(self, id_: str, on: date) -> int | None:
        """Return the position of the last entry about a body or party by a day, None where the register tells it."""
        return next((position for day, position in reversed(self.entries.get(id_, ())) if day <= on), None)


KEPT = 32
_made: dict[object, Known] = {}


def bodies_known(reader: Reader, known: int) -> Bodies:
    """Return the register and the parties as known at a position; made once for every set of changes."""
    return all_known(reader, known).bodies


def all_known(reader: Reader, known: int) -> Known:
    """Return the same with the entries behind it."""
    with reader.instead_of(BODIES.name):
        steps = reader.unchanged(CHANGES_OF_KEY, (KEY,))
        last = bisect_right(steps, (known,))
        key = (reader.unchanged("SELECT journal FROM core_model")[0], steps[last - 1] if last else 0)
        made = _made.get(key)
        if made is None:
            made = _settled(reader.facts(KEY, known=known))
            while len(_made) >= KEPT:
                _made.pop(next(iter(_made), None), None)
            _made[key] = made
    return made


def _settled(records: Iterable[Recorded[Fact]]) -> Known:
    """Return what the facts amount to; a change that contradicts those before it is left out.

    That is so for a moment between the retraction and the replacement of a change that others build on.
    """
    ordered = in_effective_order([*records])
    parties = {record.fact.party: record.fact for record in ordered if isinstance(record.fact, PartyRegistered)}
    changes = [record.fact for record in ordered if isinstance(record.fact, BODY_CHANGES)]
    try:
        register = Register.load().amended(changes)
    except ValueError:
        register = _without_contradictions(changes)
    entries: defaultdict[str, list[tuple[date, int]]] = defaultdict(list)
    for record in ordered:
        if isinstance(record.fact, BODY_CHANGES):
            entries[record.fact.body].append((record.fact.effective, record.position))
        elif isinstance(record.fact, PartyRegistered):
            entries[record.fact.party].append((record.fact.effective, record.position))
    return Known(
        Bodies(register, parties.values()),
        tuple(parties.values()),
        {id_: tuple(some) for id_, some in entries.items()},
    )


def _without_contradictions(changes: Iterable[Fact]) -> Register:
    kept: list[Fact] = []
    for change in changes:
        with suppress(ValueError):
            Register.load().amended([*kept, change])
            kept.append(change)
    return Register.load().amended(kept)


def _party_row(party: PartyRegistered) -> tuple[str | None, ...]:
    day = party.effective.isoformat()
    return party.party, day, OPEN_DAY, party.party, party.name, "party", None, day, None, fold(party.name)


def _rows(body: Body) -> Iterator[tuple[str | None, ...]]:
    """Yield a row for every span of days in which nothing about a body changes."""
    spans: tuple[Dated[Any], ...] = (*body.keys, *body.names, *body.kinds, *body.parents)
    begin = max(body.since or NRW_FOUNDED, NRW_FOUNDED)
    days = {begin, *(span.since for span in spans if span.since is not None and span.since > begin)}
    ordered = sorted(day for day in days if body.exists(day))
    ends = [day.isoformat() for day in ordered[1:]] + [body.until.isoformat() if body.until else OPEN_DAY]
    since, until = (moment.isoformat() if moment else None for moment in (body.since, body.until))
    for day, end in zip(ordered, ends, strict=True):
        key, name, kind = (_held(spans, day) for spans in (body.keys, body.names, body.kinds))
        parent = value_on(body.parents, day)
        yield body.id, day.isoformat(), end, key, name, kind, parent, since, until, fold(name)


def _held(spans: Sequence[Dated[Any]], on: date) -> str:
    return value_on(spans, on) or spans[-1].value
