"""The evaluation is sound: stricter never admits more, every change of a rule is noticed, every version judges."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rules_kit import CASES, application, book_for, documented

from fokus_ehrenamtskarte.rules.application import Application, Engagement, PreviousCard
from fokus_ehrenamtskarte.rules.book import RuleBook
from fokus_ehrenamtskarte.rules.calendar import later
from fokus_ehrenamtskarte.rules.dating import settled
from fokus_ehrenamtskarte.rules.evaluation import evaluate
from fokus_ehrenamtskarte.rules.facts import FrameSet, RulesSet
from fokus_ehrenamtskarte.rules.terms import Allowance, Cap, Place, Prior, Terms, Volume

TOWN, OTHER, DAY = "05914000", "05911000", date(2025, 6, 2)
FRAME = FrameSet(
    effective=date(2008, 1, 8),
    frame="nrw-2008",
    title="Regeln",
    volume=Volume(per_week=5, per_year=250),
    allowance=Allowance(policy="cost-only"),
)
RANK = {"granted": 2, "needs-decision": 1, "refused": 0, "other-office": 0}
engagements = st.builds(
    Engagement,
    body=st.sampled_from([TOWN, OTHER]),
    since=st.sampled_from(["2020-01", "2022-06", "2023-06", "2024-06", "2025-05"]),
    until=st.sampled_from([None, None, "2025-03"]),
    per=st.just("week"),
    hours=st.integers(1, 6).map(float),
    sort=st.sampled_from([None, None, "on-call", "social"]),
    signatories=st.integers(1, 2),
    confirmed=st.sampled_from(["yes", "yes", "open", "no"]),
)
applications = st.builds(
    Application,
    body=st.just(TOWN),
    reference_date=st.just(DAY),
    birth_date=st.dates(date(2000, 1, 1), date(2011, 1, 1)),
    residence=st.sampled_from([TOWN, OTHER]),
    engagements=st.lists(engagements, min_size=1, max_size=3).map(tuple),
    issued_in_period=st.integers(0, 5),
)
terms = st.builds(
    Terms,
    min_age=st.integers(0, 18),
    prior=st.integers(0, 36).map(lambda months: (Prior(months=months),)),
    place=st.sampled_from([Place(kind="engagement"), Place(kind="residence"), Place(kind="either")]),
    not_counted=st.sampled_from([("social",), ()]),
    counted=st.just(("on-call",)),
    signatories=st.integers(1, 2),
    cap=st.integers(1, 4).map(lambda count: Cap(count=count)),
)


def stricter(by: str, told: Terms) -> Terms:
    """Return terms that ask for more."""
    assert told.min_age is not None
    assert told.prior is not None
    assert told.cap is not None
    changes: dict[str, Any] = {
        "age": {"min_age": told.min_age + 2},
        "prior": {"prior": (Prior(months=(told.prior[0].months or 0) + 7),)},
        "at-volume": {"prior": (Prior(months=told.prior[0].months, at_volume=True),)},
        "exclusion": {"counted": (), "not_counted": (*(told.not_counted or ()), "on-call")},
        "signatures": {"signatories": 2},
        "cap": {"cap": Cap(count=max(told.cap.count - 1, 1))},
    }
    return msgspec.structs.replace(told, **changes[by])


def book(told: Terms) -> RuleBook:
    return RuleBook(frames=[FRAME], rules={TOWN: [RulesSet(effective=FRAME.effective, body=TOWN, terms=told)]})


@settings(max_examples=400, deadline=None)
@given(applications, terms, st.sampled_from(["age", "prior", "at-volume", "exclusion", "signatures", "cap"]))
def test_a_stricter_rule_never_admits_more(asked: Application, told: Terms, by: str) -> None:
    before, after = evaluate(asked, book(told)), evaluate(asked, book(stricter(by, told)))
    assert RANK[after.overall] <= RANK[before.overall]


@settings(max_examples=200, deadline=None)
@given(applications, terms, st.floats(0.5, 4))
def test_more_hours_never_take_a_card_away(asked: Application, told: Terms, more: float) -> None:
    first, *rest = asked.engagements
    busier = msgspec.structs.replace(
        asked, engagements=(msgspec.structs.replace(first, hours=first.hours + more), *rest)
    )
    assert RANK[evaluate(busier, book(told)).overall] >= RANK[evaluate(asked, book(told)).overall]


def changed(body: str, change: Callable[[Terms], Terms]) -> Callable[[RuleBook], RuleBook]:
    """Return a change of all versions of a body's rules."""

    def apply(before: RuleBook) -> RuleBook:
        versions = [msgspec.structs.replace(one, terms=change(one.terms)) for one in before.rules[body]]
        return replace(before, rules={**before.rules, body: versions})

    return apply


def with_terms(body: str, **given: Any) -> Callable[[RuleBook], RuleBook]:
    return changed(body, lambda told: msgspec.structs.replace(told, **given))


def with_frame(frame: str, **given: Any) -> Callable[[RuleBook], RuleBook]:
    def apply(before: RuleBook) -> RuleBook:
        frames = [msgspec.structs.replace(one, **given) if one.frame == frame else one for one in before.frames]
        return replace(before, frames=frames)

    return apply


CHANGES: dict[str, Callable[[RuleBook], RuleBook]] = {
    "the hours of 2008 are four": with_frame("nrw-2008", volume=Volume(per_week=4, per_year=250)),
    "the yearly hours of 2008 are 240": with_frame("nrw-2008", volume=Volume(per_week=5, per_year=240)),
    "the hours of 2026 are five": with_frame("nrw-2026", volume=Volume(per_week=5, per_year=200)),
    "the frame of 2026 begins a day earlier": with_frame("nrw-2026", effective=date(2026, 1, 25)),
    "the frame of 2026 surely holds a day earlier": with_frame("nrw-2026", latest=date(2026, 1, 31)),
    "a euro more is allowed": with_frame(
        "nrw-2026", allowance=Allowance(policy="capped", ehrenamt=961, uebungsleiter=3300)
    ),
    "money is allowed before 2026": with_frame("nrw-2008", allowance=Allowance(policy="capped", ehrenamt=960)),
    "26 years are asked for": with_frame("nrw-anniversary", service_years=26),
    "the anniversary card begins a day later": with_frame("nrw-anniversary", effective=date(2022, 3, 10)),
    "the recommendation asks for a year": with_frame("nrw-pandemic", first_prior_months=12),
    "Düsseldorf asks for two years": with_terms("05111000", prior=(Prior(months=24),)),
    "Düsseldorf asks for a residence": with_terms("05111000", place=Place(kind="residence")),
    "Kamen has no band for the young": with_terms("05978020", prior=(Prior(months=24),)),
    "Kamen counts time on call": with_terms("05978020", not_counted=()),
    "Kamen frees nobody": with_terms("05978020", exempt=()),
    "Hagen forgets the full hours": with_terms("05914000", prior=(Prior(months=12, below_age=20), Prior(months=24))),
    "Solingen counts any organisation": with_terms("05122000", prior=(Prior(months=24),)),
    "Nettetal lifts its cap": with_terms("05166016", cap=Cap(count=0)),
    "Wickede wants one signature": with_terms("05974056", signatories=1),
    "Münster lets others apply": with_terms("05515000", applicant=None),
    "Arnsberg honours twice": with_terms("05958004", not_otherwise_honoured=False),
    "Arnsberg has no rounds": with_terms("05958004", rounds=None),
    "Neunkirchen-Seelscheid begins at 15": with_terms("05382040", min_age=15),
    "Plettenberg asks for any engagement": with_terms("05962052", place=Place(kind="engagement")),
    "Greven forgets its term": with_terms("05566012", validity_months=None),
    "Hilden's texts agree": with_terms("05158016", min_age_elsewhere=None),
    "Bielefeld takes 25 years": changed(
        "05711000",
        lambda told: msgspec.structs.replace(
            told, anniversary=told.anniversary and msgspec.structs.replace(told.anniversary, more_than=False)
        ),
    ),
    "nobody adopted a frame": lambda before: replace(before, adopted=[]),
    "nobody is said to stay away": lambda before: replace(before, stated={}),
    "Iserlohn joins nobody": lambda before: replace(
        before,
        rules={
            **before.rules,
            "05962024": [msgspec.structs.replace(one, joins=None) for one in before.rules["05962024"]],
        },
    ),
}


def outcome(case: dict[str, Any], told: RuleBook) -> Any:
    verdict = evaluate(application(case), told)
    return verdict.overall, verdict.because, [(one.condition, one.outcome) for one in verdict.conditions], verdict.term


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_single_change_of_a_rule_is_noticed_by_a_case(change: Callable[[RuleBook], RuleBook]) -> None:
    assert any(outcome(case, change(book_for(case))) != outcome(case, book_for(case)) for case in CASES)


def judged_under(rule: RulesSet, *, strong: bool) -> tuple[Application, RuleBook]:
    """Return an application that each rule must grant, or refuse, and the book with this version alone."""
    day = max(settled(rule), date(2025, 6, 2)) if settled(rule) <= date(2026, 1, 1) else settled(rule)
    home = rule.body
    if rule.terms.place is not None and rule.terms.place.bodies:
        home = rule.terms.place.bodies[0]
    applicants = rule.terms.applicant
    one = Engagement(
        body=home if strong or len(home) == 8 else f"{home}004",
        organisation="Ruderfreunde Musterfluss",
        since="1990-01" if strong else f"{later(day, -1):%Y-%m}",
        per="week",
        hours=20 if strong else 1,
        signatories=2,
    )
    asked = Application(
        body=rule.body,
        reference_date=day,
        birth_date=date(1970, 1, 1),
        residence=home,
        applicant=applicants.allowed[0] if applicants and applicants.allowed else "self",
        engagements=(one,),
        otherwise_honoured=False,
        in_round=True,
        issued_in_period=0,
        previous_card=PreviousCard(kind="standard", valid_until=later(day, -2)),
    )
    alone = replace(documented(), rules={**documented().rules, rule.body: [rule]})
    return asked, alone


def test_every_version_grants_a_strong_application_and_refuses_a_weak_one() -> None:
    versions = [rule for versions in documented().rules.values() for rule in versions]
    assert len(versions) == 80
    for rule in versions:
        strong, weak = (evaluate(*judged_under(rule, strong=strong)) for strong in (True, False))
        assert (strong.overall, strong.because) == ("granted", ()), rule
        assert weak.overall == "refused", rule
