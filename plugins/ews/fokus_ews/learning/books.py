"""The rules of the learning arrangement, written once: what may follow what is true so far, of one thing each."""

from fokus_core import Book, Fact, Objection, _, objection_to_time
from fokus_ews.learning.facts import (
    AdviceArranged,
    AdviceGiven,
    AdviceRequested,
    DraftWritten,
    SourceAdded,
    SourcePublished,
    TopicChosen,
    TopicProposed,
    TopicRoundOpened,
    TopicVoted,
)

NO_ROUND = Objection(
    "round-unknown", _("Diese Themenrunde gibt es am {effective} noch nicht. Wählen Sie einen anderen Tag."), "round"
)
ROUND_EXISTS = Objection("round-exists", _("Diese Themenrunde ist schon eröffnet."), "round")
ROUND_CLOSED = Objection("round-closed", _("Die Themenrunde ist schon geschlossen."), "round")
NO_TOPIC = Objection("topic-unknown", _("Dieses Thema wurde in der Themenrunde nicht vorgeschlagen."), "topic")
VOTED = Objection("already-voted", _("{body} hat in dieser Themenrunde schon abgestimmt."), "body")
NOT_LEADING = Objection("not-leading", _("Ein anderes Thema hat mehr Stimmen erhalten."), "topic")
NO_SOURCE = Objection(
    "source-unknown",
    _("Diese Lernquelle gibt es am {effective} noch nicht oder nicht mehr. Wählen Sie einen anderen Tag."),
    "source",
)
PUBLISHED = Objection("already-public", _("Diese Lernquelle ist schon öffentlich."), "source")
NO_ADVICE = Objection(
    "advice-unknown",
    _("Diese Beratung gibt es am {effective} noch nicht oder nicht mehr. Wählen Sie einen anderen Tag."),
    "advice",
)
ADVISED = Objection("advice-given", _("Diese Beratung hat schon stattgefunden."), "advice")
NO_DRAFT = Objection(
    "draft-unknown", _("{body} hat am {effective} keinen solchen Entwurf. Wählen Sie einen anderen Tag."), "draft"
)


class Ballot(Book):
    """A round in which a topic is chosen: proposals, one vote per site, and the choice that closes it.

    Which topic a vote is for and which one was chosen is sealed; the commands that may open it look after that.
    """

    def __init__(self) -> None:
        self.opened: TopicRoundOpened | None = None
        self.proposed: set[str] = set()
        self.voted: set[str] = set()
        self.closed = False

    @property
    def entries(self) -> int:
        """How many proposals and votes there are."""
        return len(self.proposed) + len(self.voted)

    def objection(self, fact: Fact) -> Objection | None:
        """Return why a fact cannot follow, or None where it can."""
        if isinstance(fact, TopicRoundOpened):
            return ROUND_EXISTS if self.opened else None
        if self.opened is None or self.opened.cohort != fact.cohort:  # type: ignore[attr-defined]  # every fact here has one
            return NO_ROUND
        if self.closed:
            return ROUND_CLOSED
        match fact:
            case TopicVoted(body=body) if body in self.voted:
                return VOTED
            case TopicChosen(entries=entries) if entries != self.entries:
                return ROUND_CLOSED
            case _:
                return None

    def enter(self, fact: Fact) -> None:
        """Take in a fact that can follow."""
        match fact:
            case TopicRoundOpened():
                self.opened = fact
            case TopicProposed(topic=topic):
                self.proposed.add(topic)
            case TopicVoted(body=body):
                self.voted.add(body)
            case TopicChosen():
                self.closed = True
            case _:
                pass


class Source(Book):
    """An entry of the pool: added to the group's, and perhaps published."""

    def __init__(self) -> None:
        self.added: SourceAdded | None = None
        self.public = False

    def objection(self, fact: Fact) -> Objection | None:
        """Return why a fact cannot follow, or None where it can."""
        if isinstance(fact, SourcePublished):
            if self.added is None or self.added.cohort != fact.cohort:
                return NO_SOURCE
            return PUBLISHED if self.public else None
        return None

    def enter(self, fact: Fact) -> None:
        """Take in a fact that can follow."""
        if isinstance(fact, SourceAdded):
            self.added = fact
        self.public = self.public or isinstance(fact, SourcePublished)


class Advice(Book):
    """Advice for a site: asked for, arranged, given; the carrier may come to it without being asked."""

    def __init__(self) -> None:
        self.first: AdviceRequested | AdviceArranged | AdviceGiven | None = None
        self.given = False

    def objection(self, fact: Fact) -> Objection | None:
        """Return why a fact cannot follow, or None where it can."""
        if not isinstance(fact, AdviceRequested | AdviceArranged | AdviceGiven):
            return None
        if isinstance(fact, AdviceArranged) and (objection := objection_to_time(fact.starts, "starts")):
            return objection
        if self.first is None:
            return None
        if isinstance(fact, AdviceRequested) or (self.first.cohort, self.first.body) != (fact.cohort, fact.body):
            return NO_ADVICE
        return ADVISED if self.given else None

    def enter(self, fact: Fact) -> None:
        """Take in a fact that can follow."""
        if isinstance(fact, AdviceRequested | AdviceArranged | AdviceGiven):
            self.first = self.first or fact
            self.given = isinstance(fact, AdviceGiven)


class Draft(Book):
    """A draft of a site, as it was changed; whether it is of a project or of a strategy is sealed."""

    def __init__(self) -> None:
        self.first: DraftWritten | None = None

    def objection(self, fact: Fact) -> Objection | None:
        """Return why a fact cannot follow, or None where it can."""
        first = self.first
        if first is None or not isinstance(fact, DraftWritten):
            return None
        same = (first.cohort, first.body) == (fact.cohort, fact.body)
        return None if same else NO_DRAFT

    def enter(self, fact: Fact) -> None:
        """Take in a fact that can follow."""
        if isinstance(fact, DraftWritten):
            self.first = self.first or fact
