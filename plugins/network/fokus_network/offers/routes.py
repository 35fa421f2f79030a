"""Publications with their releases, support offers, and news."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Annotated, Any

import msgspec
from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from fokus_api import (
    ATOM_TYPE,
    FEED_LENGTH,
    Caller,
    Changes,
    Listing,
    Moment,
    Node,
    Page,
    RowEntry,
    atom,
    atom_entry,
    field_changes,
    read,
    text_changes,
    with_source,
)
from fokus_core import PUBLIC, Bodies, NotFound, Until, _, last_day
from fokus_network.offers.facts import NewsPublished
from fokus_network.offers.read_models import OFFER
from fokus_projections import OPEN_DAY, Reader, select_as_of, standing

RELEASES = f"""
    SELECT publication, release, title, effective AS released, changes, language, file, position,
        (SELECT min(effective) FROM network_withdrawal w
         WHERE w.publication = r.publication AND w.release = r.release AND {standing()}) AS withdrawn
    FROM network_release r WHERE {standing()}
"""

COMPARED = ("title", "released", "language", "file", "withdrawn")
Since = Annotated[int, QueryParameter(ge=1, description=_("Die frühere Ausgabe, mit der verglichen wird."))]
Upto = Annotated[int, QueryParameter(name="until", ge=1, description=_("Die spätere Ausgabe."))]
OfParty = Annotated[
    str | None, QueryParameter(max_length=61, description=_("Nur Angebote dieser Organisation (Kennung)."))
]


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """A release of a publication; `withdrawn` is the first day on which it no longer stood."""

    publication: str
    release: int
    title: str
    released: date
    changes: str
    language: str
    file: str | None
    withdrawn: date | None


class Publication(msgspec.Struct, frozen=True, kw_only=True):
    """A publication; `current` is the last release that was not withdrawn, null where there is none.

    `entry` is that of the current release, or of the last one.
    """

    publication: str
    title: str
    releases: int
    current: Release | None
    entry: RowEntry | None = None


class PublicationDetail(Publication, frozen=True, kw_only=True):
    """A publication with every release and what each changed."""

    history: Sequence[Release]


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


def _release(*row: Any) -> Release:
    values = (*row[:7], row[8])
    return msgspec.convert(dict(zip(Release.__struct_fields__, values, strict=True)), Release)


def _publications(reader: Reader, moment: Moment, where: str = "1", **params: str) -> list[PublicationDetail]:
    rows = reader.rows(
        f"SELECT * FROM ({RELEASES}) WHERE {where} ORDER BY publication, release", {**moment.params, **params}
    )
    found = []
    for publication, group in groupby(rows, lambda row: row[0]):
        releases = [(_release(*row), row[7]) for row in group]
        standing = [one for one in releases if one[0].withdrawn is None]
        last, position = (standing or releases)[-1]
        found.append(
            PublicationDetail(
                publication=publication,
                title=last.title,
                releases=len(releases),
                current=last if standing else None,
                history=[one for one, _position in releases],
                entry=RowEntry(position),
            )
        )
    return found


@read("/network/publications", policy=PUBLIC, title=_("Veröffentlichungen"))
async def publications(
    reader: NamedDependency[Reader], moment: NamedDependency[Moment], listing: NamedDependency[Listing]
) -> Response[Page[Publication]]:
    """List the publications that had come out by a day, each with its current release."""
    found = [
        Publication(**{name: getattr(one, name) for name in Publication.__struct_fields__})
        for one in _publications(reader, moment)
    ]
    return listing.of(found, lambda one: (one.title, one.publication), Publication)


@read("/network/publications/{publication:str}", policy=PUBLIC)
async def publication(
    publication: FromPath[str],
    reader: NamedDependency[Reader],
    moment: NamedDependency[Moment],
    node: NamedDependency[Node],
    caller: NamedDependency[Caller],
) -> PublicationDetail:
    """Show a publication with every release by a day and what each changed."""
    found = _publications(reader, moment, "publication = :publication", publication=publication)
    if not found:
        raise NotFound(_("Diese Veröffentlichung gibt es an diesem Tag nicht."))
    return with_source(found[0], reader, node.audiences, caller)


@read("/network/publications/{publication:str}/changes", policy=PUBLIC)
async def publication_changes(
    publication: FromPath[str],
    reader: NamedDependency[Reader],
    moment: NamedDependency[Moment],
    since: Since,
    upto: Upto,
) -> Changes:
    """Show what changed in a publication from one release to another, with what their notes say."""
    found = _publications(reader, moment, "publication = :publication", publication=publication)
    releases = {one.release: one for publication in found for one in publication.history}
    if since not in releases or upto not in releases:
        raise NotFound(_("Diese Ausgabe gibt es am {effective} nicht. Wählen Sie eine andere."))
    old, new = (
        {name: str(value) for name in COMPARED if (value := getattr(releases[one], name))} for one in (since, upto)
    )
    return Changes(
        since=str(since),
        until=str(upto),
        fields=field_changes(old, new),
        text=text_changes(releases[since].changes, releases[upto].changes),
    )


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


ROUTES = (publications, publication, publication_changes, offers, news, news_atom)
