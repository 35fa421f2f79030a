"""The read models of meetings: what is announced and who takes part, through two clocks, and what was recorded."""

from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from fokus_core import Recorded, when
from fokus_network.meetings.facts import (
    PARTICIPATION,
    SCHEDULE,
    AttendanceCounted,
    AttendanceRecorded,
    BodyMovedUp,
    BodyRegistered,
    Kind,
    MaterialFiled,
    MaterialPublished,
    MaterialShared,
    MeetingCancelled,
    MeetingChanged,
    MeetingHeld,
    MeetingScheduled,
    OpenTo,
    Terms,
)
from fokus_projections import FactTable, TwoClockTable


class MeetingState(msgspec.Struct, frozen=True, kw_only=True):
    """A meeting as it stands from a day on."""

    kind: Annotated[Kind, Meta(description="Kind of meeting")]
    title: Annotated[str, Meta(description="Title in German")]
    status: Annotated[Literal["scheduled", "cancelled"], Meta(description="Whether it takes place")] = "scheduled"
    reason: Annotated[str | None, Meta(description="Why it was changed last, or cancelled")] = None
    starts: Annotated[str, Meta(description="Beginning: a day, or a minute in Europe/Berlin with its offset")]
    ends: Annotated[str, Meta(description="End: the last day, or a minute in Europe/Berlin with its offset")]
    first_day: Annotated[date, Meta(description="First day, Europe/Berlin")]
    last_day: Annotated[
        date, Meta(description="Last day, Europe/Berlin; what ends at midnight does not touch the next")
    ]
    begins: Annotated[str, Meta(description="Beginning in UTC, to sort by; a day begins at midnight in Europe/Berlin")]
    place: Annotated[str, Meta(description="Where it takes place; empty where that is not known")]
    online: Annotated[bool, Meta(description="Whether one can take part online")]
    topics: Annotated[tuple[str, ...], Meta(description="What it is about, as a JSON array")]
    open_to: Annotated[OpenTo, Meta(description="Who may register")]
    capacity: Annotated[int | None, Meta(description="Places, where they are limited")]
    per_body: Annotated[int, Meta(description="Most persons that a body may bring")]
    opens: Annotated[date | None, Meta(description="First day to register, where there is one")]
    closes: Annotated[date | None, Meta(description="Last day to register, where there is one")]
    participants: Annotated[int | None, Meta(description="Persons who took part, where they were counted")] = None
    at_least: Annotated[bool, Meta(description="Whether the source says `more than`")] = False
    held: Annotated[date | None, Meta(description="Day on which it took place, where somebody said so")] = None
    outcome: Annotated[str, Meta(description="What came of it")] = ""


TERMS = ("kind", "title", "starts", "ends", "place", "online", "topics", "open_to", "capacity", "per_body")


def meeting(state: MeetingState | None, record: Recorded[Any]) -> MeetingState | None:
    """Fold one fact into a meeting."""
    match record.fact:
        case Terms() as terms:
            starts = when(terms.starts)
            return MeetingState(
                **{name: getattr(terms, name) for name in TERMS},
                opens=terms.opens,
                closes=terms.closes,
                reason=terms.reason if isinstance(terms, MeetingChanged) else None,
                first_day=starts.day,
                last_day=when(terms.ends).last_day,
                begins=starts.begins.isoformat(),
            )
        case MeetingCancelled() if state is not None:
            return msgspec.structs.replace(state, status="cancelled", reason=record.fact.reason)
        case AttendanceCounted() if state is not None:
            counted = record.fact
            return msgspec.structs.replace(state, participants=counted.participants, at_least=counted.at_least)
        case MeetingHeld() if state is not None:
            return msgspec.structs.replace(state, held=record.fact.effective, outcome=record.fact.outcome)
        case _:
            return state


class Registration(msgspec.Struct, frozen=True, kw_only=True):
    """The registration of a body for a meeting, as it stands from a day on."""

    meeting: Annotated[str, Meta(description="Id of the meeting")]
    body: Annotated[str, Meta(description="Id of the body")]
    persons: Annotated[int, Meta(description="Persons of the body, with those who accompany them")]
    partners: Annotated[int, Meta(description="Local partners it brings")]
    waiting: Annotated[bool, Meta(description="Whether it waits for a place")]
    since: Annotated[date, Meta(description="Day of registering")]
    place_in_line: Annotated[int, Meta(description="Place of the registering fact: orders those of one day")]


def registration(state: Registration | None, record: Recorded[Any]) -> Registration | None:
    """Fold one fact into a registration."""
    match record.fact:
        case BodyRegistered() as fact:
            return Registration(
                meeting=fact.meeting,
                body=fact.body,
                persons=fact.persons,
                partners=fact.partners,
                waiting=fact.waiting,
                since=fact.effective,
                place_in_line=record.place,
            )
        case BodyMovedUp() if state is not None:
            return msgspec.structs.replace(state, waiting=False)
        case _:
            return None


MEETINGS = TwoClockTable(
    name="network.meeting",
    table="network_meeting",
    description="Meetings, through two clocks; valid_from is the day it was announced or changed.",
    subject="meeting",
    facts=(*SCHEDULE, AttendanceCounted, MeetingHeld),
    state=MeetingState,
    fold=meeting,
    version=3,
    indexes=[("begins",)],
)
REGISTRATIONS = TwoClockTable(
    name="network.registration",
    table="network_registration",
    description="Registrations of bodies for meetings, through two clocks; not public.",
    subject="registration",
    facts=PARTICIPATION,
    state=Registration,
    fold=registration,
    indexes=[("meeting",), ("body",)],
)
SCHEDULED, CHANGED, CANCELLED = (
    FactTable(
        name=f"network.meeting-{what}",
        table=f"network_meeting_{what}",
        description=f"Meetings that were {what}, as recorded.",
        fact=fact,
        indexes=[("meeting",)],
    )
    for what, fact in (("scheduled", MeetingScheduled), ("changed", MeetingChanged), ("cancelled", MeetingCancelled))
)
ATTENDANCE = FactTable(
    name="network.attendance",
    table="network_attendance",
    description="Bodies that took part in meetings; not public.",
    fact=AttendanceRecorded,
    indexes=[("meeting",)],
)
PUBLISHED, SHARED, FILED = (
    FactTable(
        name=f"network.material-{what}",
        table=f"network_material_{what}",
        description=f"Material and minutes for {whom}.",
        fact=fact,
        indexes=[("meeting",)],
    )
    for what, whom, fact in (
        ("published", "everybody", MaterialPublished),
        ("shared", "the members; not public", MaterialShared),
        ("filed", "the coordination; not public", MaterialFiled),
    )
)
PROJECTIONS = (
    MEETINGS,
    REGISTRATIONS,
    SCHEDULED,
    CHANGED,
    CANCELLED,
    ATTENDANCE,
    PUBLISHED,
    SHARED,
    FILED,
)
