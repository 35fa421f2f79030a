"""Bringing a case, inviting, accepting, writing, concluding; everything is done today, by members alone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from fokus_core import ERASED, Objection, Plan
from fokus_kommune import BodyRef, Command, Fact, Lookup, Past, Reads, Refused, Sealed, _, recorded
from fokus_network.exchange.consultations.book import NO_OUTCOME, NOT_OWN, UNKNOWN, Consultation
from fokus_network.exchange.consultations.facts import (
    CONSULTATION,
    ConsultationClosed,
    ConsultationId,
    ConsultationInvited,
    ConsultationJoined,
    ConsultationLeft,
    ConsultationOpened,
    ContributionWritten,
    ExampleDrawn,
    InvitationWithdrawn,
    OutcomeRecorded,
)
from fokus_network.exchange.examples.facts import ExampleSubmitted, Heading, Summary
from fokus_network.exchange.members import OF_MEMBER, demand_member
from fokus_network.exchange.programme import exchange
from fokus_network.exchange.topics import LISTED, Topics, demand_listed
from fokus_network.membership.facts import MEMBERSHIP

CONSULT = exchange.permission(
    "consult",
    scope="body",
    roles=("municipal-officer",),
    title=_("Fälle in die Kollegiale Beratung einbringen und andere beraten"),
)
Words = Annotated[
    str, Meta(min_length=1, max_length=8000, title=_("Ihr Text"), description="The text; no names of volunteers")
]
OF_CONSULTATION = Reads("consultation", *CONSULTATION)


def refused(objection: Objection) -> Refused:
    """Return the refusal that an objection stands for."""
    return Refused(objection.slug, objection.message, field=objection.field)


class Today(Command, frozen=True):
    """Something that an officer of a member does today, so that nobody steps in before they came or after they went."""

    reads: ClassVar[Reads] = OF_MEMBER
    body: BodyRef
    effective: date

    def plan(self, lookup: Lookup) -> Plan:
        """Refuse another day than today."""

        def begin(_past: Past) -> None:
            if self.effective != lookup.today:
                raise Refused("not-today", _("Das geht nur mit dem heutigen Datum."), field="effective")

        return replace(super().plan(lookup), begin=begin)


class InOne(Today, frozen=True, kw_only=True):
    """Something in one Kollegiale Beratung."""

    reads: ClassVar[Reads] = OF_MEMBER | OF_CONSULTATION
    consultation: ConsultationId

    def book(self, past: Past) -> Consultation:
        """Return the case as it stands; raises `Refused` for who has no part in it, as where there is none."""
        found = Consultation.of(past.on(self.effective).of(*CONSULTATION))
        if self.body not in found.parts:
            raise refused(UNKNOWN)
        return found

    def own(self, past: Past) -> Consultation:
        """Return the same; raises `Refused` for who did not bring the case."""
        found = self.book(past)
        if found.parts[self.body] != "brought":
            raise refused(NOT_OWN)
        return found

    def demand_member(self, past: Past) -> None:
        """Refuse who is no member today."""
        demand_member(past.on(self.effective))


@exchange.command("open-consultation", CONSULT, title=_("Fall in die Kollegiale Beratung einbringen"))
class OpenConsultation(Today, frozen=True, kw_only=True):
    """Bring a case; nobody reads it but those whom the member invites."""

    title: Heading
    concern: Annotated[Words, Meta(title=_("Worum es geht und was Sie fragen"))]

    def decide(self, past: Past) -> Iterator[ConsultationOpened]:
        """Yield the case of a member under a new id."""
        demand_member(past.on(self.effective))
        yield ConsultationOpened(
            effective=self.effective,
            consultation=past.new_id("consultation"),
            body=self.body,
            title=Sealed.of(self.title),
            concern=Sealed.of(self.concern),
        )


class OfInvited(InOne, frozen=True, kw_only=True):
    """Something about an invitation, by who brought the case."""

    reads: ClassVar[Reads] = OF_MEMBER | OF_CONSULTATION | Reads("invited", *MEMBERSHIP)
    invited: BodyRef


@exchange.command("invite-to-consultation", CONSULT, title=_("Kommune zur Kollegialen Beratung einladen"))
class InviteToConsultation(OfInvited, frozen=True):
    """Invite another member to advise."""

    def decide(self, past: Past) -> Iterator[ConsultationInvited]:
        """Yield the invitation of a member by a member."""
        book = self.own(past)
        now = past.on(self.effective)
        demand_member(now, self.body)
        demand_member(now, self.invited, "invited")
        yield book.checked(
            ConsultationInvited(effective=self.effective, consultation=self.consultation, body=self.invited)
        )


@exchange.command("withdraw-invitation", CONSULT, title=_("Einladung zur Kollegialen Beratung zurückziehen"))
class WithdrawInvitation(OfInvited, frozen=True):
    """Withdraw an invitation, also from a member that takes part; from then on it reads nothing more."""

    def decide(self, past: Past) -> Iterator[InvitationWithdrawn]:
        """Yield the withdrawal."""
        yield self.own(past).checked(
            InvitationWithdrawn(effective=self.effective, consultation=self.consultation, body=self.invited)
        )


@exchange.command("join-consultation", CONSULT, title=_("Einladung zur Kollegialen Beratung annehmen"))
class JoinConsultation(InOne, frozen=True):
    """Accept an invitation."""

    def decide(self, past: Past) -> Iterator[ConsultationJoined]:
        """Yield the acceptance of a member that is invited."""
        book = self.book(past)
        self.demand_member(past)
        yield book.checked(recorded(self, ConsultationJoined))


@exchange.command("leave-consultation", CONSULT, title=_("An der Kollegialen Beratung nicht mehr teilnehmen"))
class LeaveConsultation(InOne, frozen=True):
    """Decline an invitation, or go."""

    def decide(self, past: Past) -> Iterator[ConsultationLeft]:
        """Yield the end of one's part; who brought the case closes it instead."""
        book = self.book(past)
        if book.parts[self.body] == "brought":
            message = _("Ihre Kommune hat den Fall eingebracht. Schließen Sie die Beratung ab.")
            raise Refused("own-consultation", message, field="consultation")
        yield book.checked(recorded(self, ConsultationLeft))


class Written(InOne, frozen=True, kw_only=True):
    """Something that is written in a Kollegiale Beratung."""

    text: Words

    def written(self, past: Past, cls: type[Fact]) -> Fact:
        """Return the fact with the text sealed."""
        book = self.book(past)
        self.demand_member(past)
        return book.checked(recorded(self, cls, text=Sealed.of(self.text)))


@exchange.command("write-contribution", CONSULT, title=_("Beitrag zur Kollegialen Beratung schreiben"))
class WriteContribution(Written, frozen=True):
    """Write to those who take part."""

    def decide(self, past: Past) -> Iterator[Fact]:
        """Yield what a member writes that takes part."""
        yield self.written(past, ContributionWritten)


@exchange.command("record-outcome", CONSULT, title=_("Ergebnis der Kollegialen Beratung festhalten"))
class RecordOutcome(Written, frozen=True):
    """Say what came of a case, in place of what was said before."""

    def decide(self, past: Past) -> Iterator[Fact]:
        """Yield the outcome in the words of who brought the case."""
        yield self.written(past, OutcomeRecorded)


@exchange.command("close-consultation", CONSULT, title=_("Kollegiale Beratung abschließen"))
class CloseConsultation(InOne, frozen=True):
    """Close a case of one's own; those who took part can still read it, and nobody writes any more."""

    def decide(self, past: Past) -> Iterator[ConsultationClosed]:
        """Yield the end; also a body that is no member any more may close."""
        yield self.book(past).checked(recorded(self, ConsultationClosed))


@exchange.command("draw-example", CONSULT, title=_("Aus dem Ergebnis ein Praxisbeispiel machen"))
class DrawExample(InOne, frozen=True, kw_only=True):
    """Hand in a practice example with the text of the outcome, or another one that its member chooses."""

    reads: ClassVar[Reads] = OF_MEMBER | OF_CONSULTATION | LISTED
    title: Heading
    summary: Summary
    text: Annotated[Words | None, Meta(title=_("Text des Praxisbeispiels"))] = None
    topics: Topics = ()

    def decide(self, past: Past) -> Iterator[Fact]:
        """Yield the example, which the coordination checks as any other, and from which case it came."""
        book = self.own(past)
        self.demand_member(past)
        demand_listed(self.topics, past, self.effective)
        example = past.new_id("example")
        drawn = book.checked(recorded(self, ExampleDrawn, example=example))
        yield recorded(self, ExampleSubmitted, example=example, text=self.text or self.outcome(past))
        yield drawn

    def outcome(self, past: Past) -> str:
        """Return the text of the outcome that was recorded last; raises `Refused` where it is erased."""
        text = past.open(past.on(self.effective).recorded(OutcomeRecorded)[-1], "text")
        if text is ERASED:
            raise refused(NO_OUTCOME)
        return str(text)
