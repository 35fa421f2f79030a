"""Every refusal points to a field of the command as it was given, also where another one is decided in its place."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

import msgspec
import pytest

from fokus_core import (
    Breach,
    Command,
    Fact,
    Key,
    Past,
    Permission,
    Policy,
    ProgrammeInfo,
    Reads,
    Recorded,
    Refused,
    command,
    fact,
    hookimpl,
    statute,
)
from fokus_core.access.actor import CONSOLE, Actor
from fokus_core.access.grants import GrantAccess
from fokus_core.corrections.corrections import Correct, Redo, Retract
from fokus_core.corrections.proposals import Confirm
from fokus_core.domain.commands import command_type
from fokus_core.domain.pointers import blamed
from fokus_core.journal.journal import Journal
from fokus_core.testing.given import catalogue_of
from fokus_core.testing.memory import MemoryStore, MemoryVault

DAY = date(2020, 5, 1)
RoomId = Annotated[str, Key("room")]


@fact("inn.room-booked@1")
class RoomBooked(Fact, frozen=True):
    """A room was booked."""

    room: RoomId


@fact("inn.room-closed@1", public=True)
class RoomClosed(Fact, frozen=True):
    """A room was closed."""

    room: RoomId


@statute("room", RoomBooked)
def one_booking_a_day(history: list[Recorded[Fact]]) -> Iterator[Breach]:
    """A room is booked once a day."""
    days: set[date] = set()
    for record in history:
        if record.fact.effective in days:
            yield Breach("taken", "Belegt.", record.position, "effective")
        days.add(record.fact.effective)


@command("inn.book-room", Policy("inn.book", four_eyes=True))
class BookRoom(Command, frozen=True):
    """Book a room."""

    reads: ClassVar[Reads] = Reads("room", RoomClosed)
    room: RoomId
    effective: date

    def decide(self, past: Past) -> Iterator[Fact]:
        """Yield the booking of a room that is open."""
        if past.on(self.effective).of(RoomClosed):
            raise Refused("closed", "Geschlossen.", field="room")
        yield RoomBooked(effective=self.effective, room=self.room)


@command("inn.close-room", Policy("inn.book"))
class CloseRoom(Command, frozen=True):
    """Close a room."""

    room: RoomId
    effective: date

    def decide(self, past: Past) -> Iterator[Fact]:
        """Yield the closing."""
        yield RoomClosed(effective=self.effective, room=self.room)


class Swap(Command, frozen=True):
    """A command of every kind of field."""

    note: str = ""
    effective: date = DAY
    old: RoomId | None = None
    new: RoomId | None = None


class Nothing(Command, frozen=True):
    """A command without fields."""


class Inn:
    """A programme for tests."""

    @hookimpl
    def programme(self) -> ProgrammeInfo:
        """Return the programme."""
        return ProgrammeInfo(
            id="inn",
            title="Gasthof",
            facts=[RoomBooked, RoomClosed],
            commands=[BookRoom, CloseRoom],
            statutes=[one_booking_a_day],
            permissions=[
                Permission("inn.book", ("state-office",), "-"),
                Permission("inn.retract", ("state-office",), "-"),
            ],
        )


@pytest.fixture
def journal() -> Iterator[Journal]:
    journal = Journal(MemoryStore(), catalogue_of(Inn()), MemoryVault())
    for actor in ("first", "second"):
        journal.handle(GrantAccess(actor=actor, role="state-office", scope="state", effective=DAY), by=CONSOLE)
    yield journal
    journal.writer.close()


def book(room: str = "a", day: date = DAY) -> BookRoom:
    return BookRoom(room=room, effective=day)


def refused(journal: Journal, given: Command, by: Actor = CONSOLE) -> tuple[str, str | None]:
    with pytest.raises(Refused) as caught:
        journal.handle(given, by=by)
    return caught.value.slug, caught.value.field


@pytest.mark.parametrize(
    ("given", "key", "field", "expected"),
    [
        (Swap(new="b"), "room:b", "note", "note"),
        (Swap(new="b"), "room:b", "nowhere", "new"),
        (Swap(old="a", new="b"), "room:b", None, "new"),
        (Swap(old="a", new="b"), "room:c", None, "old"),
        (Swap(), "room:b", None, "effective"),
        (Swap(new="b"), "roomy:b", None, "effective"),
        (Confirm(proposal="0" * 32), "room:b", "effective", "proposal"),
        (Retract(position=1, reason="-"), "room:b", "reason", "position"),
        (Correct(position=1, reason="-", changes={"effective": "2020-05-02"}), "room:b", "effective", "position"),
        (Redo(command="x", name="y", body=msgspec.Raw(b"{}"), reason="-"), "room:b", "effective", "command"),
        (Nothing(), "room:b", "effective", ""),
    ],
)
def test_what_is_blamed_stands_in_the_command(given: Command, key: str, field: str | None, expected: str) -> None:
    assert blamed(given, key, field) == expected


@pytest.mark.parametrize("meanwhile", [book(), CloseRoom(room="a", effective=DAY)])
def test_whatever_stands_in_the_way_of_a_proposal_points_to_the_proposal(journal: Journal, meanwhile: Command) -> None:
    proposal = journal.handle(book(), by=Actor("first")).proposal
    assert proposal is not None
    journal.handle(meanwhile, by=CONSOLE)
    slug = "taken" if isinstance(meanwhile, BookRoom) else "closed"
    assert refused(journal, Confirm(proposal=proposal), Actor("second")) == (slug, "proposal")


def test_what_may_not_be_redone_points_into_the_new_command(journal: Journal) -> None:
    journal.handle(CloseRoom(room="b", effective=DAY), by=CONSOLE)
    journal.handle(book("c"), by=CONSOLE)
    journal.handle(book(), by=CONSOLE, command_id="c1")

    def redo(new: Command) -> Redo:
        body = msgspec.Raw(msgspec.json.encode(new))
        return Redo(command="c1", name=command_type(type(new)).name, body=body, reason="-")

    assert refused(journal, redo(book("b"))) == ("closed", "body/room")
    assert refused(journal, redo(book("c"))) == ("taken", "command")
    assert refused(journal, redo(book("c", date(1800, 1, 1)))) == ("date-out-of-range", "body/effective")
    no_role = GrantAccess(actor="third", role="king", scope="state", effective=DAY)
    assert refused(journal, redo(no_role)) == ("unknown-role", "body/role")


def test_a_proposal_one_may_not_know_of_is_refused_as_one_that_is_not_there(journal: Journal) -> None:
    proposal = journal.handle(book(), by=Actor("first")).proposal
    assert proposal is not None
    unknown = refused(journal, Confirm(proposal="0" * 32), Actor("stranger"))
    assert unknown == refused(journal, Confirm(proposal=proposal), Actor("stranger")) == ("not-found", "proposal")


def test_a_command_one_may_not_know_of_is_refused_as_one_that_was_not_given(journal: Journal) -> None:
    receipt = journal.handle(book(), by=CONSOLE, command_id="c1")
    again = Redo(command="c1", name="inn.book-room", body=msgspec.Raw(b"{}"), reason="-")
    unknown = refused(journal, msgspec.structs.replace(again, command="c2"), Actor("stranger"))
    assert unknown == refused(journal, again, Actor("stranger")) == ("not-found", "command")
    assert refused(journal, Retract(position=receipt.position + 1, reason="-")) == ("not-found", "position")
