"""Retention: for how long data of each category is kept, and what is due and waits for somebody to agree."""

import asyncio
from datetime import date
from typing import Annotated, Any

from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from msgspec import Struct

from fokus_api.auth.policy import read
from fokus_api.http.negotiation import spoken
from fokus_api.http.problems import words_for
from fokus_api.node import Node
from fokus_api.responses.named_by import NamedBy
from fokus_api.responses.paging import Listing, Page
from fokus_api.responses.row_entry import RowEntry
from fokus_core.domain import clock
from fokus_core.domain.processing import Purpose
from fokus_core.domain.retraction import FactRetracted
from fokus_core.domain.texts import _
from fokus_core.persons.erasing import READ
from fokus_core.persons.expiring import due
from fokus_core.persons.retention import RetentionSet, WhenDue, recorded_rules
from fokus_core.plugins.texts import Words

AnyRequest = Request[Any, Any, Any]


class CategoryView(Struct, frozen=True, kw_only=True):
    """What data is kept for; `starts` are the events from which its period can run, the usual one first.

    `advised` is what the programme gives as an example, and no rule; without `starts` only an erasure ends it.
    """

    category: Annotated[str, NamedBy("title")]
    title: str
    programme: str
    starts: Annotated[tuple[str, ...], NamedBy("events")]
    events: tuple[str, ...]
    advised: str


class RetentionView(Struct, frozen=True, kw_only=True):
    """A rule in force: for how many months data of a category is kept, from which event on, and by which provision.

    Without a body it holds for all that have no rule of their own.
    """

    category: Annotated[str, NamedBy("title")]
    title: str
    body: str | None
    since: date
    event: str
    months: int
    citation: str
    when_due: WhenDue
    entry: RowEntry | None = None


class DueView(Struct, frozen=True, kw_only=True):
    """Data that is due: whose it is and the key that seals it, from when the period ran and when it ended.

    `held` tells that a legal hold or a restriction keeps it. Who it is about is told by the export alone.
    """

    subject: str
    seal: str
    category: Annotated[str, NamedBy("title")]
    title: str
    body: str | None
    since: date
    leaves: date
    citation: str
    when_due: WhenDue
    held: bool


@read(
    "/privacy/categories",
    title=_("Arten von Angaben"),
    policy=READ,
    live=True,
    operation_id="core_retention_categories",
)
async def categories(
    request: AnyRequest, node: NamedDependency[Node], listing: NamedDependency[Listing]
) -> Response[Page[CategoryView]]:
    """List the categories of data that programmes declare, and from which events their periods can run."""
    words = words_for(request.scope, node.service.texts)
    views = [
        CategoryView(
            category=name,
            title=words(one.title),
            programme=name.partition(".")[0],
            starts=tuple(start.id for start in one.starts),
            events=tuple(words(start.title) for start in one.starts),
            advised=words(one.kept),
        )
        for name, one in sorted(node.service.catalogue.categories.items())
    ]
    answer = listing.of(views, lambda one: (one.category,), CategoryView)
    answer.headers.update(spoken(words))
    return answer


@read("/privacy/retention", title=_("Aufbewahrungsfristen"), policy=READ, live=True, operation_id="core_retention")
async def retention(
    request: AnyRequest, node: NamedDependency[Node], listing: NamedDependency[Listing]
) -> Response[Page[RetentionView]]:
    """List the rules of retention in force today, by category and body."""
    words, service = words_for(request.scope, node.service.texts), node.service
    records = await asyncio.to_thread(service.journal.under, "programme:core", RetentionSet, FactRetracted)
    rules = recorded_rules(records, clock.day_of(service.journal.now()))
    known = service.catalogue.categories
    views = [
        RetentionView(
            category=category,
            title=_title(known, category, words),
            body=body,
            since=one.fact.effective,
            event=_event(known, one.fact, words),
            months=one.fact.months,
            citation=one.fact.citation,
            when_due=one.fact.when_due,
            entry=RowEntry(one.position),
        )
        for (category, body), one in rules.items()
    ]
    views.sort(key=lambda one: (one.category, one.body or ""))
    answer = listing.of(views, lambda one: (one.category, one.body or ""), RetentionView)
    answer.headers.update(spoken(words))
    return answer


@read("/privacy/due", title=_("Abgelaufene Fristen"), policy=READ, live=True, operation_id="core_due")
async def all_due(
    request: AnyRequest,
    node: NamedDependency[Node],
    listing: NamedDependency[Listing],
    open_: Annotated[
        bool, QueryParameter(name="open", description=_("Nur, was weder gesperrt ist noch ruht."))
    ] = False,
) -> Response[Page[DueView]]:
    """List data that is due and waits for `core.expire-records`, as the daily job last saw it, the oldest first."""
    words, known = words_for(request.scope, node.service.texts), node.service.catalogue.categories
    after = str(listing.after[0]) if listing.after else ""
    found = await asyncio.to_thread(due, node.service.state_store, open_=open_, after=after, limit=listing.limit + 1)
    views = [
        DueView(
            subject=one.subject,
            seal=one.seal,
            category=one.category,
            title=_title(known, one.category, words),
            body=one.body,
            since=one.since,
            leaves=one.leaves,
            citation=one.citation,
            when_due=one.when_due,
            held=one.held,
        )
        for _mark, one in found
    ]
    answer = listing.page(views[: listing.limit], [(mark,) for mark, _one in found], DueView)
    answer.headers.update(spoken(words))
    return answer


def _title(known: dict[str, Purpose], category: str, words: Words) -> str:
    return words(known[category].title) if category in known else category


def _event(known: dict[str, Purpose], rule: RetentionSet, words: Words) -> str:
    starts = known[rule.category].starts if rule.category in known else ()
    return next((words(one.title) for one in starts if rule.start in ("", one.id)), "")


ROUTES = (categories, retention, all_due)
