"""Random histories of cards against a naive replay, written from the definition alone."""

from collections import Counter
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

import pytest
from cards_kit import BONN, HAGEN, person

from fokus_core import Command, Correct, Fact, Recorded, Retract
from fokus_core.testing import catalogue_of, played, whole
from fokus_ehrenamtskarte.cards.commands import RevokeCard, TakeOverCard
from fokus_ehrenamtskarte.cards.facts import CardIssued, CardRevoked
from fokus_ehrenamtskarte.cards.read_models import CARD_STATES
from fokus_ehrenamtskarte.commands import EndParticipation, IntroduceCard
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin
from fokus_projections import Reader, select_as_of
from fokus_projections.testing import model_of, true_on

BEGAN = date(2023, 1, 1)
DAYS = tuple(BEGAN + timedelta(days=step) for step in (0, 1, 30, 59, 60, 365, 700, 1100))
SEEDS, STEPS = range(12), 40
ALL = tuple(range(1, 400))


class Held(NamedTuple):
    """A card as the definition sees it."""

    body: str
    person: str
    kind: str
    until: date | None
    revoked: bool
    position: int

    def valid(self, on: date) -> bool:
        return not self.revoked and (self.until is None or on <= self.until)


def replayed(records: list[Recorded[Fact]], on: date, known: int) -> dict[str, Held]:
    """Return the cards there are on a day as known at a position, fact by fact from the beginning."""
    held: dict[str, Held] = {}
    for one in true_on(records, on, known):
        if isinstance(one.fact, CardIssued):
            fact = one.fact
            held[fact.card] = Held(fact.body, fact.person, fact.kind, fact.valid_until, False, one.position)
        elif isinstance(one.fact, CardRevoked):
            held[one.fact.card] = held[one.fact.card]._replace(revoked=True)
    return held


def step(random: Random, records: list[Recorded[Fact]]) -> Command:
    """Return something somebody might do, sensible or not."""
    day, body = random.choice(DAYS), random.choice((HAGEN, HAGEN, BONN))
    until = random.choice((*DAYS, None))
    issued = [one for one in records if isinstance(one.fact, CardIssued)]
    choice = random.randrange(10)
    if choice < 5 or not issued:
        kind = random.choice(("standard", "standard", "anniversary"))
        holder = person(random.randrange(3))
        return TakeOverCard(body=body, person=holder, kind=kind, effective=day, valid_until=until)
    target = random.choice(issued)
    fact = target.fact
    assert isinstance(fact, CardIssued)
    if choice < 7:
        return RevokeCard(body=random.choice((fact.body, body)), card=fact.card, reason="lost", effective=day)
    if choice < 8:
        return Retract(position=target.position, reason="-", acknowledge=ALL)
    if choice < 9:
        return EndParticipation(body=body, effective=DAYS[-2], reason="-")
    changes: dict[str, Any] = random.choice(
        ({"effective": str(day)}, {"valid_until": until and str(until)}, {"kind": "anniversary"})
    )
    return Correct(position=target.position, changes=changes, reason="-", acknowledge=ALL)


def play(seed: int) -> tuple[list[Recorded[Fact]], Counter[str]]:
    """Return what was recorded of a random history, and what came of its steps."""
    random = Random(seed)
    begin = [IntroduceCard(body=body, effective=BEGAN) for body in (HAGEN, BONN)]
    return played(catalogue_of(plugin), begin, lambda records: step(random, records), STEPS)


def shown(reader: Reader, on: date, known: int) -> dict[str, tuple[Any, ...]]:
    columns = ("card", "body", "kind", "valid_until", "revoked_on", "issued_at")
    rows = select_as_of(reader, CARD_STATES, on, known, columns=columns)
    return {card: (body, kind, until, revoked is not None, at) for card, body, kind, until, revoked, at in rows}


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_shown_equals_the_replay_and_nobody_has_two_valid_cards_of_a_kind(seed: int) -> None:
    records, _ = play(seed)
    head, told = records[-1].position, whole(records)
    days = sorted({day + timedelta(days=shift) for day in DAYS for shift in (-1, 0, 1)})
    with model_of(CARD_STATES, records, batch=3) as reader:
        for known in sorted(told):
            for on in days:
                held = replayed(records, on, known)
                expected = {
                    card: (one.body, one.kind, str(one.until) if one.until else None, one.revoked, one.position)
                    for card, one in held.items()
                }
                assert shown(reader, on, known) == expected, (seed, on, known)
                valid = [(one.person, one.kind) for one in held.values() if one.valid(on)]
                assert len(valid) == len(set(valid)), (seed, on, known)
    assert head in told


def test_the_histories_reach_every_rule() -> None:
    came: Counter[str] = sum((play(seed)[1] for seed in SEEDS), Counter())
    wanted = {"card-exists", "valid-too-long", "empty-period", "not-issued", "already-revoked"}
    assert wanted | {"unknown-card", "not-taking-part", "recorded"} <= set(came), came
