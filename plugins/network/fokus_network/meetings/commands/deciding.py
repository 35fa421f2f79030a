"""What the commands about meetings share: the book as of a day, and facts held against it."""

from collections.abc import Iterator
from datetime import date
from typing import TypeVar

from fokus_core import Fact, Past, Reads, Refused
from fokus_network.meetings.book import Book
from fokus_network.meetings.facts import ABOUT_MEETINGS, BodyMovedUp, registration_of

OF_MEETING = Reads("meeting", *ABOUT_MEETINGS)
F = TypeVar("F", bound=Fact)


def book_on(past: Past, day: date) -> Book:
    """Return the book of the meeting that a past is about, as of a day."""
    return Book.of(past.on(day).of(*ABOUT_MEETINGS))


def checked(book: Book, fact: F) -> F:
    """Return a fact that can follow; raises `Refused` with the field that stands in the way."""
    objection = book.objection(fact)
    if objection is not None:
        raise Refused(objection.slug, objection.message, field=objection.field)
    book.enter(fact)
    return fact


def moving_up(book: Book, meeting: str, day: date) -> Iterator[BodyMovedUp]:
    """Yield those who move up from the waiting list."""
    for body in list(book.next_up()):
        yield checked(
            book,
            BodyMovedUp(effective=day, meeting=meeting, body=body, registration=registration_of(meeting, body)),
        )
