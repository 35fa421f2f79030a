"""Support offers, and news; publications stand in a module of their own."""

from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from fokus_api import (
    ATOM_TYPE,
    FEED_LENGTH,
    Listing,
    Moment,
    Node,
    Page,
    RowEntry,
    atom,
    atom_entry,
    read,
)
from fokus_core import PUBLIC, Bodies, Until, _, last_day
from fokus_network.offers.facts import NewsPublished
from fokus_network.offers.publications import ROUTES as PUBLICATIONS
from fokus_network.offers.read_models import OFFER
from fokus_projections import OPEN_DAY, Reader, select_as_of, standing

OfParty = Annotated[
    str | None, QueryParameter(max_length=61, description=_("Nur Angebote dieser Organisation (Kennung)."))
]


class OfferView(msgspec.Struct, frozen=True, kw_only=True):
    """A support offer that stands on a day; `until` is its last one."""

    offer: str
    title: str
    description: str
    party: str
    name: str
    audience: str
    since: date
    until: Until | None
    entry: RowEntry | None = None


class NewsView(msgspec.Struct, frozen=True, kw_only=True):
    """A news item."""

    news: str
    title: str
    text: str
    link: str | None
    published: date
    entry: RowEntry | None = None


@read("/network/offers", policy=PUBLIC, title=_("Unterstützungsangebote"))
async def offers(
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    party: OfParty = None,
) -> Response[Page[OfferView]]:
    """List the support offers that stand on a day."""
    columns = ("offer", "title", "description", "party", "audience", "valid_from", "valid_to", "entry")
    where = ":party IS NULL OR party = :party"
    rows = select_as_of(reader, OFFER, moment.on, moment.known, columns=columns, where=where, params={"party": party})
    found = [
        OfferView(
            offer=offer,
            title=title,
            description=description,
            party=by,
            name=bodies.name(by, moment.on),
            audience=audience,
            since=date.fromisoformat(since),
            until=None if until == OPEN_DAY else last_day(date.fromisoformat(until)),
            entry=RowEntry(entry),
        )
        for offer, title, description, by, audience, since, until, entry in rows
    ]
    return listing.of(found, lambda one: (one.title, one.offer), OfferView)


@read("/network/news", policy=PUBLIC, title=_("Meldungen"))
async def news(
    reader: NamedDependency[Reader], moment: NamedDependency[Moment], listing: NamedDependency[Listing]
) -> Response[Page[NewsView]]:
    """List the news published by a day, the newest first."""
    columns = "news, title, text, link, effective AS published, position AS entry"
    sql = f"SELECT {columns} FROM network_news WHERE {standing()}"
    return listing.rows(reader, sql, moment.params, order=("published", "news"), into=NewsView, descending=True)


@read("/network/news.atom", policy=PUBLIC, also=(ATOM_TYPE,))
async def news_atom(
    request: Request[Any, Any, Any],
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    node: NamedDependency[Node],
) -> Response[bytes]:
    """Show the news published by a day as an Atom feed, the newest first."""
    sql = f"SELECT position FROM network_news WHERE {standing()} ORDER BY effective DESC, news DESC LIMIT {FEED_LENGTH}"
    records = [reader.recorded(position) for (position,) in reader.rows(sql, moment.params)]
    entries = [
        msgspec.structs.replace(
            atom_entry(record, reader, node.sentences, bodies, link=record.fact.link or "/liste/network/news"),
            title=record.fact.title,
            summary=record.fact.text,
        )
        for record in records
        if record is not None and isinstance(record.fact, NewsPublished)
    ]
    return atom(request, reader, "network/news", "Kommunen-Netzwerk: engagiert in NRW – Meldungen", entries)


ROUTES = (*PUBLICATIONS, offers, news, news_atom)
