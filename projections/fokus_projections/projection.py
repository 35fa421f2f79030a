"""What a projection is: code that turns facts into rows of tables it alone owns."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from fokus_core.domain.facts import Fact, Recorded
from fokus_projections.storage.schema import Table

if TYPE_CHECKING:
    from fokus_projections.storage.database import ModelDatabase


class Projection(Protocol):
    """Owns its tables, is told facts, writes rows. Has no side effects and may be dropped and rebuilt at any time.

    `version` is raised when its rows would come out differently; it is then rebuilt at the next start. A projection may
    say by `concerned`, a frozen set of fact classes, that a batch without any of them means nothing to it.
    """

    @property
    def name(self) -> str:
        """A stable name that begins with the programme id, such as `network.membership`."""
        ...

    @property
    def version(self) -> int:
        """The version of its rows."""
        ...

    @property
    def tables(self) -> Sequence[Table]:
        """The tables it owns."""
        ...

    def apply(self, db: "ModelDatabase", batch: Sequence[Recorded[Fact]]) -> None:
        """Write what a batch of facts, in recorded order, changes; runs inside the follower's transaction."""
