"""Four eyes: a first actor proposes a command, a second one confirms it, and it is decided anew."""

from dataclasses import replace
from typing import Annotated, ClassVar

from msgspec import Meta

from fokus_core.access.actor import ActorId
from fokus_core.domain.commands import SIGNED_IN, Command, Lookup, Outcome, Plan, Reads, command
from fokus_core.domain.facts import Fact, Key, Recorded, fact
from fokus_core.domain.past import Past
from fokus_core.domain.refusals import Forbidden, NotFound, Refused, pointing
from fokus_core.privacy.personal import Personal
from fokus_core.privacy.sealed import ERASED, Sealed

ProposalId = Annotated[str, Key("proposal"), Meta(pattern=r"^[0-9a-f]{32}$")]


@fact("core.proposed@1", irrevocable=True)
class Proposed(Fact, frozen=True):
    """A command was proposed that a second actor must confirm; its content is sealed."""

    proposal: ProposalId
    command: str
    subject: str
    body: Annotated[Sealed[str], Personal("subject", purpose="proposal")]
    by: ActorId


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


def _at_proposal(_: str) -> str:
    return "proposal"


def _still_open(past: Past) -> None:
    if past.of(ProposalClosed):
        raise Refused("proposal-closed", "Über diesen Vorschlag ist bereits entschieden.", field="proposal")


class AboutProposal(Command, frozen=True):
    """A command about one open proposal; whoever may give the proposed command may give it."""

    reads: ClassVar[Reads] = Reads("proposal", Proposed, ProposalClosed)
    proposal: ProposalId

    def inner(self, record: Recorded[Proposed], lookup: Lookup) -> Plan:
        """Return the plan of the proposed command."""
        body = lookup.open(record, "body")
        if body is ERASED:
            raise Refused("erased", "Der Inhalt dieses Vorschlags ist gelöscht.", field="proposal")
        with pointing(_at_proposal):
            return lookup.inner(record.fact.command, str(body).encode(), settled=True).plan(lookup)

    def decide(self, past: Past) -> tuple[()]:
        """Decide nothing by itself; the plan does."""
        return ()


@command("core.confirm", SIGNED_IN)
class Confirm(AboutProposal, frozen=True):
    """Confirm somebody else's proposal: it is decided anew and takes effect."""

    def plan(self, lookup: Lookup) -> Plan:
        """Decide the proposed command, and close the proposal with it."""
        record = _proposed(self.proposal, lookup)
        if record.fact.by == lookup.actor:
            raise Forbidden("Einen eigenen Vorschlag kann man nicht selbst bestätigen.")
        inner = self.inner(record, lookup)

        def begin(past: Past) -> None:
            _still_open(past)
            with pointing(_at_proposal):
                inner.begin(past)

        def finish(outcome: list[Outcome], past: Past) -> list[Outcome]:
            closed = ProposalClosed(effective=lookup.today, proposal=self.proposal, confirmed=True)
            return [*inner.finish(outcome, past), closed]

        return replace(
            inner,
            reads=inner.reads | Reads(f"proposal:{self.proposal}", Proposed, ProposalClosed),
            begin=begin,
            finish=finish,
            cause=record.position,
            where=_at_proposal,
            hidden=True,
            seconded=True,
        )


@command("core.drop-proposal", SIGNED_IN)
class DropProposal(AboutProposal, frozen=True):
    """Drop an open proposal."""

    def plan(self, lookup: Lookup) -> Plan:
        """Close the proposal without deciding it."""
        record = _proposed(self.proposal, lookup)
        inner = self.inner(record, lookup)

        def finish(outcome: list[Outcome], past: Past) -> list[Outcome]:
            return [ProposalClosed(effective=lookup.today, proposal=self.proposal, confirmed=False)]

        return Plan(
            self,
            inner.asked,
            self.reads,
            begin=_still_open,
            finish=finish,
            cause=record.position,
            where=_at_proposal,
            takes=inner.takes,
            puts=inner.puts,
            hidden=True,
            seconded=True,
        )
