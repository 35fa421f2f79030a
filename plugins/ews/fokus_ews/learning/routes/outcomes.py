"""Drafts of projects and strategies for the group, and the strategies that were adopted for everybody."""

from datetime import date

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from fokus_api import Listing, Moment, Node, Page, RowEntry, Unsealer, read
from fokus_core import PUBLIC, Bodies, _, alphabetic
from fokus_ews.learning.facts import DraftWritten
from fokus_ews.learning.reading import Named, named, past_of, texts_of, things
from fokus_ews.learning.words import Adopter, Outcome
from fokus_ews.policies import READ_GROUP
from fokus_projections import Reader, standing

ADOPTED = f"SELECT run, body, adopter, title, link, effective, position FROM ews_strategy_adopted WHERE {standing()}"


class DraftView(msgspec.Struct, frozen=True, kw_only=True):
    """A draft of a site as it was last changed; texts are null once they are erased."""

    draft: str
    site: Named
    title: str | None
    text: str | None
    begun: date
    changed: date
    entry: RowEntry | None = None


class StrategyView(msgspec.Struct, frozen=True, kw_only=True):
    """A municipal engagement strategy that came of a run: who adopted it, and when."""

    run: str
    body: str
    name: str
    adopter: Adopter
    title: str
    link: str | None
    adopted: date
    entry: RowEntry | None = None


@read("/ews/runs/{cohort_id:str}/projects", policy=READ_GROUP, title=_("Entwürfe der Praxisprojekte"))
async def group_projects(
    cohort_id: FromPath[str],
    node: NamedDependency[Node],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    unsealer: NamedDependency[Unsealer],
) -> Response[Page[DraftView]]:
    """List the drafts of the practice projects of a group's sites."""
    return await _drafts("project", cohort_id, node, bodies, moment, listing, unsealer)


@read("/ews/runs/{cohort_id:str}/strategies", policy=READ_GROUP, title=_("Entwürfe der Strategien"))
async def group_strategies(
    cohort_id: FromPath[str],
    node: NamedDependency[Node],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    unsealer: NamedDependency[Unsealer],
) -> Response[Page[DraftView]]:
    """List the drafts of the strategies of a group's sites."""
    return await _drafts("strategy", cohort_id, node, bodies, moment, listing, unsealer)


@read("/ews/strategies", policy=PUBLIC, title=_("Beschlossene Engagementstrategien"))
async def strategies(
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
) -> Response[Page[StrategyView]]:
    """List the strategies that were adopted by a day."""
    found = [
        StrategyView(
            run=run,
            body=body,
            name=bodies.name(body, day := date.fromisoformat(effective)),
            adopter=adopter,
            title=title,
            link=link,
            adopted=day,
            entry=RowEntry(position),
        )
        for run, body, adopter, title, link, effective, position in reader.rows(ADOPTED, moment.params)
    ]
    return listing.of(found, lambda one: (one.adopted.isoformat(), one.run, one.body), StrategyView)


async def _drafts(
    kind: Outcome, cohort: str, node: Node, bodies: Bodies, moment: Moment, listing: Listing, unsealer: Unsealer
) -> Response[Page[DraftView]]:
    drafts = things(await past_of(node, moment, cohort, DraftWritten), "draft", DraftWritten)
    kinds = await texts_of(unsealer, cohort, (one.records[0] for one in drafts))
    drafts = [one for one in drafts if kinds[one.records[0].position]["kind"] == kind]
    texts = await texts_of(unsealer, cohort, (one.records[-1] for one in drafts))
    found = [
        DraftView(
            draft=one.id,
            site=named(bodies, last.fact.body, last),
            title=texts[last.position]["title"],
            text=texts[last.position]["text"],
            begun=one.records[0].fact.effective,
            changed=last.fact.effective,
            entry=RowEntry(last.position),
        )
        for one in drafts
        for last in one.records[-1:]
    ]
    return listing.of(found, lambda one: (alphabetic(one.site.name), one.draft), DraftView)
