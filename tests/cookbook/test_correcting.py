"""Cookbook: a body corrects and takes back its own entries itself."""

from datetime import date

import pytest

from fokus_core import Correct, Retract
from fokus_kommune import BodyId, BodyRef, Command, Fact, Programme, _
from fokus_kommune.testing import ClerkOf

count = Programme("count", title=_("Zählung"), retract=("municipal-officer", "state-office"))
KEEP = count.permission("keep", scope="body", roles=["municipal-officer"], title=_("Zahlen eintragen"))


@count.fact("counted@1", public=True, sentence=_("{body} zählt {people} Engagierte."))
class Counted(Fact, frozen=True):
    """A body counted those who volunteer."""

    body: BodyId
    people: int


@count.command("count", KEEP, records=Counted, title=_("Zahl eintragen"))
class Count(Command, frozen=True):
    """Record how many volunteer."""

    body: BodyRef
    people: int
    effective: date


@pytest.fixture(scope="session")
def programme() -> Programme:
    return count


def test_a_body_corrects_its_own_entry_and_no_other(clerk: ClerkOf) -> None:
    officer, other = clerk("municipal-officer", "body:05914000"), clerk("municipal-officer", "body:05314000")
    position = officer.give(Count(body="Hagen", people=90, effective=date(2026, 1, 10)))["position"]
    correct = Correct(position=position, changes={"people": 900}, reason="Zahlendreher")
    assert other.refused(correct).startswith("403 ")
    corrected = officer.give(correct)["position"]
    moved = Correct(position=corrected, changes={"body": "05314000"}, reason="Irrtum")
    assert officer.refused(moved).startswith("403 "), "no detour reaches further than the direct way"
    officer.give(Retract(position=corrected, reason="Doch nicht gezählt"))
