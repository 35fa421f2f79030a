"""What may be once only happens once, whichever node is asked at the same moment, on both engines."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from cards_kit import BONN, DAY, HAGEN, NEXT, person

from fokus_core import CONSOLE, Command, Journal, Refused
from fokus_core.journal.engines.open_store import open_store
from fokus_core.privacy import open_vault
from fokus_core.testing import catalogue_of
from fokus_ehrenamtskarte.cards.commands import RevokeCard, TakeOverCard
from fokus_ehrenamtskarte.cards.facts import CardIssued
from fokus_ehrenamtskarte.commands import IntroduceCard, PauseParticipation, ResumeParticipation
from fokus_ehrenamtskarte.facts import ParticipationPaused
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

ROUNDS = 15
Nodes = Sequence[Journal]


@pytest.fixture
def nodes(store_url: str, tmp_path: Path) -> Iterator[Nodes]:
    """Open two journals over one store and one vault, as two server nodes do; Hagen and Bonn take part."""
    with ExitStack() as stack:
        opened = []
        for _ in range(2):
            vault = stack.enter_context(closing(open_vault(f"sqlite:///{tmp_path}/vault.db", b"k" * 32)))
            opened.append(stack.enter_context(closing(Journal(open_store(store_url), catalogue_of(plugin), vault))))
        for body in (HAGEN, BONN):
            opened[0].handle(IntroduceCard(body=body, effective=DAY), by=CONSOLE)
        yield opened


def issue(holder: int, body: str = HAGEN, since: date = DAY) -> TakeOverCard:
    return TakeOverCard(body=body, person=person(holder), kind="standard", effective=since, valid_until=since + NEXT)


def raced(nodes: Nodes, *commands: Command) -> list[str]:
    """Give a command to each node at once, and return what became of them."""
    came = []
    for future in [node.submit(command, by=CONSOLE) for node, command in zip(nodes, commands, strict=True)]:
        try:
            future.result(30)
            came.append("recorded")
        except Refused as refused:
            came.append(refused.slug)
    return came


def test_a_person_whom_nobody_knew_gets_one_card(nodes: Nodes) -> None:
    for number in range(ROUNDS):
        came = raced(nodes, issue(number), issue(number, BONN))
        assert sorted(came) == ["card-exists", "recorded"]


def test_a_card_is_revoked_once(nodes: Nodes) -> None:
    for number in range(ROUNDS):
        (record,) = nodes[0].handle(issue(number), by=CONSOLE).facts
        assert isinstance(record.fact, CardIssued)
        revoke = RevokeCard(body=HAGEN, card=record.fact.card, reason="lost", effective=DAY)
        assert sorted(raced(nodes, revoke, revoke)) == ["already-revoked", "recorded"]


def test_a_card_that_was_issued_beside_a_pause_was_issued_before_it(nodes: Nodes) -> None:
    came: Counter[str] = Counter()
    for number in range(ROUNDS):
        since = DAY + timedelta(days=10 * number)
        pause = PauseParticipation(body=HAGEN, reason="-", effective=since)
        issued, paused = raced(nodes, issue(number, since=since), pause)
        came[issued] += 1
        assert paused == "recorded"
        records = list(nodes[0].follow())
        at = {type(one.fact): one.position for one in records if one.fact.effective == since}
        assert CardIssued not in at or at[CardIssued] < at[ParticipationPaused]
        assert (CardIssued in at) == (issued == "recorded")
        nodes[0].handle(ResumeParticipation(body=HAGEN, effective=since + NEXT), by=CONSOLE)
    assert set(came) <= {"recorded", "not-taking-part"}
