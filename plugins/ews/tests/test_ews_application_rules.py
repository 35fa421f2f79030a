"""The rules about applications and their teams, as given / when / then."""

from datetime import timedelta
from hashlib import sha256

import pytest
from ews_kit import (
    ANNOUNCED,
    BEFORE,
    BEGUN,
    BONN,
    CALLED,
    DEADLINE,
    HAGEN,
    OPENED,
    RUN,
    accepted,
    app,
    applied,
    joined,
    named,
    person,
    rules,
    seat,
    submitted,
    waiting,
    written,
)

from fokus_core import Fact, Person, Sealed
from fokus_core.bodies.facts import BodyReparented
from fokus_core.testing import TODAY, Given
from fokus_ews.commands.application import (
    ChangeApplication,
    DraftApplication,
    GiveBackPlace,
    SubmitApplication,
    WithdrawApplication,
)
from fokus_ews.commands.team import ChangeTeam, NameTeamMember, RemoveTeamMember, ReplaceTeamMember
from fokus_ews.facts import (
    ApplicationDeclined,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    ApplicationWritten,
    CallClosed,
    CallOpened,
    LateEntryAllowed,
    PlaceGivenBack,
    SeatEnded,
    TeamMemberLeft,
    TeamMemberNamed,
)
from fokus_ews.plugin import plugin

given = Given(plugin)

CODE = "ein-langer-zufaelliger-code"
DIGEST = sha256(CODE.encode()).hexdigest()
PASSED = CallOpened(effective=OPENED, run=RUN, deadline=TODAY - timedelta(days=1))
LAST_DAY = CallOpened(effective=OPENED, run=RUN, deadline=TODAY)
TEAM = (named(1, HAGEN, 2), named(1, HAGEN, 3))
DRAFT = (ANNOUNCED, rules(), CALLED, written(1, HAGEN), *TEAM)
SUBMIT = SubmitApplication(application=app(1), body="Hagen", effective=TODAY)
RECEIVED = submitted(1, HAGEN, day=TODAY)
CHANGE = ChangeApplication(application=app(1), body="Hagen", starting_point="Neu", motivation="Neu", effective=TODAY)


def called(call: Fact) -> tuple[Fact, ...]:
    return (ANNOUNCED, rules(), call, written(1, HAGEN), *TEAM)


def member(number: int) -> Person:
    return Person(name="Ada", email=f"{number}@example.org")


class TestText:
    def test_a_draft_holds_its_text_sealed_under_a_new_id(self) -> None:
        draft = DraftApplication(run=RUN, body="Hagen", starting_point="A", motivation="B", effective=TODAY)
        (fact,) = given(ANNOUNCED, rules()).when(draft).facts
        assert isinstance(fact, ApplicationWritten)
        assert fact == ApplicationWritten(
            effective=TODAY,
            application=fact.application,
            run=RUN,
            body=HAGEN,
            starting_point=Sealed.of("A"),
            motivation=Sealed.of("B"),
        )
        given().when(draft).then_refused("run-unknown")

    def test_a_submitted_text_is_changed_until_the_deadline(self) -> None:
        new = Sealed.of("Neu")
        changed = ApplicationWritten(
            effective=TODAY, application=app(1), run=RUN, body=HAGEN, starting_point=new, motivation=new
        )
        given(*DRAFT).when(CHANGE).then(changed)
        given(*called(LAST_DAY), submitted(1, HAGEN)).when(CHANGE).then(changed)
        given(*called(PASSED), submitted(1, HAGEN)).when(CHANGE).then_refused("deadline-passed")
        closed = CallClosed(effective=TODAY, run=RUN)
        given(*DRAFT, closed, submitted(1, HAGEN)).when(CHANGE).then_refused("deadline-passed")

    def test_a_draft_may_be_changed_after_the_deadline(self) -> None:
        assert given(*called(PASSED)).when(CHANGE).facts

    def test_a_decided_text_is_not_changed(self) -> None:
        given(*DRAFT, submitted(1, HAGEN), accepted(1, HAGEN)).when(CHANGE).then_refused("not-changeable")

    def test_an_application_of_another_body_is_none(self) -> None:
        foreign = ChangeApplication(
            application=app(1), body="Bonn", starting_point="Neu", motivation="Neu", effective=TODAY
        )
        given(*DRAFT).when(foreign).then_refused("application-unknown")
        given(ANNOUNCED).when(CHANGE).then_refused("application-unknown")


class TestReceipt:
    def test_an_application_is_received_today_under_the_rules_in_force(self) -> None:
        given(*DRAFT).when(SUBMIT).then(RECEIVED)
        given(*DRAFT, rules(10, 2, version=2)).when(SUBMIT).then(submitted(1, HAGEN, version=2, day=TODAY))

    def test_the_deadline_is_the_last_day_of_receipt(self) -> None:
        given(*called(LAST_DAY)).when(SUBMIT).then(RECEIVED)
        given(*called(PASSED)).when(SUBMIT).then_refused("deadline-passed")
        given(*called(CallOpened(effective=OPENED, run=RUN))).when(SUBMIT).then(RECEIVED)

    def test_the_deadline_is_not_met_in_hindsight(self) -> None:
        backdated = SubmitApplication(application=app(1), body="Hagen", effective=TODAY - timedelta(days=1))
        given(*called(PASSED)).when(backdated).then_refused("not-received-today")

    def test_what_came_on_paper_is_entered_with_its_day(self) -> None:
        paper = SubmitApplication(application=app(1), body="Hagen", effective=BEFORE, on_paper=True)
        given(*called(PASSED)).when(paper).then(submitted(1, HAGEN, day=BEFORE))
        assert [one.permission for one in paper.asks()] == ["ews.apply", "ews.record-receipt"]
        assert [one.permission for one in SUBMIT.asks()] == ["ews.apply"]

    def test_nothing_is_received_outside_an_open_call(self) -> None:
        given(ANNOUNCED, rules(), written(1, HAGEN), *TEAM).when(SUBMIT).then_refused("call-not-open")
        given(*DRAFT, CallClosed(effective=TODAY, run=RUN)).when(SUBMIT).then_refused("call-not-open")

    def test_an_application_is_submitted_once(self) -> None:
        given(*DRAFT, submitted(1, HAGEN)).when(SUBMIT).then_refused("already-submitted")

    def test_a_body_applies_once_for_a_run_and_again_after_it_withdrew(self) -> None:
        second = [written(2, HAGEN), named(2, HAGEN, 8), named(2, HAGEN, 9)]
        again = SubmitApplication(application=app(2), body="Hagen", effective=TODAY)
        given(*DRAFT, submitted(1, HAGEN), *second).when(again).then_refused("already-applied")
        withdrawn = ApplicationWithdrawn(effective=BEFORE, application=app(1), run=RUN, body=HAGEN)
        given(*DRAFT, submitted(1, HAGEN), withdrawn, *second).when(again).then(submitted(2, HAGEN, day=TODAY))

    def test_a_foreign_or_unknown_draft_is_not_submitted(self) -> None:
        foreign = SubmitApplication(application=app(1), body="Bonn", effective=TODAY)
        given(*DRAFT).when(foreign).then_refused("application-unknown")
        given().when(SUBMIT).then_refused("application-unknown")


class TestArea:
    DRAFT = (ANNOUNCED, rules(area=("059",)), CALLED)

    def test_a_body_within_the_area_is_eligible(self) -> None:
        given(*self.DRAFT, written(1, HAGEN), *TEAM).when(SUBMIT).then(RECEIVED)

    def test_a_body_outside_applies_and_is_noted_as_not_eligible(self) -> None:
        outside = [written(1, BONN), named(1, BONN, 2), named(1, BONN, 3)]
        submit = SubmitApplication(application=app(1), body="Bonn", effective=TODAY)
        given(*self.DRAFT, *outside).when(submit).then(submitted(1, BONN, eligible=False, day=TODAY))

    def test_the_area_is_that_of_the_day_of_receipt(self) -> None:
        moved = BodyReparented(effective=BEFORE, body=BONN, parent="059")
        draft = [written(1, BONN), named(1, BONN, 2), named(1, BONN, 3)]
        submit = SubmitApplication(application=app(1), body="Bonn", effective=TODAY)
        given(*self.DRAFT, moved, *draft).when(submit).then(submitted(1, BONN, day=TODAY))

    def test_later_rules_do_not_touch_what_was_submitted(self) -> None:
        wider = rules(version=2)
        given(*self.DRAFT, written(1, HAGEN), *TEAM, submitted(1, HAGEN), wider).when(
            WithdrawApplication(application=app(1), body="Hagen", effective=TODAY)
        ).then(ApplicationWithdrawn(effective=TODAY, application=app(1), run=RUN, body=HAGEN))


class TestLateEntry:
    LATE = SubmitApplication(application=app(1), body="Hagen", effective=TODAY, code=CODE)

    def allowed(self, *, run: str = RUN, until: int = 5, uses: int = 1) -> LateEntryAllowed:
        return LateEntryAllowed(effective=BEFORE, run=run, code=DIGEST, until=TODAY + timedelta(days=until), uses=uses)

    def received(self, number: int) -> ApplicationSubmitted:
        return ApplicationSubmitted(
            effective=TODAY, application=app(number), run=RUN, body=HAGEN, rules=1, eligible=True, code=DIGEST
        )

    def test_a_code_lets_in_after_the_deadline(self) -> None:
        given(*called(PASSED), self.allowed()).when(self.LATE).then(self.received(1))
        given(*called(PASSED), self.allowed(until=0)).when(self.LATE).then(self.received(1))

    @pytest.mark.parametrize("facts", [{"until": -1}, {"run": "5"}])
    def test_a_code_holds_while_it_is_valid_and_for_its_run(self, facts: dict[str, object]) -> None:
        given(*called(PASSED), self.allowed(**facts)).when(self.LATE).then_refused("code-invalid")  # type: ignore[arg-type]  # by name

    def test_an_unknown_code_lets_nobody_in(self) -> None:
        given(*called(PASSED)).when(self.LATE).then_refused("code-invalid")

    def test_a_code_lets_in_as_often_as_it_says(self) -> None:
        other = [written(2, BONN), named(2, BONN, 8), named(2, BONN, 9)]
        used = ApplicationSubmitted(
            effective=BEFORE, application=app(2), run=RUN, body=BONN, rules=1, eligible=True, code=DIGEST
        )
        given(*called(PASSED), self.allowed(), *other, used).when(self.LATE).then_refused("code-used-up")
        given(*called(PASSED), self.allowed(uses=2), *other, used).when(self.LATE).then(self.received(1))

    def test_what_a_code_let_in_is_changed_while_the_code_holds(self) -> None:
        in_time = (*called(PASSED), self.allowed(until=0), self.received(1))
        assert given(*in_time).when(CHANGE).facts
        late = submitted(1, HAGEN)
        given(*called(PASSED), late).when(CHANGE).then_refused("deadline-passed")


class TestTeam:
    NAME = NameTeamMember(
        application=app(1), body="Hagen", member=Person(name="Ada", email="x@example.org"), effective=TODAY
    )
    START = (ANNOUNCED, rules(), CALLED, written(1, HAGEN))

    def test_a_member_is_named_with_name_and_address_sealed(self) -> None:
        (fact,) = given(*self.START).when(self.NAME).facts
        assert isinstance(fact, TeamMemberNamed)
        assert (fact.name, fact.email) == (Sealed.of("Ada"), Sealed.of("x@example.org"))
        assert (fact.application, fact.run, fact.body) == (app(1), RUN, HAGEN)

    def test_a_member_needs_an_address_to_be_recognised_by(self) -> None:
        nameless = NameTeamMember(application=app(1), body="Hagen", member=Person(name="Ada"), effective=TODAY)
        given(*self.START).when(nameless).then_refused("email-needed")

    def test_a_team_has_no_third_member(self) -> None:
        given(*DRAFT).when(self.NAME).then_refused("team-full")

    def test_the_size_of_a_team_is_a_rule_of_the_run(self) -> None:
        assert given(ANNOUNCED, rules(10, 3), CALLED, written(1, HAGEN), *TEAM).when(self.NAME).facts
        assert given(ANNOUNCED, rules(10, None), CALLED, written(1, HAGEN), *TEAM).when(self.NAME).facts

    def test_a_team_must_be_whole_when_it_applies(self) -> None:
        given(*self.START, TEAM[0]).when(SUBMIT).then_refused("team-incomplete")
        given(*self.START).when(SUBMIT).then_refused("team-incomplete")
        nobody = (ANNOUNCED, rules(10, None), CALLED, written(1, HAGEN))
        given(*nobody).when(SUBMIT).then_refused("team-incomplete")
        given(*nobody, TEAM[0]).when(SUBMIT).then(RECEIVED)

    def test_the_team_is_held_to_the_rules_of_its_submission(self) -> None:
        later = (*DRAFT, submitted(1, HAGEN), rules(10, 3, version=2))
        given(*later).when(self.NAME).then_refused("team-full")

    def test_nobody_is_named_twice(self) -> None:
        scenario = given(*self.START, TEAM[0])
        scenario.knows(member(2), person(2))
        scenario.when(NameTeamMember(application=app(1), body="Hagen", member=member(2), effective=TODAY)).then_refused(
            "already-in-team"
        )

    def test_nobody_is_in_two_teams_of_a_run(self) -> None:
        shared = [written(2, BONN), named(2, BONN, 3), named(2, BONN, 9)]
        submit = SubmitApplication(application=app(2), body="Bonn", effective=TODAY)
        given(*DRAFT, submitted(1, HAGEN), *shared).when(submit).then_refused("person-in-other-team")
        given(*DRAFT, *shared).when(submit).then(submitted(2, BONN, day=TODAY))

    def test_who_is_replaced_does_not_come_into_a_second_team(self) -> None:
        scenario = given(*DRAFT, submitted(1, HAGEN), *applied(4, BONN))
        scenario.knows(member(2), person(2))
        swap = ReplaceTeamMember(application=app(4), body="Bonn", person=person(8), member=member(2), effective=TODAY)
        scenario.when(swap).then_refused("person-in-other-team")
        scenario.when(ChangeTeam(application=app(4), person=person(8), member=member(2), effective=TODAY)).then_refused(
            "person-in-other-team"
        )

    def test_a_submitted_team_stays_whole_and_is_changed_until_the_deadline(self) -> None:
        swap = ReplaceTeamMember(application=app(1), body="Hagen", person=person(2), member=member(7), effective=TODAY)
        gone, follows = given(*called(LAST_DAY), submitted(1, HAGEN)).when(swap).facts
        assert gone == TeamMemberLeft(effective=TODAY, application=app(1), run=RUN, body=HAGEN, person=person(2))
        assert isinstance(follows, TeamMemberNamed)
        given(*called(PASSED), submitted(1, HAGEN)).when(swap).then_refused("deadline-passed")
        given(*DRAFT, submitted(1, HAGEN), accepted(1, HAGEN)).when(swap).then_refused("not-changeable")

    def test_a_withdrawn_application_frees_its_team(self) -> None:
        withdrawn = ApplicationWithdrawn(effective=BEFORE, application=app(1), run=RUN, body=HAGEN)
        shared = [written(2, BONN), named(2, BONN, 3), named(2, BONN, 9)]
        submit = SubmitApplication(application=app(2), body="Bonn", effective=TODAY)
        given(*DRAFT, submitted(1, HAGEN), withdrawn, *shared).when(submit).then(submitted(2, BONN, day=TODAY))

    def test_a_member_is_removed_who_is_in_the_team(self) -> None:
        remove = RemoveTeamMember(application=app(1), body="Hagen", person=person(2), effective=TODAY)
        gone = TeamMemberLeft(effective=TODAY, application=app(1), run=RUN, body=HAGEN, person=person(2))
        given(*DRAFT).when(remove).then(gone)
        given(*self.START).when(remove).then_refused("not-in-team")
        given(*DRAFT, submitted(1, HAGEN)).when(remove).then_refused("already-submitted")

    def test_who_leaves_a_site_loses_the_seat_in_the_same_step(self) -> None:
        site = (*DRAFT, submitted(1, HAGEN), accepted(1, HAGEN), BEGUN, joined(HAGEN))
        seats = (seat("hagen-1", HAGEN, 2), seat("hagen-2", HAGEN, 3))
        gone = TeamMemberLeft(effective=TODAY, application=app(1), run=RUN, body=HAGEN, person=person(2))
        swap = ChangeTeam(application=app(1), person=person(2), member=member(7), effective=TODAY)
        left, ended, follows = given(*site, *seats).when(swap).facts
        assert left == gone
        assert isinstance(follows, TeamMemberNamed)
        assert isinstance(ended, SeatEnded)
        assert (ended.actor, ended.scope, ended.effective) == ("hagen-1", f"cohort:{RUN}", TODAY)
        given(ANNOUNCED).when(swap).then_refused("application-unknown")

    def test_a_successor_may_come_later(self) -> None:
        site = (*DRAFT, submitted(1, HAGEN), accepted(1, HAGEN), BEGUN, joined(HAGEN))
        leave = ChangeTeam(application=app(1), person=person(2), effective=TODAY)
        gone = TeamMemberLeft(effective=TODAY, application=app(1), run=RUN, body=HAGEN, person=person(2))
        given(*site).when(leave).then(gone)
        follow = ChangeTeam(application=app(1), member=member(7), effective=TODAY)
        assert len(given(*site, gone).when(follow).facts) == 1
        given(*site).when(follow).then_refused("team-full")
        given(*site).when(ChangeTeam(application=app(1), effective=TODAY)).then_refused("nothing-to-do")


class TestEnds:
    WITHDRAW = WithdrawApplication(application=app(1), body="Hagen", effective=TODAY)
    GIVE_BACK = GiveBackPlace(application=app(1), body="Hagen", effective=TODAY)
    GONE = ApplicationWithdrawn(effective=TODAY, application=app(1), run=RUN, body=HAGEN)
    BACK = PlaceGivenBack(effective=TODAY, application=app(1), run=RUN, body=HAGEN)

    def test_an_application_is_withdrawn_while_it_has_no_place(self) -> None:
        given(*DRAFT).when(self.WITHDRAW).then(self.GONE)
        given(*DRAFT, submitted(1, HAGEN)).when(self.WITHDRAW).then(self.GONE)
        given(*DRAFT, submitted(1, HAGEN), waiting(1, HAGEN, 1)).when(self.WITHDRAW).then(self.GONE)
        given(*DRAFT, submitted(1, HAGEN), accepted(1, HAGEN)).when(self.WITHDRAW).then_refused("not-withdrawable")
        declined = ApplicationDeclined(effective=BEFORE, application=app(1), run=RUN, body=HAGEN)
        given(*DRAFT, submitted(1, HAGEN), declined).when(self.WITHDRAW).then_refused("not-withdrawable")

    def test_a_place_is_given_back_before_the_site_takes_part(self) -> None:
        place = (*DRAFT, submitted(1, HAGEN), accepted(1, HAGEN))
        given(*place).when(self.GIVE_BACK).then(self.BACK)
        given(*DRAFT, submitted(1, HAGEN)).when(self.GIVE_BACK).then_refused("no-place")
        given(*place, BEGUN, joined(HAGEN)).when(self.GIVE_BACK).then_refused("site-takes-part")

    def test_only_the_own_application_is_withdrawn_or_given_back(self) -> None:
        for foreign in (
            WithdrawApplication(application=app(1), body="Bonn", effective=TODAY),
            GiveBackPlace(application=app(1), body="Bonn", effective=TODAY),
        ):
            given(*DRAFT, submitted(1, HAGEN), accepted(1, HAGEN)).when(foreign).then_refused("application-unknown")


def test_the_deadline_lies_in_the_future_of_the_shared_facts() -> None:
    assert DEADLINE > TODAY > BEFORE > OPENED
