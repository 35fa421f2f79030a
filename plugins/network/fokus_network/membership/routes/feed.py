"""New members, for people who follow the network in a feed reader."""

from datetime import date
from typing import Any

from litestar import Request, Response
from litestar.di import NamedDependency

from fokus_api import ATOM_TYPE, FEED_LENGTH, Moment, Node, atom, atom_entry, read
from fokus_core import PUBLIC, Bodies, _
from fokus_projections import Reader

JOINED = _("{body} ist seit dem {day} Mitglied")
JOININGS = """
SELECT DISTINCT body, joined_at, joined FROM network_membership
WHERE known_from <= :known AND known_to > :known AND valid_from <= :on ORDER BY joined DESC, joined_at DESC LIMIT :limit
"""


@read("/network/members.atom", policy=PUBLIC, media_type=ATOM_TYPE)
async def new_members(
    request: Request[Any, Any, Any],
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    node: NamedDependency[Node],
) -> Response[bytes]:
    """Tell who joined the network, the latest first, as an Atom feed."""
    entries = []
    for body, position, joined in reader.rows(JOININGS, {**moment.params, "limit": FEED_LENGTH}):
        record = reader.recorded(position)  # a stored fact never changes
        if record is not None:
            day = date.fromisoformat(joined)
            title = node.service.texts.say(JOINED, "de", body=bodies.called(body, day), day=day)
            link = f"/kommunen/{body}"
            entries.append(atom_entry(record, reader, node.sentences, bodies, title=title, link=link))
    return atom(request, reader, "network/members", "Neue Mitglieder im Kommunen-Netzwerk: engagiert in NRW", entries)
