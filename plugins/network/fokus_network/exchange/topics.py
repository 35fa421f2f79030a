"""Topics of volunteering: a vocabulary kept as data, by which profiles, examples and questions are found."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from msgspec import Meta

from fokus_kommune import PUBLIC, Command, Fact, Key, Past, Reads, Reason, Refused, Turn, _
from fokus_network.exchange.programme import exchange
from fokus_network.policies import KEEP

TopicId = Annotated[
    str,
    Key("focus-topic"),
    Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,60}$", title=_("Kurzbezeichnung"), description="Id of the topic"),
]
TopicTitle = Annotated[str, Meta(min_length=1, max_length=120, title=_("Thema"), description="Title in German")]
Topics = Annotated[
    tuple[Annotated[str, Meta(max_length=61)], ...],
    Meta(max_length=20, title=_("Themen"), description="Ids of topics from the list"),
]


@exchange.fact(
    "topic-named@1",
    public=True,
    whole_programme=True,
    sentence=_("Das Thema „{title}“ wurde in die Liste aufgenommen."),
)
class TopicNamed(Fact, frozen=True):
    """A topic came into the list."""

    topic: TopicId
    title: TopicTitle


@exchange.fact(
    "topic-retired@1",
    public=True,
    whole_programme=True,
    ends=True,
    sentence=_("Ein Thema wird nicht mehr vergeben. Grund: {reason}"),
)
class TopicRetired(Fact, frozen=True):
    """A topic is no longer given to anything; what has it keeps it."""

    topic: TopicId
    reason: Reason


@exchange.command("name-topic", KEEP, records=TopicNamed, title=_("Thema zur Wahl stellen"))
class NameTopic(Command, frozen=True):
    """Take a topic into the list."""

    topic: TopicId
    title: TopicTitle
    effective: date


@exchange.command("retire-topic", KEEP, records=TopicRetired, title=_("Thema aus der Wahl nehmen"))
class RetireTopic(Command, frozen=True):
    """Take a topic off the list from a day on."""

    topic: TopicId
    reason: Annotated[Reason, Meta(title=_("Grund"))]
    effective: date


exchange.in_turn(
    "focus-topic",
    Turn(TopicNamed, "out", "in", "topic-exists", _("Dieses Thema steht schon in der Liste.")),
    Turn(TopicRetired, "in", "out", "topic-unknown", _("Dieses Thema steht am {effective} nicht in der Liste.")),
    name="a_topic_is_named_once",
)

TOPICS = exchange.two_clocks("topic", subject="focus-topic", begins=TopicNamed, ends=TopicRetired)
exchange.listing(
    "topics",
    TOPICS,
    title=_("Themen"),
    policy=PUBLIC,
    order=("title", "topic"),
    columns={"topic": "focus_topic", "title": "title", "since": "since"},
    doc="List the topics in use on a day.",
)

LISTED = Reads("programme", TopicNamed, TopicRetired)


def demand_listed(topics: Iterable[str], past: Past, day: date) -> None:
    """Refuse topics that are not in the list on a day, or stand twice."""
    listed: set[str] = set()
    for fact in past.on(day).of(TopicNamed, TopicRetired):
        listed.add(fact.topic) if isinstance(fact, TopicNamed) else listed.discard(fact.topic)
    for number, topic in enumerate(topics):
        if topic not in listed:
            message = _("Dieses Thema steht am {effective} nicht in der Liste. Wählen Sie ein anderes.")
            raise Refused("topic-unknown", message, field=f"topics/{number}")
        listed.discard(topic)  # one that stands twice is one too many
