"""The last card of a year is given once, whichever node is asked at the same moment, on both engines."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from applications_kit import HAGEN, apply, given, today
from cards_kit import DAY, person
from test_cards_races import raced

from fokus_core import CONSOLE, Actor, Journal
from fokus_core.journal.engines.open_store import open_store
from fokus_core.privacy import open_vault
from fokus_core.testing import catalogue_of
from fokus_ehrenamtskarte.applications.desk.decisions import ApproveApplication, RecordEvaluation
from fokus_ehrenamtskarte.applications.record.facts import ApplicationApproved, ApplicationHandedIn, OutcomeOf
from fokus_ehrenamtskarte.applications.record.steps import WithdrawApplication
from fokus_ehrenamtskarte.commands import IntroduceCard
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin
from fokus_ehrenamtskarte.rules.commands import SetRules
from fokus_ehrenamtskarte.rules.terms import Cap, Terms

ROUNDS, MOST = 8, 4
Nodes = list[Journal]


@pytest.fixture
def nodes(store_url: str, tmp_path: Path) -> Iterator[Nodes]:
    """Open two journals over one store and one vault, as two server nodes do; Hagen gives four cards a year."""
    with ExitStack() as stack:
        opened = []
        for _ in range(2):
            vault = stack.enter_context(closing(open_vault(f"sqlite:///{tmp_path}/vault.db", b"k" * 32)))
            opened.append(stack.enter_context(closing(Journal(open_store(store_url), catalogue_of(plugin), vault))))
        opened[0].handle(IntroduceCard(body=HAGEN, effective=DAY), by=CONSOLE)
        capped = SetRules(body=HAGEN, effective=date(2020, 1, 1), terms=Terms(cap=Cap(count=MOST)))
        opened[0].handle(capped, by=Actor("rules", trusted=True))
        yield opened


def judged(journal: Journal, number: int) -> dict[str, Any]:
    """Hand in an application that the rules would grant, and return what names it."""
    handed, _stated = given(journal, apply(person=applicant(number)))
    assert isinstance(handed, ApplicationHandedIn)
    about: dict[str, Any] = {"body": HAGEN, "application": handed.application, "effective": today()}
    met = (OutcomeOf("confirmation", "met"),)
    given(journal, RecordEvaluation(**about, known=10_000, overall="granted", outcomes=met, numbers={}))
    return about


def applicant(number: int) -> Any:
    known = person(number)
    return type(known)(name=f"{known.name}{number}", email=known.email, birth="1980-05-01")


def test_no_more_cards_are_given_than_the_cap_allows(nodes: Nodes) -> None:
    came: list[str] = []
    for number in range(ROUNDS):
        pair = [ApproveApplication(**judged(nodes[0], 2 * number + each)) for each in range(2)]
        came += raced(nodes, *pair)
    assert sorted(came) == ["cap-reached"] * (2 * ROUNDS - MOST) + ["recorded"] * MOST
    approved = [one.fact for one in nodes[0].follow() if isinstance(one.fact, ApplicationApproved)]
    assert len(approved) == MOST

    last = approved[-1]
    withdraw = WithdrawApplication(body=HAGEN, application=last.application, effective=today(), certain=True)
    given(nodes[1], withdraw)
    pair = [ApproveApplication(**judged(nodes[0], 100 + each)) for each in range(2)]
    assert sorted(raced(nodes, *pair)) == ["cap-reached", "recorded"], "the card that was given back is given once"
