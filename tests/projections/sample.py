"""A small programme with facts of every sort, for the tests of read models; also run by `follow.py`."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import msgspec

from fokus_core import (
    PUBLIC,
    Command,
    Fact,
    Key,
    Limit,
    Past,
    Permission,
    Person,
    Personal,
    PersonId,
    ProgrammeInfo,
    Recorded,
    Sealed,
    command,
    fact,
    hookimpl,
)
from fokus_core.domain.facts import Meta, fact_type, keys_of
from fokus_core.domain.retraction import FactRetracted
from fokus_core.journal.engines.open_store import open_store
from fokus_core.journal.engines.store import Item, NewRow
from fokus_core.journal.journal import Journal
from fokus_core.plugins.catalogue import Catalogue
from fokus_core.plugins.manager import Plugins
from fokus_core.testing import MemoryVault
from fokus_core.testing.purposes import purposes
from fokus_projections import Column, ModelDatabase, Projection, Table, TwoClockTable, hookspecs, load_projections

Body = Annotated[str, Key("body")]
BODIES = ("05958004", "05334004", "05113000")
FIRST = date(2020, 1, 1)


@fact("sample.joined@1", public=True)
class Joined(Fact, frozen=True):
    """A body joined."""

    body: Body
    note: str = ""


@fact("sample.noted@1")
class Noted(Fact, frozen=True):
    """Something was noted about a body."""

    body: Body
    text: str = ""


@fact("sample.left@1", public=True)
class Left(Fact, frozen=True):
    """A body left."""

    body: Body


@fact("sample.applied@1")
class Applied(Fact, frozen=True):
    """A person applied."""

    body: Body
    person: PersonId
    name: Annotated[Sealed[str], Personal("person", purpose="application")]


@command("sample.apply", PUBLIC, limit=Limit("sample-applications", 1000))
class Apply(Command, frozen=True):
    """Apply."""

    body: Body
    person: Person
    effective: date

    def decide(self, past: Past) -> Iterator[Fact]:
        yield Applied(effective=self.effective, body=self.body, person=self.person.id, name=Sealed.of(self.person.name))


class Membership(msgspec.Struct, frozen=True):
    """What is known of a member."""

    since: Annotated[date, msgspec.Meta(description="Day of joining")]
    note: Annotated[str, msgspec.Meta(description="What was said when joining")]
    texts: Annotated[tuple[str, ...], msgspec.Meta(description="What was noted since")] = ()


def fold(state: Membership | None, record: Recorded[Any]) -> Membership | None:
    match record.fact:
        case Joined(effective=day, note=note):
            return Membership(day, note)
        case Noted(text=text) if state:
            return msgspec.structs.replace(state, texts=(*state.texts, text))
        case Left():
            return None
        case _:
            return state


def membership(version: int = 1, name: str = "membership") -> TwoClockTable[Any]:
    return TwoClockTable(
        name=f"sample.{name}",
        table=f"sample_{name}",
        description="Who was a member, from when until when.",
        subject="body",
        facts=(Joined, Noted, Left),
        state=Membership,
        fold=fold,
        version=version,
    )


class Count:
    """Counts facts per body: a fact taken in twice, or not at all, shows."""

    name = "sample.count"
    version = 1
    tables = (
        Table(
            "sample_count",
            "How many facts there are about a body.",
            {"body": Column(str, "The body"), "facts": Column(int, "Number"), "last": Column(int, "Last position")},
            pk=("body",),
        ),
    )
    fails_at = 0

    def apply(self, db: ModelDatabase, batch: Sequence[Recorded[Fact]]) -> None:
        rows = []
        for record in batch:
            if record.position == self.fails_at:
                raise ValueError("geheim")
            if isinstance(record.fact, Joined | Left | Noted):
                rows.append((record.fact.body, record.position))
        db.conn.executemany(
            "INSERT INTO sample_count VALUES (?, 1, ?)"
            " ON CONFLICT (body) DO UPDATE SET facts = facts + 1, last = excluded.last",
            rows,
        )


def info(*facts: type[Fact]) -> ProgrammeInfo:
    retract = Permission("sample.retract", ("state-office",), "Zurücknehmen")
    return ProgrammeInfo(
        id="sample",
        title="Probe",
        facts=facts,
        commands=[Apply],
        permissions=[retract],
        purposes=purposes("application"),
    )


class Programme:
    """The plugin."""

    def __init__(self, *projections: Projection) -> None:
        self._projections = projections or (membership(), Count())

    @hookimpl
    def programme(self) -> ProgrammeInfo:
        return info(Joined, Noted, Left, Applied)

    @hookimpl
    def projections(self) -> Sequence[Projection]:
        return self._projections


def plugins(*extra: object) -> Plugins:
    return Plugins.load(only=[], extra=extra, layers=[hookspecs])


def open_journal(url: str, *extra: object) -> Journal:
    return Journal(open_store(url), Catalogue.of(plugins(*(extra or (Programme(),)))), MemoryVault())


def projections(*extra: object) -> list[Projection]:
    return load_projections(plugins(*(extra or (Programme(),))))


def record(journal: Journal, *facts: Fact, at: datetime | None = None) -> int:
    """Append facts as they are, in one append; return the last position."""
    number = journal.store.head()
    rows = []
    for item in facts:
        number += 1
        meta = Meta(id=f"{number:032x}", at=at or datetime.now(UTC), by="test", command=f"test-{number}")
        keys = (*keys_of(item), f"command:test-{number}")
        rows.append(NewRow(fact_type(type(item)).name, keys, journal.codec.encode(item, meta)))
    return journal.store.record(rows, [Item("test:never")], after=0)[-1]


def history(count: int, seed: int = 1, first: int = 2, bodies: int = 60) -> Iterator[Fact]:
    """Yield facts in a plausible mixture: mostly in order, some backdated, some retracted."""
    chance = random.Random(seed)
    made: list[Fact] = []
    for number in range(count):
        body = f"05{chance.randrange(bodies):06}"
        day = FIRST + timedelta(days=number // 10 - (chance.randrange(300) if chance.random() < 0.05 else 0))
        target = chance.randrange(len(made)) if made else 0
        if made and chance.random() < 0.03 and not isinstance(made[target], FactRetracted):
            carries = keys_of(made[target])
            day = made[target].effective
            made.append(FactRetracted(effective=day, target=first + target, reason="Irrtum", carries=carries))
        else:
            kind = chance.choice((Joined, Noted, Noted, Left))
            text = {"note": f"n{number}"} if kind is Joined else {"text": f"t{number}"} if kind is Noted else {}
            made.append(kind(effective=day, body=body, **text))
        yield made[-1]


def fill(journal: Journal, count: int, seed: int = 1, bodies: int = 60) -> int:
    """Record a history in appends of some facts each; return the head."""
    pending = list(history(count, seed, journal.store.head() + 1, bodies))
    with journal.store.batch():
        for start in range(0, count, 5):
            record(journal, *pending[start : start + 5])
    return journal.store.head()


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("read-*.db"))
