"""The Entwicklungswerkstatt passes what every programme must pass."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from ews_kit import (
    BEFORE,
    BONN,
    DEADLINE,
    HAGEN,
    OPENED,
    RUN,
    accepted,
    app,
    handled,
    joined,
    named,
    rules,
    seat,
    submitted,
    waiting,
    whole_run,
)
from learning_kit import by_journal, carried, cohort, learn, team

from fokus_api.testing import AppContract
from fokus_api.testing.gold import GoldContract
from fokus_api.testing.quality import QualityContract
from fokus_api.testing.silver import SilverContract
from fokus_core import CONSOLE, PRIVATE, Fact, Journal, Sealed, clock
from fokus_core.testing import MARKER, TODAY, ProgrammeContract
from fokus_ews.commands.cohort import EndSeat
from fokus_ews.facts import ApplicationSubmitted, CallClosed, PlaceGivenBack, TeamMemberAgreed
from fokus_ews.learning.between_sites import SiteAdvised
from fokus_ews.learning.facts import (
    AdviceGiven,
    AttendanceNoted,
    DraftWritten,
    SourcePublished,
    StrategyAdopted,
    TopicChosen,
)
from fokus_ews.learning.words import Outcome
from fokus_ews.papers.commands import IssuePapers, RevokePaper
from fokus_ews.papers.facts import PaperIssued, PaperRevoked
from fokus_ews.plugin import plugin
from fokus_projections.testing import ReadModelContract

SAMPLES = Path(__file__).parent / "samples"


def published(group: str) -> SourcePublished:
    return SourcePublished(effective=BEFORE, cohort=group, source=app(1), kind="tool", title="Werkzeug", file="f" * 64)


def attended(body: str) -> AttendanceNoted:
    return AttendanceNoted(effective=BEFORE, run=RUN, cohort=RUN, workshop=app(1), body=body)


def advised(body: str) -> AdviceGiven:
    note = Sealed.of("Rat")
    return AdviceGiven(effective=BEFORE, cohort=RUN, advice=app(1), body=body, channel=Sealed.of("phone"), note=note)


def between(body: str, adviser: str) -> SiteAdvised:
    sealed = {"channel": Sealed.of("phone"), "concern": Sealed.of("Frage"), "note": Sealed.of("Antwort")}
    return SiteAdvised(effective=BEFORE, run=RUN, cohort=RUN, body=body, adviser=adviser, **sealed)


def drafted(body: str) -> DraftWritten:
    kind, text = Sealed[Outcome].of("project"), Sealed.of("Text")
    return DraftWritten(effective=BEFORE, cohort=RUN, draft=app(1), body=body, kind=kind, title=text, text=text)


PAPER = PaperIssued(
    effective=BEFORE,
    paper="4LR4-XPDD-DPJT-7H2W",
    run=RUN,
    body=HAGEN,
    kind="completion",
    title="Vierte Entwicklungswerkstatt",
    day=BEFORE,
    until=BEFORE,
    person="2" * 32,
    name=Sealed.of("Ada"),
)
REVOKED = PaperRevoked(
    effective=BEFORE,
    paper=PAPER.paper,
    run=RUN,
    body=HAGEN,
    reason=PRIVATE,
    person=PAPER.person,
    matter="0d" * 16,
    words=Sealed.of("Druckfehler"),
)
LATE = ApplicationSubmitted(
    effective=BEFORE, application=app(1), run=RUN, body=HAGEN, rules=1, eligible=True, code="a" * 64
)


def fill(journal: Journal) -> None:
    """Record every fact that holds something sealed."""
    whole_run(journal, "probe", marker=MARKER, day=TODAY - timedelta(days=1))
    today = clock.day_of(journal.now())
    cohort(journal, "lernen", day=today)
    carried(journal)
    learn(by_journal(journal), "lernen", marker=MARKER, day=today)
    journal.handle(EndSeat(run="lernen", actor=team(HAGEN), effective=today, reason=MARKER), by=CONSOLE)
    first = TODAY - timedelta(days=1)
    issue = IssuePapers(run="probe", sites=(HAGEN,), kind="participation", team=True, effective=first)
    of_site, *_of_team = handled(journal, issue)
    assert isinstance(of_site, PaperIssued)
    handled(journal, RevokePaper(paper=of_site.paper, reason="Druckfehler", effective=first))


class TestProgramme(ProgrammeContract):
    plugin = plugin
    samples = SAMPLES
    examples: ClassVar[Sequence[Fact]] = (PAPER, REVOKED, between(HAGEN, BONN))
    planted: ClassVar[Mapping[str, Sequence[Fact]]] = {
        "a_run_goes_its_way": [joined(HAGEN)],
        "applications_fall_into_their_call": [CallClosed(effective=OPENED, run=RUN)],
        "late_entries_keep_to_their_code": [LATE],
        "places_stay_within_the_capacity": [rules(1), joined(HAGEN), joined(BONN)],
        "a_site_takes_part_once": [joined(HAGEN), joined(HAGEN)],
        "seats_rest_on_sites": [seat("hagen-1", HAGEN)],
        "steps_follow_each_other": [PlaceGivenBack(effective=BEFORE, application=app(1), run=RUN, body=HAGEN)],
        "a_body_applies_once": [submitted(1, HAGEN), submitted(2, HAGEN)],
        "teams_are_whole_and_apart": [rules(10, 1), named(1, HAGEN, 1), named(1, HAGEN, 2)],
        "teams_have_agreed": [
            TeamMemberAgreed(effective=BEFORE, application=app(1), run=RUN, body=HAGEN, person="1" * 32)
        ],
        "workshops_go_by_the_book": [
            AttendanceNoted(effective=BEFORE, run=RUN, cohort=RUN, workshop=app(1), body=HAGEN)
        ],
        "topics_are_chosen_by_the_teams": [
            TopicChosen(effective=BEFORE, cohort=RUN, round=app(1), topic=Sealed.of(app(2)), entries=1)
        ],
        "sources_are_published_from_the_pool": [published(RUN)],
        "advice_is_for_one_site": [advised(HAGEN), advised(BONN)],
        "sites_advise_sites": [between(HAGEN, BONN)],
        "drafts_stay_with_their_site": [drafted(HAGEN), drafted(BONN)],
        "files_stay_in_their_group": [published(RUN), published("5")],
        "only_sites_attend_and_adopt": [
            StrategyAdopted(effective=BEFORE, run=RUN, body=HAGEN, adopter="council", title="Strategie")
        ],
        "papers_say_what_was_so": [PAPER],
        "a_paper_is_revoked_once": [REVOKED],
        "the_waiting_list_keeps_its_order": [waiting(1, HAGEN, 1), waiting(2, BONN, 2), accepted(2, BONN)],
    }

    def fill(self, journal: Journal) -> None:
        fill(journal)


class TestReadModels(ReadModelContract):
    plugin = plugin
    samples = SAMPLES

    def fill(self, journal: Journal) -> None:
        fill(journal)


class TestFace(AppContract):
    plugin = plugin


class TestSilver(SilverContract):
    plugin = plugin
    samples = SAMPLES


@pytest.mark.long
class TestGold(GoldContract):
    plugin = plugin

    def fill(self, journal: Journal) -> None:
        fill(journal)


class TestQuality(QualityContract):
    plugin = plugin
    tests = Path(__file__).parent
    level = "gold"


def test_the_shared_days_are_what_they_are_called() -> None:
    assert OPENED < BEFORE < TODAY < DEADLINE
