"""What an office does with an application besides deciding it, as given / when / then."""

from datetime import date
from typing import Any

import pytest
from msgspec import structs
from test_applications_rules import (
    ABOUT,
    APPLICATION,
    BONN,
    ENGAGEMENT,
    HAGEN,
    HANDED,
    HELD,
    OPEN,
    STATED,
    TODAY,
    judged,
)

from fokus_core import Fact, Sealed
from fokus_core.testing import Given
from fokus_ehrenamtskarte.applications.desk.decisions import ApproveApplication
from fokus_ehrenamtskarte.applications.desk.exceptions import ApproveException
from fokus_ehrenamtskarte.applications.desk.handing_over import HandOverApplication, OfferHandOver
from fokus_ehrenamtskarte.applications.desk.notes import NoteApplication, WordReason
from fokus_ehrenamtskarte.applications.desk.releasing import ReleaseContact
from fokus_ehrenamtskarte.applications.record.desk_facts import (
    ApplicationHandedOver,
    ApplicationNoted,
    ContactReleased,
    ExceptionMade,
    HandOverOffered,
    ReasonWorded,
)
from fokus_ehrenamtskarte.applications.record.facts import (
    AddressConfirmed,
    ApplicationApproved,
    ApplicationRejected,
    ApplicationWithdrawn,
    EngagementAnswered,
)
from fokus_ehrenamtskarte.applications.record.steps import ConfirmAddress, WithdrawApplication
from fokus_ehrenamtskarte.facts import CardIntroduced
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin
from fokus_ehrenamtskarte.rules.facts import RulesSet
from fokus_ehrenamtskarte.rules.terms import Cap, Terms

given = Given(plugin)
OPEN_BONN = CardIntroduced(effective=date(2015, 1, 1), body=BONN)
OFFER, AGREE = OfferHandOver(**ABOUT, town="Bonn"), HandOverApplication(**ABOUT, town="Bonn", agreed=True)
OFFERED = HandOverOffered(**HELD, town=BONN)
GONE = ApplicationHandedOver(**{**HELD, "body": BONN}, former=HAGEN, town=BONN)
RELEASE = ReleaseContact(**ABOUT, engagement=ENGAGEMENT)
CAPPED = RulesSet(effective=date(2020, 1, 1), body=HAGEN, terms=Terms(cap=Cap(count=2)))
MET = judged(confirmation="met")


def test_an_application_is_handed_over_once_the_applicant_agrees() -> None:
    given(OPEN, OPEN_BONN, HANDED).when(OFFER).then(OFFERED)
    given(OPEN, OPEN_BONN, HANDED, OFFERED).when(AGREE).then(GONE)


@pytest.mark.parametrize(
    ("facts", "command", "slug", "field"),
    [
        ((OPEN_BONN, HANDED), AGREE, "not-offered", "town"),
        ((OPEN_BONN, HANDED, OFFERED), HandOverApplication(**ABOUT, town="Bonn", agreed=False), "not-ticked", "agreed"),
        ((HANDED,), OFFER, "no-office", "town"),
        ((OPEN, HANDED), OfferHandOver(**ABOUT, town="Hagen"), "same-office", "town"),
        ((OPEN_BONN, HANDED, OFFERED, GONE), AGREE, "already-handed-over", "application"),
        ((OPEN_BONN, HANDED, OFFERED, ApplicationWithdrawn(**HELD)), AGREE, "application-closed", "application"),
    ],
)
def test_what_is_not_handed_over(facts: tuple[Fact, ...], command: Any, slug: str, field: str) -> None:
    given(*facts).when(command).then_refused(slug, field=field)


def test_what_reaches_the_former_office_counts_and_what_it_decides_does_not() -> None:
    confirm, elsewhere = ConfirmAddress(**ABOUT, correct=True), {**HELD, "body": BONN}
    given(HANDED, OFFERED, GONE).when(confirm).then(AddressConfirmed(**elsewhere))
    given(HANDED, OFFERED, GONE, MET).when(ApproveApplication(**ABOUT)).then_refused("unknown-application")
    approve = ApproveApplication(body=BONN, application=APPLICATION, effective=TODAY)
    given(HANDED, OFFERED, GONE).when(approve).then_refused("not-evaluated")
    stale = judged(known=1, confirmation="met")
    given(HANDED, stale, OFFERED, GONE).when(approve).then_refused("not-evaluated")


def test_a_contact_is_released_once_and_only_before_an_answer() -> None:
    released = ContactReleased(**HELD, engagement=ENGAGEMENT)
    answered = EngagementAnswered(**HELD, engagement=ENGAGEMENT, answer="confirmed", contact="c1" * 16)
    given(HANDED, STATED).when(RELEASE).then(released)
    given(HANDED, STATED, released).when(RELEASE).then_refused("already-released", field="engagement")
    given(HANDED, STATED, answered).when(RELEASE).then_refused("already-answered", field="engagement")
    given(HANDED).when(RELEASE).then_refused("unknown-engagement", field="engagement")
    paper = structs.replace(STATED, contact_mail=None)
    given(HANDED, paper).when(RELEASE).then_refused("no-mail-address", field="engagement")


def test_an_exception_says_what_is_not_met_and_on_what_basis() -> None:
    made, approved = (
        given(HANDED, STATED, judged("refused", volume="not-met", age="met"))
        .when(ApproveException(**ABOUT, basis="Beschluss des Rates"))
        .facts
    )
    assert isinstance(made, ExceptionMade)
    assert made.conditions == ("volume",)
    assert approved == ApplicationApproved(**HELD, kind="standard", evaluation=3)


@pytest.mark.parametrize(("facts", "slug"), [((), "not-evaluated"), ((MET,), "no-exception-needed")])
def test_an_exception_is_for_what_was_judged_and_does_not_meet_the_rules(facts: tuple[Fact, ...], slug: str) -> None:
    given(HANDED, STATED, *facts).when(ApproveException(**ABOUT, basis="-")).then_refused(slug)


def others(number: int) -> ApplicationApproved:
    return ApplicationApproved(
        effective=TODAY,
        application=f"{number:032x}",
        body=HAGEN,
        person=f"{number:032x}",
        kind="standard",
        evaluation=1,
        quota=f"{HAGEN}-2026",
        most=2,
    )


def earlier(number: int) -> tuple[Fact, ...]:
    held = {"application": f"{number:032x}", "person": f"{number:032x}"}
    handed: dict[str, Any] = {name: getattr(HANDED, name) for name in HANDED.__struct_fields__} | held
    return type(HANDED)(**handed), others(number)


def test_a_cap_counts_the_approvals_of_the_year() -> None:
    third = ApproveApplication(**ABOUT)
    (approved,) = given(CAPPED, *earlier(1), HANDED, judged(known=4, confirmation="met")).when(third).facts
    assert isinstance(approved, ApplicationApproved)
    assert (approved.quota, approved.most) == (f"{HAGEN}-2026", 2)
    full = given(CAPPED, *earlier(1), *earlier(2), HANDED, judged(known=6, confirmation="met"))
    full.when(third).then_refused("cap-reached", field="application")
    withdrawn = ApplicationWithdrawn(**dict(HELD, application=f"{2:032x}", person=f"{2:032x}"), quota=f"{HAGEN}-2026")
    freed = given(CAPPED, *earlier(1), *earlier(2), withdrawn, HANDED, judged(known=7, confirmation="met"))
    assert len(freed.when(third).facts) == 1
    next_year = ApproveApplication(**{**ABOUT, "effective": date(2027, 1, 2)})
    assert len(full.when(next_year).facts) == 1


def test_a_withdrawal_after_approval_gives_the_card_back_to_the_quota() -> None:
    approved = ApplicationApproved(**HELD, kind="standard", evaluation=2, quota=f"{HAGEN}-2026", most=2)
    withdrawn = ApplicationWithdrawn(**HELD, quota=f"{HAGEN}-2026")
    given(HANDED, MET, approved).when(WithdrawApplication(**ABOUT, certain=True)).then(withdrawn)


def test_a_note_is_written_also_after_the_decision() -> None:
    rejected = ApplicationRejected(**HELD, kind="standard", reason="hours")
    (noted,) = given(HANDED, rejected).when(NoteApplication(**ABOUT, note="Rief an")).facts
    assert isinstance(noted, ApplicationNoted)
    assert noted.note != Sealed.of("")
    given().when(NoteApplication(**ABOUT, note="x")).then_refused("unknown-application", field="application")


def test_a_reason_is_worded_whole_and_not_where_clerks_word_it_anyway() -> None:
    worded = WordReason(body=HAGEN, reason="hours", says="Zu wenig.", advice="Mehr.", effective=TODAY)
    given().when(worded).then(
        ReasonWorded(effective=TODAY, body=HAGEN, reason="hours", says="Zu wenig.", advice="Mehr.")
    )
    given().when(WordReason(body=HAGEN, reason="hours", effective=TODAY)).then(
        ReasonWorded(effective=TODAY, body=HAGEN, reason="hours")
    )
    half = WordReason(body=HAGEN, reason="hours", says="Zu wenig.", effective=TODAY)
    given().when(half).then_refused("own-words-missing", field="advice")
    other = WordReason(body=HAGEN, reason="other", says="a", advice="b", effective=TODAY)
    given().when(other).then_refused("own-words-not-wanted", field="reason")
