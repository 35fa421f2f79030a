"""Recording what came of meetings: who took part, and material and minutes."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from fokus_core import BodyRef, Command, FileId, Past, Reads, Refused, Title, _, command, recorded
from fokus_network.meetings.commands.deciding import OF_MEETING, book_on
from fokus_network.meetings.facts import (
    SEEN_BY,
    AttendanceCounted,
    AttendanceRecorded,
    Came,
    Counted,
    Material,
    MaterialKind,
    MeetingHeld,
    MeetingId,
    Partners,
    Persons,
    SeenBy,
    Text,
)
from fokus_network.policies import KEEP_MEETINGS


@command("network.record-meeting", KEEP_MEETINGS, title=_("Durchführung eintragen"))
class RecordMeeting(Command, frozen=True):
    """Record that a meeting took place and what came of it; `effective` is a day of the meeting."""

    reads: ClassVar[Reads] = OF_MEETING
    meeting: MeetingId
    effective: date
    outcome: Came = ""
    as_registered: Annotated[bool, Meta(description="Whether the bodies that had a place took part as registered")] = (
        False
    )

    def decide(self, past: Past) -> Iterator[MeetingHeld | AttendanceRecorded]:
        """Yield that it took place, and where that is said the attendance of those who had a place."""
        book = book_on(past, self.effective)
        yield book.checked(recorded(self, MeetingHeld))
        for body, one in book.registered.items() if self.as_registered else ():
            if body not in book.waiting | book.attended:
                yield book.checked(recorded(one, AttendanceRecorded, effective=self.effective))


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
        yield book_on(past, self.effective).checked(recorded(self, AttendanceRecorded))


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
        yield book_on(past, self.effective).checked(recorded(self, AttendanceCounted))


@command("network.add-material", KEEP_MEETINGS, title=_("Material bereitstellen"))
class AddMaterial(Command, frozen=True):
    """Add a file or a text to a meeting for everybody, for the members, or for the coordination alone.

    What is called and seen as one before is its next version, whichever day it is entered for.
    """

    reads: ClassVar[Reads] = OF_MEETING
    meeting: MeetingId
    kind: MaterialKind
    title: Title
    seen_by: SeenBy
    effective: date
    file: FileId | None = None
    text: Text = ""

    def decide(self, past: Past) -> Iterator[Material]:
        """Yield the fact that those see who may."""
        if not self.file and not self.text.strip():
            raise Refused("nothing-given", _("Geben Sie einen Text ein oder wählen Sie eine Datei aus."), field="text")
        cls = SEEN_BY[self.seen_by]
        same = (one for one in past.of(cls) if (one.kind, one.title) == (self.kind, self.title))
        version = max((one.version for one in same), default=0) + 1
        yield book_on(past, self.effective).checked(recorded(self, cls, version=version))
