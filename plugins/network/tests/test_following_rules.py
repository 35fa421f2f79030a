"""What follows from reviews, as given / when / then: deadlines, answers, and decisions of a second person."""

from datetime import date, timedelta
from typing import Any

import pytest

from fokus_core import Fact
from fokus_core.testing import Given
from fokus_network.membership.facts import (
    AttestationGiven,
    CriteriaAdopted,
    Criterion,
    DeclarationSigned,
    FoundCriterion,
    MembershipSuspended,
    MunicipalityJoined,
    MunicipalityLeft,
    RoundOpened,
)
from fokus_network.plugin import plugin as network
from fokus_network.review.commands import RecordReview
from fokus_network.review.facts import ReviewRecorded
from fokus_network.review.following.commands import AnswerFollowUp, CarryOutFollowUp, DropFollowUp, ProposeConsequence
from fokus_network.review.following.facts import FollowUpAnswered, FollowUpClosed, FollowUpSet

given = Given(network)

DAY, REVIEWED, UNTIL = date(2015, 6, 1), date(2016, 6, 1), date(2016, 9, 30)
AFTER = UNTIL + timedelta(days=1)
HAGEN = "05914000"
MEMBER = (
    RoundOpened(effective=DAY, round="2015", title="Runde", declaration="2012"),
    DeclarationSigned(effective=DAY, party=HAGEN, round="2015", declaration="2012"),
    MunicipalityJoined(effective=DAY, body=HAGEN, round="2015", declaration="2012"),
    CriteriaAdopted(effective=DAY, version="1", criteria=(Criterion(id="person", title="Ansprechperson"),)),
)
ATTESTED = AttestationGiven(effective=DAY, body=HAGEN, criterion="person", basis="Stellenplan")
FOUND = ReviewRecorded(effective=REVIEWED, body=HAGEN, criteria="1", findings=(FoundCriterion("person", "unknown"),))


def follow_up(step: Any = "remedy", day: date = REVIEWED, until: date = UNTIL, reason: str = "") -> FollowUpSet:
    return FollowUpSet(effective=day, body=HAGEN, step=step, until=until, missing=("person",), reason=reason)


def closed(outcome: Any, day: date = AFTER, reason: str = "") -> FollowUpClosed:
    return FollowUpClosed(effective=day, body=HAGEN, outcome=outcome, reason=reason)


def propose(step: Any = "suspension", day: date = AFTER, until: date = date(2016, 12, 31)) -> ProposeConsequence:
    return ProposeConsequence(body="Hagen", step=step, until=until, reason="Umbau", effective=day)


def test_a_review_sets_a_deadline_for_what_is_missing_and_none_where_nothing_is() -> None:
    review = RecordReview(body="Hagen", effective=REVIEWED, remedy_until=UNTIL)
    given(*MEMBER).when(review).then(FOUND, follow_up())
    given(*MEMBER, ATTESTED).when(review).then_refused("nothing-missing")
    early = RecordReview(body="Hagen", effective=REVIEWED, remedy_until=REVIEWED - timedelta(days=1))
    given(*MEMBER).when(early).then_refused("empty-period")


def test_a_review_that_finds_everything_shown_is_the_end_of_a_deadline() -> None:
    review = RecordReview(body="Hagen", effective=AFTER)
    assert given(*MEMBER, FOUND, follow_up(), ATTESTED).when(review).facts[1:] == [closed("settled")]
    assert given(*MEMBER, FOUND, follow_up()).when(review).facts[1:] == []


def test_a_consequence_is_proposed_after_the_deadline_for_what_a_review_did_not_find() -> None:
    later = date(2016, 12, 31)
    proposed = follow_up("suspension", AFTER, later, "Umbau")
    given(*MEMBER, FOUND, follow_up()).when(propose()).then(proposed)
    given(*MEMBER, FOUND).when(propose()).then(proposed)
    given(*MEMBER, FOUND, follow_up()).when(propose(day=UNTIL)).then_refused("deadline-runs")
    given(*MEMBER).when(propose()).then_refused("nothing-missing")
    given(*MEMBER, FOUND).when(propose(until=REVIEWED)).then_refused("empty-period")
    resting = MembershipSuspended(effective=REVIEWED, body=HAGEN, reason="-")
    given(*MEMBER, FOUND, resting).when(propose()).then_refused("already-suspended")
    left = MunicipalityLeft(effective=REVIEWED, body=HAGEN, kind="withdrawal", reason="-")
    given(*MEMBER, FOUND, left).when(propose()).then_refused("not-member")


def test_a_review_of_an_earlier_membership_proves_nothing_against_a_later_one() -> None:
    left = MunicipalityLeft(effective=REVIEWED, body=HAGEN, kind="withdrawal", reason="-")
    again = MunicipalityJoined(effective=UNTIL, body=HAGEN, round="2015", declaration="2012")
    given(*MEMBER, FOUND, left, again).when(propose()).then_refused("nothing-missing")


@pytest.mark.parametrize(
    ("step", "effect"),
    [
        ("suspension", MembershipSuspended(effective=AFTER, body=HAGEN, reason="Beschluss")),
        ("end", MunicipalityLeft(effective=AFTER, body=HAGEN, kind="exclusion", reason="Beschluss")),
    ],
)
def test_what_is_proposed_takes_effect_after_the_deadline_by_a_second_person(step: str, effect: Fact) -> None:
    def carry_out(day: date = AFTER) -> CarryOutFollowUp:
        return CarryOutFollowUp(body="Hagen", reason="Beschluss", effective=day)

    stands = (*MEMBER, FOUND, follow_up(step))
    given(*stands).when(carry_out()).then(closed("carried-out"), effect)
    given(*stands).when(carry_out(UNTIL)).then_refused("deadline-runs")
    given(*MEMBER, FOUND, follow_up()).when(carry_out()).then_refused("no-follow-up")
    given(*stands, closed("dropped")).when(carry_out()).then_refused("no-follow-up")


def test_the_municipality_answers_while_there_is_something_to_answer() -> None:
    answer = AnswerFollowUp(body="Hagen", statement="Der Rat berät.", effective=UNTIL)
    given(*MEMBER, FOUND, follow_up()).when(answer).then(
        FollowUpAnswered(effective=UNTIL, body=HAGEN, statement="Der Rat berät.")
    )
    given(*MEMBER, FOUND).when(answer).then_refused("no-follow-up", field="body")


def test_a_deadline_is_dropped_once_with_a_reason() -> None:
    drop = DropFollowUp(body="Hagen", reason="Erledigt", effective=AFTER)
    given(*MEMBER, FOUND, follow_up()).when(drop).then(closed("dropped", reason="Erledigt"))
    given(*MEMBER, FOUND).when(drop).then_refused("no-follow-up", field="body")
    left = MunicipalityLeft(effective=UNTIL, body=HAGEN, kind="withdrawal", reason="-")
    given(*MEMBER, FOUND, follow_up(), left).when(drop).then_refused("no-follow-up", field="body")
