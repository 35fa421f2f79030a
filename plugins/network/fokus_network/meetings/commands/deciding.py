"""What the commands about meetings share: the book as of a day, and who moves up."""

from collections.abc import Iterator
from datetime import date
from typing import TypeVar

from fokus_core import Fact, Past, Reads
from fokus_network.meetings.book import Meeting
from fokus_network.meetings.facts import ABOUT_MEETINGS, BodyMovedUp, registration_of

OF_MEETING = Reads("meeting", *ABOUT_MEETINGS)
F = TypeVar("F", bound=Fact)


def book_on(past: Past, day: date) -> Meeting:
    """Return the book of the meeting that a past is about, as of a day."""
    return Meeting.of(past.on(day).of(*ABOUT_MEETINGS))


def moving_up(book: Meeting, meeting: str, day: date) -> Iterator[BodyMovedUp]:
    """Yield those who move up from the waiting list."""
    for body in list(book.next_up()):
        registration = registration_of(meeting, body)
        yield book.checked(BodyMovedUp(effective=day, meeting=meeting, body=body, registration=registration))
