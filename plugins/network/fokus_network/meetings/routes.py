"""What is answered about meetings."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath, PathParameter, QueryParameter
from litestar.response import Stream

from fokus_api import (
    ATOM_TYPE,
    FEED_LENGTH,
    FILE_KINDS,
    ICS_TYPE,
    ApiProblem,
    Caller,
    Changes,
    FactView,
    FieldError,
    Listing,
    Moment,
    Node,
    Page,
    atom,
    atom_entry,
    fact_view,
    field_changes,
    file_answer,
    read,
    resolved_body,
    text_changes,
    with_source,
)
from fokus_core import PUBLIC, Bodies, NotFound, _, fact_type
from fokus_network.meetings import subscriptions
from fokus_network.meetings.calendar import calendar
from fokus_network.meetings.facts import SCHEDULE, SEEN_BY, Kind
from fokus_network.meetings.insight import insight_of
from fokus_network.meetings.read_models import CANCELLED, CHANGED, SCHEDULED
from fokus_network.meetings.views import (
    COLUMNS,
    MEETINGS_ON,
    AttendanceView,
    MaterialView,
    MeetingView,
    RegistrationView,
    Status,
    attendance_of,
    material_of,
    meeting_view,
    registrations_of,
    same,
)
from fokus_projections import Reader, standing

OfKind = Annotated[Kind | None, QueryParameter(description=_("Nur Treffen dieser Art."))]
Since = Annotated[int, QueryParameter(ge=1, description=_("Die frühere Fassung, mit der verglichen wird."))]
OfStatus = Annotated[Status | None, QueryParameter(description=_("Nur Treffen mit diesem Stand."))]
From = Annotated[date | None, QueryParameter(name="from", description=_("Nur Treffen, die an diesem Tag noch dauern."))]
To = Annotated[date | None, QueryParameter(name="to", description=_("Nur Treffen, die bis zu diesem Tag beginnen."))]
MeetingOrCalendar = Annotated[
    str,
    PathParameter(description=_("Kennung des Treffens; mit der Endung `.ics` als Kalendereintrag.")),
]
MEETINGS = "Kommunen-Netzwerk: Treffen"
SELECTED = """
AND (:kind IS NULL OR m.kind = :kind) AND (:from IS NULL OR m.last_day >= :from) AND (:to IS NULL OR m.first_day <= :to)
"""


class MeetingDetail(MeetingView, frozen=True, kw_only=True):
    """A meeting on a day, with how it came to be announced and changed.

    Bodies that take part are shown to members, and each body to its own officers; nobody else sees more than numbers.
    """

    facts: Sequence[FactView]
    registrations: Sequence[RegistrationView]
    attendance: Sequence[AttendanceView]
    material: Sequence[MaterialView]


@read("/network/meetings", policy=PUBLIC, title=_("Treffen"))
async def meetings(
    reader: NamedDependency[Reader],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    kind: OfKind = None,
    from_: From = None,
    to: To = None,
    status: OfStatus = None,
) -> Response[Page[MeetingView]]:
    """List the meetings announced by a day, in the order in which they begin."""
    if from_ is not None and to is not None and to < from_:
        raise ApiProblem(
            "invalid-input", errors=[FieldError(parameter="to", detail=_("Das Ende muss nach dem Anfang liegen."))]
        )
    asked = {"kind": kind, "from": from_ and from_.isoformat(), "to": to and to.isoformat(), "status": status}
    rows = listing.select(
        reader,
        f"SELECT * FROM ({MEETINGS_ON + SELECTED}) WHERE :status IS NULL OR status = :status",
        {**moment.params, **asked},
        columns=(*COLUMNS, "begins"),
        order=("begins", "meeting"),
    )
    return listing.page([meeting_view(row) for row in rows], [(row[-1], row[0]) for row in rows], MeetingView)


@read("/network/meetings/{meeting:str}", policy=PUBLIC, also=(ICS_TYPE,))
async def meeting(
    meeting: MeetingOrCalendar,
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
) -> Response[MeetingDetail]:
    """Show a meeting; with `.ics` behind its id as a calendar entry."""
    wanted = meeting.removesuffix(".ics")
    sql = f"SELECT {', '.join(COLUMNS)} FROM ({MEETINGS_ON} AND m.meeting = :meeting)"
    row = reader.first(sql, {**moment.params, "meeting": wanted})
    if row is None:
        raise NotFound(_("Dieses Treffen gibt es nicht."))
    found = meeting_view(row)
    if wanted != meeting:
        return calendar(found.title, node.service.journal.id, subscriptions.of(reader, moment, [found]))  # type: ignore[return-value]  # documented by hand
    insight = insight_of(caller, node, reader)
    facts = [one for one in reader.facts(f"meeting:{wanted}", known=moment.known) if isinstance(one.fact, SCHEDULE)]
    detail = MeetingDetail(
        **msgspec.structs.asdict(found),
        facts=[
            fact_view(record, node.sentences, bodies)
            for record in sorted(facts, key=lambda record: record.order)
            if record.fact.effective <= moment.on
        ],
        registrations=registrations_of(reader, bodies, moment.params, found, insight),
        attendance=attendance_of(reader, bodies, moment.params, found, insight),
        material=material_of(reader, moment.params, wanted, insight),
    )
    detail = with_source(detail, reader, node.audiences, caller)
    return Response(detail, headers={"Cache-Control": "no-store"} if insight.narrow else {})


@read("/network/meetings/{meeting:str}/files/{file:str}", policy=PUBLIC, live=True, binary=tuple(FILE_KINDS))
async def meeting_file(
    request: Request[Any, Any, Any],
    meeting: FromPath[str],
    file: FromPath[str],
    reader: NamedDependency[Reader],
    moment: NamedDependency[Moment],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
) -> Stream:
    """Read a file of a meeting: officers of members those for members too; any other is not there."""
    insight = insight_of(caller, node, reader)
    found = [one for one in material_of(reader, moment.params, meeting, insight) if one.file == file]
    if not found:
        raise NotFound
    audience = fact_type(SEEN_BY[found[0].seen_by]).audience
    return await file_answer(request, caller, node, file, position=found[0].position, audience=audience.permission)


@read("/network/meetings/{meeting:str}/material/{position:int}/changes", policy=PUBLIC)
async def material_changes(
    meeting: FromPath[str],
    position: FromPath[int],
    reader: NamedDependency[Reader],
    moment: NamedDependency[Moment],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
    since: Since,
) -> Response[Changes]:
    """Show what changed in material or minutes of a meeting since an earlier version, to those who may see both."""
    insight = insight_of(caller, node, reader)
    shown = material_of(reader, moment.params, meeting, insight)
    new = next((one for one in shown if one.position == position), None)
    old = next((one for one in shown if new and same(one, new) and one.version == since), None)
    if new is None or old is None:
        raise NotFound(_("Diese Fassung gibt es am {effective} nicht. Wählen Sie eine aus der Liste."))
    then, now = ({"since": one.since.isoformat(), "file": one.file} for one in (old, new))
    found = Changes(
        since=str(old.version),
        until=str(new.version),
        fields=field_changes(then, now),
        text=text_changes(old.text, new.text),
    )
    return Response(found, headers={"Cache-Control": "no-store"} if insight.narrow else {})


@read("/network/meetings.ics", policy=PUBLIC, media_type=ICS_TYPE)
async def meetings_calendar(
    reader: NamedDependency[Reader], moment: NamedDependency[Moment], node: NamedDependency[Node]
) -> Response[bytes]:
    """Give all meetings as a calendar to subscribe to."""
    found = [meeting_view(row) for row in reader.rows(subscriptions.ORDERED, moment.params)]
    return calendar(MEETINGS, node.service.journal.id, subscriptions.of(reader, moment, found))


@read(
    "/network/members/{body_id:str}/meetings.ics",
    policy=PUBLIC,
    media_type=ICS_TYPE,
)
async def body_calendar(
    body_id: FromPath[str],
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
) -> Response[bytes]:
    """Give the meetings that are open to a body as a calendar to subscribe to.

    Whoever may see that the body registered finds these meetings too, and how many persons come.
    """
    body = resolved_body(bodies, body_id, moment.on)
    insight = insight_of(caller, node, reader)
    found = subscriptions.of_body(reader, moment, body, insight)
    answer = calendar(f"{MEETINGS} ({bodies.name(body, moment.on)})", node.service.journal.id, found)
    if insight.narrow:
        answer.headers["Cache-Control"] = "no-store"
    return answer


@read("/network/meetings.atom", policy=PUBLIC, media_type=ATOM_TYPE)
async def meetings_feed(
    request: Request[Any, Any, Any],
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    node: NamedDependency[Node],
) -> Response[bytes]:
    """Give what was announced, changed and cancelled, newest first, as a feed to subscribe to."""
    tables = (SCHEDULED, CHANGED, CANCELLED)
    sql = " UNION ALL ".join(f"SELECT position, meeting FROM {one.table.name} WHERE {standing()}" for one in tables)
    rows = reader.rows(f"{sql} ORDER BY position DESC LIMIT {FEED_LENGTH}", moment.params)
    records: list[tuple[Any, str]] = [(reader.recorded(position), one) for position, one in rows]
    entries = [
        atom_entry(record, reader, node.sentences, bodies, link=f"/ding/meeting/{one}") for record, one in records
    ]
    return atom(request, reader, "network/meetings", MEETINGS, entries)


ROUTES = (meetings, meeting, meeting_file, material_changes, meetings_calendar, body_calendar, meetings_feed)
