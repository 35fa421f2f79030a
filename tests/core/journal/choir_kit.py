"""A choir in a hall with three seats: the programme over which the journal is tested."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, ClassVar

import pytest

from fokus_core import (
    AnyEvidence,
    BodyId,
    BodyRef,
    Breach,
    Command,
    Evidence,
    Fact,
    Key,
    Past,
    Permission,
    Person,
    Personal,
    PersonId,
    Policy,
    ProgrammeInfo,
    Reads,
    Recorded,
    Refused,
    Sealed,
    command,
    fact,
    hookimpl,
    statute,
)
from fokus_core.journal.engines.open_store import open_store
from fokus_core.journal.journal import Journal
from fokus_core.testing.given import catalogue_of
from fokus_core.testing.memory import MemoryVault
from fokus_core.testing.purposes import purposes

DAY = date(2020, 5, 1)
NEXT = DAY + timedelta(days=1)
HAGEN, ESSEN = "05914000", "05113000"
META = b'"meta":{"id":"x","at":"2020-01-01T00:00:00Z","by":"n","command":"n"}}'


@fact("choir.seat-taken@1", public=True)
class SeatTaken(Fact, frozen=True):
    """A body took a seat."""

    hall: Annotated[str, Key("hall")]
    body: BodyId


@fact("choir.seat-left@1", public=True)
class SeatLeft(Fact, frozen=True):
    """A body left its seat."""

    hall: Annotated[str, Key("hall")]
    body: BodyId


@fact("choir.singer-named@1")
class SingerNamed(Fact, frozen=True):
    """A singer was named."""

    body: BodyId
    person: PersonId
    name: Annotated[Sealed[str], Personal("person", purpose="choir")]


CAPACITY = 3


@statute("hall", SeatTaken, SeatLeft)
def no_more_than_three(history: list[Recorded[Fact]]) -> Iterator[Breach]:
    """A hall has three seats."""
    taken = 0
    for record in history:
        taken += 1 if isinstance(record.fact, SeatTaken) else -1
        if taken > CAPACITY:
            yield Breach("full", "Der Saal ist voll.", record.position)


class AboutSeat(Command, frozen=True):
    """A command about a seat."""

    reads: ClassVar[Reads] = Reads("body", SeatTaken, SeatLeft)
    hall: Annotated[str, Key("hall")]
    body: BodyRef
    effective: date


@command("choir.take-seat", Policy("choir.sing", "body"))
class TakeSeat(AboutSeat, frozen=True):
    """Take a seat."""

    def decide(self, past: Past) -> Iterator[Fact]:
        """Yield the seat unless the body has one."""
        if isinstance(past.on(self.effective).latest(SeatTaken, SeatLeft), SeatTaken):
            raise Refused("seated", "Sitzt schon.", field="body")
        yield SeatTaken(effective=self.effective, hall=self.hall, body=self.body)


@command("choir.leave-seat", Policy("choir.sing", "body"))
class LeaveSeat(AboutSeat, frozen=True):
    """Leave a seat."""

    def decide(self, past: Past) -> Iterator[Fact]:
        """Yield the end of a seat."""
        if not isinstance(past.on(self.effective).latest(SeatTaken, SeatLeft), SeatTaken):
            raise Refused("standing", "Steht schon.", field="body")
        yield SeatLeft(effective=self.effective, hall=self.hall, body=self.body)


@command("choir.name-singer", Policy("choir.sing", "body"))
class NameSinger(Command, frozen=True):
    """Name a singer of a body that sits."""

    reads: ClassVar[Reads] = AnyEvidence("body")
    body: BodyRef
    singer: Person
    effective: date

    def decide(self, past: Past) -> Iterator[Fact]:
        """Yield the singer."""
        if past.on(self.effective).evidence("choir.sits").state != "proven":
            raise Refused("standing", "Steht.", field="body")
        yield SingerNamed(
            effective=self.effective, body=self.body, person=self.singer.id, name=Sealed.of(self.singer.name)
        )


@command("choir.close-hall", Policy("choir.close", four_eyes=True))
class CloseHall(Command, frozen=True):
    """Let everybody leave a hall; a second actor confirms."""

    reads: ClassVar[Reads] = Reads("hall", SeatTaken, SeatLeft)
    hall: Annotated[str, Key("hall")]
    effective: date

    def decide(self, past: Past) -> Iterator[Fact]:
        """Yield a leaving for each seat that is taken."""
        seated = {item.body for item in past.of(SeatTaken)} - {item.body for item in past.of(SeatLeft)}
        for body in sorted(seated):
            yield SeatLeft(effective=self.effective, hall=self.hall, body=body)


class Choir:
    """A programme for tests."""

    @hookimpl
    def programme(self) -> ProgrammeInfo:
        """Return the programme."""
        return ProgrammeInfo(
            id="choir",
            title="Chor",
            facts=[SeatTaken, SeatLeft, SingerNamed],
            purposes=purposes("choir"),
            commands=[TakeSeat, LeaveSeat, NameSinger, CloseHall],
            statutes=[no_more_than_three],
            evidence=[Evidence("choir.sits", "body", (SeatTaken,), (SeatLeft,))],
            permissions=[
                Permission("choir.sing", ("municipal-officer", "state-office"), "-"),
                Permission("choir.close", ("state-office",), "-"),
                Permission("choir.retract", ("state-office",), "-"),
            ],
        )


PLUGIN = Choir()


def take(body: str, day: date = DAY, hall: str = "a") -> TakeSeat:
    return TakeSeat(hall=hall, body=body, effective=day)


def leave(body: str, day: date = NEXT, hall: str = "a") -> LeaveSeat:
    return LeaveSeat(hall=hall, body=body, effective=day)


def refused(do: Callable[[], Any]) -> Refused:
    with pytest.raises(Refused) as caught:
        do()
    return caught.value


def on_sqlite(folder: Path) -> Journal:
    return Journal(open_store(f"sqlite:///{folder}/journal.db"), catalogue_of(PLUGIN), MemoryVault())
