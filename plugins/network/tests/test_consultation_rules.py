"""The rules of the Kollegiale Beratung, as given / when / then."""

from datetime import timedelta
from typing import Any

import pytest
from consultation_kit import BONN, CASE, HAGEN, HERE, INVITED, JOINED, OPENED, OUTCOME, RHEINE, WRITTEN, members

from fokus_core import Command, Fact, Sealed, minted
from fokus_core.testing import TODAY, Given
from fokus_network.exchange.consultations import commands as c
from fokus_network.exchange.consultations import facts as f
from fokus_network.exchange.examples.facts import ExampleSubmitted
from fokus_network.membership.facts import MembershipResumed, MembershipSuspended, MunicipalityLeft
from fokus_network.plugin import plugin

given = Given(plugin)
ALL = members(HAGEN, BONN, RHEINE)
RUNNING = (*ALL, OPENED, INVITED, JOINED)
CLOSED = f.ConsultationClosed(**HERE, body=HAGEN)
OF_HAGEN: dict[str, Any] = {**HERE, "body": HAGEN}
OF_BONN: dict[str, Any] = {**HERE, "body": BONN}
GONE = MunicipalityLeft(effective=TODAY, body=BONN, kind="withdrawal", reason="-")
DRAW = c.DrawExample(**OF_HAGEN, title="Reihum", summary="Kurz")


def test_a_member_brings_a_case_whose_words_are_sealed() -> None:
    bring = c.OpenConsultation(body="Hagen", title="Der Runde Tisch zerfällt", concern="Was hilft?", effective=TODAY)
    opened = f.ConsultationOpened(
        effective=TODAY,
        consultation=minted("when", "consultation"),
        body=HAGEN,
        title=Sealed.of("Der Runde Tisch zerfällt"),
        concern=Sealed.of("Was hilft?"),
    )
    given(*ALL).when(bring).then(opened)
    given().when(bring).then_refused("not-member")


def test_who_brought_the_case_invites_members_and_withdraws_invitations() -> None:
    invite = c.InviteToConsultation(**OF_HAGEN, invited="Bonn")
    given(*ALL, OPENED).when(invite).then(INVITED)
    given(*ALL, OPENED, INVITED).when(invite).then_refused("already-invited", field="invited")
    given(*ALL, OPENED).when(c.InviteToConsultation(**OF_HAGEN, invited="Hagen")).then_refused("already-invited")
    given(*ALL, OPENED).when(c.InviteToConsultation(**OF_HAGEN, invited="Essen")).then_refused(
        "not-member", field="invited"
    )
    given(*RUNNING).when(c.InviteToConsultation(**OF_BONN, invited="Rheine")).then_refused("not-own")
    withdraw = c.WithdrawInvitation(**OF_HAGEN, invited="Bonn")
    withdrawn = f.InvitationWithdrawn(**HERE, body=BONN)
    given(*RUNNING).when(withdraw).then(withdrawn)
    given(*ALL, OPENED).when(withdraw).then_refused("not-invited")
    given(*RUNNING).when(c.WithdrawInvitation(**OF_BONN, invited="Bonn")).then_refused("not-own")
    given(*RUNNING, withdrawn).when(invite).then(INVITED)


def test_those_write_who_accepted() -> None:
    join = c.JoinConsultation(**OF_BONN)
    write = c.WriteContribution(**OF_BONN, text="Ein neuer Ort half uns.")
    given(*ALL, OPENED, INVITED).when(join).then(JOINED)
    given(*RUNNING).when(join).then_refused("already-joined")
    given(*ALL, OPENED, INVITED).when(write).then_refused("not-joined")
    given(*RUNNING).when(write).then(WRITTEN)
    given(*ALL, OPENED).when(c.WriteContribution(**OF_HAGEN, text="Noch etwas.")).then(
        f.ContributionWritten(**HERE, body=HAGEN, text=Sealed.of("Noch etwas."))
    )


def outsiders() -> list[Command]:
    of_rheine: dict[str, Any] = {**HERE, "body": RHEINE}
    return [
        c.JoinConsultation(**of_rheine),
        c.LeaveConsultation(**of_rheine),
        c.WriteContribution(**of_rheine, text="-"),
        c.RecordOutcome(**of_rheine, text="-"),
        c.CloseConsultation(**of_rheine),
        c.InviteToConsultation(**of_rheine, invited="Bonn"),
        c.WithdrawInvitation(**of_rheine, invited="Bonn"),
        c.DrawExample(**of_rheine, title="-", summary="-"),
    ]


@pytest.mark.parametrize("command", outsiders(), ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("facts", [RUNNING, (*RUNNING, OUTCOME, CLOSED), tuple(ALL)], ids=["open", "closed", "none"])
def test_who_is_not_invited_is_answered_as_if_there_were_no_case(command: Command, facts: tuple[Fact, ...]) -> None:
    given(*facts).when(command).then_refused("consultation-unknown", field="consultation")


@pytest.mark.parametrize("end", [f.ConsultationLeft(**HERE, body=BONN), f.InvitationWithdrawn(**HERE, body=BONN)])
def test_who_went_or_was_sent_away_writes_no_more(end: Fact) -> None:
    write = c.WriteContribution(**OF_BONN, text="-")
    given(*RUNNING, end).when(write).then_refused("consultation-unknown")
    given(*RUNNING, end).when(c.JoinConsultation(**OF_BONN)).then_refused("consultation-unknown")


def test_an_invitation_is_declined_and_a_case_is_left_by_all_but_who_brought_it() -> None:
    leave = c.LeaveConsultation(**OF_BONN)
    left = f.ConsultationLeft(**HERE, body=BONN)
    given(*ALL, OPENED, INVITED).when(leave).then(left)
    given(*RUNNING).when(leave).then(left)
    given(*RUNNING).when(c.LeaveConsultation(**OF_HAGEN)).then_refused("own-consultation")


def test_who_is_no_member_any_more_neither_joins_nor_writes_but_may_close() -> None:
    given(*RUNNING, GONE).when(c.WriteContribution(**OF_BONN, text="-")).then_refused("not-member")
    given(*ALL, OPENED, INVITED, GONE).when(c.JoinConsultation(**OF_BONN)).then_refused("not-member")
    gone = MunicipalityLeft(effective=TODAY, body=HAGEN, kind="withdrawal", reason="-")
    given(*RUNNING, gone).when(c.InviteToConsultation(**OF_HAGEN, invited="Rheine")).then_refused("not-member")
    given(*RUNNING, gone).when(c.RecordOutcome(**OF_HAGEN, text="-")).then_refused("not-member")
    given(*RUNNING, gone).when(c.CloseConsultation(**OF_HAGEN)).then(CLOSED)


def test_whose_membership_rests_writes_nothing_until_it_goes_on() -> None:
    rests = MembershipSuspended(effective=TODAY, body=BONN, reason="-")
    goes_on = MembershipResumed(effective=TODAY, body=BONN, reason="-")
    write = c.WriteContribution(**OF_BONN, text="Ein neuer Ort half uns.")
    given(*RUNNING, rests).when(write).then_refused("not-member")
    given(*RUNNING, rests, goes_on).when(write).then(WRITTEN)
    given(*ALL, OPENED, rests).when(c.InviteToConsultation(**OF_HAGEN, invited="Bonn")).then_refused("not-member")


def test_the_outcome_and_the_end_are_said_by_who_brought_the_case_and_nothing_follows() -> None:
    given(*RUNNING).when(c.RecordOutcome(**OF_HAGEN, text="Wir tagen reihum.")).then(OUTCOME)
    given(*RUNNING).when(c.RecordOutcome(**OF_BONN, text="-")).then_refused("not-own")
    given(*RUNNING).when(c.CloseConsultation(**OF_HAGEN)).then(CLOSED)
    given(*RUNNING).when(c.CloseConsultation(**OF_BONN)).then_refused("not-own")
    for late in (
        c.WriteContribution(**OF_BONN, text="-"),
        c.RecordOutcome(**OF_HAGEN, text="-"),
        c.InviteToConsultation(**OF_HAGEN, invited="Rheine"),
        c.LeaveConsultation(**OF_BONN),
        c.CloseConsultation(**OF_HAGEN),
    ):
        given(*RUNNING, CLOSED).when(late).then_refused("consultation-closed")


@pytest.mark.parametrize("more", [(), (CLOSED,)], ids=["open", "closed"])
def test_an_outcome_becomes_an_example_in_its_words_or_in_others(more: tuple[Fact, ...]) -> None:
    example = minted("when", "example")
    told = {"effective": TODAY, "example": example, "body": HAGEN, "title": "Reihum", "summary": "Kurz"}
    drawn = f.ExampleDrawn(**HERE, body=HAGEN, example=example)
    given(*RUNNING, OUTCOME, *more).when(DRAW).then(ExampleSubmitted(**told, text="Wir tagen reihum."), drawn)  # type: ignore[arg-type]  # a mapping of several types
    chosen = c.DrawExample(**OF_HAGEN, title="Reihum", summary="Kurz", text="Ohne Namen.")
    given(*RUNNING, OUTCOME, *more).when(chosen).then(ExampleSubmitted(**told, text="Ohne Namen."), drawn)  # type: ignore[arg-type]  # as above


def test_an_example_needs_an_outcome_of_ones_own_case() -> None:
    given(*RUNNING).when(DRAW).then_refused("no-outcome")
    given(*RUNNING, OUTCOME).when(c.DrawExample(**OF_BONN, title="-", summary="-")).then_refused("not-own")
    strange = c.DrawExample(**OF_HAGEN, title="-", summary="-", topics=("erfunden",))
    given(*RUNNING, OUTCOME).when(strange).then_refused("topic-unknown", field="topics/0")


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), TODAY + timedelta(days=1)])
def test_everything_is_done_today(day: Any) -> None:
    late = c.WriteContribution(body=BONN, consultation=CASE, text="-", effective=day)
    given(*RUNNING).when(late).then_refused("not-today", field="effective")
