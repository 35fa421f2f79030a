"""Criteria for entry apart from those for staying, exceptions with an end, and signatures of those who come back."""

from datetime import date, timedelta
from typing import Any

import pytest

from fokus_core import Fact
from fokus_core.testing import Given
from fokus_network.membership.commands.admission import JoinNetwork
from fokus_network.membership.exceptions import ExceptionGranted, ExceptionSettled, GrantException
from fokus_network.membership.facts import (
    AttestationGiven,
    CriteriaAdopted,
    Criterion,
    DeclarationPublished,
    DeclarationSigned,
    FoundCriterion,
    MunicipalityJoined,
    MunicipalityLeft,
    RoundOpened,
)
from fokus_network.plugin import plugin
from fokus_network.review.commands import RecordReview
from fokus_network.review.facts import ReviewRecorded

given = Given(plugin)

OPENED, DAY, LATER = date(2015, 3, 1), date(2015, 6, 1), date(2016, 6, 1)
HAGEN = "05914000"
PUBLISHED = DeclarationPublished(effective=OPENED, declaration="2012", title="Erklärung")
ROUND = RoundOpened(effective=OPENED, round="2015", title="Runde", declaration="2012")
SECOND = RoundOpened(effective=LATER, round="2016", title="Runde", declaration="2012")
SIGNED = DeclarationSigned(effective=DAY, party=HAGEN, round="2015", declaration="2012")
WILLING = Criterion(id="bereit", title="Bereitschaft", evidence=("network.has-signed",), applies="entry")
GOES_ON = Criterion(id="mitarbeit", title="Mitarbeit", applies="staying")
ANCHORED = Criterion(id="quer", title="Querschnittsaufgabe")
CRITERIA = CriteriaAdopted(effective=OPENED, version="1", criteria=(WILLING, GOES_ON, ANCHORED))
STANDS = (PUBLISHED, ROUND, SIGNED, CRITERIA)


def attested(criterion: str) -> AttestationGiven:
    return AttestationGiven(effective=DAY, body=HAGEN, criterion=criterion, basis="Gespräch")


def joined(day: date = DAY, **more: Any) -> MunicipalityJoined:
    return MunicipalityJoined(effective=day, body=HAGEN, round="2015", declaration="2012", **more)


def left(day: date) -> MunicipalityLeft:
    return MunicipalityLeft(effective=day, body=HAGEN, kind="withdrawal", reason="-")


def test_on_entry_only_what_is_asked_for_then_is_found() -> None:
    given(*STANDS, attested("quer")).when(JoinNetwork(body="Hagen", effective=DAY)).then(
        joined(
            criteria="1",
            findings=(
                FoundCriterion("bereit", "proven", "network.has-signed", 3),
                FoundCriterion("quer", "attested", "", 5),
            ),
        )
    )


def test_who_stays_is_asked_for_what_is_asked_of_members() -> None:
    (review,) = given(*STANDS, attested("quer"), joined()).when(RecordReview(body="Hagen", effective=LATER)).facts
    assert isinstance(review, ReviewRecorded)
    assert [(one.criterion, one.state) for one in review.findings] == [("mitarbeit", "unknown"), ("quer", "attested")]


def test_criteria_as_they_were_adopted_before_hold_for_both() -> None:
    assert Criterion(id="alt", title="Alt").applies == "both"


def test_an_exception_is_kept_with_its_last_day() -> None:
    until = date(2016, 5, 31)
    (fact,) = given(*STANDS).when(JoinNetwork(body="Hagen", effective=DAY, override="-", override_until=until)).facts
    assert isinstance(fact, MunicipalityJoined)
    assert (fact.override, fact.override_until) == ("-", until)


@pytest.mark.parametrize(
    ("more", "slug"),
    [
        ({"override": "-", "override_until": DAY - timedelta(days=1)}, "empty-period"),
        ({"override_until": LATER}, "exception-unfounded"),
    ],
)
def test_an_exception_that_makes_no_sense_is_refused(more: dict[str, Any], slug: str) -> None:
    given(*STANDS).when(JoinNetwork(body="Hagen", effective=DAY, **more)).then_refused(slug)


def test_a_member_is_granted_an_exception_and_it_is_prolonged() -> None:
    grant = GrantException(body="Hagen", until=LATER, reason="Umbau", effective=DAY)
    granted = ExceptionGranted(effective=DAY, body=HAGEN, until=LATER, reason="Umbau")
    given(*STANDS, joined()).when(grant).then(granted)
    given(*STANDS, joined(), granted).when(grant).then(granted)
    given(*STANDS).when(grant).then_refused("not-member")
    given(*STANDS, joined(), left(LATER)).when(
        GrantException(body="Hagen", until=LATER, reason="-", effective=LATER)
    ).then_refused("not-member")
    given(*STANDS, joined()).when(
        GrantException(body="Hagen", until=DAY - timedelta(days=1), reason="-", effective=DAY)
    ).then_refused("empty-period")


@pytest.mark.parametrize(
    "exception",
    [(joined(override="-"),), (joined(), ExceptionGranted(effective=DAY, body=HAGEN, until=DAY, reason="-"))],
)
def test_a_review_that_finds_everything_shown_settles_an_exception(exception: tuple[Fact, ...]) -> None:
    review = RecordReview(body="Hagen", effective=LATER)
    settled = ExceptionSettled(effective=LATER, body=HAGEN)
    shown = (attested("quer"), attested("mitarbeit"))
    assert given(*STANDS, *shown, *exception).when(review).facts[1:] == [settled]
    assert given(*STANDS, attested("quer"), *exception).when(review).facts[1:] == []
    assert given(*STANDS, *shown, *exception, settled).when(review).facts[1:] == []


def test_who_joins_again_rests_on_the_earlier_signature_or_on_a_new_one() -> None:
    base = (PUBLISHED, ROUND, SIGNED, joined(), left(LATER))
    given(*base).when(JoinNetwork(body="Hagen", effective=LATER)).then(joined(LATER, rests_on="earlier", signed=DAY))
    again = DeclarationSigned(effective=LATER, party=HAGEN, round="2016", declaration="2012")
    (fact,) = given(*base, SECOND, again).when(JoinNetwork(body="Hagen", effective=LATER)).facts
    assert isinstance(fact, MunicipalityJoined)
    assert (fact.round, fact.rests_on, fact.signed) == ("2016", "new", LATER)
