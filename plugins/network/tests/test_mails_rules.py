"""Info mails as given / when / then: who may approve, when they are sent, and to whom."""

from datetime import date, timedelta
from typing import Any

import pytest

from fokus_core import Correct, Fact, Meta, Retract, Sealed, fact_type, keys_of, minted
from fokus_core.journal.engines.store import Item, NewRow
from fokus_core.testing import AT, TODAY, Given, Scenario
from fokus_network.mails.commands import ApproveInfoMail, DraftInfoMail, SendInfoMail
from fokus_network.mails.facts import InfoMailApproved, InfoMailDrafted, InfoMailSent
from fokus_network.membership.facts import (
    DeclarationSigned,
    MembershipResumed,
    MembershipSuspended,
    MunicipalityJoined,
    MunicipalityLeft,
    RoundOpened,
)
from fokus_network.people.facts import ContactEnded, ContactNamed
from fokus_network.plugin import plugin

given = Given(plugin)

DAY = date(2020, 3, 1)
MAIL = "a" * 32
HAGEN, BONN, ESSEN = "05914000", "05314000", "05113000"
ERIKA, PAUL, ADA = "e" * 32, "d" * 32, "c" * 32
DRAFTED = InfoMailDrafted(effective=DAY, mail=MAIL, subject="Einladung", text="Guten Tag")
APPROVED = InfoMailApproved(effective=DAY, mail=MAIL)
SENT = InfoMailSent(effective=TODAY, mail=MAIL, recipients=(ERIKA,))
APPROVE = ApproveInfoMail(mail=MAIL, effective=TODAY)
SEND = SendInfoMail(mail=MAIL, effective=TODAY)


def approved(*before: Fact, after: tuple[Fact, ...] = ()) -> Scenario:
    """Return a scenario in which one actor drafted the mail, and another approved it and recorded what came after."""
    scenario = given(*before, DRAFTED)
    for fact in (APPROVED, *after):
        number = scenario.store.head() + 1
        meta = Meta(id=f"{number:032x}", at=AT, by="second", command=f"given-{number}")
        row = NewRow(fact_type(type(fact)).name, keys_of(fact), scenario.codec.encode(fact, meta))
        scenario.store.record([row], [Item("nobody")], after=0)
    return scenario


def member(body: str, round_: str) -> list[Fact]:
    return [
        RoundOpened(effective=DAY, round=round_, title="Runde", declaration="2012"),
        DeclarationSigned(effective=DAY, party=body, round=round_, declaration="2012"),
        MunicipalityJoined(effective=DAY, body=body, round=round_, declaration="2012"),
    ]


def contact(body: str, person: str, *, mail: str | None = "x@example.org", **fields: Any) -> Fact:
    named: dict[str, Any] = {"effective": DAY, "term": person, "body": body, "person": person, "function": "contact"}
    sealed: dict[str, Any] = {"mail": Sealed.of(mail) if mail else None}
    return ContactNamed(**(named | sealed | fields))


def recipients(*facts: Fact) -> set[str]:
    (sent,) = approved(*facts).when(SEND).facts
    assert isinstance(sent, InfoMailSent)
    assert sent.effective == TODAY
    assert list(sent.recipients) == sorted(sent.recipients)
    return set(sent.recipients)


def test_a_mail_is_drafted_under_an_id_of_its_own() -> None:
    given().when(DraftInfoMail(subject="Einladung", text="Guten Tag", effective=DAY)).then(
        InfoMailDrafted(effective=DAY, mail=minted("when", "mail"), subject="Einladung", text="Guten Tag")
    )


def test_a_mail_without_text_or_with_an_attachment_twice_is_refused() -> None:
    given().when(DraftInfoMail(subject="E", text=" \n", effective=DAY)).then_refused("empty-text")
    twice = DraftInfoMail(subject="E", text="-", effective=DAY, attachments=("ab" * 32, "ab" * 32))
    given().when(twice).then_refused("attachment-twice")


def test_somebody_else_than_the_author_approves() -> None:
    given(DRAFTED).when(APPROVE).then(InfoMailApproved(effective=TODAY, mail=MAIL))
    given(DRAFTED, APPROVED).when(SEND).then_refused("no-recipient")  # before that the rule on its history is not asked
    given(DRAFTED, APPROVED, *member(HAGEN, "r"), contact(HAGEN, ERIKA)).when(SEND).then_refused("own-approval", at=[2])


def test_what_was_not_drafted_or_not_by_then_is_not_approved() -> None:
    given().when(APPROVE).then_refused("unknown-mail")
    early = ApproveInfoMail(mail=MAIL, effective=DAY - timedelta(days=1))
    given(DRAFTED).when(early).then_refused("unknown-mail")
    approved().when(APPROVE).then_refused("already-approved")


def test_what_was_approved_is_not_changed_behind_the_approval() -> None:
    change = Correct(position=1, changes={"text": "Anderes"}, reason="-", acknowledge=(2,))
    approved().when(change).then_refused("changed-since", at=[2])
    approved().when(Retract(position=1, reason="-", acknowledge=(2,))).then_refused("unknown-mail", at=[2])
    assert given(DRAFTED).when(Correct(position=1, changes={"text": "Anderes"}, reason="-")).facts


def test_who_corrects_a_draft_becomes_its_author() -> None:
    corrected = given(DRAFTED).when(Correct(position=1, changes={"text": "Anderes"}, reason="-")).receipt
    assert corrected is not None
    assert {record.meta.by for record in corrected.facts} == {"console"}


def test_what_was_not_approved_is_not_sent() -> None:
    facts = [*member(HAGEN, "r"), contact(HAGEN, ERIKA)]
    given(*facts).when(SEND).then_refused("unknown-mail")
    given(*facts, DRAFTED).when(SEND).then_refused("not-approved")


def test_a_mail_is_sent_once_and_what_was_sent_stays() -> None:
    facts = [*member(HAGEN, "r"), contact(HAGEN, ERIKA)]
    scenario = approved(*facts, after=(SENT,))
    scenario.when(SEND).then_refused("already-sent", at=None)
    scenario.when(Retract(position=7, reason="-")).then_refused("irrevocable")
    scenario.when(Retract(position=6, reason="-", acknowledge=(7,))).then_refused("not-approved", at=[7])


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), TODAY + timedelta(days=1)])
def test_a_mail_is_sent_today_only(day: date) -> None:
    outcome = approved(*member(HAGEN, "r"), contact(HAGEN, ERIKA)).when(SendInfoMail(mail=MAIL, effective=day))
    outcome.then_refused("not-today")
    assert outcome.refused is not None
    assert outcome.refused.field == "effective"


def test_it_goes_to_contact_persons_and_deputies_of_members_of_every_round() -> None:
    facts = [*member(HAGEN, "r"), *member(BONN, "s"), contact(HAGEN, ERIKA), contact(BONN, ADA)]
    assert recipients(*facts, contact(HAGEN, PAUL, function="deputy")) == {ERIKA, PAUL, ADA}


def test_it_goes_to_nobody_of_a_body_that_is_no_member_that_day() -> None:
    facts = [*member(HAGEN, "r"), *member(BONN, "s"), contact(HAGEN, ERIKA), contact(BONN, ADA), contact(ESSEN, PAUL)]
    left = MunicipalityLeft(effective=TODAY, body=BONN, kind="withdrawal", reason="-")
    rests = MembershipSuspended(effective=TODAY, body=BONN, reason="-")
    assert recipients(*facts) == {ERIKA, ADA}
    assert recipients(*facts, left) == {ERIKA}
    assert recipients(*facts, rests) == {ERIKA}
    assert recipients(*facts, rests, MembershipResumed(effective=TODAY, body=BONN, reason="-")) == {ERIKA, ADA}
    tomorrow = TODAY + timedelta(days=1)
    assert recipients(*facts, MunicipalityLeft(effective=tomorrow, body=BONN, kind="merger", reason="-")) == {
        ERIKA,
        ADA,
    }


def test_it_goes_to_who_is_in_office_that_day() -> None:
    facts = [*member(HAGEN, "r"), contact(HAGEN, ERIKA), contact(HAGEN, PAUL, function="deputy")]
    over = ContactEnded(effective=TODAY, term=PAUL, body=HAGEN, function="deputy", reason="-")
    assert recipients(*facts, over) == {ERIKA}
    later = contact(HAGEN, ADA, function="deputy", effective=TODAY + timedelta(days=1))
    assert recipients(*facts, later) == {ERIKA, PAUL}


def test_who_holds_two_functions_gets_one_mail() -> None:
    facts = [*member(HAGEN, "r"), *member(BONN, "s"), contact(HAGEN, ERIKA)]
    assert recipients(*facts, contact(BONN, ERIKA, term="f" * 32)) == {ERIKA}


def test_a_mail_to_nobody_is_refused() -> None:
    for facts in (
        [],
        member(HAGEN, "r"),
        [*member(HAGEN, "r"), contact(HAGEN, ERIKA, mail=None)],
        [*member(HAGEN, "r"), contact(ESSEN, ERIKA)],
    ):
        outcome = approved(*facts).when(SEND)
        outcome.then_refused("no-recipient")
        assert outcome.refused is not None
        assert outcome.refused.field == "effective"


def test_who_has_no_address_is_among_the_recipients_so_that_it_shows() -> None:
    facts = [*member(HAGEN, "r"), contact(HAGEN, ERIKA), contact(HAGEN, PAUL, function="deputy", mail=None)]
    assert recipients(*facts) == {ERIKA, PAUL}


def test_the_decision_reads_every_membership_and_contact_it_rests_on() -> None:
    receipt = approved(*member(HAGEN, "r"), contact(HAGEN, ERIKA)).when(SEND).receipt
    assert receipt is not None
    read = {line.key for line in receipt.facts[0].meta.read}
    assert {"programme:network", "round:r", f"body:{HAGEN}"} <= read
