"""The change feed: facts as CloudEvents 1.0, in pages or as a stream of server-sent events."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Annotated, Any

import msgspec
from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import HeaderParameter, QueryParameter
from litestar.response import Stream

from fokus_api.auth.policy import PUBLIC, read
from fokus_api.http.caller import Caller
from fokus_api.http.negotiation import accepts
from fokus_api.http.problems import ApiProblem
from fokus_api.node import Node
from fokus_api.responses.events import Event, events_of
from fokus_api.responses.paging import Listing, Page
from fokus_api.responses.positions import POSITION, unmarked
from fokus_core.domain.texts import _
from fokus_projections import LOG_ROW, Reader, recorded_rows

HEARTBEAT = 15.0  # seconds
LOOK = 0.2  # seconds between two looks at the read model
BATCH = 200
EVENTS = "text/event-stream"

After = Annotated[
    str | None,
    QueryParameter(
        pattern=POSITION,
        description=_("Nur Einträge nach diesem: seine Kennung oder seine Position; ein Strom beginnt dort."),
    ),
]
LastEventId = Annotated[
    str | None,
    HeaderParameter(
        name="Last-Event-ID",
        pattern=POSITION,
        description=_("Kennung des letzten Ereignisses, das ein Strom gebracht hat; geht `after` vor."),
    ),
]


@read("/feed", policy=PUBLIC, also=(EVENTS,), operation_id="core_feed", title=_("Ereignisse für Programme"))
async def feed(
    request: Request[Any, Any, Any],
    reader: NamedDependency[Reader],
    listing: NamedDependency[Listing],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
    after: After = None,
    last_event_id: LastEventId = None,
) -> Response[Page[Event]]:
    """List what was recorded, as events a client may follow; what was taken back stays, with its retraction.

    With `Accept: text/event-stream` the answer is a stream that goes on; `Last-Event-ID` resumes it exactly. An id that
    is not of this journal, or of what it held before a backup was restored, is answered 409: begin anew.
    """
    start = 0 if after is None else await unmarked(node.service, reader, after, "after")
    resumed = None if last_event_id is None else await unmarked(node.service, reader, last_event_id, "Last-Event-ID")
    if accepts(request.scope) == "events" and listing.form == "json":
        start = start if resumed is None else resumed
        return _stream(node, caller, start, node.limits.who(request.scope))  # type: ignore[return-value]  # documented by hand
    seen, params = node.audiences.condition(caller)
    rows = listing.select(
        reader,
        recorded_rows("core_log.position > :start", "core_log.position <= :known", seen),
        {"start": start, "known": listing.moment.known, **params},
        columns=LOG_ROW,
        order=("position",),
    )
    return listing.page(events_of(node.service, node.reader, rows), [(row[0],) for row in rows], Event)


def _stream(node: Node, caller: Caller, after: int, client: str) -> Stream:
    settings = node.service.settings
    if node.streams.total() >= settings.max_streams or node.streams[client] >= settings.max_streams_per_client:
        raise ApiProblem("too-many-streams")
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Stream(lambda: _follow(node, caller, after, client), media_type=EVENTS, headers=headers)


async def _follow(node: Node, caller: Caller, after: int, client: str) -> AsyncGenerator[bytes, None]:
    """Yield each event as soon as the read model holds it, and a comment when nothing happened for a while."""
    node.streams[client] += 1
    try:
        yield b": fokus\n\n"
        quiet = 0.0
        while not node.closing:
            try:
                now = await node.authenticator.again(caller)
            except ApiProblem:
                return  # the credential was revoked or has expired
            if now.grants != caller.grants:
                return  # the subscriber connects again and is judged anew
            rows, after = _batch(node, now, after)
            for event in events_of(node.service, node.reader, rows):
                yield b"id: %s\nevent: fact\ndata: %s\n\n" % (event.id.encode(), msgspec.json.encode(event))
            if len(rows) == BATCH:
                continue
            quiet = 0.0 if rows else quiet + LOOK
            if quiet >= HEARTBEAT:
                quiet = 0.0
                yield b": still here\n\n"
            await asyncio.sleep(LOOK)
    finally:
        node.streams[client] -= 1
        if not node.streams[client]:
            del node.streams[client]


def _batch(node: Node, caller: Caller, after: int) -> tuple[list[tuple[Any, ...]], int]:
    """Return the next rows the caller may see, and the position up to which there is nothing else for them."""
    reader = node.reader
    position = reader.position
    if position <= after:
        return [], after
    seen, params = node.audiences.condition(caller)
    sql = recorded_rows("core_log.position > :after", "core_log.position <= :position", seen)
    ordered = f"{sql} ORDER BY core_log.position LIMIT {BATCH}"
    rows = reader.rows(ordered, {"after": after, "position": position, **params})
    return rows, rows[-1][0] if len(rows) == BATCH else position
