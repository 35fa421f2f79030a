"""The built-in table of open proposals, by which those who may confirm them find them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fokus_core.corrections.proposals import ProposalClosed, Proposed
from fokus_core.domain.facts import Fact, Recorded
from fokus_projections.reader import Reader
from fokus_projections.storage.schema import Column, Table, insert_into

if TYPE_CHECKING:
    from fokus_projections.storage.database import ModelDatabase

PROPOSAL = Table(
    "core_proposal",
    "Commands that wait for a second actor; what they say stays sealed in the log.",
    {
        "position": Column(int, "Position of the fact by which it was proposed"),
        "proposal": Column(str, "Id of the proposal"),
    },
    pk=("position",),
    indexes=(("proposal",),),
)


class ProposalsProjection:
    """Keeps `core_proposal`: a proposal is entered when it is made, and goes when it is confirmed or dropped."""

    name = "core.proposals"
    version = 1
    tables = (PROPOSAL,)
    concerned = frozenset((Proposed, ProposalClosed))

    def apply(self, db: "ModelDatabase", batch: Sequence[Recorded[Fact]]) -> None:
        """Enter what was proposed, and remove what was closed."""
        for record in batch:
            match record.fact:
                case Proposed(proposal=proposal):
                    db.execute(insert_into(PROPOSAL), (record.position, proposal))
                case ProposalClosed(proposal=proposal):
                    db.execute("DELETE FROM core_proposal WHERE proposal = ?", (proposal,))
                case _:
                    pass


def open_proposals(reader: Reader, *, after: int = 0) -> list[str]:
    """Return the ids of what was proposed after a position and is not closed, the oldest first."""
    rows = reader.rows("SELECT proposal FROM core_proposal WHERE position > ? ORDER BY position", (after,))
    return [proposal for (proposal,) in rows]
