"""Meetings as they are answered, and the queries behind them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from fokus_api import Comparison, RowEntry
from fokus_core import Bodies
from fokus_network.meetings.facts import Kind, MaterialKind, OpenTo, SeenBy
from fokus_network.meetings.insight import Insight
from fokus_network.meetings.read_models import FILED, MEETINGS, PUBLISHED, SHARED
from fokus_projections import FactTable, Reader, in_force, standing

Status = Literal["scheduled", "over", "held", "cancelled"]


class MeetingView(msgspec.Struct, frozen=True, kw_only=True):
    """A meeting on a day. `starts` and `ends` are minutes with their offset, or days where only these are known.

    `registered` and `waiting` count bodies, `places_taken` persons; `attended` counts the bodies recorded,
    `participants` the persons counted, more than that many with `at_least`.
    """

    meeting: str
    kind: Kind
    title: str
    status: Annotated[
        Status,
        Meta(description="Whether it is to take place, is over and nobody said that it did, did, or does not"),
    ]
    reason: str | None
    starts: str
    ends: str
    first_day: date
    last_day: date
    place: str
    online: bool
    topics: Sequence[str]
    open_to: OpenTo
    capacity: int | None
    per_body: int
    opens: date | None
    closes: date | None
    registered: int
    places_taken: int
    waiting: int
    attended: int
    participants: int | None
    at_least: bool
    outcome: str
    entry: RowEntry | None = None


class RegistrationView(msgspec.Struct, frozen=True, kw_only=True):
    """A body that registered; those who wait stand in the order in which they move up."""

    body: str
    name: str
    persons: int
    partners: int
    waiting: bool
    since: date


class AttendanceView(msgspec.Struct, frozen=True, kw_only=True):
    """A body that took part."""

    body: str
    name: str
    persons: int
    partners: int
    day: date


class MaterialView(msgspec.Struct, frozen=True, kw_only=True):
    """Material or minutes: `file` is read below `files` of its meeting; `position` is the place of the fact.

    What is called the same and seen by the same counts its versions; each but the first is compared with the one
    before.
    """

    position: int
    kind: MaterialKind
    title: str
    version: int
    file: str | None
    text: str
    seen_by: SeenBy
    since: date
    compared: Comparison | None = None


def same(one: MaterialView, other: MaterialView) -> bool:
    """Tell whether both are versions of the same."""
    return (one.kind, one.title, one.seen_by) == (other.kind, other.title, other.seen_by)


COLUMNS = MeetingView.__struct_fields__
REGISTERED = f"FROM network_registration r WHERE r.meeting = m.meeting AND {in_force('r')}"
ATTENDED = f"(SELECT count(*) FROM network_attendance WHERE meeting = m.meeting AND {standing()})"
STATE = ", ".join(f"m.{name}" for name in MEETINGS.table.columns if name != "status")
MEETINGS_ON = f"""
SELECT {STATE},
    (SELECT count(*) {REGISTERED} AND NOT waiting) AS registered,
    (SELECT coalesce(sum(persons + partners), 0) {REGISTERED} AND NOT waiting) AS places_taken,
    (SELECT count(*) {REGISTERED} AND waiting) AS waiting,
    {ATTENDED} AS attended,
    CASE WHEN m.status = 'cancelled' THEN 'cancelled'
        WHEN m.held IS NOT NULL THEN 'held' WHEN m.last_day >= :on THEN 'scheduled'
        WHEN m.participants IS NOT NULL OR {ATTENDED} > 0 THEN 'held' ELSE 'over' END AS status
FROM network_meeting m WHERE {in_force("m")}
"""
MATERIAL: Mapping[SeenBy, FactTable] = {
    "public": PUBLISHED,
    "members": SHARED,
    "coordination": FILED,
}


def meeting_view(row: Sequence[Any]) -> MeetingView:
    """Return a meeting from a row of `COLUMNS`."""
    found = dict(zip(COLUMNS, row, strict=False))
    read = {"topics": msgspec.json.decode(found["topics"]), "entry": RowEntry(found["entry"])}
    return msgspec.convert({**found, **read}, MeetingView, strict=False)


def registrations_of(
    reader: Reader, bodies: Bodies, params: Mapping[str, Any], meeting: MeetingView, insight: Insight
) -> list[RegistrationView]:
    """Return the registrations for a meeting that a caller may see."""
    sql = f"""
        SELECT body, persons, partners, waiting, since FROM network_registration
        WHERE meeting = :meeting AND {in_force()} ORDER BY waiting, since, place_in_line
    """
    return [
        RegistrationView(
            body=body,
            name=bodies.name(body, day := date.fromisoformat(since)),
            persons=persons,
            partners=partners,
            waiting=bool(waiting),
            since=day,
        )
        for body, persons, partners, waiting, since in reader.rows(sql, {**params, "meeting": meeting.meeting})
        if insight.sees(body, meeting.kind)
    ]


def attendance_of(
    reader: Reader, bodies: Bodies, params: Mapping[str, Any], meeting: MeetingView, insight: Insight
) -> list[AttendanceView]:
    """Return who took part in a meeting, as far as a caller may see it."""
    sql = f"""
        SELECT body, persons, partners, effective FROM network_attendance
        WHERE meeting = :meeting AND {standing()} ORDER BY position
    """
    return [
        AttendanceView(
            body=body,
            name=bodies.name(body, day := date.fromisoformat(effective)),
            persons=persons,
            partners=partners,
            day=day,
        )
        for body, persons, partners, effective in reader.rows(sql, {**params, "meeting": meeting.meeting})
        if insight.sees(body, meeting.kind)
    ]


def material_of(reader: Reader, params: Mapping[str, Any], meeting: str, insight: Insight) -> list[MaterialView]:
    """Return the material of a meeting that a caller may see."""
    allowed = {"public": True, "members": insight.everything or insight.member, "coordination": insight.internal}
    found = [
        MaterialView(
            position=position,
            kind=kind,
            title=title,
            version=version,
            file=file,
            text=text,
            seen_by=seen_by,
            since=date.fromisoformat(effective),
        )
        for seen_by, table in MATERIAL.items()
        if allowed[seen_by]
        for position, kind, title, version, file, text, effective in reader.rows(
            f"SELECT position, kind, title, version, file, text, effective FROM {table.table.name}"
            f" WHERE meeting = :meeting AND {standing()} ORDER BY position",
            {**params, "meeting": meeting},
        )
    ]

    return _compared(meeting, found)


def _compared(meeting: str, found: list[MaterialView]) -> list[MaterialView]:
    """Return material with where a version is compared with the one before, if that can be seen, too."""
    return [
        msgspec.structs.replace(
            one, compared=Comparison(path=f"network/meetings/{meeting}/material/{one.position}", since=str(before))
        )
        if (before := one.version - 1) and any(same(one, other) and other.version == before for other in found)
        else one
        for one in found
    ]
