"""Many facts at once: histories of invented bodies, interleaved at random, written past rules that are not measured."""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path

from benchmarks.house import catalogue_in
from fokus_core import Fact
from fokus_core.domain.facts import Meta, Read, fact_type, keys_of
from fokus_core.domain.opening import JournalOpened
from fokus_core.journal.codec import Codec
from fokus_core.journal.engines.sqlite import SQLiteStore
from fokus_core.journal.engines.store import Item, NewRow
from fokus_core.journal.journal import FORMAT
from fokus_ehrenamtskarte.facts import (
    AgreementSigned,
    CardIntroduced,
    CouncilDecided,
    ParticipationEnded,
    ParticipationPaused,
    ParticipationResumed,
)
from fokus_network.membership.facts import (
    DeclarationSigned,
    MembershipResumed,
    MembershipSuspended,
    MunicipalityJoined,
    MunicipalityLeft,
)

START = date(2015, 1, 1)
DAYS = 4000  # over which the facts are spread, however many
BATCH = 10_000
REASON = "Beschluss des Rates vom Vortag"
EVERYTHING = (
    DeclarationSigned,
    MunicipalityJoined,
    CouncilDecided,
    AgreementSigned,
    CardIntroduced,
    ParticipationPaused,
    ParticipationResumed,
    MembershipSuspended,
    MembershipResumed,
    ParticipationEnded,
    MunicipalityLeft,
)


def write_facts(
    folder: Path, count: int, *, each: int = 50, late: float = 0.01, order: Sequence[type[Fact]] = EVERYTHING
) -> Path:
    """Write a journal of so many facts, its opening included, and return its file.

    A body has about `each` facts in the given order; the share `late` of them is entered a year late.
    """
    path = folder / "journal.db"
    store = SQLiteStore(path)
    store.create()
    rows = _rows(folder, count, each, late, order)
    while batch := list(islice(rows, BATCH)):
        store.record(batch, [Item("nobody")], after=0)
    store.close()
    return path


def invented(folder: Path, count: int) -> Iterator[NewRow]:
    """Return so many facts to be appended to a journal that is open."""
    return islice(_rows(folder, count + 1, 50, 0.01, EVERYTHING), 1, None)


def _rows(folder: Path, count: int, each: int, late: float, order: Sequence[type[Fact]]) -> Iterator[NewRow]:
    encode = Codec(catalogue_in(folder)).encode
    chance = random.Random(1)
    opened = JournalOpened(effective=START, journal="0" * 32, format=FORMAT)
    yield _row(encode, opened, 0, ())
    bodies = [f"05{number:06d}" for number in range(max(1, count // each))]
    steps = dict.fromkeys(bodies, 0)
    for number in range(1, count):
        body = chance.choice(bodies)
        step, steps[body] = steps[body], steps[body] + 1
        day = START + timedelta(days=number * DAYS // count, weeks=-52 if chance.random() < late else 0)
        fact = _fact(order[step % len(order)], body, day)
        read = (Read(f"body:{body}", tuple(fact_type(cls).base for cls in EVERYTHING[2:6])), Read("programme:network"))
        yield _row(encode, fact, number, read)


def _fact(cls: type[Fact], body: str, day: date) -> Fact:
    if cls is DeclarationSigned:
        return DeclarationSigned(effective=day, party=body, round="jaehrlich", declaration="2014")
    if cls is MunicipalityJoined:
        return MunicipalityJoined(effective=day, body=body, round="jaehrlich", declaration="2014")
    if cls is MunicipalityLeft:
        return MunicipalityLeft(effective=day, body=body, kind="withdrawal", reason=REASON)
    given = {"reason": REASON} if "reason" in cls.__struct_fields__ else {}
    return cls(effective=day, body=body, **given)  # type: ignore[call-arg]  # every class left has these fields


def _row(encode: Callable[[Fact, Meta], bytes], fact: Fact, number: int, read: tuple[Read, ...]) -> NewRow:
    command = f"{number:032x}"
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(milliseconds=number)
    meta = Meta(id=f"{number:032x}", at=at, by="clerk-of-the-body", command=command, digest="d" * 64, read=read)
    return NewRow(fact_type(type(fact)).name, (*keys_of(fact), f"command:{command}"), encode(fact, meta))
