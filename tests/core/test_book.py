"""What may follow what, said once: commands are refused by it, statutes breached, and a past without it goes on."""

from datetime import UTC, date, datetime

import pytest

from fokus_core import Book, Breach, Fact, Objection, Recorded, Refused
from fokus_core.domain.facts import Meta

DAY = date(2020, 1, 1)
AT = datetime(2020, 1, 1, tzinfo=UTC)


class Lit(Fact, frozen=True):
    """A lamp was lit."""


class Quenched(Fact, frozen=True):
    """A lamp was put out."""


BURNS = Objection("burns", "Die Lampe brennt bereits.", "lamp")
DARK = Objection("dark", "Die Lampe brennt nicht.", "effective")


class Lamp(Book):
    def __init__(self) -> None:
        self.burns = False

    def objection(self, fact: Fact) -> Objection | None:
        lights = isinstance(fact, Lit)
        return None if lights != self.burns else BURNS if lights else DARK

    def enter(self, fact: Fact) -> None:
        self.burns = isinstance(fact, Lit)


LIT, QUENCHED = Lit(effective=DAY), Quenched(effective=DAY)


def test_a_fact_that_can_follow_is_entered_and_one_that_cannot_is_refused_where_it_stands() -> None:
    lamp = Lamp()
    assert lamp.checked(LIT) is LIT
    with pytest.raises(Refused) as refused:
        lamp.checked(LIT)
    assert (refused.value.slug, refused.value.message, refused.value.field) == (BURNS.slug, BURNS.message, BURNS.field)
    assert lamp.burns
    assert lamp.checked(QUENCHED) is QUENCHED
    assert not lamp.burns


def test_a_book_leaves_out_what_cannot_follow() -> None:
    assert Lamp.of([QUENCHED, LIT, LIT]).burns
    assert not Lamp.of([LIT, QUENCHED, QUENCHED]).burns


def test_every_entry_that_cannot_follow_is_a_breach_and_the_others_are_held_against_those_before_it() -> None:
    history = [
        Recorded(number, "lamp", (), fact, Meta(id=str(number), at=AT, by="test", command="test"))
        for number, fact in enumerate([QUENCHED, LIT, LIT, QUENCHED], 1)
    ]
    assert list(Lamp().breaches(history)) == [
        Breach(DARK[0], DARK[1], 1, DARK[2]),
        Breach(BURNS[0], BURNS[1], 3, BURNS[2]),
    ]
