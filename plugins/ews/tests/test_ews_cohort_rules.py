"""The rules about sites, seats and the end of a run, as given / when / then."""

from datetime import timedelta

from ews_kit import (
    AHLEN,
    ANNOUNCED,
    BEGUN,
    BONN,
    CALLED,
    HAGEN,
    LUENEN,
    OPENED,
    RUN,
    STARTED,
    accepted,
    app,
    applied,
    joined,
    person,
    rules,
    seat,
    towns,
)
from msgspec import structs

from fokus_core import PRIVATE, Fact, Retract, Sealed
from fokus_core.testing import TODAY, Given
from fokus_ews.commands.cohort import AddSite, EndSeat, EndSite, GiveSeat, StartCohort
from fokus_ews.commands.ending import AwardCertificates, CompleteSites
from fokus_ews.facts import (
    CertificateAwarded,
    CohortStarted,
    EligibilityOverridden,
    PlaceGivenBack,
    RulesAdopted,
    RunAnnounced,
    RunEnded,
    SeatEnded,
    SeatGiven,
    SiteCompleted,
    SiteJoined,
    SiteLeft,
)
from fokus_ews.plugin import plugin
from fokus_network.membership.commands.admission import JoinNetwork
from fokus_network.membership.facts import (
    CriteriaAdopted,
    Criterion,
    DeclarationPublished,
    DeclarationSigned,
    MunicipalityJoined,
    RoundOpened,
)
from fokus_network.plugin import plugin as network

given = Given(plugin)

START = (ANNOUNCED, rules(), CALLED)
RUNNING = (*START, *applied(1, HAGEN), accepted(1, HAGEN), BEGUN, joined(HAGEN))
BEGIN = StartCohort(run=RUN, effective=TODAY)
GONE = SiteLeft(effective=TODAY, run=RUN, body=HAGEN)


def ended(actor: str, reason: str) -> SeatEnded:
    return SeatEnded(
        effective=TODAY,
        actor=actor,
        role="ews-team",
        scope=f"cohort:{RUN}",
        reason=reason,
        run=RUN,
        cohort=RUN,
        body=HAGEN,
    )


class TestSites:
    def test_a_cohort_begins_with_every_body_that_has_a_place(self) -> None:
        back = PlaceGivenBack(effective=STARTED, application=app(2), run=RUN, body=BONN)
        facts = (*START, *applied(1, HAGEN), *applied(2, BONN), accepted(1, HAGEN), accepted(2, BONN), back)
        given(*facts).when(BEGIN).then(CohortStarted(effective=TODAY, run=RUN), joined(HAGEN, TODAY))

    def test_a_cohort_does_not_begin_empty_or_twice(self) -> None:
        given(*START).when(BEGIN).then_refused("no-sites")
        given(*START, *applied(1, HAGEN), accepted(1, HAGEN), BEGUN).when(BEGIN).then_refused("cohort-exists")

    def test_sites_from_documents_ask_for_a_permission_more(self) -> None:
        begin = StartCohort(run=RUN, effective=TODAY, documented=("Bonn",))
        assert [one.permission for one in begin.asks()] == ["ews.run-cohort", "ews.document"]
        assert [one.permission for one in BEGIN.asks()] == ["ews.run-cohort"]
        given(*START).when(begin).then(CohortStarted(effective=TODAY, run=RUN), joined(BONN, TODAY))
        given(ANNOUNCED).when(begin).then_refused("run-full")

    def test_sites_from_documents_lie_within_the_area_or_are_excepted(self) -> None:
        begin = StartCohort(run=RUN, effective=TODAY, documented=("Hagen", "Ahlen"))
        narrow = (ANNOUNCED, rules(area=("059",)))
        given(*narrow).when(begin).then_refused("not-eligible")
        exception = EligibilityOverridden(effective=OPENED, run=RUN, body=AHLEN, reason="Wird genannt")
        given(*narrow, exception).when(begin).then(
            CohortStarted(effective=TODAY, run=RUN), joined(HAGEN, TODAY), joined(AHLEN, TODAY)
        )

    def test_no_more_sites_than_places(self) -> None:
        full: tuple[Fact, ...] = (ANNOUNCED, rules(3), BEGUN, *(joined(one) for one in towns(3)))
        add = AddSite(run=RUN, body="Hagen", effective=TODAY, documented=True)
        given(*full).when(add).then_refused("run-full")
        given(*full[:-1]).when(add).then(joined(HAGEN, TODAY))
        left = SiteLeft(effective=TODAY, run=RUN, body=towns(1)[0])
        given(*full, left).when(add).then(joined(HAGEN, TODAY))

    def test_a_site_follows_that_has_a_place(self) -> None:
        add = AddSite(run=RUN, body="Bonn", effective=TODAY)
        given(*RUNNING, *applied(2, BONN), accepted(2, BONN)).when(add).then(joined(BONN, TODAY))
        given(*RUNNING, *applied(2, BONN)).when(add).then_refused("no-place")
        given(*START, *applied(2, BONN), accepted(2, BONN)).when(add).then_refused("not-begun")

    def test_a_body_takes_part_once_in_a_run(self) -> None:
        again = AddSite(run=RUN, body="Hagen", effective=TODAY, documented=True)
        given(*RUNNING).when(again).then_refused("already-takes-part")
        given(*RUNNING, GONE).when(again).then_refused("already-takes-part")

    def test_the_same_body_may_take_part_in_several_runs(self) -> None:
        fifth = (
            RunAnnounced(effective=OPENED, run="5", title="Fünfte"),
            RulesAdopted(effective=OPENED, run="5", version=1, capacity=17),
        )
        begin = StartCohort(run="5", effective=TODAY, documented=("Hagen", "Lünen"))
        given(*RUNNING, *fifth).when(begin).then(
            CohortStarted(effective=TODAY, run="5"),
            SiteJoined(effective=TODAY, run="5", body=HAGEN),
            SiteJoined(effective=TODAY, run="5", body=LUENEN),
        )

    def test_nobody_follows_after_the_end(self) -> None:
        over = RunEnded(effective=TODAY, run=RUN)
        add = AddSite(run=RUN, body="Bonn", effective=TODAY, documented=True)
        given(*RUNNING, over).when(add).then_refused("run-ended")


class TestSeats:
    GIVE = GiveSeat(run=RUN, body="Hagen", actor="hagen-1", effective=TODAY, person=person(2))

    def test_a_seat_is_a_grant_within_the_cohort(self) -> None:
        given(*RUNNING).when(self.GIVE).then(
            SeatGiven(
                effective=TODAY,
                actor="hagen-1",
                role="ews-team",
                scope=f"cohort:{RUN}",
                run=RUN,
                cohort=RUN,
                body=HAGEN,
                person=person(2),
            )
        )

    def test_only_a_site_has_seats_and_its_team_alone(self) -> None:
        given(*START, *applied(1, HAGEN), accepted(1, HAGEN)).when(self.GIVE).then_refused("no-site")
        given(*RUNNING, GONE).when(self.GIVE).then_refused("no-site")
        early = GiveSeat(run=RUN, body="Hagen", actor="hagen-1", effective=STARTED - timedelta(days=1))
        given(*RUNNING).when(early).then_refused("no-site")
        stranger = GiveSeat(run=RUN, body="Hagen", actor="hagen-1", effective=TODAY, person=person(99))
        given(*RUNNING).when(stranger).then_refused("not-in-team")

    def test_an_account_has_one_seat_and_the_house_itself_none(self) -> None:
        given(*RUNNING, seat("hagen-1", HAGEN)).when(self.GIVE).then_refused("seat-taken")
        console = GiveSeat(run=RUN, body="Hagen", actor="console", effective=TODAY)
        given(*RUNNING).when(console).then_refused("reserved-actor")

    def test_a_site_that_leaves_takes_its_seats_with_it(self) -> None:
        other = (*applied(2, BONN), accepted(2, BONN), joined(BONN), seat("bonn-1", BONN))
        end = EndSite(run=RUN, body="Hagen", effective=TODAY)
        seats = (seat("hagen-1", HAGEN), seat("hagen-2", HAGEN))
        reason = "Standort ausgeschieden"
        given(*RUNNING, *other, *seats).when(end).then(GONE, ended("hagen-1", reason), ended("hagen-2", reason))
        given(*START, BEGUN).when(end).then_refused("no-site")

    def test_a_seat_given_later_ends_on_the_day_it_began(self) -> None:
        backdated = EndSite(run=RUN, body="Hagen", effective=STARTED)
        later = GiveSeat(run=RUN, body="Hagen", actor="hagen-1", effective=TODAY)
        (given_later,) = given(*RUNNING).when(later).facts
        left, end = given(*RUNNING, given_later).when(backdated).facts
        assert left.effective == STARTED
        assert end == ended("hagen-1", "Standort ausgeschieden")

    def test_a_site_is_not_taken_back_while_a_seat_rests_on_it(self) -> None:
        facts = (*RUNNING, seat("hagen-1", HAGEN))
        taken_back = Retract(position=len(RUNNING), reason="Irrtum")
        given(*facts).when(taken_back).then_refused("seat-stands", at=[len(facts)])

    def test_a_single_seat_ends(self) -> None:
        end = EndSeat(run=RUN, actor="hagen-1", effective=TODAY, reason="Urlaub")
        (fact,) = given(*RUNNING, seat("hagen-1", HAGEN)).when(end).facts
        assert isinstance(fact, SeatEnded)
        sealed = structs.replace(ended("hagen-1", PRIVATE), matter=fact.matter, words=Sealed.of("Urlaub"))
        assert (fact, bool(fact.matter)) == (sealed, True)
        given(*RUNNING).when(end).then_refused("no-seat")
        given(*RUNNING, seat("hagen-1", HAGEN), ended("hagen-1", "Urlaub")).when(end).then_refused("no-seat")


class TestEnd:
    COMPLETE = CompleteSites(run=RUN, sites=("Hagen",), effective=TODAY)
    AWARD = AwardCertificates(run=RUN, sites=("Hagen",), effective=TODAY)
    DONE = SiteCompleted(effective=TODAY, run=RUN, body=HAGEN)
    CERTIFIED = CertificateAwarded(effective=TODAY, run=RUN, body=HAGEN)

    def test_a_site_that_takes_part_completes_the_run_once(self) -> None:
        given(*RUNNING).when(self.COMPLETE).then(self.DONE)
        given(*START, BEGUN).when(self.COMPLETE).then_refused("no-site")
        given(*RUNNING, GONE).when(self.COMPLETE).then_refused("no-site")
        given(*RUNNING, self.DONE).when(self.COMPLETE).then_refused("no-site")

    def test_a_run_may_be_completed_after_its_end(self) -> None:
        given(*RUNNING, RunEnded(effective=STARTED, run=RUN)).when(self.COMPLETE).then(self.DONE)

    def test_a_certificate_follows_a_completion_once(self) -> None:
        given(*RUNNING, self.DONE).when(self.AWARD).then(self.CERTIFIED)
        given(*RUNNING).when(self.AWARD).then_refused("not-completed")
        given(*RUNNING, self.DONE, self.CERTIFIED).when(self.AWARD).then_refused("not-completed")

    def test_the_network_can_admit_a_body_that_completed_a_run(self) -> None:
        criterion = Criterion(id="qualifiziert", title="Qualifizierung", evidence=("ews.completed",))
        frame = (
            DeclarationPublished(effective=OPENED, declaration="2012", title="Erklärung"),
            RoundOpened(effective=OPENED, round="r", title="Runde", declaration="2012"),
            CriteriaAdopted(effective=OPENED, version="1", criteria=(criterion,)),
            DeclarationSigned(effective=OPENED, party=HAGEN, round="r", declaration="2012"),
        )
        join = JoinNetwork(body="Hagen", effective=TODAY)
        together = Given(plugin, network)
        together(*RUNNING, *frame).when(join).then_refused("criteria-not-met")
        (joined_network,) = together(*RUNNING, self.DONE, *frame).when(join).facts
        assert isinstance(joined_network, MunicipalityJoined)
        assert [(one.state, one.evidence) for one in joined_network.findings] == [("proven", "ews.completed")]
