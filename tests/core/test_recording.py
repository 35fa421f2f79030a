"""A command that is recorded as a fact: what is copied, and what the start refuses because it would be lost."""

from datetime import date
from typing import Annotated, Any, Literal

import pytest
from msgspec import Meta

from fokus_core import (
    BodyId,
    BodyRef,
    Command,
    Fact,
    PartyId,
    PartyRef,
    Past,
    Permission,
    Person,
    PersonId,
    Policy,
    ProgrammeInfo,
    Refused,
    command,
    fact,
    hookimpl,
    recorded,
)
from fokus_core.domain.programme import PluginRefused
from fokus_core.plugins.catalogue import Catalogue
from fokus_core.plugins.manager import Plugins
from fokus_core.testing import Given

KEEP = Policy("prize.keep", "body")
DAY = date(2024, 1, 1)
Short = Annotated[str, Meta(max_length=10)]


@fact("prize.awarded@1", public=True)
class Awarded(Fact, frozen=True):
    """A prize was awarded."""

    body: BodyId
    title: Short
    person: PersonId | None = None
    rank: Annotated[int, Meta(ge=1, le=3)] = 1


class About(Command, frozen=True, kw_only=True):
    """What all of these have."""

    body: BodyRef
    effective: date
    title: Short
    person: Person | None = None
    rank: Annotated[int, Meta(ge=1, le=3)] = 1


@command("prize.award", KEEP, records=Awarded)
class Award(About, frozen=True):
    """Award a prize."""

    def check(self, past: Past) -> None:
        if self.title == "nichts":
            raise Refused("no-title", "Der Preis braucht einen Titel.", field="title")


class Prize:
    def __init__(self, *commands: type[Command], facts: tuple[type[Fact], ...] = (Awarded,)) -> None:
        self.commands, self.facts = commands, facts

    @hookimpl
    def programme(self) -> ProgrammeInfo:
        permissions = [Permission(f"prize.{name}", ("state-office",), "-") for name in ("keep", "retract")]
        return ProgrammeInfo(id="prize", title="-", facts=self.facts, commands=self.commands, permissions=permissions)


def start(*commands: type[Command], facts: tuple[type[Fact], ...] = (Awarded,)) -> Catalogue:
    return Catalogue.of(Plugins.load(only=[], extra=[Prize(*commands, facts=facts)]))


def test_the_fact_takes_the_fields_of_the_same_name_and_of_a_person_the_id() -> None:
    given = Given(Prize(Award))()
    person = Person(name="Erika Muster", email="erika@example.org")
    (made,) = given.when(Award(body="Hagen", effective=DAY, title="Ehre", person=person, rank=2)).facts
    assert isinstance(made, Awarded)
    assert (made.body, made.effective, made.title, made.rank) == ("05914000", DAY, "Ehre", 2)
    assert made.person is not None
    assert len(made.person) == 32
    (bare,) = given.when(Award(body="Hagen", effective=DAY, title="Ehre")).facts
    assert isinstance(bare, Awarded)
    assert (bare.person, bare.rank) == (None, 1)


def test_a_check_refuses_before_anything_is_recorded() -> None:
    refused = Given(Prize(Award))().when(Award(body="Hagen", effective=DAY, title="nichts")).refused
    assert refused is not None
    assert (refused.slug, refused.field) == ("no-title", "title")


def test_what_is_given_stands_in_the_place_of_what_would_be_copied() -> None:
    made = recorded(Award(body="05914000", effective=DAY, title="Ehre"), Awarded, title="Anders", rank=3)
    assert (made.title, made.rank, made.body) == ("Anders", 3, "05914000")


def refusal(**fields: Any) -> str:
    """Return why a command with these fields, recorded as `Awarded`, stops the start."""
    options = fields.pop("options", {})
    given = {"body": BodyRef, "effective": date, "title": Short, "person": PersonId | None, "rank": int} | fields
    annotations = {name: hint for name, hint in given.items() if hint is not None}
    space = {"__annotations__": annotations, "__doc__": "Award.", "__module__": __name__}
    cls = type(Command)("Given", (Command,), space, frozen=True, kw_only=True)
    with pytest.raises(PluginRefused) as stopped:
        start(command("prize.give", KEEP, records=Awarded, **options)(cls))
    return str(stopped.value)


RANK = Annotated[int, Meta(ge=1, le=3)]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"rank": RANK, "note": str}, "'note', which is recorded nowhere in fact 'prize.awarded'"),
        ({"rank": None}, "has no field 'rank' of fact 'prize.awarded'"),
        ({"rank": RANK, "title": None}, "has no field 'title', which fact 'prize.awarded' needs"),
        ({"rank": RANK, "title": str}, "'title', which has wider bounds in fact 'prize.awarded'"),
        ({"rank": RANK, "title": Annotated[str, Meta(max_length=11)]}, "'title', which has wider bounds"),
        ({"rank": RANK, "title": Short | None}, "'title', which may be empty, and may not in fact 'prize.awarded'"),
        ({"rank": Annotated[int, Meta(ge=0, le=3)]}, "'rank', which has wider bounds"),
        ({"rank": str}, "'rank', which is of another type"),
        ({"rank": RANK, "body": PartyRef}, "'body', which may be a party that is no body"),
        ({"rank": RANK, "person": str | None}, "'person', which is another kind of key"),
        ({"rank": RANK, "options": {"leaves": ("colour",)}}, "names the field 'colour', which is not there"),
        ({"rank": RANK, "options": {"unrecorded": ("colour",)}}, "names the field 'colour', which is not there"),
    ],
)
def test_a_field_that_would_be_lost_unset_or_wider_stops_the_start(fields: dict[str, Any], sentence: str) -> None:
    assert sentence.replace("'prize.awarded'", "'prize.awarded@1'") in refusal(**fields)


def test_what_is_named_may_be_left_out_on_either_side() -> None:
    @command("prize.honour", KEEP, records=Awarded, unrecorded=("note",), leaves=("rank", "person"), title="Ehren")
    class Honour(Command, frozen=True, kw_only=True):
        """Honour somebody."""

        body: BodyRef
        effective: date
        title: Annotated[str, Meta(max_length=5)]
        note: str = ""

    catalogue = start(Honour)
    assert catalogue.commands["prize.honour"].records is Awarded
    assert catalogue.commands["prize.honour"].title == "Ehren"


def test_narrower_fields_and_choices_fit() -> None:
    @fact("prize.told@1", public=True)
    class Told(Fact, frozen=True):
        """It was told."""

        body: PartyId
        how: str
        kinds: tuple[str, ...] = ()

    @command("prize.tell", KEEP, records=Told)
    class Tell(Command, frozen=True, kw_only=True):
        """Tell it."""

        body: PartyRef
        effective: date
        how: Literal["loud", "low"]
        kinds: tuple[str, ...] = ()

    assert start(Tell, facts=(Told,)).commands["prize.tell"].records is Told


def test_a_check_that_yields_would_never_run() -> None:
    class Yields(About, frozen=True):
        def check(self, past: Past) -> Any:
            yield Refused("never", "Nie.")

    with pytest.raises(ValueError, match="a `check` that yields never runs"):
        command("prize.yield", KEEP, records=Awarded)(Yields)


def test_rules_are_not_inherited_from_a_named_command() -> None:
    class Again(Award, frozen=True):
        """Award it again."""

    with pytest.raises(ValueError, match="inherits the rules of Award; write its own `check`"):
        command("prize.again", KEEP, records=Awarded)(Again)


def test_a_rule_stands_in_check_or_in_decide_and_where_it_is_asked() -> None:
    class Decides(About, frozen=True):
        def decide(self, past: Past) -> list[Fact]:
            return []

    class Checks(About, frozen=True):
        def check(self, past: Past) -> None:
            """Check."""

    with pytest.raises(ValueError, match="is checked by `check`, not decided"):
        command("prize.decides", KEEP, records=Awarded)(Decides)
    with pytest.raises(ValueError, match="`check` is asked of commands that are recorded"):
        command("prize.checks", KEEP)(Checks)
