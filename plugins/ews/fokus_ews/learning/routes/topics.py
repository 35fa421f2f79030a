"""The rounds in which the teams choose their topics."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from fokus_api import Listing, Moment, Node, Page, RowEntry, Unsealer, read
from fokus_core import Bodies, _
from fokus_ews.learning.facts import TOPICS, TopicChosen, TopicProposed, TopicRoundOpened, TopicVoted
from fokus_ews.learning.reading import Named, Thing, named, past_of, texts_of, things
from fokus_ews.policies import READ_GROUP


class TopicView(msgspec.Struct, frozen=True, kw_only=True):
    """A proposed topic: the site that proposed it, and the sites that voted for it."""

    topic: str
    title: str | None
    proposed_by: Named
    votes: Sequence[Named]


class TopicRoundView(msgspec.Struct, frozen=True, kw_only=True):
    """A round; it is open until a topic is chosen."""

    round: str
    opened: date
    workshop: str | None
    topics: Sequence[TopicView]
    chosen: str | None
    closed: date | None
    entry: RowEntry | None = None


@read("/ews/runs/{cohort_id:str}/topics", policy=READ_GROUP, title=_("Themen und Abstimmungen"))
async def group_topics(
    cohort_id: FromPath[str],
    node: NamedDependency[Node],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    unsealer: NamedDependency[Unsealer],
) -> Response[Page[TopicRoundView]]:
    """List the rounds of a group with the proposals, the votes and the chosen topic."""
    rounds = things(await past_of(node, moment, cohort_id, *TOPICS), "round", *TOPICS)
    sealed = (record for one in rounds for record in one.of(TopicProposed, TopicVoted, TopicChosen))
    texts = await texts_of(unsealer, cohort_id, sealed)
    found = [_view(one, texts, bodies) for one in rounds if one.of(TopicRoundOpened)]
    return listing.of(found, lambda one: (one.opened.isoformat(), one.round), TopicRoundView)


def _view(one: Thing, texts: dict[int, dict[str, Any]], bodies: Bodies) -> TopicRoundView:
    (opened, *_rest), chosen = one.of(TopicRoundOpened), one.latest(TopicChosen)
    votes: dict[str, list[Named]] = {}
    for vote in one.of(TopicVoted):
        votes.setdefault(texts[vote.position]["topic"], []).append(named(bodies, vote.fact.body, vote))
    return TopicRoundView(
        round=one.id,
        opened=opened.fact.effective,
        workshop=opened.fact.workshop,
        topics=[
            TopicView(
                topic=record.fact.topic,
                title=texts[record.position]["title"],
                proposed_by=named(bodies, record.fact.body, record),
                votes=votes.get(record.fact.topic, []),
            )
            for record in one.of(TopicProposed)
        ],
        chosen=texts[chosen.position]["topic"] if chosen else None,
        closed=chosen.fact.effective if chosen else None,
        entry=RowEntry(opened.position),
    )
