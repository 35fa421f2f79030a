"""A programme of the tests: yards and what happens in them, with lists of every form."""

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from fokus_core.testing.purposes import purposes
from fokus_kommune import (
    PUBLIC,
    Ask,
    Audience,
    BodyId,
    BodyRef,
    Command,
    Fact,
    Key,
    Personal,
    PersonId,
    Programme,
    Role,
    Sealed,
)

yard = Programme("yard", title="Höfe")
KEEPER = yard.role(Role("yard-keeper", "Hofleitung"))
KEEP = yard.permission("keep", scope="body", roles=["municipal-officer", "yard-keeper"], title="Höfe führen")
SEE = yard.permission("see", roles=["yard-keeper"], title="Höfe einsehen")
OF_BODY = yard.permission("see-own", scope="body", roles=["yard-keeper"], title="Eigene Höfe einsehen")

Size = Literal["small", "large"]
YardId = Annotated[str, Key("yard")]


@yard.fact("opened@1", public=True, sentence="{body} öffnet einen Hof.")
class Opened(Fact, frozen=True):
    """A yard was opened."""

    body: BodyId
    size: Annotated[Size, Meta(description="Small or large")]
    motto: Annotated[str, Meta(description="What it is for")] = ""
    trees: Annotated[tuple[str, ...], Meta(description="Its trees")] = ()


yard.purpose(*purposes("visit"))


@yard.fact("visited@1", audience=Audience(SEE.permission), sentence="Jemand war im Hof {yard}.")
class Visited(Fact, frozen=True):
    """Somebody came to a yard."""

    yard: Annotated[YardId, Meta(description="The yard")]
    body: BodyId
    person: Annotated[PersonId, Meta(description="Who came")]
    name: Annotated[Sealed[str], Personal("person", purpose="visit"), Meta(description="Their name, sealed")]
    paid: Annotated[bool, Meta(description="Whether they paid")] = False


@yard.command("open", KEEP, records=Opened)
class Open(Command, frozen=True, kw_only=True):
    """Open a yard."""

    body: BodyRef
    effective: date
    size: Size
    motto: str = ""
    trees: tuple[str, ...] = ()


class Named(msgspec.Struct, frozen=True):
    """A yard by its body."""

    body: str
    name: str
    opened: date


class Count(msgspec.Struct, frozen=True):
    """How many yards there are of a size."""

    size: Size
    yards: int
    name: str


YARDS = yard.two_clocks("yard", subject="body", begins=Opened)
OPENED = yard.facts_of(Opened)
VISITS = yard.facts_of(Visited)
yard.tells(YARDS, title="Hof", column="size", link="/api/v1/yard/yards")
yard.listing(
    "yards", YARDS, policy=PUBLIC, order=("name",), filters=("size", "since", "body"), search=("name", "motto")
)
yard.listing("sizes", YARDS, policy=PUBLIC, order=("size", "body"), columns=("body", "size", "trees"), view="SizeView")
yard.listing(
    "openings",
    OPENED,
    policy=PUBLIC,
    order=("opened",),
    columns={"opened": "effective"},
    into=Named,
    on_day="effective",
    descending=True,
    filters=("district",),
    doc="List what was opened, the latest first.",
)
yard.listing("visits", VISITS, policy=SEE, order=("effective",), columns=("yard", "person", "paid"), filters=("paid",))
yard.listing(
    "bodies/{body_id:str}/visits",
    VISITS,
    policy=OF_BODY,
    order=("effective",),
    columns=("position", "yard", "body"),
    view="OwnVisitView",
)


@yard.lists("counts", policy=PUBLIC, order=("name",), shows=[Opened])
async def counts(ask: Ask, size: Size | None = None) -> list[Count]:
    """Count the yards by size."""
    rows = ask.reader.rows(
        f"SELECT size, count(*) FROM yard_yard WHERE {YARDS.in_force()} GROUP BY size", ask.moment.params
    )
    named = {"small": "Über klein", "large": "Zu groß"}
    return [Count(one, number, named[one]) for one, number in rows if size in (None, one)]
