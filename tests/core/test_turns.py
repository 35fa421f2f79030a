"""What begins, rests, goes on and ends: a statute from a table, and what commands read by it."""

from datetime import date

import pytest

from fokus_core import (
    BodyId,
    BodyRef,
    Command,
    Fact,
    Permission,
    Policy,
    ProgrammeInfo,
    Reads,
    Turn,
    command,
    fact,
    hookimpl,
    in_turn,
)
from fokus_core.bodies.facts import BodyEnded
from fokus_core.testing import Given

DAY = date(2024, 1, 1)
HAGEN, OLPE = "05914000", "05966024"


@fact("shop.opened@1", public=True)
class Opened(Fact, frozen=True):
    """A shop was opened."""

    body: BodyId


@fact("shop.rested@1", public=True)
class Rested(Fact, frozen=True):
    """It rests."""

    body: BodyId


@fact("shop.closed@1", public=True)
class Closed(Fact, frozen=True):
    """It was closed."""

    body: BodyId


class About(Command, frozen=True):
    """A command about the shop of a body."""

    body: BodyRef
    effective: date


@command("shop.open", Policy("shop.keep", "body"), records=Opened)
class Open(About, frozen=True):
    """Open a shop."""


@command("shop.rest", Policy("shop.keep", "body"), records=Rested)
class Rest(About, frozen=True):
    """Let it rest."""


@command("shop.close", Policy("shop.keep", "body"), records=Closed)
class Close(About, frozen=True):
    """Close it."""


TURNS = in_turn(
    "body",
    Turn(Opened, "out", "in", "open-already", "Der Laden ist offen."),
    Turn(Rested, "in", "paused-in", "not-open", "Der Laden ist nicht offen."),
    Turn(Closed, ("in", "paused-in"), "out", "not-there", "Es gibt keinen Laden."),
)


class Shop:
    @hookimpl
    def programme(self) -> ProgrammeInfo:
        permissions = [Permission(f"shop.{name}", ("state-office",), "-") for name in ("keep", "retract")]
        return ProgrammeInfo(
            id="shop",
            title="-",
            facts=[Opened, Rested, Closed],
            commands=[Open, Rest, Close],
            statutes=[TURNS],
            permissions=permissions,
        )


given = Given(Shop())


def opened(day: date = DAY, body: str = HAGEN) -> Opened:
    return Opened(effective=day, body=body)


def later(days: int) -> date:
    return date.fromordinal(DAY.toordinal() + days)


def test_what_may_follow_is_recorded() -> None:
    assert given().when(Open(body=HAGEN, effective=DAY)).facts == [opened()]
    assert given(opened()).when(Rest(body=HAGEN, effective=later(1))).refused is None
    assert given(opened()).when(Close(body=HAGEN, effective=later(1))).refused is None
    closed = Closed(effective=later(1), body=HAGEN)
    assert given(opened(), closed).when(Open(body=HAGEN, effective=later(2))).refused is None


def test_the_refusal_says_the_turn_that_fails_and_names_the_fact_in_the_way() -> None:
    refused = given(opened()).when(Open(body=HAGEN, effective=later(1))).refused
    assert refused is not None
    assert (refused.slug, refused.field, refused.positions) == ("open-already", "effective", (1,))
    refused = given(opened(), Rested(effective=later(1), body=HAGEN)).when(Rest(body=HAGEN, effective=later(2))).refused
    assert refused is not None
    assert (refused.slug, refused.positions) == ("not-open", (2,))


def test_a_state_is_compared_whole() -> None:
    """`in` is a part of `paused-in`, and does not stand for it."""
    rested = Rested(effective=later(1), body=HAGEN)
    assert given(opened(), rested).when(Rest(body=HAGEN, effective=later(2))).refused is not None


def test_what_begins_starts_in_the_first_turns_state() -> None:
    refused = given().when(Close(body=HAGEN, effective=DAY)).refused
    assert refused is not None
    assert (refused.slug, refused.positions) == ("not-there", ())


def test_things_do_not_meddle_with_each_other() -> None:
    assert given(opened()).when(Open(body=OLPE, effective=DAY)).refused is None


def test_what_is_backdated_is_held_to_what_follows() -> None:
    refused = given(opened()).when(Open(body=HAGEN, effective=later(-1))).refused
    assert refused is not None
    assert (refused.slug, refused.positions) == ("open-already", (1,))


def test_the_history_stops_with_the_body() -> None:
    """The end of a body is never refused by a programme: what follows it in the book of a shop no longer counts."""
    ended = BodyEnded(effective=later(5), body=HAGEN)
    after = [opened(later(6)), opened(later(7))]
    assert list(TURNS.rule([])) == []
    scenario = given(opened(), ended, *after)
    assert scenario.when(Rest(body=HAGEN, effective=later(1))).refused is None


def test_commands_read_the_turns_of_what_they_are_recorded_as_unless_they_say_more() -> None:
    catalogue = given().catalogue
    turns = Reads("body", Opened, Rested, Closed).lines
    assert [catalogue.reads_of(one).lines for one in (Open, Rest, Close)] == [turns] * 3

    @command("shop.reopen", Policy("shop.keep", "body"), records=Opened)
    class Reopen(Open, frozen=True):
        """Open it again."""

        reads = Reads("body", Closed)

    assert catalogue.reads_of(Reopen).lines == Reads("body", Closed).lines


def test_a_fact_has_one_turn() -> None:
    turn = Turn(Opened, "out", "in", "slug", "Satz.")
    with pytest.raises(ValueError, match="a fact has one turn"):
        in_turn("body", turn, Turn(Opened, "paused", "in", "slug", "Satz."))


def test_the_rule_is_named_after_its_facts_or_as_is_said() -> None:
    assert TURNS.name == "body_in_turn_Opened_Rested_Closed"
    assert in_turn("cohort", Turn(Opened, "out", "in", "slug", "Satz."), name="one_at_a_time").name == "one_at_a_time"
