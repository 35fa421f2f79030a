"""Applying, confirming, asking, deciding and withdrawing, as given / when / then."""

from datetime import date
from typing import Any

import msgspec
import pytest

from fokus_core import Fact, Person, Recorded, Sealed
from fokus_core.testing import Given
from fokus_ehrenamtskarte.applications.desk.decisions import ApproveApplication, RejectApplication
from fokus_ehrenamtskarte.applications.entering.apply import Apply
from fokus_ehrenamtskarte.applications.record.facts import (
    AddressConfirmed,
    ApplicantAnswered,
    ApplicantAsked,
    ApplicationApproved,
    ApplicationEvaluated,
    ApplicationHandedIn,
    ApplicationRejected,
    ApplicationWithdrawn,
    EngagementAnswered,
    EngagementStated,
    OutcomeOf,
)
from fokus_ehrenamtskarte.applications.record.read_models import application
from fokus_ehrenamtskarte.applications.record.statutes import an_application_is_decided_once
from fokus_ehrenamtskarte.applications.record.steps import (
    AnswerEngagement,
    AnswerQuestion,
    AskApplicant,
    ConfirmAddress,
    WithdrawApplication,
)
from fokus_ehrenamtskarte.applications.record.terms import Claim, Details, StatedEngagement
from fokus_ehrenamtskarte.facts import CardIntroduced, ParticipationEnded
from fokus_ehrenamtskarte.issuers.facts import IssuerAssigned
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin
from fokus_projections.testing import recorded

given = Given(plugin)
TODAY, DUE = date(2026, 1, 15), date(2026, 2, 15)
HAGEN, WIEHL, OBK, BONN = "05914000", "05374048", "05374", "05314000"
APPLICATION, ENGAGEMENT, PERSON, CONTACT = "a1" * 16, "e1" * 16, "b1" * 16, "c1" * 16
OPEN = CardIntroduced(effective=date(2015, 1, 1), body=HAGEN)
ADA = Person(name="Ada Beispiel", email="ada@example.org", birth="1980-05-01")
CLUB = StatedEngagement(
    organisation="Sportfreunde",
    body="Hagen",
    activity="Ich trainiere die Jugend",
    since="2020-01",
    hours=5,
    contact="Kim Vorstand",
    contact_mail="kim@example.org",
)
HELD: dict[str, Any] = {"effective": TODAY, "application": APPLICATION, "body": HAGEN, "person": PERSON}
HANDED = ApplicationHandedIn(
    **HELD,
    kind="standard",
    name=Sealed.of("Ada Beispiel"),
    details=Sealed.of(
        Details(residence=HAGEN, town=HAGEN, birth="1980-05-01", mail="ada@example.org", street="Weg 1, 58095 Hagen")
    ),
)
STATED = EngagementStated(
    **HELD,
    engagement=ENGAGEMENT,
    claim=Sealed.of(Claim(organisation="S", body=HAGEN, activity="T", since="2020-01", hours=5)),
    contact=CONTACT,
    contact_name=Sealed.of("Kim Vorstand"),
    contact_mail=Sealed.of("kim@example.org"),
)
ABOUT: dict[str, Any] = {"body": HAGEN, "application": APPLICATION, "effective": TODAY}


def corrected(receipt: ApplicationHandedIn) -> list[Recorded[Any]]:
    """Return the history of an application whose receipt was replaced after it was judged."""
    judged = ApplicationEvaluated(**HELD, known=3, overall="granted", outcomes=(), numbers=Sealed.of({}))
    _first, *others = recorded([HANDED, STATED, AddressConfirmed(**HELD), judged])
    meta = msgspec.structs.replace(others[-1].meta, id="f" * 32, place=1)
    return [*others, Recorded(6, others[0].type, others[0].keys, receipt, meta)]


def breaches(receipt: ApplicationHandedIn) -> list[str]:
    return [one.slug for one in an_application_is_decided_once.rule(corrected(receipt))]


def test_a_receipt_is_corrected_after_it_was_judged_and_is_judged_anew() -> None:
    receipt = msgspec.structs.replace(HANDED, kind="anniversary")
    assert breaches(receipt) == []
    state = None
    for record in sorted(corrected(receipt), key=lambda one: one.order):
        state = application(state, record)
    assert state is not None
    assert (state.kind, state.named, state.reachable) == ("anniversary", 1, True)
    assert (state.evaluated, state.said) == (3, 6)


def test_a_receipt_is_not_moved_behind_what_followed_from_it() -> None:
    assert {*breaches(msgspec.structs.replace(HANDED, effective=DUE))} == {"before-receipt"}


def apply(**more: Any) -> Apply:
    told: dict[str, Any] = {
        "body": "Hagen",
        "kind": "standard",
        "person": ADA,
        "residence": "Hagen",
        "street": "Weg 1, 58095 Hagen",
        "engagements": (CLUB,),
        "truthful": True,
        "effective": TODAY,
    }
    return Apply(**told | more)


def club(**more: Any) -> tuple[StatedEngagement, ...]:
    return (StatedEngagement(**{name: getattr(CLUB, name) for name in CLUB.__struct_fields__} | more),)


def answer(**more: Any) -> AnswerEngagement:
    return AnswerEngagement(**ABOUT | {"engagement": ENGAGEMENT, "answer": "confirmed", "entitled": True} | more)


def judged(overall: Any = "granted", known: int = 2, **outcomes: Any) -> ApplicationEvaluated:
    found = tuple(OutcomeOf(name, outcome) for name, outcome in outcomes.items())  # type: ignore[arg-type]  # by name
    return ApplicationEvaluated(**HELD, known=known, overall=overall, outcomes=found, numbers=Sealed.of({}))


def test_an_application_goes_to_the_municipality_that_issues() -> None:
    handed, stated = given(OPEN).when(apply()).facts
    assert isinstance(handed, ApplicationHandedIn)
    assert isinstance(stated, EngagementStated)
    assert (handed.body, stated.body, handed.kind) == (HAGEN, HAGEN, "standard")
    assert handed.application == stated.application
    assert stated.contact != handed.person


def test_an_application_goes_to_the_district_where_that_issues() -> None:
    assigned = IssuerAssigned(effective=date(2012, 1, 1), body=WIEHL, kind="district", issuer=OBK)
    handed, _ = given(assigned).when(apply(body="Wiehl", residence="Wiehl")).facts
    assert isinstance(handed, ApplicationHandedIn)
    assert handed.body == OBK


@pytest.mark.parametrize(
    ("more", "slug", "field"),
    [
        ({"body": "Bonn", "residence": "Bonn"}, "no-office", "body"),
        ({"residence": "Bonn", "engagements": club(body="Bonn")}, "elsewhere", "body"),
        ({"effective": date(2026, 1, 14)}, "not-today", "effective"),
        ({"person": Person(name="A", birth="1980-05-01")}, "no-mail-address", "person/email"),
        ({"person": Person(name="A", email="a@example.org")}, "no-birth-date", "person/birth"),
        ({"person": Person(name="A", email="a@example.org", birth="1980")}, "no-birth-date", "person/birth"),
        ({"engagements": club(hours=200)}, "hours-a-week", "engagements/0/hours"),
        ({"engagements": club(since="2026-02")}, "begins-later", "engagements/0/since"),
        ({"engagements": club(until="2019-12")}, "ends-before", "engagements/0/until"),
        ({"engagements": club(contact_mail="ADA@example.org")}, "self-confirmed", "engagements/0/contact_mail"),
        ({"engagements": club(body="Nirgendwo")}, "unknown-body", "engagements/0/body"),
    ],
)
def test_what_cannot_be_applied_for(more: dict[str, Any], slug: str, field: str) -> None:
    given(OPEN).when(apply(**more)).then_refused(slug, field=field)


def test_who_no_longer_takes_part_takes_no_applications() -> None:
    ended = ParticipationEnded(effective=date(2020, 1, 1), body=HAGEN, reason="-")
    given(OPEN, ended).when(apply()).then_refused("no-office")


def test_an_address_is_confirmed_once() -> None:
    confirm = ConfirmAddress(**ABOUT, correct=True)
    given(HANDED, STATED).when(confirm).then(AddressConfirmed(**HELD))
    given(HANDED, STATED, AddressConfirmed(**HELD)).when(confirm).then_refused("already-confirmed")
    given().when(confirm).then_refused("unknown-application")
    given(HANDED).when(ConfirmAddress(**{**ABOUT, "body": BONN}, correct=True)).then_refused("unknown-application")


def test_an_engagement_is_answered_once() -> None:
    confirmed = EngagementAnswered(**HELD, engagement=ENGAGEMENT, answer="confirmed", contact=CONTACT)
    given(HANDED, STATED).when(answer()).then(confirmed)
    given(HANDED, STATED, confirmed).when(answer(answer="not-true")).then_refused("already-answered")
    given(HANDED, STATED).when(answer(engagement="0" * 32)).then_refused("unknown-engagement")
    given(HANDED, STATED, ApplicationWithdrawn(**HELD)).when(answer()).then_refused("application-closed")


def test_hours_are_named_where_they_differ_and_only_there() -> None:
    (told,) = given(HANDED, STATED).when(answer(answer="other-hours", hours=3)).facts
    assert isinstance(told, EngagementAnswered)
    assert told.hours is not None
    given(HANDED, STATED).when(answer(answer="other-hours")).then_refused("hours-missing")
    given(HANDED, STATED).when(answer(hours=3)).then_refused("hours-missing")


def test_a_question_is_passed_on_once() -> None:
    pass_on = answer(answer="passed-on", colleague="Bo", colleague_mail="bo@example.org")
    (passed,) = given(HANDED, STATED).when(pass_on).facts
    assert isinstance(passed, EngagementAnswered)
    assert passed.contact != CONTACT
    given(HANDED, STATED).when(answer(answer="passed-on")).then_refused("colleague-missing")
    before = EngagementAnswered(
        **HELD,
        engagement=ENGAGEMENT,
        answer="passed-on",
        contact="d1" * 16,
        contact_name=Sealed.of("Bo"),
        contact_mail=Sealed.of("bo@example.org"),
    )
    given(HANDED, STATED, before).when(pass_on).then_refused("passed-on-before")
    (told,) = given(HANDED, STATED, before).when(answer()).facts
    assert isinstance(told, EngagementAnswered)
    assert told.contact == "d1" * 16


def test_a_question_to_the_applicant_is_open_until_it_is_answered() -> None:
    ask = AskApplicant(**ABOUT, question="Seit wann?", due=DUE)
    reply = AnswerQuestion(**ABOUT, text="Seit Mai")
    asked = ApplicantAsked(**HELD, question=Sealed.of("Seit wann?"), due=DUE)
    answered = ApplicantAnswered(**HELD, text=Sealed.of("Seit Mai"))
    assert [type(one) for one in given(HANDED).when(ask).facts] == [ApplicantAsked]
    given(HANDED, asked).when(ask).then_refused("question-open")
    given(HANDED).when(reply).then_refused("no-question")
    assert [type(one) for one in given(HANDED, asked).when(reply).facts] == [ApplicantAnswered]
    given(HANDED, asked, answered).when(reply).then_refused("no-question")
    given(HANDED).when(AskApplicant(**ABOUT, question="?", due=TODAY)).then_refused("due-out-of-range")


@pytest.mark.parametrize(
    ("facts", "slug"),
    [
        ((), "not-evaluated"),
        ((judged(known=1),), "not-evaluated"),
        ((judged("needs-decision", confirmation="open"),), "confirmation-missing"),
        ((judged("refused", volume="not-met"),), "requirement-not-met"),
        ((judged("other-office", place="not-met"),), "requirement-not-met"),
        ((judged(), ApplicationWithdrawn(**HELD)), "application-closed"),
    ],
)
def test_what_is_not_approved(facts: tuple[Fact, ...], slug: str) -> None:
    given(HANDED, STATED, *facts).when(ApproveApplication(**ABOUT)).then_refused(slug)


@pytest.mark.parametrize("overall", ["granted", "needs-decision"])
def test_an_approval_names_the_evaluation_it_rests_on(overall: str) -> None:
    approved = ApplicationApproved(**HELD, kind="standard", evaluation=3)
    given(HANDED, STATED, judged(overall, confirmation="met")).when(ApproveApplication(**ABOUT)).then(approved)
    given(HANDED, STATED, judged(overall), approved).when(ApproveApplication(**ABOUT)).then_refused(
        "application-closed"
    )


def test_a_rejection_has_a_reason_or_the_clerks_own_words() -> None:
    rejected = ApplicationRejected(**HELD, kind="standard", evaluation=None, reason="hours")
    given(HANDED, STATED).when(RejectApplication(**ABOUT, reason="hours")).then(rejected)
    given(HANDED).when(RejectApplication(**ABOUT, reason="other", own="So.")).then_refused("own-words-missing")
    given(HANDED).when(RejectApplication(**ABOUT, reason="hours", own="So.")).then_refused("own-words-not-wanted")
    (own,) = given(HANDED).when(RejectApplication(**ABOUT, reason="other", own="So.", advice="Warten.")).facts
    assert isinstance(own, ApplicationRejected)
    assert own.own is not None


def test_an_application_may_be_withdrawn_also_after_approval() -> None:
    withdraw = WithdrawApplication(**ABOUT, certain=True)
    approved = ApplicationApproved(**HELD, kind="standard", evaluation=2)
    given(HANDED).when(withdraw).then(ApplicationWithdrawn(**HELD))
    given(HANDED, judged(), approved).when(withdraw).then(ApplicationWithdrawn(**HELD))
    given(HANDED, ApplicationWithdrawn(**HELD)).when(withdraw).then_refused("application-closed")
