"""Outcomes: drafts of projects and strategies stay in the group, the adoption of a strategy is public."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from fokus_core import BodyRef, Command, Past, Reads, Refused, Sealed, Title, _, command
from fokus_ews.facts import SiteJoined
from fokus_ews.learning.books import NO_DRAFT, Draft
from fokus_ews.learning.facts import DraftWritten, StrategyAdopted
from fokus_ews.learning.group import SEATS, OfTeam
from fokus_ews.learning.words import Adopter, DraftId, Link, Outcome
from fokus_ews.policies import ADOPT, TAKE_PART
from fokus_ews.words import RunId

DraftText = Annotated[str, Meta(min_length=1, max_length=100_000)]


@command("ews.write-draft", TAKE_PART, title=_("Entwurf schreiben"))
class WriteDraft(OfTeam, frozen=True, kw_only=True):
    """Begin a draft of the site's project or strategy, or change it."""

    reads: ClassVar[Reads] = SEATS | Reads("draft", DraftWritten)
    kind: Outcome
    title: Title
    text: DraftText
    draft: Annotated[DraftId | None, Meta(description="The draft that is changed")] = None

    def decide(self, past: Past) -> Iterator[DraftWritten]:
        """Yield the draft, which stays what it is of."""
        before = past.on(self.effective).recorded(DraftWritten) if self.draft else []
        book = Draft.of(record.fact for record in before)
        if self.draft and (book.first is None or past.open(before[0], "kind") != self.kind):
            raise Refused(NO_DRAFT.slug, NO_DRAFT.message, field=NO_DRAFT.field)
        fact = DraftWritten(
            effective=self.effective,
            cohort=self.cohort,
            draft=self.draft or past.new_id("draft"),
            body=self.body,
            kind=Sealed.of(self.kind),
            title=Sealed.of(self.title),
            text=Sealed.of(self.text),
        )
        yield book.checked(fact)


@command("ews.record-adoption", ADOPT, records=StrategyAdopted, title=_("Beschluss der Engagementstrategie eintragen"))
class RecordAdoption(Command, frozen=True, kw_only=True):
    """Record that a body adopted the strategy that came of its part in a run, and who adopted it."""

    reads: ClassVar[Reads] = Reads("run", SiteJoined, StrategyAdopted)
    run: RunId
    body: BodyRef
    adopter: Adopter
    title: Title
    effective: date
    link: Link | None = None


COMMANDS = (WriteDraft, RecordAdoption)
