"""What the commands about meetings share: the book as of a day, and who moves up."""

from collections.abc import Iterator
from datetime import date
from typing import TypeVar

from fokus_core import Fact, Past, Reads
from fokus_network.meetings.book import Meeting
from fokus_network.meetings.facts import ABOUT_MEETINGS, BodyMovedUp, Terms, registration_of
from fokus_network.membership.facts import GUESTS, GuestParticipationStarted
from fokus_network.membership.members import is_member, last_of

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


def entitled(now: Past, body: str, terms: Terms) -> bool:
    """Tell whether a meeting on these terms is open to a body, by its membership on the day."""
    guest = terms.open_to != "members" and isinstance(last_of(now, body, *GUESTS), GuestParticipationStarted)
    return guest or is_member(now, body)
