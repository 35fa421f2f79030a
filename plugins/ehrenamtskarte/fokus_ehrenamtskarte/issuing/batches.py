"""Issuing many cards: the office orders them, a job issues one after another, each with a result of its own."""

from collections.abc import Iterator
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, ClassVar, Protocol, get_args

from fokus_core import Actor, Asked, JobContext, Journal, Refused, asked_by, clock
from fokus_ehrenamtskarte.applications.record.desk_facts import ApplicationHandedOver
from fokus_ehrenamtskarte.applications.record.facts import ApplicationHandedIn
from fokus_ehrenamtskarte.applications.record.policies import EVALUATE
from fokus_ehrenamtskarte.applications.record.terms import ApplicationId
from fokus_ehrenamtskarte.cards.facts import ValidUntil
from fokus_ehrenamtskarte.cards.policies import ISSUE
from fokus_ehrenamtskarte.issuing.batch_facts import BatchId, CardBatchOrdered, CardNotIssued, Several, WhyNot
from fokus_ehrenamtskarte.issuing.commands import IssueApprovedCard
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import BodyRef, Command, Invalid, Past, Reads, _
from fokus_projections import ReadModels, in_force

ISSUER = Actor("ehrenamtskarte-issuing", trusted=True)
REASONS = frozenset(get_args(get_args(WhyNot)[0]))
STEP = 200  # cards of one run of the job
WAITING = f"""
SELECT batch, application, body, day, valid_until FROM ehrenamtskarte_batch_row
WHERE {in_force()} AND result = 'waiting' ORDER BY ordered_at, application LIMIT {STEP}
"""


@ehrenamtskarte.command("issue-approved-cards", ISSUE, title=_("Karten zu mehreren bewilligten Anträgen ausstellen"))
class IssueApprovedCards(Command, frozen=True, kw_only=True):
    """Have the cards of many approved applications issued; each is issued or not by itself, and the list says why."""

    reads: ClassVar[Reads] = Reads()
    blames: ClassVar[str] = "applications"
    body: BodyRef
    applications: Several
    effective: date
    valid_until: ValidUntil | None = None

    def more(self, past: Past) -> Reads:
        """Read whose the applications are."""
        return reduce(
            or_, (Reads(f"application:{one}", ApplicationHandedIn, ApplicationHandedOver) for one in self.applications)
        )

    def decide(self, past: Past) -> Iterator[CardBatchOrdered]:
        """Yield the order; whether each may have a card is decided when it is its turn."""
        offices = {one.application: one.body for one in past.of(ApplicationHandedIn, ApplicationHandedOver)}
        for number, application in enumerate(self.applications):
            if application in self.applications[:number]:
                message = _("Dieser Antrag steht schon in der Liste. Nehmen Sie ihn einmal heraus.")
                raise Invalid("named-twice", message, field=f"applications/{number}")
            if offices.get(application) != self.body:
                message = _("Diesen Antrag gibt es bei {body_dative} nicht.")
                raise Refused("unknown-application", message, field=f"applications/{number}")
        yield CardBatchOrdered(
            effective=self.effective,
            batch=past.new_id("card-batch"),
            body=self.body,
            applications=self.applications,
            valid_until=self.valid_until,
        )


@ehrenamtskarte.command("record-card-not-issued", ISSUE, records=CardNotIssued, title=_("Keine Karte ausgestellt"))
class RecordCardNotIssued(Command, frozen=True, kw_only=True):
    """Record why one of many cards was not issued, which the house does itself."""

    reads: ClassVar[Reads] = Reads()
    batch: BatchId
    body: BodyRef
    application: ApplicationId
    reason: WhyNot
    effective: date

    def asks(self) -> tuple[Asked, ...]:
        """Ask for what nobody may."""
        return (asked_by(self), Asked(EVALUATE.permission, "ehrenamtskarte"))


class House(Protocol):
    """What the job asks of the services."""

    @property
    def journal(self) -> Journal:
        """The journal, with its vault."""
        ...

    @property
    def models(self) -> ReadModels:
        """The read models of this node."""
        ...


class IssueBatches:
    """Issues what waits; what a killed run had issued is answered and not issued again, by the command's id."""

    name = "ehrenamtskarte.issue-batches"
    every = 10.0

    def run(self, context: JobContext[House]) -> None:
        """Issue cards one after another."""
        journal, reader = context.services.journal, context.services.models.reader()
        today = clock.day_of(journal.now())
        for row in reader.rows(WAITING, {"on": today.isoformat(), "known": reader.position}):
            if not context.holds():
                return
            issue(journal, *row)


def issue(journal: Journal, batch: str, application: str, body: str, day: str, until: str | None) -> None:
    """Issue one of many cards, or record why there is none; once, however often it is asked for."""
    first = date.fromisoformat(day)
    about: dict[str, Any] = {"body": body, "application": application, "effective": first}
    try:
        command = IssueApprovedCard(**about, valid_until=date.fromisoformat(until) if until else None)
        journal.handle(command, by=ISSUER, command_id=f"card-batch:{batch}:{application}")
    except Refused as refused:
        reason: Any = refused.slug if refused.slug in REASONS else "other"
        told = RecordCardNotIssued(**about, batch=batch, reason=reason)
        journal.handle(told, by=ISSUER, command_id=f"card-not-issued:{batch}:{application}")


ehrenamtskarte.job(IssueBatches())
