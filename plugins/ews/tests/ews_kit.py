"""Ids and facts that the tests of the Entwicklungswerkstatt share."""

from collections.abc import Mapping
from datetime import date, timedelta

from fokus_core import CONSOLE, Command, Fact, Journal, Person, Sealed
from fokus_core.testing import TODAY
from fokus_ews.commands.announcement import AnnounceDecisions
from fokus_ews.commands.answering import AnswerTeam
from fokus_ews.commands.application import DraftApplication, SubmitApplication
from fokus_ews.commands.cohort import StartCohort
from fokus_ews.commands.run import AnnounceRun, OpenCall
from fokus_ews.commands.selection import GiveReview, PrepareDecision, SetReviewPhase
from fokus_ews.commands.team import NameTeamMember
from fokus_ews.facts import (
    ApplicationAccepted,
    ApplicationSubmitted,
    ApplicationWaitlisted,
    ApplicationWritten,
    CallOpened,
    CohortStarted,
    RulesAdopted,
    RunAnnounced,
    SeatGiven,
    SiteJoined,
    TeamMemberNamed,
)
from fokus_ews.words import Decision

RUN = "4"
OPENED = TODAY - timedelta(days=60)
DEADLINE = TODAY + timedelta(days=15)
BEFORE = TODAY - timedelta(days=10)
STARTED = TODAY - timedelta(days=5)
HAGEN, BONN, LUENEN, AHLEN, OLPE = "05914000", "05314000", "05978024", "05570004", "05966"
ARNSBERG = "059"

ANNOUNCED = RunAnnounced(effective=OPENED, run=RUN, title="Vierte Entwicklungswerkstatt")
CALLED = CallOpened(effective=OPENED, run=RUN, deadline=DEADLINE)
BEGUN = CohortStarted(effective=STARTED, run=RUN)


def rules(capacity: int = 10, size: int | None = 2, *, version: int = 1, area: tuple[str, ...] = ()) -> RulesAdopted:
    return RulesAdopted(effective=OPENED, run=RUN, version=version, capacity=capacity, team_size=size, area=area)


def app(number: int) -> str:
    return f"{number:032x}"


def person(number: int) -> str:
    return f"{number:032x}"


def written(number: int, body: str, day: date = BEFORE) -> ApplicationWritten:
    text = Sealed.of("Text")
    return ApplicationWritten(
        effective=day, application=app(number), run=RUN, body=body, starting_point=text, motivation=text
    )


def named(number: int, body: str, who: int, day: date = BEFORE) -> TeamMemberNamed:
    return TeamMemberNamed(
        effective=day,
        application=app(number),
        run=RUN,
        body=body,
        person=person(who),
        name=Sealed.of("Ada"),
        email=Sealed.of(f"{who}@example.org"),
    )


def submitted(
    number: int, body: str, *, eligible: bool = True, version: int = 1, day: date = BEFORE
) -> ApplicationSubmitted:
    return ApplicationSubmitted(
        effective=day, application=app(number), run=RUN, body=body, rules=version, eligible=eligible
    )


def applied(number: int, body: str, *, eligible: bool = True) -> list[Fact]:
    """Return a whole application: text, a team of two, receipt."""
    team = [named(number, body, 2 * number), named(number, body, 2 * number + 1)]
    return [written(number, body), *team, submitted(number, body, eligible=eligible)]


def accepted(number: int, body: str, day: date = BEFORE) -> ApplicationAccepted:
    return ApplicationAccepted(effective=day, application=app(number), run=RUN, body=body)


def waiting(number: int, body: str, rank: int) -> ApplicationWaitlisted:
    return ApplicationWaitlisted(effective=BEFORE, application=app(number), run=RUN, body=body, rank=rank)


def joined(body: str, day: date = STARTED) -> SiteJoined:
    return SiteJoined(effective=day, run=RUN, body=body)


def seat(actor: str, body: str, who: int | None = None) -> SeatGiven:
    return SeatGiven(
        effective=STARTED,
        actor=actor,
        role="ews-team",
        scope=f"cohort:{RUN}",
        run=RUN,
        cohort=RUN,
        body=body,
        person=person(who) if who is not None else None,
    )


def towns(count: int) -> list[str]:
    """Return the ids of some towns, none of which is named above."""
    return [f"05{number}" for number in ("112000", "113000", "116000", "117000", "119000", "120000", "122000")][:count]


def handled(journal: Journal, command: Command, command_id: str = "") -> list[Fact]:
    """Give a command at the console and return the facts that follow."""
    return [record.fact for record in journal.handle(command, by=CONSOLE, command_id=command_id or None).facts]


def apply_for(journal: Journal, run: str, body: str, *, marker: str, day: date, paper: bool = False) -> str:
    """Let a body apply with a whole team, every sealed field holding the marker; return the application's id."""
    (draft,) = handled(
        journal,
        DraftApplication(
            run=run, body=body, starting_point=f"{marker} am Anfang", motivation=f"{marker} will", effective=day
        ),
    )
    assert isinstance(draft, ApplicationWritten)
    for number in (1, 2):
        member = Person(name=f"{marker} {body}", email=f"{marker}-{run}-{body}-{number}@example.org")
        naming = NameTeamMember(application=draft.application, body=body, member=member, effective=day, on_paper=paper)
        (named_one,) = handled(journal, naming)
        assert isinstance(named_one, TeamMemberNamed)
        if named_one.asked:
            handled(
                journal,
                AnswerTeam(application=draft.application, person=named_one.person, answer="yes", effective=day),
            )
    handled(journal, SubmitApplication(application=draft.application, body=body, effective=day, on_paper=paper))
    return draft.application


def select(journal: Journal, run: str, *, marker: str, day: date, decisions: Mapping[str, Decision]) -> None:
    """Review applications, prepare decisions about them and announce them, every sealed field holding the marker."""
    handled(journal, SetReviewPhase(run=run, open=True, names=False, others=False, effective=day))
    ranks = iter(range(1, len(decisions) + 1))
    for application, decision in decisions.items():
        review = GiveReview(
            application=application, recommendation=decision, comment=f"{marker} Gutachten", effective=day
        )
        handled(journal, review)
        prepare = PrepareDecision(
            application=application,
            decision=decision,
            rank=next(ranks) if decision == "waiting" else None,
            reason=f"{marker} Begründung",
            effective=day,
        )
        handled(journal, prepare)
    handled(journal, AnnounceDecisions(run=run, effective=day))


def whole_run(journal: Journal, run: str, *, marker: str, day: date) -> dict[Decision, str]:
    """Announce a run, receive three applications, decide them; return the applications by decision."""
    handled(journal, AnnounceRun(run=run, title="Durchgang zur Probe", capacity=1, team_size=2, effective=day))
    handled(journal, OpenCall(run=run, effective=day, deadline=day))
    made: dict[Decision, str] = {}
    for decision, body in (("accepted", HAGEN), ("waiting", BONN), ("declined", LUENEN)):
        made[decision] = apply_for(journal, run, body, marker=marker, day=day, paper=True)  # type: ignore[index]  # a decision
    select(journal, run, marker=marker, day=day, decisions={one: decision for decision, one in made.items()})
    handled(journal, StartCohort(run=run, effective=day))
    return made
