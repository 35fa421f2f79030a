"""What happens in the closed group: ids, sites, days and times are in clear, all else is sealed with the group's key.

The names of experts are sealed with keys of their own.
"""

from typing import Annotated

from msgspec import Meta

from fokus_core import BodyId, Fact, FileId, Local, PartyId, Personal, PersonId, Sealed, Title, fact
from fokus_ews.learning.words import (
    Adopter,
    AdviceId,
    Channel,
    DraftId,
    Link,
    NoteId,
    Online,
    Outcome,
    Place,
    RoundId,
    Site,
    SourceId,
    SourceKind,
    Tags,
    TopicId,
    WorkshopId,
    WorkshopKind,
)
from fokus_ews.words import COHORT, CohortId, RunId

FOR_WORKSHOP = Personal("cohort", purpose="workshop")
FOR_VOTE = Personal("cohort", purpose="vote")
FOR_SOURCE = Personal("cohort", purpose="source")
FOR_ADVICE = Personal("cohort", purpose="advice")
FOR_DRAFT = Personal("cohort", purpose="draft")


@fact("ews.workshop-planned@1", audience=COHORT)
class WorkshopPlanned(Fact, frozen=True):
    """A workshop or conference of the group was planned, or planned anew."""

    cohort: CohortId
    workshop: WorkshopId
    kind: Annotated[Sealed[WorkshopKind], FOR_WORKSHOP, Meta(description="Conference or workshop, sealed")]
    title: Annotated[Sealed[str], FOR_WORKSHOP, Meta(description="Title, sealed")]
    starts: Local
    ends: Local
    place: Annotated[Sealed[str], FOR_WORKSHOP, Meta(description="Place, sealed")]
    online: Annotated[Sealed[bool], FOR_WORKSHOP, Meta(description="Whether online, too, sealed")]


@fact("ews.conference-announced@1", public=True)
class ConferenceAnnounced(Fact, frozen=True):
    """A conference of a run was announced to everybody, or planned anew."""

    cohort: CohortId
    workshop: WorkshopId
    title: Title
    starts: Local
    ends: Local
    place: Place = ""
    online: Online = False


@fact("ews.workshop-cancelled@1", audience=COHORT)
class WorkshopCancelled(Fact, frozen=True):
    """A workshop of the group does not take place."""

    cohort: CohortId
    workshop: WorkshopId


@fact("ews.conference-cancelled@1", public=True)
class ConferenceCancelled(Fact, frozen=True):
    """A conference that everybody knows of does not take place."""

    cohort: CohortId
    workshop: WorkshopId


@fact("ews.expert-invited@1", audience=COHORT)
class ExpertInvited(Fact, frozen=True):
    """An external expert, a person or an organisation, contributes to a workshop."""

    cohort: CohortId
    workshop: WorkshopId
    person: PersonId | None = None
    name: Annotated[
        Sealed[str] | None, Personal("person", purpose="expert", case="cohort"), Meta(description="Name, sealed")
    ] = None
    party: Annotated[PartyId | None, Meta(description="Organisation that contributes")] = None


@fact("ews.attendance-noted@1", audience=COHORT, happened=True)
class AttendanceNoted(Fact, frozen=True):
    """A site took part in a workshop, on the day it is true from."""

    run: RunId
    cohort: CohortId
    workshop: WorkshopId
    body: BodyId


@fact("ews.topic-round-opened@1", audience=COHORT)
class TopicRoundOpened(Fact, frozen=True):
    """The teams may propose topics and vote for one."""

    cohort: CohortId
    round: RoundId
    workshop: Annotated[WorkshopId | None, Meta(description="Workshop whose topic is chosen")] = None


@fact("ews.topic-proposed@1", audience=COHORT)
class TopicProposed(Fact, frozen=True):
    """A team proposed a topic."""

    cohort: CohortId
    round: RoundId
    topic: TopicId
    body: BodyId
    title: Annotated[Sealed[str], Personal("cohort", purpose="topic"), Meta(description="The topic, sealed")]


@fact("ews.topic-voted@1", audience=COHORT)
class TopicVoted(Fact, frozen=True):
    """A team gave its one vote to a topic."""

    cohort: CohortId
    round: RoundId
    body: BodyId
    topic: Annotated[Sealed[str], FOR_VOTE, Meta(description="Id of the topic, sealed")]


@fact("ews.topic-chosen@1", audience=COHORT)
class TopicChosen(Fact, frozen=True):
    """A round was closed and its topic chosen."""

    cohort: CohortId
    round: RoundId
    topic: Annotated[Sealed[str], FOR_VOTE, Meta(description="Id of the topic, sealed")]
    entries: Annotated[int, Meta(ge=1, description="How many proposals and votes it was chosen by")]


@fact("ews.source-added@1", audience=COHORT)
class SourceAdded(Fact, frozen=True):
    """A learning source, a link or a file, was put into the group's pool."""

    cohort: CohortId
    source: SourceId
    kind: Annotated[Sealed[SourceKind], FOR_SOURCE, Meta(description="Its kind, sealed")]
    title: Annotated[Sealed[str], FOR_SOURCE, Meta(description="Title, sealed")]
    tags: Annotated[Sealed[Tags], FOR_SOURCE, Meta(description="Keywords, sealed")]
    body: Site = None
    link: Annotated[Sealed[str] | None, FOR_SOURCE, Meta(description="Address on the web, sealed")] = None
    file: FileId | None = None


@fact("ews.source-published@1", public=True)
class SourcePublished(Fact, frozen=True):
    """A learning source of a run is there for everybody."""

    cohort: CohortId
    source: SourceId
    kind: SourceKind
    title: Title
    tags: Annotated[Tags, Meta(description="Keywords")] = ()
    link: Link | None = None
    file: FileId | None = None


@fact("ews.advice-requested@1", audience=COHORT)
class AdviceRequested(Fact, frozen=True):
    """A team asked for advice."""

    cohort: CohortId
    advice: AdviceId
    body: BodyId
    channel: Annotated[Sealed[Channel], FOR_ADVICE, Meta(description="How the advice is given, sealed")]
    concern: Annotated[Sealed[str], FOR_ADVICE, Meta(description="What about, sealed")]


@fact("ews.advice-arranged@1", audience=COHORT)
class AdviceArranged(Fact, frozen=True):
    """An appointment for advice was made, in place of an earlier one."""

    cohort: CohortId
    advice: AdviceId
    body: BodyId
    channel: Annotated[Sealed[Channel], FOR_ADVICE, Meta(description="How the advice is given, sealed")]
    starts: Local


@fact("ews.advice-given@1", audience=COHORT)
class AdviceGiven(Fact, frozen=True):
    """A team was advised."""

    cohort: CohortId
    advice: AdviceId
    body: BodyId
    channel: Annotated[Sealed[Channel], FOR_ADVICE, Meta(description="How the advice is given, sealed")]
    note: Annotated[Sealed[str], FOR_ADVICE, Meta(description="What came of it, sealed")]


@fact("ews.note-written@1", audience=COHORT)
class NoteWritten(Fact, frozen=True):
    """A note was written down for the group."""

    cohort: CohortId
    note: NoteId
    text: Annotated[Sealed[str], Personal("cohort", purpose="note"), Meta(description="The note, sealed")]
    body: Site = None
    workshop: Annotated[WorkshopId | None, Meta(description="Workshop it is about")] = None


@fact("ews.draft-written@1", audience=COHORT)
class DraftWritten(Fact, frozen=True):
    """A site wrote or changed a draft of its practice project or of its strategy."""

    cohort: CohortId
    draft: DraftId
    body: BodyId
    kind: Annotated[Sealed[Outcome], FOR_DRAFT, Meta(description="Of a project or a strategy, sealed")]
    title: Annotated[Sealed[str], FOR_DRAFT, Meta(description="Title, sealed")]
    text: Annotated[Sealed[str], FOR_DRAFT, Meta(description="The draft, sealed")]


@fact("ews.strategy-adopted@1", public=True)
class StrategyAdopted(Fact, frozen=True):
    """A body adopted the engagement strategy that came of its part in a run."""

    run: RunId
    body: BodyId
    adopter: Adopter
    title: Title
    link: Link | None = None


PLANS = (WorkshopPlanned, ConferenceAnnounced)
CANCELLATIONS = (WorkshopCancelled, ConferenceCancelled)
ABOUT_WORKSHOPS = (*PLANS, *CANCELLATIONS, ExpertInvited, AttendanceNoted, TopicRoundOpened, NoteWritten)
TOPICS = (TopicRoundOpened, TopicProposed, TopicVoted, TopicChosen)
SOURCES = (SourceAdded, SourcePublished)
ADVICE = (AdviceRequested, AdviceArranged, AdviceGiven)
FACTS: tuple[type[Fact], ...] = tuple(
    dict.fromkeys((*ABOUT_WORKSHOPS, *TOPICS, *SOURCES, *ADVICE, DraftWritten, StrategyAdopted))
)
