"""Random histories of contact persons and speakers against a naive replay, written from the definition alone."""

from collections import Counter
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

import pytest

from fokus_core import Command, Correct, Fact, FactRetracted, Person, Recorded, Retract
from fokus_core.testing import catalogue_of, played, whole
from fokus_network.people.commands import EndContact, NameContact
from fokus_network.people.facts import ContactEnded, ContactNamed, SpeakerElected, SpeakerEnded, SpeakerNumberSet
from fokus_network.people.network_wide import ElectSpeaker, EndSpeaker, SetSpeakerNumber
from fokus_network.people.read_models import TERMS
from fokus_network.plugin import plugin
from fokus_projections import Reader, select_as_of
from fokus_projections.testing import model_of, true_on

BODIES = ("05914000", "05314000")
PEOPLE = tuple(Person(name=f"Person {number}", email=f"{number}@example.org") for number in range(3))
DAYS = tuple(date(2020, 1, 1) + timedelta(days=step) for step in (0, 1, 30, 59, 60, 365, 9000))
ALL = tuple(range(1, 400))
STEPS = 30


class Held(NamedTuple):
    """A function as the definition sees it."""

    function: str
    body: str
    person: str | None
    position: int


def replayed(records: list[Recorded[Fact]], on: date, known: int) -> dict[str, Held]:
    """Return the terms that run on a day as known at a position, fact by fact from the beginning."""
    held: dict[str, Held] = {}
    for one in true_on(records, on, known):
        match one.fact:
            case ContactNamed() as fact:
                held[fact.term] = Held(fact.function, fact.body, fact.person, one.position)
            case SpeakerElected() as fact:
                held[fact.term] = Held("speaker", fact.body, fact.person, one.position)
            case ContactEnded() | SpeakerEnded() as fact:
                held.pop(fact.term, None)
            case _:
                pass
    return held


def step(random: Random, records: list[Recorded[Fact]]) -> Command:
    """Return something somebody might do, sensible or not."""
    day, body = random.choice(DAYS), random.choice(BODIES)
    person, until = random.choice(PEOPLE), random.choice((None, None, random.choice(DAYS)))
    began = [one.fact for one in records if isinstance(one.fact, ContactNamed | SpeakerElected)]
    facts = [one for one in records if not isinstance(one.fact, FactRetracted | SpeakerNumberSet)]
    term = random.choice(began) if began else None
    replaces = random.choice((None, None, term.term if term else None))
    choice = random.randrange(10)
    if choice < 3:
        function = random.choice(("contact", "contact", "deputy"))
        return NameContact(body=body, function=function, person=person, effective=day, until=until, replaces=replaces)
    if choice < 5 or term is None:
        return ElectSpeaker(body=body, person=person, effective=day, until=until, replaces=replaces)
    if choice < 7:
        if isinstance(term, ContactNamed):
            return EndContact(body=term.body, term=term.term, reason="-", effective=day)
        return EndSpeaker(term=term.term, reason="-", effective=day)
    target = random.choice(facts).position
    if choice < 8:
        return Retract(position=target, reason="-", acknowledge=ALL)
    changes: dict[str, Any] = {"effective": day.isoformat()}
    return Correct(position=target, changes=changes, reason="-", acknowledge=ALL)


def play(seed: int) -> tuple[list[Recorded[Fact]], Counter[str]]:
    """Return what was recorded of a random history, and what came of its steps."""
    random = Random(seed)
    begin = [SetSpeakerNumber(number=2, effective=DAYS[0])]
    return played(catalogue_of(plugin), begin, lambda records: step(random, records), STEPS)


def shown(reader: Reader, on: date, known: int) -> dict[str, tuple[str, str, int]]:
    columns = ("term", "function", "party", "named_at")
    rows = select_as_of(reader, TERMS, on, known, columns=columns)
    return {term: (function, party, position) for term, function, party, position in rows}


def broken(held: dict[str, Held]) -> list[str]:
    """Return the rules that the terms of one day break."""
    functions = Counter((one.function, one.body) for one in held.values())
    speakers = [one.person for one in held.values() if one.function == "speaker"]
    rules = {
        "one contact person": all(functions["contact", body] <= 1 for body in BODIES),
        "two speakers": len(speakers) <= 2,
        "nobody twice": len(speakers) == len(set(speakers)),
    }
    return [rule for rule, kept in rules.items() if not kept]


@pytest.mark.parametrize("seed", range(12))
def test_what_is_shown_equals_the_replay_and_no_rule_is_broken_on_any_day(seed: int) -> None:
    records, _ = play(seed)
    head, told = records[-1].position, whole(records)
    days = sorted({day + timedelta(days=shift) for day in DAYS for shift in (-1, 0, 1)})
    with model_of(TERMS, records, batch=3) as reader:
        for known in range(1, head + 1):
            for on in days:
                held = replayed(records, on, known)
                expected = {term: (one.function, one.body, one.position) for term, one in held.items()}
                assert shown(reader, on, known) == expected, (seed, on, known)
                if known in told:
                    assert broken(held) == [], (seed, on, known)


def test_the_histories_reach_every_rule() -> None:
    came: Counter[str] = sum((play(seed)[1] for seed in range(12)), Counter())
    wanted = {"contact-exists", "already-in-office", "too-many-speakers", "not-in-office", "empty-period", "recorded"}
    assert wanted <= set(came), came
