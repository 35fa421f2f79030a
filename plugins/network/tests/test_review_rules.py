"""Reviews of members against the criteria in force, as given / when / then."""

from datetime import date, timedelta

from fokus_core import Retract
from fokus_core.testing import Given
from fokus_ehrenamtskarte.facts import CardIntroduced, ParticipationEnded
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_network.membership.facts import (
    AttestationGiven,
    CriteriaAdopted,
    Criterion,
    DeclarationSigned,
    FoundCriterion,
    MunicipalityJoined,
    MunicipalityLeft,
    RoundOpened,
)
from fokus_network.plugin import plugin as network
from fokus_network.review.commands import RecordReview, SetReviewInterval
from fokus_network.review.facts import ReviewIntervalSet, ReviewRecorded

given = Given(network, ehrenamtskarte)
given_alone = Given(network)

DAY = date(2015, 6, 1)
LATER = DAY + timedelta(days=400)
HAGEN = "05914000"
MEMBER = (
    RoundOpened(effective=DAY, round="2015", title="Runde", declaration="2012"),
    DeclarationSigned(effective=DAY, party=HAGEN, round="2015", declaration="2012"),
    MunicipalityJoined(effective=DAY, body=HAGEN, round="2015", declaration="2012"),
)
CRITERIA = CriteriaAdopted(
    effective=DAY,
    version="1",
    criteria=(
        Criterion(id="karte", title="Karte", evidence=("ehrenamtskarte.takes-part",)),
        Criterion(id="person", title="Ansprechperson"),
    ),
)
CARD = CardIntroduced(effective=DAY, body=HAGEN)
CARD_ENDED = ParticipationEnded(effective=LATER, body=HAGEN, reason="-")
ATTESTED = AttestationGiven(effective=DAY, body=HAGEN, criterion="person", basis="Stellenplan")
REVIEW = RecordReview(body="Hagen", effective=LATER, remarks="Gespräch geführt")


def reviewed(*findings: FoundCriterion) -> ReviewRecorded:
    return ReviewRecorded(effective=LATER, body=HAGEN, criteria="1", findings=findings, remarks="Gespräch geführt")


def test_a_review_records_what_the_criteria_in_force_find_on_its_day() -> None:
    given(*MEMBER, CRITERIA, CARD, ATTESTED).when(REVIEW).then(
        reviewed(
            FoundCriterion("karte", "proven", "ehrenamtskarte.takes-part", 5),
            FoundCriterion("person", "attested", "", 6),
        )
    )


def test_what_has_lapsed_is_recorded_and_ends_no_membership() -> None:
    given(*MEMBER, CRITERIA, CARD, CARD_ENDED).when(REVIEW).then(
        reviewed(
            FoundCriterion("karte", "not-proven", "ehrenamtskarte.takes-part"), FoundCriterion("person", "unknown")
        )
    )


def test_evidence_of_a_programme_that_is_absent_is_unknown() -> None:
    given_alone(*MEMBER, CRITERIA).when(REVIEW).then(
        reviewed(FoundCriterion("karte", "unknown", "ehrenamtskarte.takes-part"), FoundCriterion("person", "unknown"))
    )


def test_only_members_are_reviewed() -> None:
    left = MunicipalityLeft(effective=LATER, body=HAGEN, kind="withdrawal", reason="-")
    for facts in ((CRITERIA,), (*MEMBER, CRITERIA, left)):
        outcome = given(*facts).when(REVIEW)
        outcome.then_refused("not-member")
        assert outcome.refused is not None
        assert outcome.refused.field == "body"
    early = RecordReview(body="Hagen", effective=DAY - timedelta(days=1))
    given(*MEMBER, CRITERIA).when(early).then_refused("not-member")


def test_a_membership_with_a_review_in_it_is_not_taken_back() -> None:
    given(*MEMBER, reviewed()).when(Retract(position=3, reason="-")).then_refused("not-member", at=[4])


def test_without_criteria_there_is_nothing_to_review() -> None:
    outcome = given(*MEMBER).when(REVIEW)
    outcome.then_refused("no-criteria")
    assert outcome.refused is not None
    assert outcome.refused.field == "effective"


def test_the_interval_between_reviews_is_data() -> None:
    given().when(SetReviewInterval(months=24, effective=DAY)).then(ReviewIntervalSet(effective=DAY, months=24))
