"""What must hold of a meeting at every date, whatever is entered, backdated, corrected or taken back."""

from collections.abc import Iterator

from fokus_core import Breach, Fact, Recorded, statute
from fokus_network.meetings.book import Meeting
from fokus_network.meetings.facts import ABOUT_MEETINGS


@statute("meeting", *ABOUT_MEETINGS)
def meetings_run_by_the_book(history: list[Recorded[Fact]]) -> Iterator[Breach]:
    """Every entry about a meeting can follow those before it: places, days, and nothing twice."""
    yield from Meeting().breaches(history)


STATUTES = (meetings_run_by_the_book,)
