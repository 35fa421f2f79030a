"""Sources: what entries about the past rest on, each with how many, how reliably, and where they are listed."""

from datetime import date
from urllib.parse import urlencode

import msgspec
from litestar import Response
from litestar.di import NamedDependency

from fokus_api.auth.policy import API, PUBLIC, read
from fokus_api.http.caller import Caller
from fokus_api.http.request_context import Moment
from fokus_api.node import Node
from fokus_api.responses.paging import Listing, Page
from fokus_core.domain.texts import _
from fokus_projections import Reader

COLUMNS = ("reference", "entries", "inferred", "first_day", "last_day")
ON_SOURCES = """
SELECT core_source.reference AS reference, count(*) AS entries,
    sum(core_source.certainty = 'inferred') AS inferred,
    min(core_log.effective) AS first_day, max(core_log.effective) AS last_day
FROM core_source JOIN core_log ON core_log.position = core_source.position
WHERE core_log.position <= :known AND (core_log.retracted_by IS NULL OR core_log.retracted_by > :known) AND {seen}
GROUP BY core_source.reference
"""


class SourceView(msgspec.Struct, frozen=True, kw_only=True):
    """A source, how many entries rest on it, and how many of them are inferred; `facts` is where they are listed.

    Entries that were taken back do not count; `first_day` and `last_day` are the earliest and latest they speak of.
    """

    reference: str
    entries: int
    inferred: int
    first_day: date
    last_day: date
    facts: str


@read("/sources", policy=PUBLIC, operation_id="core_sources", title=_("Quellen"))
async def sources(
    reader: NamedDependency[Reader],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
) -> Response[Page[SourceView]]:
    """List the sources that entries rest on, as far as the caller may see these."""
    seen, params = node.audiences.condition(caller)
    sql = ON_SOURCES.format(seen=seen)
    rows = listing.select(reader, sql, {"known": moment.known, **params}, columns=COLUMNS, order=("reference",))
    views = [
        SourceView(
            reference=reference,
            entries=entries,
            inferred=inferred,
            first_day=date.fromisoformat(first),
            last_day=date.fromisoformat(last),
            facts=f"{API}/log?{urlencode({'source': reference})}",
        )
        for reference, entries, inferred, first, last in (row[: len(COLUMNS)] for row in rows)
    ]
    return listing.page(views, [(row[0],) for row in rows], SourceView)
