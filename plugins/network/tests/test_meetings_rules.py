"""The rules of meetings, as given / when / then."""

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from fokus_core import Command, Correct, Fact, Invalid, Retract, when
from fokus_core.testing import AT, TODAY, Given
from fokus_network.meetings.commands import (
    AddMaterial,
    CancelMeeting,
    ChangeMeeting,
    CountAttendance,
    MoveUp,
    RecordAttendance,
    RegisterBody,
    ScheduleMeeting,
    WithdrawRegistration,
)
from fokus_network.meetings.facts import (
    AttendanceCounted,
    AttendanceRecorded,
    BodyMovedUp,
    BodyRegistered,
    MaterialFiled,
    MaterialPublished,
    MaterialShared,
    MeetingCancelled,
    MeetingChanged,
    MeetingScheduled,
    RegistrationWithdrawn,
)
from fokus_network.membership.facts import (
    GuestParticipationStarted,
    MembershipResumed,
    MembershipSuspended,
    MunicipalityJoined,
    MunicipalityLeft,
)
from fokus_network.plugin import plugin as network

given = Given(network)

M = "0123456789abcdef0123456789abcdef"
ANNOUNCED = date(2026, 1, 5)
DAY = date(2026, 5, 6)
BONN, HAGEN, LEMGO, SENDEN = "05314000", "05914000", "05766044", "05558044"
FILE = "ab" * 32


def terms(**changes: Any) -> dict[str, Any]:
    return {
        "effective": ANNOUNCED,
        "kind": "workshop",
        "title": "Engagement im Quartier",
        "starts": "2026-05-06T10:00+02:00",
        "ends": "2026-05-06T16:00+02:00",
        "place": "Köln",
        **changes,
    }


def scheduled(**changes: Any) -> MeetingScheduled:
    return MeetingScheduled(meeting=M, **terms(**changes))


def joined(body: str, on: date = date(2016, 12, 31)) -> MunicipalityJoined:
    return MunicipalityJoined(effective=on, body=body, round="2016", declaration="2012")


def registered(body: str, persons: int = 1, on: date = TODAY, **more: Any) -> BodyRegistered:
    return BodyRegistered(effective=on, meeting=M, body=body, registration=f"{M}-{body}", persons=persons, **more)


def withdrawn(body: str, on: date = TODAY) -> RegistrationWithdrawn:
    return RegistrationWithdrawn(effective=on, meeting=M, body=body, registration=f"{M}-{body}")


def moved_up(body: str, on: date = TODAY) -> BodyMovedUp:
    return BodyMovedUp(effective=on, meeting=M, body=body, registration=f"{M}-{body}")


def register(body: str = "Bonn", persons: int = 1, on: date = TODAY, **more: Any) -> RegisterBody:
    return RegisterBody(meeting=M, body=body, persons=persons, effective=on, **more)


def refused(command: Command, *facts: Fact) -> tuple[str, str | None]:
    outcome = given(*facts).when(command)
    assert outcome.refused is not None, outcome.facts
    return outcome.refused.slug, outcome.refused.field


CANCELLED = MeetingCancelled(effective=TODAY, meeting=M, reason="Glatteis")
MEMBERS = (joined(BONN), joined(HAGEN), joined(LEMGO))

# --- announcing -------------------------------------------------------------------------------------------------------


def test_a_meeting_is_announced_under_an_id_of_its_own() -> None:
    (one,) = given().when(ScheduleMeeting(**terms())).facts
    assert isinstance(one, MeetingScheduled)
    assert len(one.meeting) == 32
    assert msgspec.structs.replace(one, meeting=M) == scheduled()


def test_a_meeting_that_has_an_id_is_announced_once() -> None:
    command = ScheduleMeeting(meeting=M, **terms())
    given().when(command).then(scheduled())
    assert refused(command, scheduled()) == ("meeting-exists", "meeting")


@pytest.mark.parametrize(
    ("starts", "ends", "stored"),
    [
        ("2026-05-06T10:00", "2026-05-06T16:00", ("2026-05-06T10:00+02:00", "2026-05-06T16:00+02:00")),
        ("2026-12-01T10:00", "2026-12-01T11:00", ("2026-12-01T10:00+01:00", "2026-12-01T11:00+01:00")),
        ("2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00", ("2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00")),
        ("2026-03-29T01:59", "2026-03-29T03:00", ("2026-03-29T01:59+01:00", "2026-03-29T03:00+02:00")),
        ("2026-05-06", "2026-05-06", ("2026-05-06", "2026-05-06")),
        ("2026-05-06", "2026-05-08", ("2026-05-06", "2026-05-08")),
    ],
)
def test_times_are_kept_with_their_offset_and_days_as_days(starts: str, ends: str, stored: tuple[str, str]) -> None:
    (one,) = given().when(ScheduleMeeting(**terms(starts=starts, ends=ends))).facts
    assert isinstance(one, MeetingScheduled)
    assert (one.starts, one.ends) == stored


@pytest.mark.parametrize(
    ("changes", "slug", "field"),
    [
        ({"starts": "2026-03-29T02:30", "ends": "2026-03-29T10:00"}, "no-such-time", "starts"),
        ({"starts": "2026-03-29T02:30+01:00", "ends": "2026-03-29T10:00"}, "no-such-time", "starts"),
        ({"ends": "2026-10-25T02:00"}, "ambiguous-time", "ends"),
        ({"ends": "2026-10-25T02:59"}, "ambiguous-time", "ends"),
        ({"starts": "2026-05-06T10:00+01:00"}, "wrong-offset", "starts"),
        ({"starts": "2026-02-30T10:00"}, "no-such-time", "starts"),
        ({"starts": "2026-05-06T25:00"}, "no-such-time", "starts"),
        ({"starts": "1912-05-06T10:00"}, "date-out-of-range", "starts"),
        ({"ends": "2026-05-06T10:00"}, "ends-before-it-begins", "ends"),
        ({"ends": "2026-05-06T09:59"}, "ends-before-it-begins", "ends"),
        ({"starts": "2026-10-25T02:30+01:00", "ends": "2026-10-25T02:30+02:00"}, "ends-before-it-begins", "ends"),
        ({"starts": "2026-05-06", "ends": "2026-05-05"}, "ends-before-it-begins", "ends"),
        ({"starts": "2026-05-06"}, "mixed-times", "ends"),
        ({"effective": date(2026, 5, 7)}, "already-over", "effective"),
        ({"opens": date(2026, 3, 2), "closes": date(2026, 3, 1)}, "closes-before-it-opens", "closes"),
        ({"opens": date(2026, 5, 7)}, "opens-too-late", "opens"),
    ],
)
def test_terms_that_cannot_be_are_refused(changes: dict[str, Any], slug: str, field: str) -> None:
    assert refused(ScheduleMeeting(**terms(**changes))) == (slug, field)


@pytest.mark.parametrize("value", ["2026-05-06T10:00:30", "gestern", "2026-05-06T10:00Z", "2026-5-6", ""])
def test_a_time_of_another_form_is_no_command(value: str) -> None:
    shape = msgspec.to_builtins(ScheduleMeeting(**terms()))
    with pytest.raises(msgspec.ValidationError, match="starts"):
        msgspec.convert({**shape, "starts": value}, ScheduleMeeting)


def test_a_change_says_what_differs() -> None:
    change = ChangeMeeting(meeting=M, reason="Raum belegt", **terms(effective=TODAY, place="Bonn", capacity=20))
    (one,) = given(scheduled()).when(change).facts
    assert isinstance(one, MeetingChanged)
    assert (one.changed, one.place, one.capacity) == (("place", "capacity"), "Bonn", 20)
    again = ChangeMeeting(meeting=M, reason="-", **terms(effective=TODAY))
    assert refused(again, scheduled()) == ("nothing-to-do", "")
    assert refused(change) == ("unknown-meeting", "meeting")
    assert refused(change, scheduled(), CANCELLED) == ("meeting-cancelled", "meeting")
    early = ChangeMeeting(meeting=M, reason="-", **terms(effective=ANNOUNCED - timedelta(days=1), place="Bonn"))
    assert refused(early, scheduled()) == ("unknown-meeting", "meeting")


def test_a_meeting_of_several_days_may_be_changed_on_its_last() -> None:
    days = {"starts": "2026-05-06", "ends": "2026-05-08"}
    change = ChangeMeeting(meeting=M, reason="-", **terms(**days, effective=date(2026, 5, 8), place="Bonn"))
    assert len(given(scheduled(**days)).when(change).facts) == 1
    late = ChangeMeeting(meeting=M, reason="-", **terms(**days, effective=date(2026, 5, 9), place="Bonn"))
    assert refused(late, scheduled(**days)) == ("already-over", "effective")


def test_a_change_to_a_time_that_does_not_exist_is_refused_as_is_a_correction() -> None:
    change = ChangeMeeting(meeting=M, reason="-", **terms(effective=TODAY, ends="2027-03-28T02:00"))
    assert refused(change, scheduled()) == ("no-such-time", "ends")
    for value, slug in (
        ("2027-03-28T02:00+01:00", "no-such-time"),
        ("2026-05-06T17:00", "no-offset"),
        ("2026-05-06", "mixed-times"),
    ):
        correct = Correct(position=1, changes={"ends": value}, reason="-")
        given(scheduled()).when(correct).then_refused(slug)


def test_a_meeting_is_cancelled_once() -> None:
    cancel = CancelMeeting(meeting=M, reason="Glatteis", effective=TODAY)
    given(scheduled()).when(cancel).then(CANCELLED)
    assert refused(cancel) == ("unknown-meeting", "meeting")
    assert refused(cancel, scheduled(), CANCELLED) == ("meeting-cancelled", "meeting")


# --- registering ------------------------------------------------------------------------------------------------------


def test_a_member_registers_with_those_who_accompany_it() -> None:
    given(*MEMBERS, scheduled()).when(register(persons=3)).then(registered(BONN, 3))


def test_only_bodies_that_a_meeting_is_open_to_register() -> None:
    not_entitled = ("not-entitled", "body")
    guest = GuestParticipationStarted(effective=ANNOUNCED, body=SENDEN)
    assert refused(register("Senden"), scheduled()) == not_entitled
    assert refused(register("Senden"), scheduled(), guest) == not_entitled
    given(scheduled(open_to="members-and-guests"), guest).when(register("Senden")).then(registered(SENDEN))
    given(scheduled(open_to="local-partners"), guest).when(register("Senden")).then(registered(SENDEN))
    left = MunicipalityLeft(effective=TODAY, body=BONN, kind="withdrawal", reason="-")
    assert refused(register(), scheduled(), joined(BONN), left) == not_entitled
    assert refused(register(), scheduled(), joined(BONN, TODAY + timedelta(days=1))) == not_entitled
    rests = MembershipSuspended(effective=ANNOUNCED, body=BONN, reason="-")
    assert refused(register(), scheduled(), joined(BONN), rests) == not_entitled
    resumed = MembershipResumed(effective=TODAY, body=BONN, reason="-")
    given(scheduled(), joined(BONN), rests, resumed).when(register()).then(registered(BONN))


def test_local_partners_come_only_where_they_may() -> None:
    with_partners = register(persons=2, partners=3)
    assert refused(with_partners, *MEMBERS, scheduled()) == ("no-local-partners", "partners")
    given(*MEMBERS, scheduled(open_to="local-partners")).when(with_partners).then(registered(BONN, 2, partners=3))
    few = scheduled(open_to="local-partners", per_body=4)
    assert refused(with_partners, *MEMBERS, few) == ("too-many-persons", "persons")


def test_registering_has_its_days() -> None:
    window = {"opens": TODAY, "closes": TODAY + timedelta(days=1)}
    for day in window.values():
        given(*MEMBERS, scheduled(**window)).when(register(on=day)).then(registered(BONN, on=day))
    early, late = register(on=TODAY - timedelta(days=1)), register(on=TODAY + timedelta(days=2))
    assert refused(early, *MEMBERS, scheduled(**window)) == ("registration-not-open", "effective")
    assert refused(late, *MEMBERS, scheduled(**window)) == ("registration-closed", "effective")
    given(*MEMBERS, scheduled()).when(register(on=DAY)).then(registered(BONN, on=DAY))
    assert refused(register(on=DAY + timedelta(days=1)), *MEMBERS, scheduled()) == ("meeting-begun", "effective")
    days = scheduled(starts="2026-05-06", ends="2026-05-08")
    assert refused(register(on=DAY + timedelta(days=1)), *MEMBERS, days) == ("meeting-begun", "effective")
    before = register(on=ANNOUNCED - timedelta(days=1))
    assert refused(before, *MEMBERS, scheduled()) == ("unknown-meeting", "meeting")


def test_nobody_registers_for_what_does_not_take_place_or_is_not_known() -> None:
    assert refused(register(), *MEMBERS) == ("unknown-meeting", "meeting")
    assert refused(register(), *MEMBERS, scheduled(), CANCELLED) == ("meeting-cancelled", "meeting")


def test_a_body_registers_once_and_again_after_withdrawing() -> None:
    facts = (*MEMBERS, scheduled(), registered(BONN))
    assert refused(register(), *facts) == ("already-registered", "body")
    given(*facts, withdrawn(BONN)).when(register(persons=2)).then(registered(BONN, 2))


@pytest.mark.parametrize("persons", [0, -1, 101, 1.5, "2"])
def test_a_number_of_persons_that_cannot_be_is_no_command(persons: object) -> None:
    shape = {"meeting": M, "body": "Bonn", "effective": "2026-01-15", "persons": persons}
    with pytest.raises(msgspec.ValidationError, match="persons"):
        msgspec.convert(shape, RegisterBody)


def test_more_persons_than_a_body_may_bring_are_refused() -> None:
    assert refused(register(persons=3), *MEMBERS, scheduled(per_body=2)) == ("too-many-persons", "persons")
    assert refused(register(persons=3), *MEMBERS, scheduled(capacity=2)) == ("too-many-persons", "persons")


def test_a_body_that_does_not_exist_neither_registers_nor_attends() -> None:
    for body, slug in (("05354", "body-not-in-force"), ("Atlantis", "unknown-body"), ("Olpe", "ambiguous-body")):
        assert refused(register(body), *MEMBERS, scheduled()) == (slug, "body")
        attend = RecordAttendance(meeting=M, body=body, persons=1, effective=DAY)
        assert refused(attend, scheduled()) == (slug, "body")


# --- places and the waiting list --------------------------------------------------------------------------------------


def test_where_no_place_is_left_a_body_waits_if_it_wants_to() -> None:
    facts = (*MEMBERS, scheduled(capacity=3), registered(HAGEN, 2))
    given(*facts).when(register(persons=1)).then(registered(BONN, 1))
    assert refused(register(persons=2), *facts) == ("no-place-left", "persons")
    given(*facts).when(register(persons=2, or_wait=True)).then(registered(BONN, 2, waiting=True))
    given(*facts).when(register(persons=1, or_wait=True)).then(registered(BONN, 1))


def test_nobody_overtakes_those_who_wait() -> None:
    facts = (*MEMBERS, scheduled(capacity=3), registered(HAGEN, 2), registered(LEMGO, 2, waiting=True))
    assert refused(register(persons=1), *facts) == ("no-place-left", "persons")
    given(*facts).when(register(persons=1, or_wait=True)).then(registered(BONN, 1, waiting=True))


def test_a_withdrawal_lets_those_who_wait_move_up_in_their_order() -> None:
    waiting = (registered(LEMGO, 2, waiting=True), registered(BONN, 1, waiting=True))
    facts = (*MEMBERS, scheduled(capacity=3), registered(HAGEN, 3), *waiting)
    withdraw = WithdrawRegistration(meeting=M, body="Hagen", effective=TODAY)
    given(*facts).when(withdraw).then(withdrawn(HAGEN), moved_up(LEMGO), moved_up(BONN))


def test_whoever_does_not_fit_yet_is_not_passed_over() -> None:
    waiting = (registered(LEMGO, 3, waiting=True), registered(BONN, 1, waiting=True))
    facts = (*MEMBERS, joined(SENDEN), scheduled(capacity=4), registered(HAGEN, 2), registered(SENDEN, 2), *waiting)
    withdraw = WithdrawRegistration(meeting=M, body="Hagen", effective=TODAY)
    given(*facts).when(withdraw).then(withdrawn(HAGEN))
    leave_the_line = WithdrawRegistration(meeting=M, body="Lemgo", effective=TODAY)
    given(*facts, withdrawn(HAGEN)).when(leave_the_line).then(withdrawn(LEMGO), moved_up(BONN))


def test_once_nobody_waits_any_more_places_are_given_again() -> None:
    facts = (*MEMBERS, scheduled(capacity=3), registered(HAGEN, 2), registered(LEMGO, 2, waiting=True))
    given(*facts, withdrawn(LEMGO)).when(register(persons=1)).then(registered(BONN, 1))


def test_more_places_let_those_who_wait_move_up() -> None:
    facts = (*MEMBERS, scheduled(capacity=2), registered(HAGEN, 2), registered(BONN, 2, waiting=True))
    change = ChangeMeeting(meeting=M, reason="größerer Raum", **terms(effective=TODAY, capacity=4))
    change_fact, *up = given(*facts).when(change).facts
    assert isinstance(change_fact, MeetingChanged)
    assert up == [moved_up(BONN)]
    unlimited = ChangeMeeting(meeting=M, reason="größerer Raum", **terms(effective=TODAY, capacity=None))
    assert given(*facts).when(unlimited).facts[1:] == [moved_up(BONN)]


def test_places_that_are_taken_cannot_be_taken_away() -> None:
    facts = (*MEMBERS, scheduled(capacity=4), registered(HAGEN, 3))
    fewer = ChangeMeeting(meeting=M, reason="-", **terms(effective=TODAY, capacity=2))
    assert refused(fewer, *facts) == ("capacity-taken", "capacity")
    enough = ChangeMeeting(meeting=M, reason="-", **terms(effective=TODAY, capacity=3))
    assert len(given(*facts).when(enough).facts) == 1
    given(*facts).when(Correct(position=4, changes={"capacity": 2}, reason="-")).then_refused(
        "too-many-persons", at=[5]
    )
    backdated = ChangeMeeting(meeting=M, reason="-", **terms(capacity=2))
    given(*facts).when(backdated).then_refused("too-many-persons", at=[5])


def test_a_backdated_registration_takes_no_place_that_is_given_away_later() -> None:
    facts = (*MEMBERS, scheduled(capacity=2), registered(HAGEN, 1), registered(LEMGO, 1, on=TODAY + timedelta(days=3)))
    given(*facts).when(register(persons=1, on=TODAY + timedelta(days=1))).then_refused("no-place-left", at=[6])


def test_a_place_that_came_free_otherwise_is_given_by_moving_up() -> None:
    facts = (*MEMBERS, scheduled(capacity=2), registered(HAGEN, 2), registered(BONN, 2, waiting=True))
    move = MoveUp(meeting=M, effective=TODAY)
    assert refused(move, *facts) == ("nothing-to-do", "")
    freed = Correct(position=5, changes={"waiting": True}, reason="-")
    assert given(*facts).when(freed).facts
    given(*MEMBERS, scheduled(capacity=2), registered(BONN, 2, waiting=True)).when(move).then(moved_up(BONN))


def test_only_what_is_registered_is_withdrawn_and_before_the_meeting() -> None:
    withdraw = WithdrawRegistration(meeting=M, body="Bonn", effective=TODAY)
    assert refused(withdraw, *MEMBERS, scheduled()) == ("not-registered", "body")
    assert refused(withdraw, *MEMBERS, scheduled(), registered(BONN), CANCELLED) == ("meeting-cancelled", "meeting")
    late = WithdrawRegistration(meeting=M, body="Bonn", effective=DAY + timedelta(days=1))
    assert refused(late, *MEMBERS, scheduled(), registered(BONN)) == ("meeting-begun", "effective")


def test_a_correction_leaves_no_body_registered_twice_and_none_moving_up_that_does_not_wait() -> None:
    facts = (*MEMBERS, scheduled(capacity=3), registered(HAGEN, 1), registered(BONN, 1))
    swap = {"body": HAGEN, "registration": f"{M}-{HAGEN}"}
    given(*facts).when(Correct(position=6, changes=swap, reason="-")).then_refused("already-registered")
    half = {"body": LEMGO}
    given(*facts).when(Correct(position=6, changes=half, reason="-")).then_refused("wrong-registration")
    up = (*MEMBERS, scheduled(capacity=1), registered(HAGEN), registered(BONN, waiting=True), withdrawn(HAGEN))
    given(*up, moved_up(BONN)).when(Correct(position=6, changes={"waiting": False}, reason="-")).then_refused(
        "no-place-left"
    )
    room = (*MEMBERS, scheduled(capacity=2), registered(HAGEN), registered(BONN, waiting=True), moved_up(BONN))
    given(*room).when(Correct(position=6, changes={"waiting": False}, reason="-")).then_refused("not-waiting", at=[7])
    given(*up, moved_up(BONN)).when(Retract(position=7, reason="-")).then_refused("no-place-left", at=[8])


def test_a_meeting_with_registrations_is_not_taken_back() -> None:
    facts = (scheduled(), *MEMBERS, registered(BONN))
    given(*facts).when(Retract(position=1, reason="-")).then_refused("unknown-meeting", at=[5])
    assert given(scheduled()).when(Retract(position=1, reason="-")).facts


def test_a_cancellation_is_not_backdated_before_a_registration() -> None:
    facts = (*MEMBERS, scheduled(), registered(BONN))
    cancel = CancelMeeting(meeting=M, reason="-", effective=TODAY - timedelta(days=1))
    given(*facts).when(cancel).then_refused("meeting-cancelled", at=[5])


@pytest.mark.parametrize(("on", "permissions"), [(TODAY, 1), (TODAY - timedelta(days=1), 2), (DAY, 2)])
def test_another_day_than_today_asks_for_the_coordinations_permission(on: date, permissions: int) -> None:
    class Today:
        today, now = TODAY, AT
        reads_of = staticmethod(lambda command: command.reads)

    for command in (register(on=on), WithdrawRegistration(meeting=M, body=BONN, effective=on)):
        asked = command.plan(Today()).asked  # type: ignore[arg-type]  # of all that could be looked up it asks the day
        assert [one.permission for one in asked] == ["network.register", "network.keep-meetings"][:permissions]
        assert asked[0].things == {"body": command.body}


# --- what came of it --------------------------------------------------------------------------------------------------


LAST = TODAY - timedelta(days=1)
HELD = scheduled(starts=f"{LAST}T10:00+01:00", ends=f"{LAST}T16:00+01:00")
CANCELLED_BEFORE = MeetingCancelled(effective=ANNOUNCED, meeting=M, reason="Glatteis")


def test_attendance_is_recorded_once_and_on_a_day_of_the_meeting() -> None:
    attend = RecordAttendance(meeting=M, body="Bonn", persons=2, effective=LAST)
    fact = AttendanceRecorded(effective=LAST, meeting=M, body=BONN, persons=2)
    given(HELD).when(attend).then(fact)
    assert refused(attend, HELD, fact) == ("already-attended", "body")
    assert refused(attend) == ("unknown-meeting", "meeting")
    assert refused(attend, HELD, CANCELLED_BEFORE) == ("meeting-cancelled", "meeting")
    for days in (-1, 1):
        other = RecordAttendance(meeting=M, body="Bonn", persons=2, effective=LAST + timedelta(days=days))
        assert refused(other, HELD) == ("not-that-day", "effective")


def test_attendance_is_counted_once() -> None:
    count = CountAttendance(meeting=M, participants=40, at_least=True, effective=LAST)
    fact = AttendanceCounted(effective=LAST, meeting=M, participants=40, at_least=True)
    given(HELD).when(count).then(fact)
    assert refused(count, HELD, fact) == ("already-counted", "meeting")
    assert refused(CountAttendance(meeting=M, participants=1, effective=TODAY), HELD) == ("not-that-day", "effective")


@pytest.mark.parametrize(
    "command",
    [
        RecordAttendance(meeting=M, body="Bonn", persons=2, effective=DAY),
        CountAttendance(meeting=M, participants=40, effective=DAY),
    ],
)
def test_attendance_is_not_recorded_for_a_day_to_come(command: Command) -> None:
    given(scheduled()).when(command).then_refused("day-to-come", field="effective")


def test_attendance_is_not_corrected_to_a_day_to_come() -> None:
    tomorrow = TODAY + timedelta(days=1)
    meeting = scheduled(starts=f"{LAST}T10:00+01:00", ends=f"{tomorrow}T16:00+01:00")
    attended = AttendanceRecorded(effective=LAST, meeting=M, body=BONN, persons=2)
    correct = Correct(position=2, changes={"effective": str(tomorrow)}, reason="Irrtum")
    given(meeting, attended).when(correct).then_refused("day-to-come", field="changes/effective")


@pytest.mark.parametrize(
    ("starts", "ends", "over"),  # it is 15 January, 13:00 in Berlin
    [
        ("2026-01-15T08:00+01:00", "2026-01-15T09:00+01:00", True),
        ("2026-01-15T08:00+01:00", "2026-01-15T13:00+01:00", True),
        ("2026-01-15T08:00+01:00", "2026-01-15T13:01+01:00", False),
        ("2026-01-15", "2026-01-15", False),
        ("2026-01-15T08:00+01:00", "2026-01-16T00:00+01:00", False),
    ],
)
def test_registering_ends_when_the_meeting_ends(starts: str, ends: str, over: bool) -> None:
    outcome = given(*MEMBERS, scheduled(starts=starts, ends=ends)).when(register())
    if over:
        outcome.then_refused("meeting-begun", field="effective")
    else:
        outcome.then(registered(BONN))


@pytest.mark.parametrize(
    ("starts", "ends", "last"),
    [
        ("2025-12-31T20:00+01:00", "2026-01-01T00:00+01:00", date(2025, 12, 31)),
        ("2025-12-31T20:00+01:00", "2026-01-01T00:01+01:00", date(2026, 1, 1)),
        ("2025-12-31", "2026-01-01", date(2026, 1, 1)),
        ("2025-10-26T00:00+02:00", "2025-10-27T00:00+01:00", date(2025, 10, 26)),
        ("2025-03-30T00:00+01:00", "2025-03-31T00:00+02:00", date(2025, 3, 30)),
    ],
)
def test_what_ends_at_midnight_does_not_touch_the_day_that_begins(starts: str, ends: str, last: date) -> None:
    held = scheduled(effective=date(2025, 1, 1), starts=starts, ends=ends)
    given(held).when(RecordAttendance(meeting=M, body="Bonn", persons=1, effective=last)).then(
        AttendanceRecorded(effective=last, meeting=M, body=BONN, persons=1)
    )
    other = RecordAttendance(meeting=M, body="Bonn", persons=1, effective=last + timedelta(days=1))
    assert refused(other, held) == ("not-that-day", "effective")
    assert when(ends).last_day == last


def test_a_change_leaves_what_is_not_sent_as_it_is() -> None:
    before = scheduled(capacity=20, topics=("Ehrenamt",), closes=date(2026, 4, 30))
    renamed = MeetingChanged(meeting=M, changed=("title",), reason="-", **{**fields_of(before), "title": "Neu"})
    given(before).when(ChangeMeeting(meeting=M, reason="-", effective=TODAY, title="Neu")).then(renamed)
    moved = MeetingChanged(meeting=M, changed=("place",), reason="-", **{**fields_of(renamed), "place": "Bonn"})
    given(before, renamed).when(ChangeMeeting(meeting=M, reason="-", effective=TODAY, place="Bonn")).then(moved)
    cleared = MeetingChanged(meeting=M, changed=("capacity", "closes"), reason="-", **fields_of(before, capacity=None))
    given(before).when(ChangeMeeting(meeting=M, reason="-", effective=TODAY, capacity=None, closes=None)).then(
        msgspec.structs.replace(cleared, closes=None)
    )
    given(before).when(ChangeMeeting(meeting=M, reason="-", effective=TODAY)).then_refused("nothing-to-do")


def test_a_change_that_shuts_out_who_is_registered_says_whom() -> None:
    guests = [GuestParticipationStarted(effective=ANNOUNCED, body=body) for body in (SENDEN, LEMGO)]
    meeting = scheduled(open_to="members-and-guests")
    facts = (joined(BONN), *guests, meeting, registered(BONN), registered(SENDEN), registered(LEMGO))
    change = ChangeMeeting(meeting=M, reason="-", effective=TODAY, open_to="members")
    outcome = given(*facts).when(change)
    outcome.then_refused("shuts-out", field="open_to")
    assert outcome.refused is not None
    assert [one.name for one in outcome.refused.values["bodies"]] == ["Senden", "Lemgo"]  # type: ignore[attr-defined]
    assert given(*facts).when(msgspec.structs.replace(change, shutting_out=True)).facts
    assert given(*facts[:-2]).when(change).facts


def fields_of(terms: Any, **changes: Any) -> dict[str, Any]:
    """Return the terms of a fact as they are said today."""
    fields = {name: getattr(terms, name) for name in ScheduleMeeting.__struct_fields__ if name != "meeting"}
    return {**fields, "effective": TODAY, **changes}


def test_a_meeting_is_not_moved_away_from_the_day_it_was_attended() -> None:
    fact = AttendanceRecorded(effective=DAY, meeting=M, body=BONN, persons=2)
    change = ChangeMeeting(
        meeting=M, reason="-", **terms(effective=TODAY, starts="2026-05-07T10:00", ends="2026-05-07T12:00")
    )
    given(scheduled(), fact).when(change).then_refused("not-that-day", at=[2])


@pytest.mark.parametrize(
    ("seen_by", "cls"), [("public", MaterialPublished), ("members", MaterialShared), ("coordination", MaterialFiled)]
)
def test_material_is_recorded_for_those_who_may_see_it(seen_by: Any, cls: type[Fact]) -> None:
    add = AddMaterial(meeting=M, kind="minutes", title="Protokoll", file=FILE, seen_by=seen_by, effective=DAY)
    expected = cls(effective=DAY, meeting=M, kind="minutes", title="Protokoll", file=FILE)  # type: ignore[call-arg]  # they have the same fields
    given(scheduled()).when(add).then(expected)
    given(scheduled(), CANCELLED).when(add).then(expected)
    assert refused(add) == ("unknown-meeting", "meeting")


def test_a_time_that_is_refused_is_refused_as_malformed_input() -> None:
    outcome = given().when(ScheduleMeeting(**terms(starts="2026-03-29T02:30", ends="2026-03-29T10:00")))
    assert isinstance(outcome.refused, Invalid)
