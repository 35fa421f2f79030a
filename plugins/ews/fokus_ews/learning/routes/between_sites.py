"""Advice from site to site, as the group reads it."""

from datetime import date

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from fokus_api import Listing, Moment, Node, Page, RowEntry, Unsealer, read
from fokus_core import Bodies, _
from fokus_ews.learning.between_sites import SiteAdvised
from fokus_ews.learning.reading import Named, named, past_of, texts_of
from fokus_ews.learning.words import Channel
from fokus_ews.policies import READ_GROUP


class SiteAdviceView(msgspec.Struct, frozen=True, kw_only=True):
    """That one site advised another on a day, and what about. Texts are null once erased."""

    adviser: Named
    advised: Named
    day: date
    channel: Channel | None
    concern: str | None
    note: str | None
    entry: RowEntry | None = None


@read("/ews/runs/{cohort_id:str}/site-advice", policy=READ_GROUP, title=_("Beratung unter Standorten"))
async def site_advice(
    cohort_id: FromPath[str],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    unsealer: NamedDependency[Unsealer],
    node: NamedDependency[Node],
) -> Response[Page[SiteAdviceView]]:
    """List which site of a group advised which other, on what, in the order of the days."""
    past = await past_of(node, moment, cohort_id, SiteAdvised)
    records = past.recorded(SiteAdvised)
    texts = await texts_of(unsealer, cohort_id, records)
    found = [
        SiteAdviceView(
            adviser=named(bodies, one.fact.adviser, one),
            advised=named(bodies, one.fact.body, one),
            day=one.fact.effective,
            channel=texts[one.position]["channel"],
            concern=texts[one.position]["concern"],
            note=texts[one.position]["note"],
            entry=RowEntry(one.position),
        )
        for one in records
    ]
    return listing.of(found, lambda one: (one.day.isoformat(), one.entry.position if one.entry else 0), SiteAdviceView)
