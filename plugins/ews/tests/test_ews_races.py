"""The last places of a run are given once, whoever decides at the same moment, on both engines."""

from collections import Counter
from datetime import timedelta

import pytest
from ews_kit import apply_for, handled
from ews_race import opened, race

from fokus_core import Command, Journal, clock
from fokus_ews.commands.announcement import AnnounceDecisions
from fokus_ews.commands.cohort import AddSite, StartCohort
from fokus_ews.commands.run import AnnounceRun, OpenCall
from fokus_ews.commands.selection import PrepareDecision
from fokus_ews.facts import ApplicationAccepted, SiteJoined

DAY = clock.day_of(clock.now()) - timedelta(days=1)
PLACES, TAKEN = 10, 8


def contenders(journal: Journal, run: str, towns: list[str]) -> list[Command]:
    """Fill a run but for two places; return six commands of which each would take one."""
    handled(journal, AnnounceRun(run=run, title="Durchgang", capacity=PLACES, team_size=2, effective=DAY))
    handled(journal, OpenCall(run=run, effective=DAY, deadline=DAY))
    handled(journal, StartCohort(run=run, effective=DAY, documented=tuple(towns[:TAKEN])))
    commands: list[Command] = [
        AddSite(run=run, body=town, effective=DAY, documented=True) for town in towns[TAKEN : TAKEN + 2]
    ]
    for town in towns[TAKEN + 2 : TAKEN + 6]:
        application = apply_for(journal, run, town, marker="Probe", day=DAY, paper=True)
        handled(journal, PrepareDecision(application=application, decision="accepted", effective=DAY))
        commands.append(AnnounceDecisions(run=run, effective=DAY, applications=(application,)))
    return commands


def last_places(url: str, rounds: int) -> None:
    journal = opened(url)
    towns = sorted(body.id for body in journal.bodies().register if len(body.id) == 8)
    runs = [f"run-{number}" for number in range(rounds)]
    asking = [contenders(journal, run, towns) for run in runs]
    answers = race(url, list(zip(*asking, strict=True)))
    assert [Counter(one) for one in answers] == [Counter({"run-full": 4, "recorded": PLACES - TAKEN})] * rounds
    for run in runs:
        facts = [record.fact for record in journal.under(f"run:{run}")]
        holders = {fact.body for fact in facts if isinstance(fact, ApplicationAccepted | SiteJoined)}
        assert len(holders) == PLACES, run
    journal.close()


def test_exactly_the_free_places_are_given(store_url: str) -> None:
    last_places(store_url, 10)


@pytest.mark.long
def test_exactly_the_free_places_are_given_a_hundred_times(store_url: str) -> None:
    last_places(store_url, 100)
