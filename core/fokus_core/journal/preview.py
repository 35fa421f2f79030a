"""What an open proposal would record now, for whoever may confirm it and for whoever made it."""

from dataclasses import dataclass
from typing import cast

from fokus_core.access.actor import CONSOLE, Actor
from fokus_core.corrections.proposals import Confirm, DropProposal, ProposalClosed, Proposed
from fokus_core.domain.facts import Fact, Recorded
from fokus_core.domain.refusals import Forbidden, NotFound, Refused
from fokus_core.journal.journal import Journal


@dataclass(frozen=True)
class Preview:
    """An open proposal: the facts it would record now, or why it would be refused; its content is still sealed."""

    record: Recorded[Proposed]
    facts: list[Recorded[Fact]]
    refused: Refused | None
    own: bool


def preview(journal: Journal, proposal: str, by: Actor) -> Preview:
    """Return what an open proposal would record now, judged and decided by dry runs of the commands about it.

    Raises `NotFound` for one that is closed, and to whoever may neither confirm it nor made it. Who made it and may not
    give such a command any more is refused its facts; a key that narrows its actor then opens nothing of it.
    """
    found = journal.under(f"proposal:{proposal}")
    record = next((cast("Recorded[Proposed]", one) for one in found if isinstance(one.fact, Proposed)), None)
    if record is None:
        raise NotFound
    own = record.fact.by == by.id
    try:
        journal.handle(DropProposal(proposal=proposal), by=by, dry_run=True)
    except NotFound:
        if any(isinstance(one.fact, ProposalClosed) for one in found) or not own or by.roles or by.scopes:
            raise NotFound from None
        return Preview(record, [], Forbidden(), own)
    except Refused:  # it is closed
        raise NotFound from None
    try:
        receipt = journal.handle(Confirm(proposal=proposal), by=CONSOLE if own else by, dry_run=True)
    except Forbidden:
        raise NotFound from None
    except Refused as refused:
        return Preview(record, [], refused, own)
    return Preview(record, receipt.facts[:-1], None, own)
