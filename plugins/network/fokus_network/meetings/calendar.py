"""Meetings as entries of a calendar."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from litestar import Response

from fokus_api import CalendarEntry, ics
from fokus_network.meetings.facts import Kind
from fokus_network.meetings.views import MeetingView

PRODUCT = "Kommunen-Netzwerk"
KINDS: dict[Kind, str] = {
    "network-meeting": "Netzwerktreffen",
    "workshop": "Workshop",
    "summit": "Spitzentreffen",
    "short-digital": "Digitales Kurzformat",
    "advice": "Beratung",
    "congress": "Kongress",
}


class Appointment(msgspec.Struct, frozen=True, kw_only=True):
    """A meeting for a calendar: how often it was changed, when that was last recorded, and a remark of the caller's."""

    meeting: MeetingView
    sequence: int
    recorded: datetime
    remark: str = ""


def calendar(title: str, journal: str, appointments: Iterable[Appointment]) -> Response[bytes]:
    """Answer with a calendar to subscribe to; `journal` is the id of the journal, which makes ids unique."""
    return ics(title, map(_entry, appointments), product=PRODUCT, journal=journal)


def _entry(appointment: Appointment) -> CalendarEntry:
    meeting = appointment.meeting
    return CalendarEntry(
        id=meeting.meeting,
        title=meeting.title,
        category=KINDS[meeting.kind],
        starts=meeting.starts,
        ends=meeting.ends,
        sequence=appointment.sequence,
        recorded=appointment.recorded,
        place=meeting.place,
        online=meeting.online,
        cancelled=meeting.status == "cancelled",
        lines=(appointment.remark, meeting.reason or "", *(f"– {topic}" for topic in meeting.topics)),
    )
