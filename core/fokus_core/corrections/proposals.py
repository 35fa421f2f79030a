"""Four eyes: a first actor proposes a command, a second one confirms it, and it is decided anew."""

from copy import copy
from dataclasses import replace
from typing import Annotated, ClassVar

from msgspec import Meta

from fokus_core.access.actor import ActorId
from fokus_core.corrections.corrections import refusing
from fokus_core.domain.commands import Command, Lookup, Outcome, Plan, command
from fokus_core.domain.facts import Fact, Key, Recorded, fact
from fokus_core.domain.past import Past
from fokus_core.domain.policy import SIGNED_IN
from fokus_core.domain.reads import Reads
from fokus_core.domain.refusals import Forbidden, NotFound, Refused, pointing
from fokus_core.domain.texts import _
from fokus_core.privacy.personal import Personal
from fokus_core.privacy.persons import PersonId
from fokus_core.privacy.sealed import ERASED, Sealed

ProposalId = Annotated[str, Key("proposal"), Meta(pattern=r"^[0-9a-f]{32}$")]


@fact("core.proposed@1", irrevocable=True)
class Proposed(Fact, frozen=True, omit_defaults=True):
    """A command was proposed that a second actor must confirm; its content is sealed, and goes with whom it names."""

    proposal: ProposalId
    command: str
    subject: str
    body: Annotated[Sealed[str], Personal("subject", purpose="proposal")]
    by: ActorId
    persons: tuple[PersonId, ...] = ()


@fact("core.proposal-closed@1", irrevocable=True)
class ProposalClosed(Fact, frozen=True):
    """A proposal was confirmed by a second actor, or dropped."""

    proposal: ProposalId
    confirmed: bool


def _proposed(proposal: str, lookup: Lookup) -> Recorded[Proposed]:
    found = lookup.under(f"proposal:{proposal}", Proposed)
    if not found:
        raise NotFound(field="proposal")
    return found[0]


def _as_proposed(record: Recorded[Proposed], lookup: Lookup) -> Lookup:
    """Return the lookup by which a command means what its first actor meant, whoever confirms it."""
    proposer = copy(lookup)
    proposer.actor, proposer.narrowed, proposer.trusted = record.fact.by, True, False
    return proposer


def _at_proposal(_field: str) -> str:
    return "proposal"


def _still_open(past: Past) -> None:
    if past.of(ProposalClosed):
        raise Refused("proposal-closed", _("Über diesen Vorschlag ist schon entschieden."), field="proposal")


class AboutProposal(Command, frozen=True):
    """A command about one open proposal; whoever may give the proposed command may give it."""

    reads: ClassVar[Reads] = Reads("proposal", Proposed, ProposalClosed)
    proposal: ProposalId

    def inner(self, record: Recorded[Proposed], lookup: Lookup) -> Plan:
        """Return the plan of the proposed command, which asks for no third actor.

        Where nobody can tell any more what it is about, who made it is told so, and who may give the command anywhere.
        """
        try:
            with pointing(_at_proposal):
                plan = self._given(record, lookup).plan(_as_proposed(record, lookup))
        except Refused as refused:
            own = record.fact.by == lookup.actor and not lookup.narrowed
            asked = () if own else (lookup.asked_everywhere(record.fact.command),)
            plan = Plan(self, asked, Reads(), begin=refusing(refused))
        return replace(
            plan, cause=record.position, source=record.meta.source, where=_at_proposal, hidden=True, seconded=True
        )

    def _given(self, record: Recorded[Proposed], lookup: Lookup) -> Command:
        body = lookup.open(record, "body")
        if body is ERASED:
            raise Refused(
                "erased",
                _("Der Inhalt dieses Vorschlags ist gelöscht. Er lässt sich nicht mehr freigeben."),
                field="proposal",
            )
        return lookup.inner(record.fact.command, str(body).encode(), settled=True)

    def decide(self, past: Past) -> tuple[()]:
        """Decide nothing by itself; the plan does."""
        return ()


@command("core.confirm", SIGNED_IN, title=_("Vorschlag freigeben"))
class Confirm(AboutProposal, frozen=True):
    """Confirm somebody else's proposal: it is decided anew and takes effect."""

    def plan(self, lookup: Lookup) -> Plan:
        """Decide the proposed command, and close the proposal with it."""
        record = _proposed(self.proposal, lookup)
        if record.fact.by == lookup.actor:
            raise Forbidden(_("Ihren eigenen Vorschlag können Sie nicht freigeben. Das tut eine zweite Person."))
        inner = self.inner(record, lookup)

        def begin(past: Past) -> None:
            _still_open(past)
            with pointing(_at_proposal):
                inner.begin(past)

        def finish(outcome: list[Outcome], past: Past) -> list[Outcome]:
            closed = ProposalClosed(effective=lookup.today, proposal=self.proposal, confirmed=True)
            return [*inner.finish(outcome, past), closed]

        reads = inner.reads | Reads(f"proposal:{self.proposal}", Proposed, ProposalClosed)
        return replace(inner, reads=reads, begin=begin, finish=finish)


@command("core.drop-proposal", SIGNED_IN, title=_("Vorschlag verwerfen"))
class DropProposal(AboutProposal, frozen=True):
    """Drop an open proposal."""

    def plan(self, lookup: Lookup) -> Plan:
        """Close the proposal without deciding it."""
        record = _proposed(self.proposal, lookup)
        inner = self.inner(record, lookup)

        def finish(outcome: list[Outcome], past: Past) -> list[Outcome]:
            return [ProposalClosed(effective=lookup.today, proposal=self.proposal, confirmed=False)]

        return replace(inner, command=self, reads=self.reads, guard=(), begin=_still_open, finish=finish)
