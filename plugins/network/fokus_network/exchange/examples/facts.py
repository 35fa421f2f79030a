"""What happens to practice examples: they are handed in, returned or published, and ended."""

from typing import Annotated

from msgspec import Meta

from fokus_core import FileId
from fokus_kommune import Audience, BodyId, Fact, Key, Reason, _
from fokus_network.exchange.programme import EVERY_SIDE, exchange
from fokus_network.exchange.topics import Topics

READ_DRAFTS = exchange.permission(
    "read-examples-handed-in", scope="body", roles=EVERY_SIDE, title=_("Eingereichte Praxisbeispiele einsehen")
)
WRITERS = Audience(READ_DRAFTS.permission, "body")
ExampleId = Annotated[str, Key("example"), Meta(pattern=r"^[0-9a-f]{32}$", description="Id of the practice example")]
Heading = Annotated[str, Meta(min_length=1, max_length=200, title=_("Titel"), description="Title in German")]
Summary = Annotated[
    str, Meta(min_length=1, max_length=1000, title=_("Kurz gesagt"), description="What it is about, in a few sentences")
]
Text = Annotated[
    str,
    Meta(min_length=1, max_length=20_000, title=_("Beschreibung"), description="The example; no names of volunteers"),
]
Place = Annotated[str, Meta(max_length=200, title=_("Ort oder Quartier"), description="Where in the municipality")]
Effort = Annotated[
    str, Meta(max_length=2000, title=_("Aufwand"), description="Money, time and people that it takes, as known")
]
Lessons = Annotated[
    str, Meta(max_length=4000, title=_("Was nicht gelungen ist"), description="What did not work, and why")
]


class About(Fact, frozen=True):
    """Something about a practice example of a municipality."""

    example: ExampleId
    body: BodyId


class Told(About, frozen=True, kw_only=True):
    """A practice example as it is told."""

    title: Heading
    summary: Summary
    text: Text
    topics: Topics = ()
    place: Place = ""
    effort: Effort = ""
    lessons: Lessons = ""


@exchange.fact(
    "example-submitted@1", audience=WRITERS, sentence=_("{body} hat ein Praxisbeispiel eingereicht: {title}")
)
class ExampleSubmitted(Told, frozen=True):
    """A member handed in a practice example, or a new version of one."""


@exchange.fact(
    "example-returned@1",
    audience=WRITERS,
    sentence=_("Die Netzwerkkoordination hat {body_dative} ein Praxisbeispiel zurückgegeben. Grund: {reason}"),
)
class ExampleReturned(About, frozen=True):
    """The coordination gave an example back that was handed in."""

    reason: Reason


@exchange.fact(
    "example-published@1", public=True, sentence=_("Praxisbeispiel {body_genitive}: {title} (Fassung {version})")
)
class ExamplePublished(Told, frozen=True, kw_only=True):
    """A version of a practice example was published."""

    version: Annotated[int, Meta(ge=1, description="Number of the version, from 1")]
    file: FileId | None = None


@exchange.fact(
    "example-ended@1",
    public=True,
    ends=True,
    sentence=_("Ein Praxisbeispiel {body_genitive} wird nicht mehr empfohlen. Grund: {reason}"),
)
class ExampleEnded(About, frozen=True):
    """A published example is no longer put forward; its versions stay in the history."""

    reason: Reason


EXAMPLES = (ExampleSubmitted, ExampleReturned, ExamplePublished, ExampleEnded)
