"""The rules about reviews, decisions and places, as given / when / then."""

from datetime import timedelta

import pytest
from ews_kit import (
    ANNOUNCED,
    BEFORE,
    BEGUN,
    BONN,
    CALLED,
    HAGEN,
    LUENEN,
    OPENED,
    RUN,
    accepted,
    app,
    applied,
    joined,
    rules,
    towns,
    waiting,
    written,
)

from fokus_core import Fact, Sealed
from fokus_core.testing import TODAY, Given
from fokus_ews.commands.announcement import AnnounceDecisions
from fokus_ews.commands.run import AdoptRules
from fokus_ews.commands.selection import GiveReview, PrepareDecision, SetReviewPhase
from fokus_ews.facts import (
    ApplicationAccepted,
    ApplicationDeclined,
    ApplicationWaitlisted,
    ApplicationWithdrawn,
    DecisionPrepared,
    EligibilityOverridden,
    PlaceGivenBack,
    ReviewGiven,
    ReviewPhaseSet,
)
from fokus_ews.plugin import plugin
from fokus_ews.words import Decision

given = Given(plugin)

START = (ANNOUNCED, rules(), CALLED)
OPEN_PHASE = ReviewPhaseSet(effective=BEFORE, run=RUN, open=True, names=False, others=False)
WITHDRAWN = ApplicationWithdrawn(effective=BEFORE, application=app(1), run=RUN, body=HAGEN)
BACK = PlaceGivenBack(effective=BEFORE, application=app(1), run=RUN, body=HAGEN)
ANNOUNCE = AnnounceDecisions(run=RUN, effective=TODAY)


def prepared(number: int, decision: Decision, rank: int | None = None, reason: str | None = None) -> DecisionPrepared:
    sealed = Sealed.of(reason) if reason else None
    return DecisionPrepared(
        effective=BEFORE, application=app(number), run=RUN, decision=decision, rank=rank, reason=sealed
    )


def prepare(number: int, decision: Decision, rank: int | None = None) -> PrepareDecision:
    return PrepareDecision(application=app(number), decision=decision, rank=rank, effective=TODAY)


def accept(number: int, body: str) -> ApplicationAccepted:
    return accepted(number, body, TODAY)


class TestReviews:
    REVIEW = GiveReview(application=app(1), recommendation="accepted", comment="Gut", effective=TODAY)

    def test_reviews_are_given_while_the_phase_is_open(self) -> None:
        review = ReviewGiven(
            effective=TODAY, application=app(1), run=RUN, recommendation="accepted", comment=Sealed.of("Gut")
        )
        given(*START, *applied(1, HAGEN), OPEN_PHASE).when(self.REVIEW).then(review)
        given(*START, *applied(1, HAGEN)).when(self.REVIEW).then_refused("reviews-closed")
        closed = ReviewPhaseSet(effective=TODAY, run=RUN, open=False, names=True, others=True)
        given(*START, *applied(1, HAGEN), OPEN_PHASE, closed).when(self.REVIEW).then_refused("reviews-closed")

    def test_only_what_was_submitted_and_not_withdrawn_is_reviewed(self) -> None:
        given(*START, written(1, HAGEN), OPEN_PHASE).when(self.REVIEW).then_refused("not-submitted")
        given(*START, *applied(1, HAGEN), WITHDRAWN, OPEN_PHASE).when(self.REVIEW).then_refused("withdrawn")
        decided = (*START, *applied(1, HAGEN), accepted(1, HAGEN), OPEN_PHASE)
        given(*decided).when(self.REVIEW).then_refused("already-decided")

    def test_a_phase_belongs_to_an_announced_run(self) -> None:
        phase = SetReviewPhase(run=RUN, open=True, names=False, others=True, effective=TODAY)
        given(ANNOUNCED).when(phase).then(ReviewPhaseSet(effective=TODAY, run=RUN, open=True, names=False, others=True))
        given().when(phase).then_refused("run-unknown")


class TestPreparation:
    def test_a_preparation_decides_nothing(self) -> None:
        given(*START, *applied(1, HAGEN)).when(prepare(1, "accepted")).then(
            DecisionPrepared(effective=TODAY, application=app(1), run=RUN, decision="accepted")
        )

    def test_nothing_is_prepared_for_what_is_not_there_to_decide(self) -> None:
        given(*START, written(1, HAGEN)).when(prepare(1, "accepted")).then_refused("not-submitted")
        given(*START, *applied(1, HAGEN), WITHDRAWN).when(prepare(1, "accepted")).then_refused("withdrawn")
        given(*START, *applied(1, HAGEN), accepted(1, HAGEN)).when(prepare(1, "declined")).then_refused(
            "already-decided"
        )

    def test_a_rank_is_given_on_the_waiting_list_and_nowhere_else(self) -> None:
        given(*START, *applied(1, HAGEN)).when(prepare(1, "waiting")).then_refused("rank-needed")
        given(*START, *applied(1, HAGEN)).when(prepare(1, "accepted", 1)).then_refused("rank-needed")
        assert given(*START, *applied(1, HAGEN)).when(prepare(1, "waiting", 1)).facts

    def test_a_place_is_for_whom_the_rules_of_the_submission_provide_or_an_exception(self) -> None:
        outside = (*START, *applied(1, BONN, eligible=False))
        given(*outside).when(prepare(1, "accepted")).then_refused("not-eligible")
        given(*outside, rules(version=2)).when(prepare(1, "accepted")).then_refused("not-eligible")
        assert given(*outside).when(prepare(1, "declined")).facts
        exception = EligibilityOverridden(effective=BEFORE, run=RUN, body=BONN, reason="Partner")
        assert given(*outside, exception).when(prepare(1, "accepted")).facts
        for_another = EligibilityOverridden(effective=BEFORE, run=RUN, body=HAGEN, reason="Partner")
        given(*outside, for_another).when(prepare(1, "accepted")).then_refused("not-eligible")


class TestAnnouncement:
    THREE = (*START, *applied(1, HAGEN), *applied(2, BONN), *applied(3, LUENEN))

    def test_prepared_decisions_are_announced_together(self) -> None:
        ready = (prepared(1, "accepted"), prepared(2, "waiting", 1), prepared(3, "declined", reason="Zu wenig"))
        given(*self.THREE, *ready).when(ANNOUNCE).then(
            accept(1, HAGEN),
            ApplicationWaitlisted(effective=TODAY, application=app(2), run=RUN, body=BONN, rank=1),
            ApplicationDeclined(
                effective=TODAY, application=app(3), run=RUN, body=LUENEN, reason=Sealed.of("Zu wenig")
            ),
        )

    def test_nothing_is_announced_while_one_is_undecided(self) -> None:
        given(*self.THREE, prepared(1, "accepted"), prepared(2, "accepted")).when(ANNOUNCE).then_refused("not-prepared")

    def test_drafts_and_withdrawn_applications_hold_nothing_up(self) -> None:
        facts = (*START, *applied(1, HAGEN), WITHDRAWN, *applied(2, BONN), written(3, LUENEN), prepared(2, "accepted"))
        given(*facts).when(ANNOUNCE).then(accept(2, BONN))

    def test_the_latest_preparation_counts(self) -> None:
        facts = (*START, *applied(1, HAGEN), prepared(1, "declined"), prepared(1, "accepted"))
        given(*facts).when(ANNOUNCE).then(accept(1, HAGEN))

    def test_single_decisions_may_be_announced(self) -> None:
        one = AnnounceDecisions(run=RUN, effective=TODAY, applications=(app(1),))
        given(*self.THREE, prepared(1, "accepted")).when(one).then(accept(1, HAGEN))
        given(*self.THREE).when(one).then_refused("not-prepared")

    def test_a_withdrawn_or_unknown_application_is_not_decided(self) -> None:
        one = AnnounceDecisions(run=RUN, effective=TODAY, applications=(app(1),))
        withdrawn = (*START, *applied(1, HAGEN), prepared(1, "accepted"), WITHDRAWN)
        given(*withdrawn).when(one).then_refused("not-decidable")
        given(*START).when(one).then_refused("not-decidable")
        given(*withdrawn).when(ANNOUNCE).then_refused("nothing-to-do")

    def test_an_announcement_is_not_repeated(self) -> None:
        facts = (*START, *applied(1, HAGEN), prepared(1, "accepted"), accepted(1, HAGEN))
        given(*facts).when(ANNOUNCE).then_refused("nothing-to-do")


class TestPlaces:
    def full(self, capacity: int, held: int) -> list[Fact]:
        facts: list[Fact] = [ANNOUNCED, rules(capacity), CALLED]
        for number, body in enumerate(towns(held), 10):
            facts += [*applied(number, body), accepted(number, body)]
        return facts

    @pytest.mark.parametrize("capacity", [2, 5])
    def test_the_last_place_is_given_and_no_more(self, capacity: int) -> None:
        last = [*applied(1, HAGEN), prepared(1, "accepted")]
        given(*self.full(capacity, capacity - 1), *last).when(ANNOUNCE).then(accept(1, HAGEN))
        given(*self.full(capacity, capacity), *last).when(ANNOUNCE).then_refused("run-full")

    def test_more_acceptances_than_places_are_announced_not_at_all(self) -> None:
        two = [*applied(1, HAGEN), prepared(1, "accepted"), *applied(2, BONN), prepared(2, "accepted")]
        given(*self.full(3, 2), *two).when(ANNOUNCE).then_refused("run-full")

    def test_the_capacity_is_not_lowered_below_what_is_taken(self) -> None:
        lower = AdoptRules(run=RUN, capacity=1, team_size=2, effective=TODAY)
        given(*self.full(3, 2)).when(lower).then_refused("run-full")

    def test_a_backdated_lower_capacity_is_refused_too(self) -> None:
        lower = AdoptRules(run=RUN, capacity=1, team_size=2, effective=OPENED + timedelta(days=1))
        given(*self.full(3, 2)).when(lower).then_refused("run-full")

    def test_a_site_and_its_acceptance_are_one_place(self) -> None:
        town = towns(1)[0]
        facts = [*self.full(2, 1), BEGUN, joined(town), *applied(1, HAGEN), prepared(1, "accepted")]
        given(*facts).when(ANNOUNCE).then(accept(1, HAGEN))


class TestWaitingList:
    LIST = (
        ANNOUNCED,
        rules(1),
        CALLED,
        *applied(1, HAGEN),
        *applied(2, BONN),
        *applied(3, LUENEN),
        accepted(1, HAGEN),
        waiting(2, BONN, 1),
        waiting(3, LUENEN, 2),
    )

    def test_a_place_given_back_moves_nobody_up_by_itself(self) -> None:
        given(*self.LIST, BACK).when(ANNOUNCE).then_refused("nothing-to-do")

    def test_the_first_of_the_list_moves_up_by_decision(self) -> None:
        given(*self.LIST, BACK, prepared(2, "accepted")).when(ANNOUNCE).then(accept(2, BONN))
        given(*self.LIST, prepared(2, "accepted")).when(ANNOUNCE).then_refused("run-full")

    def test_an_announced_preparation_is_used_up(self) -> None:
        again = AnnounceDecisions(run=RUN, effective=TODAY, applications=(app(2),))
        given(*self.LIST[:-2], prepared(2, "waiting", 1), *self.LIST[-2:]).when(again).then_refused("not-prepared")

    def test_nobody_is_passed_over(self) -> None:
        given(*self.LIST, BACK, prepared(3, "accepted")).when(ANNOUNCE).then_refused("waiting-list-order")

    def test_two_move_up_in_the_order_of_the_list(self) -> None:
        room = (ANNOUNCED, rules(2), *self.LIST[2:], BACK)
        both = (prepared(3, "accepted"), prepared(2, "accepted"))
        given(*room, *both).when(ANNOUNCE).then(accept(2, BONN), accept(3, LUENEN))

    def test_who_withdraws_makes_room_on_the_list(self) -> None:
        gone = ApplicationWithdrawn(effective=BEFORE, application=app(2), run=RUN, body=BONN)
        given(*self.LIST, BACK, gone, prepared(3, "accepted")).when(ANNOUNCE).then(accept(3, LUENEN))

    def test_two_do_not_share_a_rank(self) -> None:
        given(*self.LIST, prepared(3, "waiting", 1)).when(ANNOUNCE).then_refused("rank-taken")
        swapped = (prepared(3, "waiting", 1), prepared(2, "waiting", 2))
        given(*self.LIST, *swapped).when(ANNOUNCE).then(
            ApplicationWaitlisted(effective=TODAY, application=app(2), run=RUN, body=BONN, rank=2),
            ApplicationWaitlisted(effective=TODAY, application=app(3), run=RUN, body=LUENEN, rank=1),
        )
