"""Topics: the teams propose them and vote, the carrier opens a round and closes it by choosing."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from fokus_core import Objection, Past, Reads, Refused, Sealed, Title, _, command
from fokus_ews.learning.books import NO_TOPIC, NOT_LEADING, Ballot
from fokus_ews.learning.commands.workshops import OF_WORKSHOP, workshop_on
from fokus_ews.learning.facts import TOPICS, TopicChosen, TopicProposed, TopicRoundOpened, TopicVoted
from fokus_ews.learning.group import SEATS, InGroup, OfTeam, Today
from fokus_ews.learning.words import RoundId, TopicId, WorkshopId
from fokus_ews.policies import LEAD, TAKE_PART

OF_ROUND = Reads("round", *TOPICS)


def ballot_on(past: Past, day: date) -> Ballot:
    """Return the round that was read, as of a day."""
    return Ballot.of(past.on(day).of(*TOPICS))


@command("ews.open-topic-round", LEAD, title=_("Themenrunde eröffnen"))
class OpenTopicRound(InGroup, frozen=True, kw_only=True):
    """Let the teams propose topics and vote, for a workshop or without one."""

    reads: ClassVar[Reads] = OF_WORKSHOP
    workshop: Annotated[WorkshopId | None, Meta(description="Workshop whose topic is chosen")] = None

    def decide(self, past: Past) -> Iterator[TopicRoundOpened]:
        """Yield the round under a new id."""
        self.demand_group(past)
        fact = TopicRoundOpened(
            effective=self.effective, cohort=self.cohort, round=past.new_id("round"), workshop=self.workshop
        )
        yield workshop_on(past, self.effective).checked(fact) if self.workshop else fact


@command("ews.propose-topic", TAKE_PART, title=_("Thema vorschlagen"))
class ProposeTopic(OfTeam, frozen=True, kw_only=True):
    """Propose a topic for the team of a site."""

    reads: ClassVar[Reads] = SEATS | OF_ROUND
    round: RoundId
    title: Title

    def decide(self, past: Past) -> Iterator[TopicProposed]:
        """Yield the proposal under a new id."""
        fact = TopicProposed(
            effective=self.effective,
            cohort=self.cohort,
            round=self.round,
            topic=past.new_id("topic"),
            body=self.body,
            title=Sealed.of(self.title),
        )
        yield ballot_on(past, self.effective).checked(fact)


@command("ews.vote-for-topic", TAKE_PART, title=_("Für ein Thema stimmen"))
class VoteForTopic(OfTeam, frozen=True, kw_only=True):
    """Give the one vote of a team to a topic."""

    reads: ClassVar[Reads] = SEATS | OF_ROUND
    round: RoundId
    topic: TopicId

    def decide(self, past: Past) -> Iterator[TopicVoted]:
        """Yield the vote for a topic that was proposed."""
        ballot = ballot_on(past, self.effective)
        topic = Sealed.of(self.topic)
        fact = TopicVoted(effective=self.effective, cohort=self.cohort, round=self.round, body=self.body, topic=topic)
        vote = ballot.checked(fact)
        _demand(self.topic in ballot.proposed, NO_TOPIC)
        yield vote


@command("ews.choose-topic", LEAD, title=_("Thema wählen"))
class ChooseTopic(Today, frozen=True, kw_only=True):
    """Close a round with a topic that no other one has more votes than."""

    reads: ClassVar[Reads] = OF_ROUND
    round: RoundId
    topic: TopicId

    def decide(self, past: Past) -> Iterator[TopicChosen]:
        """Yield the choice of one of the topics with most votes."""
        ballot = ballot_on(past, self.effective)
        fact = TopicChosen(
            effective=self.effective,
            cohort=self.cohort,
            round=self.round,
            topic=Sealed.of(self.topic),
            entries=ballot.entries,
        )
        choice = ballot.checked(fact)
        _demand(self.topic in ballot.proposed, NO_TOPIC)
        votes = Counter(past.open(record, "topic") for record in past.on(self.effective).recorded(TopicVoted))
        _demand(all(votes[other] <= votes[self.topic] for other in ballot.proposed), NOT_LEADING)
        yield choice


def _demand(holds: bool, otherwise: Objection) -> None:
    if not holds:
        raise Refused(otherwise.slug, otherwise.message, field=otherwise.field)


COMMANDS = (OpenTopicRound, ProposeTopic, VoteForTopic, ChooseTopic)
