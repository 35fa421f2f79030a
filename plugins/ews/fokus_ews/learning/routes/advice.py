"""Advice between the workshops: a team sees its own, the carrier all of it."""

from datetime import date

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from fokus_api import Caller, Listing, Moment, Node, Page, RowEntry, Unsealer, read
from fokus_core import Bodies, _, alphabetic
from fokus_ews.learning.facts import ADVICE, AdviceArranged, AdviceGiven, AdviceRequested
from fokus_ews.learning.reading import Named, leads, named, own_site, past_of, texts_of, things
from fokus_ews.learning.words import Channel
from fokus_ews.policies import READ_GROUP


class AdviceView(msgspec.Struct, frozen=True, kw_only=True):
    """Advice for a site, as far as it went: asked for, with an appointment, given. Texts are null once erased."""

    advice: str
    site: Named
    channel: Channel | None
    requested: date | None
    concern: str | None
    starts: str | None
    given: date | None
    note: str | None
    entry: RowEntry | None = None


@read("/ews/runs/{cohort_id:str}/advice", policy=READ_GROUP, title=_("Beratungen"))
async def group_advice(
    cohort_id: FromPath[str],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    unsealer: NamedDependency[Unsealer],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
) -> Response[Page[AdviceView]]:
    """List the advice for the caller's site, or for all sites where the caller carries the cohort."""
    past = await past_of(node, moment, cohort_id, *ADVICE)
    everything, own = leads(node, caller, cohort_id), await own_site(node, caller, cohort_id)
    seen = [one for one in things(past, "advice", *ADVICE) if everything or one.records[0].fact.body == own]
    texts = await texts_of(unsealer, cohort_id, (record for one in seen for record in one.records))
    found = []
    for one in seen:
        requested, arranged, given = (one.latest(cls) for cls in (AdviceRequested, AdviceArranged, AdviceGiven))
        last = one.records[-1]
        found.append(
            AdviceView(
                advice=one.id,
                site=named(bodies, last.fact.body, last),
                channel=texts[last.position]["channel"],
                requested=requested.fact.effective if requested else None,
                concern=texts[requested.position]["concern"] if requested else None,
                starts=arranged.fact.starts if arranged else None,
                given=given.fact.effective if given else None,
                note=texts[given.position]["note"] if given else None,
                entry=RowEntry(last.position),
            )
        )
    return listing.of(found, lambda one: (alphabetic(one.site.name), one.advice), AdviceView)
