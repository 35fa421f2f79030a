"""What is done at the same moment in a Kollegiale Beratung comes out in one order, on both engines."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from consultation_kit import BONN, HAGEN, RHEINE

from fokus_core import CONSOLE, Command, Journal, clock
from fokus_core.testing import Node, nodes_over, race
from fokus_network.exchange.consultations import commands as c
from fokus_network.exchange.consultations.book import Consultation
from fokus_network.exchange.consultations.facts import CONSULTATION, ConsultationClosed, ContributionWritten
from fokus_network.membership.commands.admission import JoinNetwork
from fokus_network.membership.commands.declaration import OpenRound, PublishDeclaration, SignDeclaration

TODAY = clock.day_of(clock.now())


@pytest.fixture
def node(store_url: str) -> Iterator[Node]:
    with nodes_over(store_url, installed=["network"]) as node:
        yield node


def opened(journal: Journal) -> dict[str, Any]:
    """Return what commands say about a case of Hagen to which two others are invited."""
    frame: list[Command] = [
        PublishDeclaration(declaration="d", title="Erklärung", effective=TODAY),
        OpenRound(round="r", title="Runde", declaration="d", effective=TODAY),
    ]
    for body in (HAGEN, BONN, RHEINE):
        frame += [SignDeclaration(party=body, round="r", effective=TODAY), JoinNetwork(body=body, effective=TODAY)]
    for command in frame:
        journal.handle(command, by=CONSOLE)
    bring = c.OpenConsultation(body=HAGEN, title="-", concern="-", effective=TODAY)
    case: Any = journal.handle(bring, by=CONSOLE).facts[0].fact
    here = {"consultation": case.consultation, "effective": TODAY}
    for body in (BONN, RHEINE):
        journal.handle(c.InviteToConsultation(body=HAGEN, invited=body, **here), by=CONSOLE)
    return here


def book_of(journal: Journal, here: dict[str, Any]) -> Consultation:
    """Return what came of a case; a fact that cannot follow those before it is a failure of its own."""
    book = Consultation()
    for record in journal.under(f"consultation:{here['consultation']}", *CONSULTATION):
        assert book.objection(record.fact) is None, record
        book.enter(record.fact)
    return book


def test_two_accept_at_once_and_one_accepts_twice(node: Node) -> None:
    one, two = node(), node()
    here = opened(one)
    asking = [(one, BONN), (two, RHEINE), (two, BONN)]
    came = race(*[(journal, c.JoinConsultation(body=body, **here)) for journal, body in asking])
    assert Counter(came) == {"recorded": 2, "already-joined": 1}
    assert sorted(book_of(one, here).reading()) == sorted([HAGEN, BONN, RHEINE])


def test_nothing_is_written_after_the_end_though_both_came_at_once(node: Node) -> None:
    one, two = node(), node()
    here = opened(one)
    one.handle(c.JoinConsultation(body=BONN, **here), by=CONSOLE)
    came = race((one, c.CloseConsultation(body=HAGEN, **here)), (two, c.WriteContribution(body=BONN, text="-", **here)))
    assert Counter(came) in ({"recorded": 2}, {"recorded": 1, "consultation-closed": 1})
    facts = [record.fact for record in one.under(f"consultation:{here['consultation']}", *CONSULTATION)]
    assert isinstance(facts[-1], ConsultationClosed)
    assert sum(isinstance(fact, ContributionWritten) for fact in facts) == Counter(came)["recorded"] - 1
    assert book_of(one, here).closed


def test_who_is_sent_away_writes_before_that_or_not_at_all(node: Node) -> None:
    one, two = node(), node()
    here = opened(one)
    one.handle(c.JoinConsultation(body=BONN, **here), by=CONSOLE)
    came = race(
        (one, c.WithdrawInvitation(body=HAGEN, invited=BONN, **here)),
        (two, c.WriteContribution(body=BONN, text="-", **here)),
    )
    assert Counter(came) in ({"recorded": 2}, {"recorded": 1, "consultation-unknown": 1})
    assert BONN not in book_of(one, here).parts
