"""Announcing, changing and cancelling meetings."""

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from fokus_core import Command, Invalid, Local, NoSuchTime, Past, Reads, Refused, Title, _, command, when
from fokus_network.meetings.book import Meeting
from fokus_network.meetings.commands.deciding import OF_MEETING, book_on, moving_up
from fokus_network.meetings.facts import (
    BodyMovedUp,
    Capacity,
    Closes,
    Kind,
    MeetingCancelled,
    MeetingChanged,
    MeetingId,
    MeetingScheduled,
    Online,
    Opens,
    OpenTo,
    PerBody,
    Place,
    Topics,
    Why,
)
from fokus_network.policies import KEEP_MEETINGS


class AboutTerms(Command, frozen=True):
    """The terms of a meeting."""

    kind: Kind
    title: Title
    starts: Local
    ends: Local
    effective: date
    place: Place = ""
    online: Online = False
    topics: Topics = ()
    open_to: OpenTo = "members"
    capacity: Capacity | None = None
    per_body: PerBody = 10
    opens: Opens = None
    closes: Closes = None

    @property
    def terms(self) -> dict[str, Any]:
        """The terms as a fact has them, times with their offset."""
        named = {name: getattr(self, name) for name in AboutTerms.__struct_fields__}
        return {**named, "starts": _written(self.starts, "starts"), "ends": _written(self.ends, "ends")}


@command("network.schedule-meeting", KEEP_MEETINGS)
class ScheduleMeeting(AboutTerms, frozen=True):
    """Announce a meeting; `effective` is the day it was announced, `meeting` its id where it has one already."""

    reads: ClassVar[Reads] = OF_MEETING
    meeting: MeetingId | None = None

    def decide(self, past: Past) -> Iterator[MeetingScheduled]:
        """Yield the meeting under its id."""
        book = book_on(past, self.effective) if self.meeting else Meeting()
        meeting = self.meeting or past.new_id("meeting")
        yield book.checked(MeetingScheduled(meeting=meeting, **self.terms))


@command("network.change-meeting", KEEP_MEETINGS)
class ChangeMeeting(AboutTerms, frozen=True, kw_only=True):
    """Put a meeting under other terms, all of them said anew; whoever waits moves up where there is room now."""

    reads: ClassVar[Reads] = OF_MEETING
    meeting: MeetingId
    reason: Why

    def decide(self, past: Past) -> Iterator[MeetingChanged | BodyMovedUp]:
        """Yield the change, naming what differs, and those who move up."""
        book = book_on(past, self.effective)
        terms = self.terms
        changed = tuple(
            name for name, value in terms.items() if name != "effective" and value != getattr(book.terms, name, None)
        )
        if book.terms and not changed:
            raise Refused("nothing-to-do", _("Es gibt nichts einzutragen: Ihre Angaben stehen schon so da."), field="")
        yield book.checked(MeetingChanged(meeting=self.meeting, changed=changed, reason=self.reason, **terms))
        yield from moving_up(book, self.meeting, self.effective)


@command("network.cancel-meeting", KEEP_MEETINGS)
class CancelMeeting(Command, frozen=True):
    """Cancel a meeting."""

    reads: ClassVar[Reads] = OF_MEETING
    meeting: MeetingId
    reason: Why
    effective: date

    def decide(self, past: Past) -> Iterator[MeetingCancelled]:
        """Yield the cancellation."""
        fact = MeetingCancelled(effective=self.effective, meeting=self.meeting, reason=self.reason)
        yield book_on(past, self.effective).checked(fact)


def _written(text: str, field: str) -> str:
    try:
        return when(text).text
    except NoSuchTime as error:
        raise Invalid(error.slug, error.message, field=field) from error
