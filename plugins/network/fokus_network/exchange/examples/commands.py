"""Handing in, checking and ending practice examples; the statute knows what can follow what."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from fokus_core import FileId, Plan
from fokus_kommune import BodyRef, Command, Lookup, Past, Reads, Reason, Refused, _, recorded
from fokus_network.exchange.examples.facts import (
    EXAMPLES,
    Effort,
    ExampleEnded,
    ExampleId,
    ExamplePublished,
    ExampleReturned,
    ExampleSubmitted,
    Heading,
    Lessons,
    Place,
    Summary,
    Text,
)
from fokus_network.exchange.members import OF_MEMBER, demand_member
from fokus_network.exchange.programme import EVERY_SIDE, OFFICES, exchange
from fokus_network.exchange.topics import LISTED, Topics, demand_listed
from fokus_network.membership.another_day import asking_for_another_day

WRITE = exchange.permission(
    "write-examples", scope="body", roles=EVERY_SIDE, title=_("Praxisbeispiele einreichen und beenden")
)
CHECK = exchange.permission("check-examples", roles=OFFICES, title=_("Praxisbeispiele prüfen und veröffentlichen"))
OF_EXAMPLE = Reads("example", *EXAMPLES)
UNKNOWN = _("Dieses Praxisbeispiel gibt es am {effective} nicht. Wählen Sie eines aus der Liste.")


def pending(now: Past) -> ExampleSubmitted:
    """Return the version that waits to be checked; raises `Refused` where none does."""
    last = now.latest(ExampleSubmitted, ExampleReturned, ExamplePublished)
    if not isinstance(last, ExampleSubmitted):
        message = _("Zu diesem Praxisbeispiel liegt am {effective} keine neue Fassung vor.")
        raise Refused("nothing-submitted", message, field="example")
    return last


@exchange.command("submit-example", WRITE, title=_("Praxisbeispiel einreichen"))
class SubmitExample(Command, frozen=True):
    """Hand in a practice example of a member; with `example` a new version of that one."""

    reads: ClassVar[Reads] = OF_EXAMPLE | OF_MEMBER | LISTED
    body: BodyRef
    title: Heading
    summary: Summary
    text: Text
    effective: date
    example: ExampleId | None = None
    topics: Topics = ()
    place: Place = ""
    effort: Effort = ""
    lessons: Lessons = ""

    def plan(self, lookup: Lookup) -> Plan:
        """Ask for the permission to check examples where a day other than today is given."""
        return asking_for_another_day(super().plan(lookup), self.effective, lookup, CHECK)

    def decide(self, past: Past) -> Iterator[ExampleSubmitted]:
        """Yield the version of a member's own example."""
        demand_member(past.on(self.effective))
        demand_listed(self.topics, past, self.effective)
        if self.example is not None and not any(one.body == self.body for one in past.of(ExampleSubmitted)):
            raise Refused("example-unknown", UNKNOWN, field="example")
        yield recorded(self, ExampleSubmitted, example=self.example or past.new_id("example"))


class OfExample(Command, frozen=True):
    """Something the coordination does with an example."""

    reads: ClassVar[Reads] = OF_EXAMPLE
    example: ExampleId
    effective: date


@exchange.command("publish-example", CHECK, title=_("Praxisbeispiel veröffentlichen"))
class PublishExample(OfExample, frozen=True):
    """Publish the version of an example that was handed in last, where wanted with a file."""

    file: Annotated[FileId | None, Meta(title=_("Datei"))] = None

    def decide(self, past: Past) -> Iterator[ExamplePublished]:
        """Yield it as the next version."""
        found = pending(past.on(self.effective))
        version = len(past.of(ExamplePublished)) + 1
        yield recorded(found, ExamplePublished, effective=self.effective, version=version, file=self.file)


@exchange.command("return-example", CHECK, title=_("Praxisbeispiel zurückgeben"))
class ReturnExample(OfExample, frozen=True):
    """Give back an example that was handed in, and say what is missing."""

    reason: Annotated[Reason, Meta(title=_("Was zu ändern ist"))]

    def decide(self, past: Past) -> Iterator[ExampleReturned]:
        """Yield the return of what waits to be checked."""
        yield recorded(self, ExampleReturned, body=pending(past.on(self.effective)).body)


@exchange.command("end-example", WRITE, title=_("Praxisbeispiel nicht mehr zeigen"))
class EndExample(OfExample, frozen=True, kw_only=True):
    """No longer put an example forward, from a day on; what was published stays in the history."""

    body: BodyRef
    reason: Annotated[Reason, Meta(title=_("Grund"))]

    def decide(self, past: Past) -> Iterator[ExampleEnded]:
        """Yield the end of an example of that body; the statute knows whether it is published."""
        if not any(one.body == self.body for one in past.on(self.effective).of(ExamplePublished)):
            raise Refused("example-unknown", UNKNOWN, field="example")
        yield recorded(self, ExampleEnded)
