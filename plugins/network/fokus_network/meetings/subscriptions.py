"""Which meetings stand in a calendar: all of them, or those of a body."""

from collections.abc import Iterable
from typing import Any

import msgspec

from fokus_api import Moment
from fokus_core import _
from fokus_network.meetings.calendar import Appointment
from fokus_network.meetings.insight import Insight
from fokus_network.meetings.read_models import CANCELLED, CHANGED, SCHEDULED
from fokus_network.meetings.views import COLUMNS, MEETINGS_ON, MeetingView, meeting_view
from fokus_network.membership.read_models import ACTIVE, GUEST, MEMBERS
from fokus_projections import Reader, TwoClockTable, in_force

ORDERED = f"SELECT {', '.join(COLUMNS)} FROM ({MEETINGS_ON}) ORDER BY begins, meeting"

# Every entry counts, and once more when it is taken back: so the number never falls.
ENTRIES = " UNION ALL ".join(
    f"SELECT meeting, effective, known_from, known_to FROM {one.table.name}" for one in (SCHEDULED, CHANGED, CANCELLED)
)
VERSIONS = f"""
SELECT meeting, sum(1 + (known_to <= :known)) - 1, max(CASE WHEN known_to <= :known THEN known_to ELSE known_from END)
FROM ({ENTRIES}) WHERE effective <= :on AND known_from <= :known GROUP BY meeting
"""


def of(reader: Reader, moment: Moment, meetings: Iterable[MeetingView]) -> list[Appointment]:
    """Return meetings with how often each was changed."""
    versions = {meeting: (sequence, last) for meeting, sequence, last in reader.rows(VERSIONS, moment.params)}
    found = []
    for meeting in meetings:
        sequence, last = versions[meeting.meeting]
        if (record := reader.recorded(last)) is not None:
            found.append(Appointment(meeting=meeting, sequence=sequence, recorded=record.meta.at))
    return found


def of_body(reader: Reader, moment: Moment, body: str, insight: Insight) -> list[Appointment]:
    """Return the meetings that are open to a body, and those it registered for as far as the caller may see that.

    Whether a meeting is open to it is judged by its membership on the day of the meeting, or today until that comes.
    """
    member = _days(reader, moment, body, MEMBERS, ACTIVE)
    guest = _days(reader, moment, body, GUEST)
    registered = _registered(reader, moment, body)
    found = []
    for one in of(reader, moment, map(meeting_view, reader.rows(ORDERED, moment.params))):
        meeting = one.meeting
        day = min(meeting.first_day, moment.on).isoformat()
        is_open = _on(day, member) or (meeting.open_to != "members" and _on(day, guest))
        remark = registered.get(meeting.meeting, "") if insight.sees(body, meeting.kind) else ""
        if is_open or remark:
            found.append(msgspec.structs.replace(one, remark=remark))
    return found


def _days(
    reader: Reader, moment: Moment, body: str, table: TwoClockTable[Any], where: str = "1"
) -> list[tuple[str, str]]:
    sql = f"""
        SELECT valid_from, {table.valid_to()} AS until FROM {table.table.name}
        WHERE body = :body AND valid_from < until AND known_from <= :known AND known_to > :known AND {where}
    """
    return reader.rows(sql, {"body": body, "known": moment.known})


def _on(day: str, periods: Iterable[tuple[str, str]]) -> bool:
    return any(since <= day < until for since, until in periods)


def _registered(reader: Reader, moment: Moment, body: str) -> dict[str, str]:
    sql = f"SELECT meeting, persons + partners, waiting FROM network_registration WHERE body = :body AND {in_force()}"
    return {
        meeting: f"{_('Auf der Warteliste') if waiting else 'Angemeldet'} (Personen: {places})"
        for meeting, places, waiting in reader.rows(sql, {**moment.params, "body": body})
    }
