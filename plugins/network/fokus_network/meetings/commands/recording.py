"""Recording what came of meetings: who took part, and material and minutes."""

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from fokus_core import BodyRef, Command, FileId, Past, Reads, Title, _, command
from fokus_network.meetings.commands.deciding import OF_MEETING, book_on
from fokus_network.meetings.facts import (
    SEEN_BY,
    AttendanceCounted,
    AttendanceRecorded,
    Counted,
    Material,
    MaterialKind,
    MeetingId,
    Partners,
    Persons,
    SeenBy,
)
from fokus_network.policies import KEEP_MEETINGS


@command("network.record-attendance", KEEP_MEETINGS, title=_("Teilnahme eintragen"))
class RecordAttendance(Command, frozen=True):
    """Record that a body took part; `effective` is the day, one of the meeting's."""

    reads: ClassVar[Reads] = OF_MEETING
    meeting: MeetingId
    body: BodyRef
    persons: Persons
    effective: date
    partners: Partners = 0

    def decide(self, past: Past) -> Iterator[AttendanceRecorded]:
        """Yield the attendance."""
        fact = AttendanceRecorded(
            effective=self.effective,
            meeting=self.meeting,
            body=self.body,
            persons=self.persons,
            partners=self.partners,
        )
        yield book_on(past, self.effective).checked(fact)


@command("network.count-attendance", KEEP_MEETINGS, title=_("Zahl der Teilnehmenden eintragen"))
class CountAttendance(Command, frozen=True):
    """Record how many persons took part in all; `effective` is a day of the meeting."""

    reads: ClassVar[Reads] = OF_MEETING
    meeting: MeetingId
    participants: Counted
    effective: date
    at_least: bool = False

    def decide(self, past: Past) -> Iterator[AttendanceCounted]:
        """Yield the number."""
        fact = AttendanceCounted(
            effective=self.effective, meeting=self.meeting, participants=self.participants, at_least=self.at_least
        )
        yield book_on(past, self.effective).checked(fact)


@command("network.add-material", KEEP_MEETINGS, title=_("Material bereitstellen"))
class AddMaterial(Command, frozen=True):
    """Add a file to a meeting for everybody, for the members, or for the coordination alone."""

    reads: ClassVar[Reads] = OF_MEETING
    meeting: MeetingId
    kind: MaterialKind
    title: Title
    file: FileId
    seen_by: SeenBy
    effective: date

    def decide(self, past: Past) -> Iterator[Material]:
        """Yield the fact that those see who may."""
        of = SEEN_BY[self.seen_by]
        fact = of(effective=self.effective, meeting=self.meeting, kind=self.kind, title=self.title, file=self.file)
        yield book_on(past, self.effective).checked(fact)
