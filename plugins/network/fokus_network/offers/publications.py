"""Publications in numbered releases, and what changed from one to the next."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Annotated, Any

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from fokus_api import (
    Caller,
    Changes,
    Comparison,
    Listing,
    Moment,
    Node,
    Page,
    RowEntry,
    compared,
    field_changes,
    read,
    text_changes,
    with_source,
)
from fokus_core import PUBLIC, NotFound, _
from fokus_projections import Reader, standing

RELEASES = f"""
    SELECT publication, release, title, effective AS released, changes, language, file, position,
        (SELECT min(effective) FROM network_withdrawal w
         WHERE w.publication = r.publication AND w.release = r.release AND {standing()}) AS withdrawn
    FROM network_release r WHERE {standing()}
"""

COMPARED = ("title", "released", "language", "file", "withdrawn")
Since = Annotated[int, QueryParameter(ge=1, description=_("Die frühere Ausgabe, mit der verglichen wird."))]
Upto = Annotated[int, QueryParameter(name="until", ge=1, description=_("Die spätere Ausgabe."))]


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


class PastRelease(Release, frozen=True, kw_only=True):
    """A release among all of them, and where it is compared with the one before."""

    compared: Comparison | None = None


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

    history: Sequence[PastRelease]


def _release(*row: Any) -> Release:
    values = (*row[:7], row[8])
    return msgspec.convert(dict(zip(Release.__struct_fields__, values, strict=True)), Release)


def _in_history(release: Release, before: Mapping[int, Comparison]) -> PastRelease:
    return PastRelease(**msgspec.structs.asdict(release), compared=before.get(release.release))


def _publications(reader: Reader, moment: Moment, where: str = "1", **params: str) -> list[PublicationDetail]:
    rows = reader.rows(
        f"SELECT * FROM ({RELEASES}) WHERE {where} ORDER BY publication, release", {**moment.params, **params}
    )
    found = []
    for publication, group in groupby(rows, lambda row: row[0]):
        releases = [(_release(*row), row[7]) for row in group]
        before = compared(f"network/publications/{publication}", (one.release for one, _position in releases))
        standing = [one for one in releases if one[0].withdrawn is None]
        last, position = (standing or releases)[-1]
        found.append(
            PublicationDetail(
                publication=publication,
                title=last.title,
                releases=len(releases),
                current=last if standing else None,
                history=[_in_history(one, before) for one, _position in releases],
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


ROUTES = (publications, publication, publication_changes)
