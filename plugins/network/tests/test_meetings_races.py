"""The last place of a meeting is given once, whoever asks at the same moment, on both engines."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

import pytest

from fokus_core import CONSOLE, Catalogue, Command, Journal
from fokus_core.journal.engines.store import Item, Row
from fokus_core.plugins.manager import Plugins
from fokus_core.testing import MemoryStore, MemoryVault, Node, nodes_over, race
from fokus_network.meetings.book import Meeting
from fokus_network.meetings.commands import RegisterBody, ScheduleMeeting, WithdrawRegistration
from fokus_network.meetings.facts import ABOUT_MEETINGS, BodyRegistered
from fokus_network.membership.commands.admission import JoinNetwork
from fokus_network.membership.commands.declaration import OpenRound, PublishDeclaration, SignDeclaration

SINCE, DAY = date(2025, 1, 1), date(2026, 1, 15)
BODIES = ("05314000", "05914000", "05766044", "05558044")
PLACES = 2


@pytest.fixture
def node(store_url: str) -> Iterator[Node]:
    with nodes_over(store_url, installed=["network"]) as node:
        yield node


def frame(journal: Journal) -> None:
    steps: list[Command] = [
        PublishDeclaration(declaration="2012", title="Erklärung", effective=SINCE),
        OpenRound(round="r", title="Runde", declaration="2012", effective=SINCE),
    ]
    for body in BODIES:
        steps += [SignDeclaration(party=body, round="r", effective=SINCE), JoinNetwork(body=body, effective=SINCE)]
    for step in steps:
        journal.handle(step, by=CONSOLE)


def announced(journal: Journal, number: int) -> str:
    meeting = f"{number:032x}"
    command = ScheduleMeeting(
        meeting=meeting,
        kind="workshop",
        title="Workshop",
        starts="2026-05-06T10:00",
        ends="2026-05-06T16:00",
        capacity=PLACES,
        effective=SINCE,
    )
    journal.handle(command, by=CONSOLE)
    return meeting


def book_of(journal: Journal, meeting: str) -> Meeting:
    """Return what came of a meeting; a fact that cannot follow those before it is a failure of its own."""
    book = Meeting()
    for record in journal.under(f"meeting:{meeting}"):
        assert isinstance(record.fact, ABOUT_MEETINGS)
        assert book.objection(record.fact) is None, record
        book.enter(record.fact)
    return book


def last_places(node: Node, rounds: int) -> None:
    one, two = node(), node()
    frame(one)
    for number in range(rounds):
        meeting = announced(one, number)
        asking = [
            (journal, RegisterBody(meeting=meeting, body=body, persons=1, effective=DAY))
            for journal, body in zip((one, two, one, two), BODIES, strict=True)
        ]
        assert Counter(race(*asking)) == {"recorded": PLACES, "no-place-left": len(BODIES) - PLACES}
        assert book_of(one, meeting).taken == PLACES


def moving_up(node: Node, rounds: int) -> None:
    one, two = node(), node()
    frame(one)
    for number in range(rounds):
        meeting = announced(one, number)
        first, second, third, fourth = BODIES
        for body in (first, second):
            one.handle(RegisterBody(meeting=meeting, body=body, persons=1, effective=DAY), by=CONSOLE)
        said = race(
            (one, WithdrawRegistration(meeting=meeting, body=first, effective=DAY)),
            (two, RegisterBody(meeting=meeting, body=third, persons=1, or_wait=True, effective=DAY)),
            (one, RegisterBody(meeting=meeting, body=fourth, persons=1, or_wait=True, effective=DAY)),
            (two, RegisterBody(meeting=meeting, body=third, persons=1, or_wait=True, effective=DAY)),
        )
        assert Counter(said) == {"recorded": 3, "already-registered": 1}
        book = book_of(one, meeting)
        assert (book.taken, len(book.waiting)) == (PLACES, 1)


def test_the_last_places_are_given_once(node: Node) -> None:
    last_places(node, 10)


def test_a_place_that_comes_free_goes_to_one_who_waits(node: Node) -> None:
    moving_up(node, 10)


def test_a_place_taken_while_a_registration_is_decided_puts_it_on_the_waiting_list() -> None:
    store = MemoryStore()
    catalogue = Catalogue.of(Plugins.load(only=["network"]))
    one, two = (Journal(store, catalogue, MemoryVault()) for _ in range(2))
    frame(one)
    meeting = announced(one, 0)
    first, second, third, _ = BODIES
    one.handle(RegisterBody(meeting=meeting, body=first, persons=1, effective=DAY), by=CONSOLE)
    select, reads, overtaking = store.select, 0, False

    def read_and_be_overtaken(items: Sequence[Item], *, after: int = 0) -> tuple[list[Row], int]:
        nonlocal reads, overtaking
        found = select(items, after=after)
        if not overtaking and any(item.key == f"meeting:{meeting}" for item in items):
            reads += 1
            if reads == 1:  # the decision has read, and not appended yet
                overtaking = True
                two.handle(RegisterBody(meeting=meeting, body=second, persons=1, effective=DAY), by=CONSOLE)
                overtaking = False
        return found

    store.select = read_and_be_overtaken  # type: ignore[method-assign]  # a race made certain
    asked = RegisterBody(meeting=meeting, body=third, persons=1, or_wait=True, effective=DAY)
    (record,) = one.handle(asked, by=CONSOLE).facts
    assert reads == 2
    assert isinstance(record.fact, BodyRegistered)
    assert record.fact.waiting
    one.close()
    two.close()


@pytest.mark.long
def test_the_last_places_are_given_once_in_many_rounds(node: Node) -> None:
    last_places(node, 100)


@pytest.mark.long
def test_a_place_that_comes_free_goes_to_one_who_waits_in_many_rounds(node: Node) -> None:
    moving_up(node, 100)
