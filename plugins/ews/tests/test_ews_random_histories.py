"""Whatever is entered, backdated and taken back, in any order: no day of a run has more sites than places."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from ews_kit import BONN, HAGEN, LUENEN, OLPE, handled
from ews_race import answer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fokus_core import Command, Fact, Journal, Person, Retract, clock, standing
from fokus_core.domain.facts import in_effective_order
from fokus_core.testing import MemoryStore, MemoryVault, catalogue_of
from fokus_ews.commands.announcement import AnnounceDecisions
from fokus_ews.commands.application import (
    DraftApplication,
    GiveBackPlace,
    SubmitApplication,
    WithdrawApplication,
)
from fokus_ews.commands.cohort import AddSite, EndSite, GiveSeat, StartCohort
from fokus_ews.commands.run import AdoptRules, AnnounceRun, OpenCall
from fokus_ews.commands.selection import PrepareDecision
from fokus_ews.commands.team import NameTeamMember
from fokus_ews.facts import (
    ApplicationAccepted,
    ApplicationDeclined,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    ApplicationWritten,
    PlaceGivenBack,
    RulesAdopted,
    SeatEnded,
    SeatGiven,
    SiteJoined,
    SiteLeft,
    TeamMemberNamed,
)
from fokus_ews.plugin import plugin

RUN = "probe"
DAYS = [clock.day_of(clock.now()) - timedelta(days=number) for number in (30, 20, 10)]
CATALOGUE = catalogue_of(plugin)
ALL = tuple(range(1, 200))

STEPS = st.tuples(
    st.sampled_from(
        ["apply"] * 4
        + ["prepare"] * 4
        + ["announce"] * 3
        + ["withdraw", "back", "add", "add", "end", "seat", "rules"]
        + ["retract"] * 2
    ),
    st.integers(0, 30),
    st.sampled_from(DAYS),
)


class Play:
    """A run in a journal in memory, and the applications made so far."""

    def __init__(self) -> None:
        self.journal = Journal(MemoryStore(), CATALOGUE, MemoryVault())
        self.made: list[tuple[str, str]] = []
        handled(self.journal, AnnounceRun(run=RUN, title="Probe", capacity=1, team_size=1, effective=DAYS[0]))
        handled(self.journal, OpenCall(run=RUN, effective=DAYS[0]))
        handled(self.journal, StartCohort(run=RUN, effective=DAYS[0], documented=(OLPE,)))
        handled(self.journal, GiveSeat(run=RUN, body=OLPE, actor="olpe", effective=DAYS[0]))

    def take(self, kind: str, number: int, day: date) -> str:
        """Take one step, and return what became of it."""
        said = "nothing"
        for command in self.commands(kind, number, day):
            said = answer(self.journal, command)
        return said

    def commands(self, kind: str, number: int, day: date) -> Iterator[Command]:
        body = (BONN, HAGEN, LUENEN, OLPE)[number % 4]
        application, applicant = self.made[number % len(self.made)] if self.made else ("0" * 32, body)
        match kind:
            case "apply":
                yield from self.applying(body, number % 5, day)
            case "prepare":
                decision = ("accepted", "accepted", "waiting", "declined")[number % 4]
                rank = number if decision == "waiting" else None
                yield PrepareDecision(application=application, decision=decision, rank=rank, effective=day)  # type: ignore[arg-type]  # one of them
            case "announce" if number % 2:
                yield PrepareDecision(application=application, decision="accepted", effective=day)
                yield AnnounceDecisions(run=RUN, effective=day, applications=(application,))
            case "announce":
                yield AnnounceDecisions(run=RUN, effective=day)
            case "withdraw":
                yield WithdrawApplication(application=application, body=applicant, effective=day)
            case "back":
                yield GiveBackPlace(application=application, body=applicant, effective=day)
            case "add":
                yield AddSite(run=RUN, body=body, effective=day, documented=bool(number % 2))
            case "end":
                yield EndSite(run=RUN, body=body, effective=day)
            case "seat":
                yield GiveSeat(run=RUN, body=body, actor=f"team-{number}", effective=day)
            case "rules":
                yield AdoptRules(run=RUN, capacity=1 + number % 3, team_size=1, effective=day)
            case _:
                yield Retract(position=4 + number % 9, reason="-", acknowledge=ALL)

    def applying(self, body: str, person: int, day: date) -> Iterator[Command]:
        draft = DraftApplication(run=RUN, body=body, starting_point="-", motivation="-", effective=day)
        (written,) = handled(self.journal, draft)
        assert isinstance(written, ApplicationWritten)
        self.made.append((written.application, body))
        about: dict[str, Any] = {"application": written.application, "body": body, "effective": day, "on_paper": True}
        yield NameTeamMember(member=Person(name="Ada", email=f"{person}@example.org"), **about)
        yield SubmitApplication(**about)

    def history(self) -> list[Fact]:
        """Return what stands, in effective order."""
        records = standing(self.journal.under(f"run:{RUN}"))
        return [record.fact for record in in_effective_order(records)]


def assert_in_order(history: list[Fact], day: date) -> None:
    """Assert what must hold on a day, counted anew from what stands."""
    capacity = 0
    places: set[str] = set()
    applied: dict[str, str] = {}
    teams: dict[str, set[str]] = {}
    for fact in history:
        match fact:
            case _ if fact.effective > day:
                break
            case RulesAdopted():
                capacity = fact.capacity
            case ApplicationAccepted() | SiteJoined():
                places.add(fact.body)
            case PlaceGivenBack() | SiteLeft():
                places.discard(fact.body)
            case TeamMemberNamed():
                teams.setdefault(fact.application, set()).add(fact.person)
            case ApplicationSubmitted():
                assert fact.body not in applied
                applied[fact.body] = fact.application
            case _:
                pass
        if isinstance(fact, ApplicationWithdrawn | ApplicationDeclined | PlaceGivenBack):
            applied.pop(fact.body, None)
    assert len(places) <= capacity
    gone = {fact.body for fact in history if isinstance(fact, SiteLeft) and fact.effective <= day}
    persons = Counter(person for body, one in applied.items() if body not in gone for person in teams[one])
    assert max(persons.values(), default=1) == 1


def assert_seats_rest_on_sites(history: list[Fact]) -> None:
    joined = Counter(fact.body for fact in history if isinstance(fact, SiteJoined))
    assert max(joined.values(), default=1) == 1
    sites = {*joined} - {fact.body for fact in history if isinstance(fact, SiteLeft)}
    held = Counter(fact.actor for fact in history if isinstance(fact, SeatGiven))
    held -= Counter(fact.actor for fact in history if isinstance(fact, SeatEnded))
    assert {fact.body for fact in history if isinstance(fact, SeatGiven) and held[fact.actor]} <= sites


def test_no_history_breaks_a_rule() -> None:
    outcomes: Counter[str] = Counter()

    @settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(STEPS, min_size=15, max_size=40))
    def play_and_look(steps: list[tuple[str, int, date]]) -> None:
        play = Play()
        for kind, number, day in steps:
            outcomes[f"{kind} {play.take(kind, number, day)}"] += 1
        history = play.history()
        for day in DAYS:
            assert_in_order(history, day)
        assert_seats_rest_on_sites(history)
        play.journal.close()

    play_and_look()
    for needed in ("apply recorded", "announce recorded", "add recorded", "retract recorded", "rules recorded"):
        assert outcomes[needed], outcomes
    assert any(outcomes[f"{kind} run-full"] for kind in ("announce", "add", "rules", "retract")), outcomes
