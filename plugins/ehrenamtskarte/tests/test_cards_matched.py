"""Cards are counted per person over everybody who was matched: whichever id a card was issued to."""

from datetime import date
from typing import Any

import pytest
from cards_kit import HAGEN

from fokus_api.testing import temporary_service
from fokus_core import CONSOLE, Person, Refused, Retract
from fokus_core.checking.journal import check_journal
from fokus_core.persons.erasing import ErasePerson
from fokus_core.persons.matching import MatchPersons
from fokus_ehrenamtskarte.cards.commands import TakeOverCard
from fokus_ehrenamtskarte.commands import IntroduceCard
from fokus_ehrenamtskarte.programme import ehrenamtskarte

DAY, LATER, UNTIL = date(2022, 1, 1), date(2022, 6, 1), date(2023, 12, 31)


def issue(journal: Any, name: str, day: date, *, until: date = UNTIL) -> str:
    person = Person(name=name, email=f"{name.lower()}@example.org")
    card = TakeOverCard(body=HAGEN, person=person, kind="standard", effective=day, valid_until=until)
    (record,) = journal.handle(card, by=CONSOLE).facts
    return str(record.fact.person)


def match(journal: Any, one: str, other: str) -> int:
    return int(journal.handle(MatchPersons(person=one, other=other, effective=LATER), by=CONSOLE).position)


def refused(slug: str) -> Any:
    return pytest.raises(Refused, check=lambda error: error.slug == slug)


def test_two_valid_cards_keep_two_persons_from_being_matched() -> None:
    with temporary_service(ehrenamtskarte) as service:
        journal = service.journal
        journal.handle(IntroduceCard(body=HAGEN, effective=date(2015, 1, 1)), by=CONSOLE)
        one, other = issue(journal, "Anna", DAY), issue(journal, "Berta", LATER)
        with refused("card-exists"):
            match(journal, one, other)
        assert check_journal(journal).findings == []


def test_who_was_matched_gets_no_second_card_until_the_match_is_taken_back() -> None:
    with temporary_service(ehrenamtskarte) as service:
        journal = service.journal
        journal.handle(IntroduceCard(body=HAGEN, effective=date(2015, 1, 1)), by=CONSOLE)
        one, other, third = (
            issue(journal, name, day, until=until)
            for name, day, until in (
                ("Anna", DAY, UNTIL),
                ("Berta", date(2020, 1, 1), date(2020, 12, 31)),
                ("Carla", date(2019, 1, 1), date(2019, 12, 31)),
            )
        )
        position = match(journal, one, other)
        rests_on_it = match(journal, other, third)
        for name in ("Berta", "Carla"):
            with refused("card-exists"):
                issue(journal, name, LATER)
        assert check_journal(journal).findings == []
        journal.handle(Retract(position=position, reason="Irrtum", acknowledge=(rests_on_it,)), by=CONSOLE)
        assert issue(journal, "Carla", LATER) == third
        with refused("card-exists"):
            match(journal, one, other)
        assert check_journal(journal).findings == []


def test_an_erasure_takes_everybody_who_was_matched() -> None:
    with temporary_service(ehrenamtskarte) as service:
        journal = service.journal
        journal.handle(IntroduceCard(body=HAGEN, effective=date(2015, 1, 1)), by=CONSOLE)
        one = issue(journal, "Anna", DAY)
        other = issue(journal, "Berta", date(2020, 1, 1), until=date(2020, 12, 31))
        match(journal, one, other)
        erase = ErasePerson(person=other, ground="objection", effective=LATER)
        assert {record.fact.person for record in journal.handle(erase, by=CONSOLE).facts} == {one, other}  # type: ignore[attr-defined]
        with refused("person-erased"):
            match(journal, one, other)
