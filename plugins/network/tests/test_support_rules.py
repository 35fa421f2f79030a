"""The rules of support and of the way to the Ehrenamtskarte, as given / when / then."""

from datetime import date, timedelta
from typing import Any

import pytest
from consultation_kit import HAGEN, members

from fokus_core import minted
from fokus_core.testing import TODAY, Given
from fokus_network.exchange.support.cases import (
    AskSupport,
    CloseSupport,
    RecordSupport,
    SupportAsked,
    SupportClosed,
    SupportGiven,
    SupportTaken,
    TakeSupport,
)
from fokus_network.exchange.support.introductions import (
    DropIntroduction,
    IntroductionDropped,
    IntroductionStepTaken,
    RecordIntroductionStep,
)
from fokus_network.offers.facts import OfferEnded, OfferMade
from fokus_network.plugin import plugin

given = Given(plugin)
CASE = "3" * 32
BEFORE = TODAY - timedelta(days=10)
HERE: dict[str, Any] = {"effective": TODAY, "support": CASE}
ASKED = SupportAsked(**HERE, body=HAGEN, title="Engagementstrategie", text="Wer hilft uns?")
TAKEN = SupportTaken(**HERE, body=HAGEN)
GIVEN = SupportGiven(**HERE, body=HAGEN, given="Ein Gespräch vor Ort.")
CLOSED = SupportClosed(**HERE, body=HAGEN)
MADE = OfferMade(effective=BEFORE, offer="beratung", title="-", description="-", party=HAGEN, audience="-")


def test_a_member_asks_also_for_an_offer_that_stands() -> None:
    ask = AskSupport(body="Hagen", title="Engagementstrategie", text="Wer hilft uns?", effective=TODAY)
    asked = SupportAsked(
        effective=TODAY,
        support=minted("when", "support"),
        body=HAGEN,
        title="Engagementstrategie",
        text="Wer hilft uns?",
    )
    given(*members(HAGEN)).when(ask).then(asked)
    given().when(ask).then_refused("not-member")
    about = AskSupport(body="Hagen", title="-", text="-", offer="beratung", effective=TODAY)
    given(*members(HAGEN)).when(about).then_refused("offer-unknown", field="offer")
    ended = OfferEnded(effective=TODAY, offer="beratung", reason="-")
    given(*members(HAGEN), MADE, ended).when(about).then_refused("offer-unknown", field="offer")
    (fact,) = given(*members(HAGEN), MADE).when(about).facts
    assert isinstance(fact, SupportAsked)
    assert fact.offer == "beratung"


def test_a_case_is_taken_on_before_support_is_given_and_nothing_follows_its_end() -> None:
    take, give = TakeSupport(**HERE), RecordSupport(**HERE, given="Ein Gespräch vor Ort.")
    close = CloseSupport(**HERE, body="Hagen")
    given(ASKED).when(take).then(TAKEN)
    given(ASKED, TAKEN).when(take).then_refused("support-taken")
    given(ASKED).when(give).then_refused("support-not-taken")
    given(ASKED, TAKEN).when(give).then(GIVEN)
    given(ASKED, TAKEN, GIVEN).when(give).then(GIVEN)
    given(ASKED).when(close).then(CLOSED)
    given(ASKED, TAKEN, GIVEN).when(close).then(CLOSED)
    given(ASKED).when(CloseSupport(**HERE, body="Bonn")).then_refused("support-unknown", field="support")
    given(ASKED, CLOSED).when(take).then_refused("support-taken")
    given(ASKED, TAKEN, CLOSED).when(give).then_refused("support-not-taken")
    given(ASKED, CLOSED).when(close).then_refused("support-closed")
    for command in (take, give, close):
        given().when(command).then_refused("support-unknown", field="support")


def step(name: Any, day: date = TODAY) -> RecordIntroductionStep:
    return RecordIntroductionStep(body="Hagen", step=name, effective=day)


def taken(name: Any, **more: Any) -> IntroductionStepTaken:
    return IntroductionStepTaken(effective=TODAY, body=HAGEN, step=name, **more)


def test_each_step_to_the_card_is_taken_once_until_it_is_dropped() -> None:
    drop = DropIntroduction(body="Hagen", reason="Kein Personal", effective=TODAY)
    dropped = IntroductionDropped(effective=TODAY, body=HAGEN, reason="Kein Personal")
    given().when(step("advice")).then(taken("advice"))
    given(taken("advice")).when(step("advice")).then_refused("step-taken", field="step")
    given(taken("advice")).when(step("council-paper")).then(taken("council-paper"))
    given(taken("advice")).when(drop).then(dropped)
    given().when(drop).then_refused("not-begun")
    given(taken("advice"), dropped).when(drop).then_refused("not-begun")
    given(taken("advice"), dropped).when(step("advice")).then(taken("advice"))


@pytest.mark.parametrize("name", ["advice", "first-stock"])
def test_where_the_card_is_not_installed_its_part_is_unknown(name: str) -> None:
    given().when(step(name)).then(taken(name, card="unknown"))


def test_where_the_card_is_installed_a_step_says_what_it_shows_on_that_day() -> None:
    both = Given(plugin, installed=["ehrenamtskarte"])
    agreed, introduced = (
        both.catalogue.facts[f"ehrenamtskarte.{name}@1"].cls(effective=BEFORE, body=HAGEN)  # type: ignore[call-arg]  # both have one
        for name in ("agreement-signed", "card-introduced")
    )
    both().when(step("agreement")).then(taken("agreement", card="not-proven"))
    both(agreed, introduced).when(step("first-stock")).then(taken("first-stock", card="proven"))
    early = step("first-stock", BEFORE - timedelta(days=1))
    before = IntroductionStepTaken(effective=early.effective, body=HAGEN, step="first-stock", card="not-proven")
    both(agreed, introduced).when(early).then(before)
