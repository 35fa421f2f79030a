"""How far a caller sees into meetings: everybody sees what is announced, members see who takes part."""

from dataclasses import dataclass

from fokus_api import Caller, Node
from fokus_network.membership.read_models import ACTIVE, MEMBERS
from fokus_network.policies import READ_INTERNAL, READ_PARTICIPATION
from fokus_projections import Reader, select_as_of


@dataclass(frozen=True)
class Insight:
    """What a caller may see today, whatever day is asked about: it ends with the membership."""

    everything: bool
    member: bool
    internal: bool
    own: frozenset[str]

    @property
    def narrow(self) -> bool:
        """Whether the caller sees more than everybody."""
        return self.everything or self.member or self.internal or bool(self.own)

    def sees(self, body: str, kind: str) -> bool:
        """Tell whether the caller may see that a body takes part in a meeting; advice stays with who is advised."""
        return self.everything or body in self.own or (self.member and kind != "advice")


def insight_of(caller: Caller, node: Node, reader: Reader) -> Insight:
    """Return how far a caller sees: the coordination everything, officers of bodies that are members today the rest."""
    reach = node.access.reach(caller, READ_PARTICIPATION)
    own = reach.of("body")
    members: set[str] = set()
    if own:
        rows = select_as_of(reader, MEMBERS, caller.today, reader.position, columns=("body",), where=ACTIVE)
        members = {body for (body,) in rows}
    return Insight(
        everything=reach.everything,
        member=not members.isdisjoint(own),
        internal=node.access.reach(caller, READ_INTERNAL).everything,
        own=own,
    )
