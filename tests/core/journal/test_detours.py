"""No detour reaches further than the direct way: commands about facts and commands, judged by what recording asks."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import pytest

from fokus_core.access.actor import CONSOLE, Actor
from fokus_core.access.grants import AccessGranted, GrantAccess
from fokus_core.bodies.facts import BodyId
from fokus_core.bodies.names import BodyRef
from fokus_core.corrections.corrections import Correct, Redo, Retract
from fokus_core.corrections.proposals import Confirm, DropProposal, ProposalClosed, Proposed
from fokus_core.domain.commands import Command, Outcome, asked_by, command
from fokus_core.domain.facts import Audience, Fact, Key, fact
from fokus_core.domain.hooks import hookimpl
from fokus_core.domain.past import Past
from fokus_core.domain.policy import SIGNED_IN, Asked, Policy
from fokus_core.domain.programme import ProgrammeInfo
from fokus_core.domain.refusals import Forbidden, NotFound, Refused
from fokus_core.domain.retraction import FactRetracted
from fokus_core.domain.roles import Permission
from fokus_core.journal.journal import Journal
from fokus_core.journal.request import Receipt
from fokus_core.journal.ways import recorded_by
from fokus_core.privacy.persons import Person, PersonId
from fokus_core.testing import Given
from fokus_core.testing.given import catalogue_of
from fokus_core.testing.memory import MemoryStore, MemoryVault

if TYPE_CHECKING:
    from decimal import Decimal

DAY, NEXT = date(2020, 5, 1), date(2020, 5, 2)
HAGEN, RATINGEN = "05914000", "05158028"
CohortId = Annotated[str, Key("cohort"), msgspec.Meta(pattern=r"^[0-9]{1,4}$")]


@fact("guild.built@1", public=True)
class Built(Fact, frozen=True):
    """A body built a house."""

    body: BodyId
    name: str = ""
    unlicensed: bool = False


@fact("guild.chartered@1", public=True)
class Chartered(Fact, frozen=True):
    """A body was chartered, which the whole guild decides."""

    body: BodyId
    name: str = ""


@fact("guild.allied@1", public=True)
class Allied(Fact, frozen=True):
    """Two bodies allied."""

    body: BodyId
    partner: BodyId


@fact("guild.said@1", audience=Audience("guild.say", "cohort"))
class Said(Fact, frozen=True):
    """A body said something in a cohort."""

    cohort: CohortId
    body: BodyId
    text: str = ""


@fact("guild.shut@1", public=True)
class Shut(Fact, frozen=True):
    """A body's house was shut, which two people decide."""

    body: BodyId
    name: str = ""


@fact("guild.paired@1")
class Paired(Fact, frozen=True):
    """Persons were put together."""

    body: BodyId
    persons: tuple[PersonId, ...]


class OfBody(Command, frozen=True, kw_only=True):
    """A command about a body."""

    body: BodyRef
    name: str = ""
    effective: date = DAY


@command("guild.build", Policy("guild.keep", "body"))
class Build(OfBody, frozen=True):
    """Build; without a licence where the guild allows it."""

    unlicensed: bool = False

    def asks(self) -> tuple[Asked, ...]:
        """Ask for one permission more without a licence."""
        return (asked_by(self), *([Asked("guild.waive", "guild")] if self.unlicensed else []))

    def decide(self, past: Past) -> Iterator[Built]:
        yield Built(effective=self.effective, body=self.body, name=self.name, unlicensed=self.unlicensed)


@command("guild.build-all", Policy("guild.lead"))
class BuildAll(Command, frozen=True, kw_only=True):
    """Build in several bodies at once."""

    bodies: tuple[BodyRef, ...]

    def decide(self, past: Past) -> Iterator[Built]:
        yield from (Built(effective=DAY, body=body) for body in self.bodies)


@command("guild.charter", Policy("guild.lead"))
class Charter(OfBody, frozen=True):
    """Charter a body."""

    def decide(self, past: Past) -> Iterator[Chartered]:
        yield Chartered(effective=self.effective, body=self.body, name=self.name)


@command("guild.ally", SIGNED_IN)
class Ally(Command, frozen=True, kw_only=True):
    """Let two bodies ally; anybody who signed in may."""

    body: BodyRef
    partner: BodyRef

    def decide(self, past: Past) -> Iterator[Allied]:
        yield Allied(effective=DAY, body=self.body, partner=self.partner)


@command("guild.say", Policy("guild.say", "cohort", hidden=True))
class Say(Command, frozen=True, kw_only=True):
    """Say something in a cohort."""

    cohort: CohortId
    body: BodyRef
    text: str = ""

    def decide(self, past: Past) -> Iterator[Said]:
        yield Said(effective=DAY, cohort=self.cohort, body=self.body, text=self.text)


@command("guild.shut", Policy("guild.keep", "body", four_eyes=True))
class ShutDown(OfBody, frozen=True):
    """Shut a house, with four eyes."""

    def decide(self, past: Past) -> Iterator[Shut]:
        yield Shut(effective=self.effective, body=self.body, name=self.name)


class Couple(Command, frozen=True, kw_only=True):
    """A command that names up to three persons, who must not be one and the same."""

    body: BodyRef = HAGEN
    one: Person
    two: Person
    three: Person | None = None

    def decide(self, past: Past) -> Iterator[Paired]:
        persons = tuple(person.id for person in (self.one, self.two, self.three) if person)
        if len(set(persons)) < len(persons):
            raise Refused("named-twice", "Eine Person ist zweimal genannt.", field="two")
        yield Paired(effective=DAY, body=self.body, persons=persons)


@command("guild.pair", Policy("guild.keep", "body"))
class Pair(Couple, frozen=True, kw_only=True):
    """Put persons together."""


@command("guild.wed", Policy("guild.keep", "body", four_eyes=True))
class Wed(Couple, frozen=True, kw_only=True):
    """Put persons together, with four eyes."""


@command("guild.meet", Policy("guild.keep", "body"))
class Meet(Couple, frozen=True, kw_only=True):
    """Put persons together, whoever they are."""

    def decide(self, past: Past) -> Iterator[Paired]:
        persons = tuple(person.id for person in (self.one, self.two, self.three) if person)
        yield Paired(effective=DAY, body=self.body, persons=persons)


@command("guild.lie", Policy("guild.keep", "body"))
class Lie(OfBody, frozen=True):
    """Record something else than is said."""

    def decide(self, past: Past) -> Iterator[Built]:
        yield Shut(effective=DAY, body=self.body)  # type: ignore[misc]  # that is the lie


KEEPERS = ("state-office", "municipal-officer")


class Guild:
    """The programme's table of contents."""

    @hookimpl
    def programme(self) -> ProgrammeInfo:
        return ProgrammeInfo(
            id="guild",
            title="Gilde",
            facts=[Built, Chartered, Allied, Said, Shut, Paired],
            commands=[Build, BuildAll, Charter, Ally, Say, ShutDown, Pair, Wed, Meet, Lie],
            permissions=[
                Permission("guild.keep", KEEPERS, "-"),
                Permission("guild.lead", ("state-office",), "-"),
                Permission("guild.waive", ("operator",), "-"),
                Permission("guild.say", ("state-office",), "-"),
                Permission("guild.retract", ("state-office", "auditor"), "-"),
            ],
        )


PLUGIN = Guild()
ACTORS = {
    "office": ("state-office", "state"),
    "second": ("state-office", "state"),
    "auditor": ("auditor", "state"),
    "officer": ("municipal-officer", f"body:{HAGEN}"),
    "operator": ("operator", "state"),
}
OFFICE, SECOND, AUDITOR = Actor("office"), Actor("second"), Actor("auditor")
OF_HAGEN, OF_COHORT = Actor("office", scopes=(f"body:{HAGEN}",)), Actor("office", scopes=("cohort:4",))
ALL = tuple(range(1, 100))


@pytest.fixture
def journal() -> Iterator[Journal]:
    journal = Journal(MemoryStore(), catalogue_of(PLUGIN), MemoryVault())
    for actor, (role, scope) in ACTORS.items():
        journal.handle(GrantAccess(actor=actor, role=role, scope=scope, effective=DAY), by=CONSOLE)
    yield journal
    journal.close()


def did(journal: Journal, command: Command) -> Receipt:
    return journal.handle(command, by=CONSOLE)


def refusal(journal: Journal, command: Command, by: Actor) -> tuple[type[Refused] | None, str | None]:
    """Return how a command is refused, as it is in a dry run; nothing is recorded."""
    head = journal.store.head()
    found: list[tuple[type[Refused] | None, str | None]] = []
    for dry_run in (True, False):
        try:
            journal.handle(command, by=by, dry_run=dry_run)
        except Refused as refused:
            found.append((type(refused), refused.field))
        else:
            found.append((None, None))
            if not dry_run:
                return found[0]
    assert found[0] == found[1]
    assert journal.store.head() == head
    return found[0]


def correct(target: Receipt | int, **changes: Any) -> Correct:
    position = target if isinstance(target, int) else target.position
    return Correct(position=position, changes=changes, reason="-", acknowledge=ALL)


def redo(earlier: Receipt, again: Command) -> Redo:
    name, body = again.__command__.name, msgspec.Raw(msgspec.json.encode(again))  # type: ignore[attr-defined]  # named by @command
    return Redo(command=earlier.facts[0].meta.command, name=name, body=body, reason="-", acknowledge=ALL)


FORBIDDEN = (Forbidden, "changes/body")


def test_a_narrow_key_corrects_its_own_into_nothing_else(journal: Journal) -> None:
    own, other = did(journal, Build(body=HAGEN)), did(journal, Build(body=RATINGEN))
    assert refusal(journal, Build(body=RATINGEN), OF_HAGEN) == (Forbidden, None)
    assert refusal(journal, correct(own, body=RATINGEN), OF_HAGEN) == FORBIDDEN
    assert refusal(journal, correct(own, name="A", body=RATINGEN), OF_HAGEN) == FORBIDDEN
    assert refusal(journal, correct(other, body=HAGEN), OF_HAGEN) == (Forbidden, None)
    assert refusal(journal, correct(own, name="A"), OF_HAGEN) == (None, None)
    moved = journal.handle(correct(other, body=HAGEN, name="B"), by=OFFICE)
    assert refusal(journal, correct(moved, name="C"), OF_HAGEN) == (None, None)


def test_what_was_changed_wrongly_is_said_to_those_alone_who_may_take_back_the_fact(journal: Journal) -> None:
    other = did(journal, Build(body=RATINGEN))
    for changes in ({"nothing": 1}, {"body": "Hagen"}, {"body": "05999999"}, {"effective": "1200-01-01"}, {}):
        assert refusal(journal, correct(other, **changes), OF_HAGEN) == (Forbidden, None)
    assert refusal(journal, correct(other, nothing=1), OFFICE)[1] == "changes/nothing"


def test_a_fact_that_is_recorded_for_the_whole_programme_is_not_a_bodys_own(journal: Journal) -> None:
    chartered = did(journal, Charter(body=HAGEN))
    assert refusal(journal, Charter(body=HAGEN), OF_HAGEN) == (Forbidden, None)
    assert refusal(journal, Retract(position=chartered.position, reason="-"), OF_HAGEN) == (Forbidden, None)
    assert refusal(journal, correct(chartered, name="A"), OF_HAGEN) == (Forbidden, None)
    assert refusal(journal, correct(chartered, body=RATINGEN), OFFICE) == (None, None)


def test_a_fact_about_two_bodies_lies_within_both(journal: Journal) -> None:
    for bodies in ((HAGEN, RATINGEN), (RATINGEN, HAGEN)):
        allied = did(journal, Ally(body=bodies[0], partner=bodies[1]))
        assert refusal(journal, Retract(position=allied.position, reason="-"), OF_HAGEN) == (Forbidden, None)
    own = did(journal, Ally(body=HAGEN, partner=HAGEN))
    assert refusal(journal, correct(own, partner=RATINGEN), OF_HAGEN)[0] is Forbidden
    assert refusal(journal, Retract(position=own.position, reason="-"), OF_HAGEN) == (None, None)


def test_what_is_said_in_a_cohort_stays_there_and_another_one_is_hidden(journal: Journal) -> None:
    said = did(journal, Say(cohort="4", body=HAGEN))
    assert refusal(journal, correct(said, cohort="5"), OF_COHORT) == (NotFound, "changes/cohort")
    assert refusal(journal, correct(said, text="A"), OF_HAGEN) == (NotFound, "position")
    assert refusal(journal, Retract(position=said.position, reason="-"), OF_HAGEN) == (NotFound, "position")
    assert refusal(journal, redo(said, Build(body=HAGEN)), OF_HAGEN)[0] is NotFound
    assert refusal(journal, correct(said, body=RATINGEN), OF_COHORT) == (None, None)


def test_who_may_take_back_but_not_record_corrects_nothing_into_what_recording_asks_more_for(journal: Journal) -> None:
    own = did(journal, Build(body=HAGEN))
    assert refusal(journal, correct(own, body=RATINGEN), AUDITOR) == FORBIDDEN
    assert refusal(journal, correct(own, unlicensed=True), AUDITOR)[0] is Forbidden
    assert refusal(journal, redo(own, Build(body=HAGEN)), AUDITOR)[0] is Forbidden
    assert refusal(journal, correct(own, name="A"), AUDITOR) == (None, None)


def test_what_a_field_asks_for_is_asked_by_a_correction_too(journal: Journal) -> None:
    own = did(journal, Build(body=HAGEN))
    assert refusal(journal, Build(body=HAGEN, unlicensed=True), OFFICE) == (Forbidden, None)
    assert refusal(journal, correct(own, unlicensed=True), OFFICE)[0] is Forbidden
    journal.handle(GrantAccess(actor="office", role="operator", scope="state", effective=DAY), by=CONSOLE)
    assert refusal(journal, correct(own, unlicensed=True), OFFICE) == (None, None)


def test_a_command_is_redone_by_those_alone_who_may_take_back_every_fact_of_it(journal: Journal) -> None:
    for bodies in ((HAGEN, RATINGEN), (RATINGEN, HAGEN)):
        both = did(journal, BuildAll(bodies=bodies))
        assert refusal(journal, redo(both, Build(body=HAGEN)), OF_HAGEN)[0] is Forbidden
        assert refusal(journal, redo(both, Build(body=HAGEN)), OFFICE) == (None, None)
    alone = did(journal, BuildAll(bodies=(HAGEN,)))
    assert refusal(journal, redo(alone, Build(body=HAGEN)), OF_HAGEN) == (None, None)


@pytest.mark.parametrize(
    ("chain", "refused"),
    [
        (lambda own, other: redo(own, correct(other, body=RATINGEN)), (Forbidden, "body/changes/body")),
        (
            lambda own, other: redo(own, redo(other, correct(other, body=RATINGEN))),
            (Forbidden, "body/body/changes/body"),
        ),
        (lambda own, other: redo(own, redo(other, Build(body=RATINGEN))), (Forbidden, None)),
        (lambda own, other: redo(own, Build(body=RATINGEN)), (Forbidden, None)),
        (lambda own, other: redo(own, Charter(body=HAGEN)), (Forbidden, None)),
        (lambda own, other: redo(own, Say(cohort="5", body=HAGEN)), (NotFound, "command")),
        (lambda own, other: redo(own, Build(body=HAGEN, unlicensed=True)), (Forbidden, None)),
        (
            lambda own, other: redo(own, GrantAccess(actor="xaver", role="operator", scope="state", effective=DAY)),
            (Forbidden, None),
        ),
    ],
)
def test_chains_of_detours_reach_no_further(
    journal: Journal, chain: Callable[[Receipt, Receipt], Command], refused: tuple[type[Refused], str | None]
) -> None:
    own, other = did(journal, Build(body=HAGEN)), did(journal, Build(body=HAGEN, name="A"))
    assert refusal(journal, chain(own, other), OF_HAGEN) == refused


def test_what_takes_four_eyes_takes_them_by_a_correction_too(journal: Journal) -> None:
    shut = did(journal, ShutDown(body=HAGEN))
    receipt = journal.handle(correct(shut, name="A"), by=OFFICE)
    assert [type(one.fact) for one in receipt.facts] == [Proposed]
    confirm = Confirm(proposal=receipt.proposal or "")
    assert refusal(journal, confirm, OFFICE)[0] is Forbidden
    assert refusal(journal, confirm, Actor("second", scopes=(f"body:{RATINGEN}",))) == (NotFound, "proposal")
    assert refusal(journal, confirm, AUDITOR) == (NotFound, "proposal")
    done = journal.handle(confirm, by=SECOND)
    assert [type(one.fact) for one in done.facts] == [FactRetracted, Shut, ProposalClosed]
    assert refusal(journal, Retract(position=done.facts[1].position, reason="-"), OFFICE) == (None, None)


@pytest.mark.parametrize("again", [lambda shut: ShutDown(body=HAGEN), lambda shut: correct(shut, name="A")])
def test_what_takes_four_eyes_takes_them_when_it_is_redone(
    journal: Journal, again: Callable[[Receipt], Command]
) -> None:
    built, shut = did(journal, Build(body=HAGEN)), did(journal, ShutDown(body=HAGEN))
    receipt = journal.handle(redo(built, again(shut)), by=OFFICE)
    assert [type(one.fact) for one in receipt.facts] == [Proposed]
    done = journal.handle(Confirm(proposal=receipt.proposal or ""), by=SECOND)
    assert [type(one.fact) for one in done.facts if type(one.fact) is not FactRetracted] == [Shut, ProposalClosed]


def test_a_proposal_is_confirmed_and_dropped_by_those_who_may_give_it(journal: Journal) -> None:
    shut = did(journal, ShutDown(body=HAGEN))
    moved = journal.handle(correct(shut, body=RATINGEN), by=OFFICE)
    for about in (Confirm, DropProposal):
        for who in (Actor("second", scopes=(f"body:{HAGEN}",)), Actor("second", scopes=(f"body:{RATINGEN}",)), AUDITOR):
            assert refusal(journal, about(proposal=moved.proposal or ""), who) == (NotFound, "proposal")
    dropped = journal.handle(DropProposal(proposal=moved.proposal or ""), by=SECOND)
    assert [type(one.fact) for one in dropped.facts] == [ProposalClosed]


def test_a_grant_is_corrected_by_nobody_and_told_to_nobody_who_could_not_give_it(journal: Journal) -> None:
    grant = next(one for one in journal.follow() if isinstance(one.fact, AccessGranted))
    for changes in ({"role": "auditor"}, {"scope": f"body:{RATINGEN}"}, {"actor": "officer"}):
        for who in (AUDITOR, Actor("officer"), Actor("operator"), OF_HAGEN):
            denied = (Forbidden, None) if who == AUDITOR else (NotFound, "position")  # auditors see it
            assert refusal(journal, correct(grant.position, **changes), who) == denied
        with pytest.raises(Refused) as caught:
            journal.handle(correct(grant.position, **changes), by=OFFICE)
        assert caught.value.slug == "irrevocable"


def test_a_correction_that_is_repeated_is_answered_alike(journal: Journal) -> None:
    own = did(journal, Build(body=HAGEN))
    first = journal.handle(correct(own, name="A"), by=OF_HAGEN, command_id="c1")
    again = journal.handle(correct(own, name="A"), by=OF_HAGEN, command_id="c1")
    assert (again.repeated, again.position) == (True, first.position)


class Silent(Command, frozen=True):
    """A command that does not say what it records."""

    def decide(self, past: Past):  # type: ignore[no-untyped-def]
        return ()


class Elsewhere(Command, frozen=True):
    """A command whose annotation cannot be read where it runs."""

    def decide(self, past: Past) -> "Iterator[Built | Decimal]":  # type: ignore[override]
        return iter(())


class Loose(Command, frozen=True):
    """A command that may record whatever it likes."""

    def decide(self, past: Past) -> list[Outcome]:
        return []


@pytest.mark.parametrize(
    ("cls", "found"),
    [
        (Build, (Built,)),
        (Couple, (Paired,)),
        (Pair, (Paired,)),
        (Silent, (Fact,)),
        (Elsewhere, (Fact,)),
        (Loose, (Fact,)),
        (Command, (Fact,)),
        (Correct, ()),
        (Redo, ()),
        (Confirm, ()),
    ],
)
def test_a_command_says_by_its_type_what_it_records(cls: type[Command], found: tuple[type[Fact], ...]) -> None:
    assert recorded_by(cls) == found


def test_a_command_that_records_what_it_does_not_say_is_no_refusal_but_a_fault(journal: Journal) -> None:
    with pytest.raises(TypeError, match=r"Lie yields 'guild\.shut@1'"):
        journal.handle(Lie(body=HAGEN), by=CONSOLE)
    assert not any(isinstance(one.fact, Shut) for one in journal.follow())


ERIKA, ANNA = Person(name="Erika", email="e@example.org"), Person(name="Anna", email="a@example.org")
ALIAS = Person(name="ERIKA", email="E@Example.org")  # who is alike in part only is asked about
BORN, AGAIN = (Person(name=name, birth="1980-01-01") for name in ("Paula Probe", "PAULA  probe"))
NAMELESS = Person(name="Erika")
SETS: list[tuple[tuple[Person, ...], bool]] = [
    ((ERIKA, ERIKA), False),
    ((ERIKA, ALIAS), False),
    ((BORN, AGAIN), False),
    ((ERIKA, ANNA), True),
    ((ERIKA, BORN), True),
    ((NAMELESS, NAMELESS), True),
    ((ERIKA, ERIKA, ERIKA), False),
    ((ERIKA, ANNA, ALIAS), False),
    ((ERIKA, ANNA, BORN), True),
]


def named(cls: type[Couple], persons: tuple[Person, ...]) -> Couple:
    return cls(one=persons[0], two=persons[1], three=persons[2] if len(persons) > 2 else None)


def slug(do: Callable[[], Any]) -> str | None:
    try:
        do()
    except Refused as refused:
        return refused.slug
    return None


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize(("persons", "distinct"), SETS)
def test_who_is_named_twice_is_one_person_in_a_dry_run_in_given_and_for_real(
    journal: Journal, persons: tuple[Person, ...], distinct: bool, known: bool
) -> None:
    if known:
        did(journal, named(Meet, (ERIKA, BORN)))
    wanted = None if distinct else "named-twice"
    pair = named(Pair, persons)
    if not known:
        outcome = Given(PLUGIN)().when(pair)
        assert (outcome.refused and outcome.refused.slug) == wanted
    assert slug(lambda: journal.handle(pair, by=CONSOLE, dry_run=True)) == wanted
    assert slug(lambda: journal.handle(pair, by=CONSOLE)) == wanted


@pytest.mark.parametrize(("persons", "distinct"), SETS)
def test_a_dry_run_names_as_many_persons_as_the_record(
    journal: Journal, persons: tuple[Person, ...], distinct: bool
) -> None:
    meet = named(Meet, persons)
    tried = journal.handle(meet, by=CONSOLE, command_id="c1", dry_run=True)
    done = journal.handle(meet, by=CONSOLE, command_id="c1")
    assert [one.fact for one in tried.facts] == [one.fact for one in done.facts]
    assert [one.fact for one in Given(PLUGIN)().when(meet).receipt.facts if isinstance(one.fact, Paired)]  # type: ignore[union-attr]
    (paired,) = done.facts
    assert isinstance(paired.fact, Paired)
    assert (len(set(paired.fact.persons)) == len(persons)) == distinct


@pytest.mark.parametrize(("persons", "distinct"), SETS)
def test_who_is_named_twice_is_one_person_when_it_is_redone_or_confirmed(
    journal: Journal, persons: tuple[Person, ...], distinct: bool
) -> None:
    wanted = None if distinct else "named-twice"
    built = did(journal, Build(body=HAGEN))
    for dry_run in (True, False):
        again = redo(built, named(Pair, persons))
        assert slug(lambda: journal.handle(again, by=OFFICE, dry_run=dry_run)) == wanted  # noqa: B023
    wed = named(Wed, persons)
    assert slug(lambda: journal.handle(wed, by=OFFICE, dry_run=True)) == wanted
    if not distinct:
        assert slug(lambda: journal.handle(wed, by=OFFICE)) == wanted
        return
    proposal = journal.handle(wed, by=OFFICE).proposal or ""
    tried = journal.handle(Confirm(proposal=proposal), by=SECOND, dry_run=True)
    done = journal.handle(Confirm(proposal=proposal), by=SECOND)
    assert [one.fact for one in tried.facts] == [one.fact for one in done.facts]
