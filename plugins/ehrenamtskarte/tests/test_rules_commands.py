"""Setting rules, frames, issuers and figures, as given / when / then."""

from datetime import date, timedelta

import pytest

from fokus_core import Command, Fact
from fokus_core.testing import Given
from fokus_ehrenamtskarte.figures import FigurePublished, RecordFigure
from fokus_ehrenamtskarte.issuers.commands import AssignIssuer, StateParticipation, WithdrawIssuer
from fokus_ehrenamtskarte.issuers.facts import IssuerAssigned, IssuerWithdrawn, ParticipationStated
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin
from fokus_ehrenamtskarte.rules.commands import AdoptFrame, SetConventions, SetFrame, SetRules
from fokus_ehrenamtskarte.rules.facts import ConventionsSet, FrameAdopted, FrameSet, RulesSet
from fokus_ehrenamtskarte.rules.terms import Allowance, Prior, Terms, Volume

given = Given(plugin)
DAY, LATER = date(2026, 2, 1), date(2026, 3, 1)
KAMEN, WIEHL, OBK = "05978020", "05374048", "05374"
HOURS, MONEY = Volume(per_week=4, per_year=200), Allowance(policy="capped", ehrenamt=960)
FRAME = FrameSet(effective=DAY, frame="nrw-2026", title="Regeln des Landes 2026", volume=HOURS, allowance=MONEY)
ADOPTED = FrameAdopted(effective=LATER, body=KAMEN, frame=FRAME.frame, title=FRAME.title)
TERMS = Terms(min_age=0, prior=(Prior(below_age=18, months=12), Prior(months=24)))
RULES = RulesSet(effective=DAY, body=KAMEN, terms=TERMS)
ASSIGNED = IssuerAssigned(effective=DAY, body=WIEHL, kind="district", issuer=OBK)


def set_frame(**more: object) -> Command:
    told = {"frame": "nrw-2026", "title": FRAME.title, "effective": DAY, "volume": HOURS, "allowance": MONEY}
    return SetFrame(**(told | more))  # type: ignore[arg-type]  # fields by name


def test_the_state_sets_a_frame_once() -> None:
    given().when(set_frame()).then(FRAME)
    given(FRAME).when(set_frame(effective=LATER)).then_refused("frame-exists")


@pytest.mark.parametrize("lack", [{"volume": None}, {"allowance": None}, {"kind": "anniversary"}])
def test_a_frame_holds_what_its_kind_needs(lack: dict[str, object]) -> None:
    given().when(set_frame(**lack)).then_refused("frame-incomplete")


def test_a_recommendation_overlays_a_frame_that_there_is() -> None:
    told = set_frame(frame="nrw-pandemic", kind="recommendation", overlays="nrw-2008")
    given(FRAME).when(told).then_refused("no-such-frame")


def test_a_body_adopts_a_frame_that_there_is_once_and_not_before_it() -> None:
    adopt = AdoptFrame(body="Kamen", frame="nrw-2026", effective=LATER)
    given(FRAME).when(adopt).then(ADOPTED)
    given().when(adopt).then_refused("no-such-frame")
    given(FRAME, ADOPTED).when(adopt).then_refused("already-adopted")
    early = AdoptFrame(body="Kamen", frame="nrw-2026", effective=DAY - timedelta(days=1))
    given(FRAME).when(early).then_refused("frame-not-yet")


def test_rules_of_a_body_begin_on_days_of_their_own() -> None:
    given().when(SetRules(body="Kamen", effective=DAY, terms=TERMS)).then(RULES)
    given(RULES).when(SetRules(body="Kamen", effective=DAY, terms=Terms())).then_refused("rules-that-day")
    later = RulesSet(effective=LATER, body=KAMEN, terms=Terms())
    given(RULES).when(SetRules(body="Kamen", effective=LATER, terms=Terms())).then(later)


@pytest.mark.parametrize(
    ("more", "slug"),
    [
        ({"dated": "between"}, "latest-missing"),
        ({"dated": "between", "latest": DAY - timedelta(days=1)}, "latest-too-early"),
        ({"latest": LATER}, "latest-too-early"),
        ({"joins": KAMEN}, "own-joint-rule"),
        ({"terms": Terms(prior=(Prior(months=24), Prior(below_age=18, months=12)))}, "bands-out-of-order"),
        (
            {"terms": Terms(prior=(Prior(below_age=20, months=9), Prior(below_age=18, months=12)))},
            "bands-out-of-order",
        ),
    ],
)
def test_rules_that_contradict_themselves_are_refused(more: dict[str, object], slug: str) -> None:
    told = {"body": "Kamen", "effective": DAY, "terms": TERMS} | more
    given().when(SetRules(**told)).then_refused(slug)  # type: ignore[arg-type]  # fields by name


def test_the_state_says_how_silence_is_read() -> None:
    fact = ConventionsSet(effective=DAY, adoption="ask", note="Jede Kommune vereinbart es neu.")
    given().when(SetConventions(effective=DAY, adoption="ask", note=fact.note)).then(fact)


def test_the_district_that_issues_is_the_one_the_body_lies_in() -> None:
    given().when(AssignIssuer(body="Wiehl", kind="district", effective=DAY)).then(ASSIGNED)
    given().when(AssignIssuer(body="Hagen", kind="district", effective=DAY)).then_refused("no-district")
    own = IssuerAssigned(effective=DAY, body="05914000", kind="own", issuer="05914000")
    given().when(AssignIssuer(body="Hagen", kind="own", effective=DAY)).then(own)


def test_an_agency_has_a_name_and_nobody_else_has() -> None:
    given().when(AssignIssuer(body="Hagen", kind="agency", effective=DAY)).then_refused("agency-named")
    named = AssignIssuer(body="Hagen", kind="own", agency="Freiwilligenzentrale", effective=DAY)
    given().when(named).then_refused("agency-named")


def test_only_who_issues_is_withdrawn() -> None:
    withdrawn = IssuerWithdrawn(effective=LATER, body=WIEHL)
    withdraw = WithdrawIssuer(body="Wiehl", effective=LATER)
    given(ASSIGNED).when(withdraw).then(withdrawn)
    given().when(withdraw).then_refused("not-assigned")
    given(ASSIGNED, withdrawn).when(withdraw).then_refused("not-assigned")


@pytest.mark.parametrize(
    ("command", "fact"),
    [
        (
            StateParticipation(body="Verl", effective=DAY, takes_part=False),
            ParticipationStated(effective=DAY, body="05754044", takes_part=False),
        ),
        (
            RecordFigure(effective=DAY, subject="cards", count=65_000, up_to=66_500, publisher="hilden.de"),
            FigurePublished(effective=DAY, subject="cards", count=65_000, up_to=66_500, publisher="hilden.de"),
        ),
    ],
)
def test_what_sources_say_is_recorded(command: Command, fact: Fact) -> None:
    given().when(command).then(fact)
