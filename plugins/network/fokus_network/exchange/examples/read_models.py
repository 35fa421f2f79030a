"""Practice examples as published, through two clocks; and what waits to be checked."""

from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from fokus_core import FileId
from fokus_kommune import BodyId, Recorded, _
from fokus_network.exchange.examples.commands import CHECK
from fokus_network.exchange.examples.facts import (
    EXAMPLES,
    READ_DRAFTS,
    ExampleEnded,
    ExamplePublished,
    ExampleReturned,
    ExampleSubmitted,
)
from fokus_network.exchange.programme import exchange


class Example(msgspec.Struct, frozen=True):
    """A published practice example as it stands from a day on."""

    body: BodyId
    title: Annotated[str, Meta(description="Title in German")]
    summary: Annotated[str, Meta(description="What it is about")]
    text: Annotated[str, Meta(description="The example")]
    topics: Annotated[tuple[str, ...], Meta(description="Ids of topics, as a JSON array")]
    place: Annotated[str, Meta(description="Where in the municipality")]
    effort: Annotated[str, Meta(description="What it takes")]
    lessons: Annotated[str, Meta(description="What did not work")]
    file: Annotated[FileId | None, Meta(description="A file with it")]
    version: Annotated[int, Meta(description="Number of the version")]
    published: Annotated[date, Meta(description="Day on which this version was published")]
    at: Annotated[int, Meta(description="Position of the publication")]


def example(_before: Example | None, record: Recorded[Any]) -> Example | None:
    """Fold one fact into a published example."""
    match record.fact:
        case ExamplePublished() as it:
            told = {name: getattr(it, name) for name in Example.__struct_fields__ if name not in ("published", "at")}
            return Example(**told, published=it.effective, at=record.position)
        case _:
            return None


class Submission(msgspec.Struct, frozen=True):
    """How far a practice example is that was handed in."""

    body: BodyId
    title: Annotated[str, Meta(description="Title in German")]
    status: Annotated[
        Literal["waiting", "returned", "published", "ended"],
        Meta(description="Waits to be checked, was returned, is published, or ended"),
    ]
    reason: Annotated[str, Meta(description="Why it was returned or ended")] = ""


def submission(state: Submission | None, record: Recorded[Any]) -> Submission | None:
    """Fold one fact into what became of an example."""
    match record.fact:
        case ExampleSubmitted() as it:
            return Submission(it.body, it.title, "waiting")
        case _ if state is None:
            return None
        case ExampleReturned(reason=reason):
            return msgspec.structs.replace(state, status="returned", reason=reason)
        case ExamplePublished():
            return msgspec.structs.replace(state, status="published", reason="")
        case ExampleEnded(reason=reason):
            return msgspec.structs.replace(state, status="ended", reason=reason)
        case _:
            return state


PUBLISHED = exchange.folded(
    "example", subject="example", facts=(ExamplePublished, ExampleEnded), state=Example, fold=example
)
VERSIONS = exchange.facts_of(ExamplePublished, indexes=[("example",)])
SUBMISSIONS = exchange.folded(
    "submission", subject="example", facts=EXAMPLES, state=Submission, fold=submission, indexes=[("body",)]
)
HANDED_IN = {"example": "example", "body": "body", "name": "name", "title": "title", "status": "status"}
exchange.listing(
    "submissions",
    SUBMISSIONS,
    title=_("Eingereichte Praxisbeispiele"),
    policy=CHECK,
    order=("title", "example"),
    columns=HANDED_IN | {"reason": "reason", "since": "valid_from"},
    filters=("status",),
    view="Submission",
    doc="List the practice examples that members handed in, and what became of each by a day.",
)
exchange.listing(
    "members/{body_id:str}/submissions",
    SUBMISSIONS,
    title=_("Eingereichte Praxisbeispiele der Kommune"),
    policy=READ_DRAFTS,
    order=("title", "example"),
    columns=HANDED_IN | {"reason": "reason", "since": "valid_from"},
    view="OwnSubmission",
    doc="List the practice examples that a member handed in, and what became of each by a day.",
)
