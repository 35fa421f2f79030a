"""Random histories of memberships against a naive replay, written from the definition of the two clocks alone.

The oracle below knows neither the read models nor the statutes: it holds what was recorded as plain lines, orders them
by (effective, place), and walks them.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.plugins import hookspecs as api_hooks
from fokus_api.testing.contract import service_of, settle, temporary_client
from fokus_core import Command
from fokus_core.access.actor import CONSOLE
from fokus_core.bodies.register import Register
from fokus_core.corrections.corrections import Correct, Retract
from fokus_core.domain.refusals import Refused
from fokus_core.domain.retraction import FactRetracted
from fokus_core.journal.engines.open_store import open_store
from fokus_core.journal.engines.store import Store
from fokus_core.journal.journal import Journal
from fokus_core.journal.request import Receipt
from fokus_core.plugins.catalogue import Catalogue
from fokus_core.plugins.manager import Plugins
from fokus_core.testing import MemoryStore, MemoryVault
from fokus_core.testing.postgres import PostgresServer
from fokus_network.membership.commands.admission import JoinNetwork
from fokus_network.membership.commands.declaration import OpenRound, PublishDeclaration, SignDeclaration
from fokus_network.membership.commands.membership import LeaveNetwork, ResumeMembership, SuspendMembership
from fokus_network.membership.read_models import MEMBERS
from fokus_network.plugin import plugin as network
from fokus_projections import Reader, load_projections, select_as_of
from fokus_projections import hookspecs as projection_hooks
from fokus_projections.testing import contents, followed, model_of

BODIES = ("05958004", "059", "05914000")  # Arnsberg the town and Arnsberg the administrative district are two members
FOUNDED = date(2012, 12, 5)
DAYS = (
    date(2019, 12, 31),
    date(2020, 1, 1),
    date(2020, 2, 29),
    date(2020, 3, 29),  # clocks go forward
    date(2020, 10, 25),  # clocks go back
    date(2021, 3, 1),
    date(2035, 12, 31),  # not yet
    date(2036, 2, 29),
)

# --- the oracle -------------------------------------------------------------------------------------------------------


class Line(NamedTuple):
    """A recorded fact as the definition sees it; `by` is the kind of command that recorded it."""

    position: int
    place: int
    body: str
    what: str
    effective: date
    by: str
    target: int = 0
    reason: str = ""


TYPES = {
    "joined": "network.municipality-joined@1",
    "left": "network.municipality-left@1",
    "suspended": "network.membership-suspended@1",
    "resumed": "network.membership-resumed@1",
    "signed": "network.declaration-signed@1",
    "retracted": "core.fact-retracted@1",
}
READ_BY = {what: {"join", "leave"} for what in ("joined", "left", "suspended", "resumed")} | {"signed": {"join"}}
STEPS = {
    ("out", "joined"): "in",
    ("in", "left"): "out",
    ("resting", "left"): "out",
    ("in", "suspended"): "resting",
    ("resting", "resumed"): "in",
}
WRONG = {
    "joined": "already-member",
    "left": "not-member",
    "suspended": "not-suspendable",
    "resumed": "not-suspended",
}
Member = tuple[str, str, int]
Outcomes = Counter[tuple[str, str]]


def known_at(lines: Sequence[Line], known: int) -> list[Line]:
    """Return the facts with a position up to K that are not retracted at K, by (effective, place)."""
    seen = [line for line in lines if line.position <= known]
    gone = {line.target for line in seen if line.what == "retracted"}
    kept = [line for line in seen if line.position not in gone and line.what != "retracted"]
    return sorted(kept, key=lambda line: (line.effective, line.place))


def member_on(ordered: Iterable[Line], body: str, on: date) -> Member | None:
    """Fold the facts of a body up to a day: status, day and position of joining."""
    state: Member | None = None
    for line in ordered:
        if line.body != body or line.effective > on or line.what == "signed":
            continue
        if line.what == "joined":
            state = ("member", line.effective.isoformat(), line.position)
        elif line.what == "left":
            state = None
        elif state is not None:
            state = ("suspended" if line.what == "suspended" else "member", *state[1:])
    return state


def faults(ordered: Iterable[Line]) -> list[tuple[str, int]]:
    """Return what must not be in the history of a body: the slug, and the position where it shows."""
    state, signed, found = "out", False, []
    for line in ordered:
        if line.what == "signed":
            if signed:
                found.append(("already-signed", line.position))
            signed = True
            continue
        if line.what == "joined" and not signed:
            found.append(("not-signed", line.position))
        if (state, line.what) in STEPS:
            state = STEPS[state, line.what]
        else:
            found.append((WRONG[line.what], line.position))
    return found


def relying_on(lines: Sequence[Line], target: Line) -> tuple[int, ...]:
    """Return the blast radius: later facts, not taken back, whose command read the target."""
    gone = {line.target for line in lines}
    return tuple(
        line.position
        for line in lines
        if line.position > target.position
        and line.position not in gone
        and line.body == target.body
        and line.by in READ_BY.get(target.what, ())
    )


# --- playing a history ------------------------------------------------------------------------------------------------


class Step(NamedTuple):
    """One thing somebody does; `pick` chooses the fact that is corrected or taken back."""

    kind: str
    body: int
    day: int
    pick: int


KINDS = ("join", "leave", "suspend", "resume", "sign", "correct-day", "correct-reason", "retract", "retract-any")
FITTING = {None: ("join",), "member": ("leave", "suspend"), "suspended": ("resume", "leave")}
WHAT = {"join": "joined", "leave": "left", "suspend": "suspended", "resume": "resumed", "sign": "signed"}
COMMANDS: dict[str, Callable[[str, date], Command]] = {
    "join": lambda body, day: JoinNetwork(body=body, effective=day),
    "leave": lambda body, day: LeaveNetwork(body=body, effective=day, kind="withdrawal", reason="Beschluss"),
    "suspend": lambda body, day: SuspendMembership(body=body, effective=day, reason="Stelle unbesetzt"),
    "resume": lambda body, day: ResumeMembership(body=body, effective=day, reason="Stelle besetzt"),
    "sign": lambda body, day: SignDeclaration(party=body, round="r", effective=day),
}


def histories(longest: int) -> st.SearchStrategy[list[Step]]:
    """Return random histories; one body is met more often than the others, and half the commands fit their day."""
    step = st.builds(
        Step,
        st.sampled_from([*["fitting"] * len(KINDS), *KINDS]),
        st.sampled_from([0, 0, 0, 1, 1, 2]),
        st.integers(0, len(DAYS) - 1),
        st.integers(0, 60),
    )
    return st.lists(step, min_size=longest // 3, max_size=longest)


@dataclass
class Play:
    """A journal and the oracle beside it; `seen` counts what every kind of step came to."""

    journal: Journal
    lines: list[Line]
    seen: Outcomes

    @classmethod
    def begin(cls, journal: Journal, seen: Outcomes | None = None) -> "Play":
        """Publish the declaration, open the round, and let every body sign."""
        play = cls(journal, [], Counter() if seen is None else seen)
        journal.handle(PublishDeclaration(declaration="2012", title="Erklärung", effective=FOUNDED), by=CONSOLE)
        journal.handle(OpenRound(round="r", title="Runde", declaration="2012", effective=FOUNDED), by=CONSOLE)
        for body in BODIES:
            play.command("sign", body, FOUNDED)
        return play

    def take(self, step: Step) -> None:
        """Take one step, and hold what came of it against the oracle."""
        body, day = BODIES[step.body], DAYS[step.day]
        if step.kind == "fitting":
            state = member_on(known_at(self.lines, self.head), body, day)
            fitting = FITTING[state[0] if state else None]
            self.command(fitting[step.pick % len(fitting)], body, day)
            return
        if step.kind in COMMANDS:
            self.command(step.kind, body, day)
            return
        standing = known_at(self.lines, self.head)
        offered = [line for line in standing if line.body == body and line.what != "signed"] or standing
        if step.kind == "retract-any":  # signatures too, and every other time what is no longer there to be taken back
            fallen = [line for line in self.lines if line not in standing]
            offered = fallen if fallen and step.pick % 2 else self.lines
        if step.kind == "correct-reason" and step.pick % 4:
            offered = [line for line in offered if line.what not in {"joined", "signed"}] or offered
        target = offered[step.pick % len(offered)] if offered else None
        if target is not None:
            self.about(step.kind, target, day)

    def command(self, kind: str, body: str, day: date) -> Receipt | None:
        """Give a command about a body."""
        new = Line(self.head + 1, self.head + 1, body, WHAT[kind], day, kind)
        return self.hold(kind, COMMANDS[kind](body, day), [new], self.faults_with([new]))

    def about(self, kind: str, target: Line, day: date) -> Receipt | None:
        """Correct or take back a fact, acknowledging what the first refusal names."""
        retraction = Line(
            self.head + 1, self.head + 1, target.body, "retracted", target.effective, kind, target.position
        )
        new = [retraction]
        if kind.startswith("correct"):
            new.append(target._replace(position=self.head + 2))
        changes: dict[str, Any] = {"reason": "Berichtigt"}
        if kind == "correct-day":
            new[-1] = new[-1]._replace(effective=day)
            changes = {"effective": day.isoformat()}
        elif kind == "correct-reason":
            new[-1] = new[-1]._replace(reason="Berichtigt")
        wrong = self.faults_with(new)
        if new[-1] == target._replace(position=self.head + 2):
            wrong = [("nothing-to-do", 0)]
        if kind == "correct-reason" and target.what in {"joined", "signed"}:
            wrong = [("unknown-field", 0)]
        if any(line.target == target.position for line in self.lines):
            wrong = [("already-retracted", 0)]
        elif target.what == "retracted":
            wrong = [("irrevocable", target.position)]

        def made(acknowledge: tuple[int, ...]) -> Command:
            if len(new) == 1:
                return Retract(position=target.position, reason="Irrtum", acknowledge=acknowledge)
            return Correct(position=target.position, changes=changes, reason="Irrtum", acknowledge=acknowledge)

        relying = relying_on(self.lines, target)
        acknowledge: tuple[int, ...] = ()
        at_once = {"already-retracted", "nothing-to-do", "unknown-field"}  # said before anybody looks who relies on it
        if relying and not at_once.intersection(slug for slug, _ in wrong):
            self.hold(kind, made(()), [], [("blast-radius", position) for position in relying])
            acknowledge = self.refused.positions
            assert acknowledge == relying
        return self.hold(kind, made(acknowledge), new, wrong)

    def hold(self, kind: str, command: Command, new: list[Line], wrong: list[tuple[str, int]]) -> Receipt | None:
        """Give a command; it is refused exactly when something would be wrong, and then nothing is recorded."""
        head = self.head
        receipt = self.give(command)
        if receipt is None:
            assert self.refused.slug in {slug for slug, _ in wrong}, (command, self.refused.slug, wrong)
            assert set(self.refused.positions) <= {position for _, position in wrong}, (command, wrong)
            assert self.head == head
            self.seen[kind, self.refused.slug] += 1
            return None
        assert wrong == [], command
        assert [(fact.type, fact.fact.effective) for fact in receipt.facts] == [
            (TYPES[line.what], line.effective) for line in new
        ]
        for line, fact in zip(new, receipt.facts, strict=True):
            assert fact.position > head
            replaces = kind.startswith("correct") and line.what != "retracted"
            place = line.place if replaces else fact.position
            assert fact.place == place
            if isinstance(fact.fact, FactRetracted):
                assert fact.fact.target == line.target
            self.lines.append(line._replace(position=fact.position, place=place))
        self.seen[kind, "recorded"] += 1
        return receipt

    def give(self, command: Command) -> Receipt | None:
        """Give a command; what refuses it is kept."""
        try:
            return self.journal.handle(command, by=CONSOLE)
        except Refused as refused:
            self.refused = refused
            return None

    def faults_with(self, new: list[Line]) -> list[tuple[str, int]]:
        """Return what would be wrong with the history of the body once these lines were in it."""
        after = known_at([*self.lines, *new], self.head + len(new))
        return faults(line for line in after if line.body == new[0].body)

    @property
    def head(self) -> int:
        """The journal's last position."""
        return self.journal.store.head()

    def check(self, reader: Reader) -> None:
        """Hold the read model against the oracle, at every day and every position of interest."""
        facts = {line.effective + timedelta(days=shift) for line in self.lines for shift in (-1, 0, 1)}
        columns = ("body", "status", "joined", "joined_at")
        for known in range(2, self.head + 1):
            ordered = known_at(self.lines, known)
            for on in sorted(facts):
                found = {body: state for body, *state in select_as_of(reader, MEMBERS, on, known, columns=columns)}
                members = {body: member_on(ordered, body, on) for body in BODIES}
                assert found == {body: list(state) for body, state in members.items() if state}, (on, known)


PLUGINS = Plugins.load(only=[], extra=[network], layers=[projection_hooks, api_hooks])
CATALOGUE = Catalogue.of(PLUGINS)
PROJECTIONS = load_projections(PLUGINS)
SHORT_AND_LONG = pytest.mark.parametrize(
    "times", [pytest.param(1, id="short"), pytest.param(10, id="long", marks=pytest.mark.long)]
)
REFUSALS = {
    *WRONG.values(),
    "not-signed",
    "already-signed",
    "blast-radius",
    "already-retracted",
    "irrevocable",
    "nothing-to-do",
}


def over(examples: int, times: int, run: Callable[[list[Step]], None]) -> None:
    """Run over random histories: once over always the same, so that every outcome comes up; else over many others."""
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    short = times == 1
    chosen = settings(max_examples=examples * times, derandomize=short, deadline=None, suppress_health_check=checks)
    chosen(given(histories(24 if short else 40))(run))()


@contextmanager
def opened(store: Store) -> Iterator[Journal]:
    """Open a journal over a store for the length of a history."""
    journal = Journal(store, CATALOGUE, MemoryVault())
    try:
        yield journal
    finally:
        journal.close()


@pytest.fixture(autouse=True, scope="module")
def _an_index_that_is_used() -> Iterator[None]:
    """Let what decisions read be found by index although the histories are short."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fokus_core.journal.read_index.LAG", 2)
        yield


@pytest.fixture
def new_store(store_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Store]:
    """Return how to open a fresh store, on each engine in turn."""
    numbers = count()

    def url() -> str:
        if store_url.startswith("sqlite"):
            return f"sqlite:///{tmp_path}/{next(numbers)}/journal.db"
        server: PostgresServer = request.getfixturevalue("postgres_server")
        return server.new_database()

    return lambda: open_store(url())


@contextmanager
def followed_play(store: Store, seen: Outcomes | None = None) -> Iterator[Play]:
    """Yield a play whose read model follows as it goes; at the end both are compared, and a rebuild with the model."""
    with opened(store) as journal, followed(journal, PROJECTIONS) as models:
        play = Play.begin(journal, seen)
        yield play
        assert models.wait_for(play.head, 30)
        play.check(models.reader())
        live = contents(models.reader())
        models.rebuild()
        assert contents(models.reader()) == live


@SHORT_AND_LONG
def test_random_histories_are_decided_and_answered_as_a_naive_replay_would(times: int) -> None:
    seen: Outcomes = Counter()

    def run(steps: list[Step]) -> None:
        with opened(MemoryStore()) as journal:
            play = Play.begin(journal, seen)
            for step in steps:
                play.take(step)
            with model_of(MEMBERS, list(journal.follow()), batch=1 + len(steps) % 5) as reader:
                play.check(reader)

    over(100, times, run)
    assert {kind for kind, outcome in seen if outcome == "recorded"} == set(KINDS)
    assert {outcome for _, outcome in seen} == {"recorded", "unknown-field", *REFUSALS}


@SHORT_AND_LONG
def test_both_engines_and_the_running_read_model_answer_as_a_naive_replay_would(
    new_store: Callable[[], Store], times: int
) -> None:
    def run(steps: list[Step]) -> None:
        with followed_play(new_store()) as play:
            for step in steps:
                play.take(step)

    over(5, times, run)


def test_a_leave_and_rejoin_on_one_day_stay_in_order_when_the_leave_is_corrected(
    new_store: Callable[[], Store],
) -> None:
    body = BODIES[0]
    with followed_play(new_store()) as play:
        play.command("join", body, FOUNDED)
        for day in DAYS:
            play.command("leave", body, day)
            play.command("join", body, day)
            left, again = play.lines[-2:]
            assert play.about("correct-reason", left, day) is not None
            for on in (day, day + timedelta(days=1)):
                ordered = known_at(play.lines, play.head)
                assert member_on(ordered, body, on) == ("member", day.isoformat(), again.position)
            assert play.command("join", body, day) is None
            assert play.refused.slug == "already-member"


QUESTIONS = 200
FURTHER = 100
TOWNS = ("05958004", "059", "05914000", "05966", "05966024", "05562012", "05334004", "05124000")
FILTERS = ("", "", "&kreis=05966", "&type=town", "&round=r", "&format=csv", "&limit=2")
MEMBERS_ROUTE = "/api/v1/network/members"


def record_further(journal: Journal, chance: random.Random, facts: int, towns: Sequence[str] = TOWNS) -> None:
    """Record at least so many further facts: commands, corrections and retractions at random, refused or not."""
    until = journal.store.head() + facts
    while journal.store.head() < until:
        kind = chance.choice([*COMMANDS, "correct", "retract"])
        day = chance.choice(DAYS)
        position = chance.randint(4, journal.store.head())
        command: Command = Retract(position=position, reason="Irrtum")
        if kind in COMMANDS:
            command = COMMANDS[kind](chance.choice(towns), day)
        elif kind == "correct":
            command = Correct(position=position, changes={"effective": day.isoformat()}, reason="Irrtum")
        for _ in range(2):
            try:
                journal.handle(command, by=CONSOLE)
            except Refused as refused:
                if refused.slug == "blast-radius" and isinstance(command, Retract | Correct):
                    command = msgspec.structs.replace(command, acknowledge=refused.positions)
                    continue
            break


def ask(client: TestClient[Litestar], question: str) -> tuple[bytes, str, str, str]:
    """Return an answer byte for byte, and the headers that say what it is and what it is about."""
    answer = client.get(question)
    assert answer.status_code == 200, (question, answer.text)
    return answer.content, *(answer.headers[name] for name in ("content-type", "fokus-on", "fokus-known"))


def test_a_saved_question_gets_the_same_bytes_for_ever() -> None:
    ask_again(QUESTIONS, FURTHER, TOWNS)


@pytest.mark.long
def test_a_thousand_saved_questions_get_the_same_bytes_after_ten_thousand_more_facts() -> None:
    ask_again(1_000, 10_000, sorted(body.id for body in Register.load() if len(body.id) == 8))


def ask_again(questions: int, further: int, towns: Sequence[str]) -> None:
    """Ask questions about pinned moments, record further facts, and ask again; then once more of a rebuilt model."""
    chance = random.Random(20)
    with temporary_client(network, limits=("exports=100000/60",)) as client:
        service = service_of(client)
        journal = service.journal
        journal.handle(PublishDeclaration(declaration="2012", title="Erklärung", effective=FOUNDED), by=CONSOLE)
        journal.handle(OpenRound(round="r", title="Runde", declaration="2012", effective=FOUNDED), by=CONSOLE)
        for town in towns:
            journal.handle(COMMANDS["sign"](town, FOUNDED), by=CONSOLE)
            journal.handle(COMMANDS["join"](town, chance.choice(DAYS)), by=CONSOLE)
        record_further(journal, chance, FURTHER)
        head = settle(service)
        days = [day + timedelta(days=shift) for day in DAYS for shift in (-1, 0, 1)]
        kept: dict[str, tuple[bytes, str, str, str]] = {}
        unpinned: dict[str, bytes] = {}
        while len(kept) < questions:
            question = f"{MEMBERS_ROUTE}?on={chance.choice(days)}{chance.choice(FILTERS)}"
            if chance.random() < 0.2:  # asked of today's knowledge; the answer says which that was
                answer = ask(client, question)
                unpinned[question] = answer[0]
                question += f"&known={answer[3]}"
                assert ask(client, question)[0] == answer[0]
            else:
                question += f"&known={chance.randint(1, head)}"
            kept[question] = ask(client, question)
        record_further(journal, chance, further, towns)
        settle(service)
        assert {question: ask(client, question) for question in kept} == kept
        service.models.rebuild()
        assert {question: ask(client, question) for question in kept} == kept
        changed = [question for question, before in unpinned.items() if ask(client, question)[0] != before]
        assert changed, "nothing was recorded that would have changed an answer"
