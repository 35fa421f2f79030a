"""What membership brings to the programme."""

from fokus_network.membership.commands import COMMANDS
from fokus_network.membership.evidence import EVIDENCE
from fokus_network.membership.facts import FACTS, NAMINGS
from fokus_network.membership.labels import LABELS
from fokus_network.membership.read_models import PROJECTIONS
from fokus_network.membership.sentences import SENTENCES
from fokus_network.membership.standings import FIGURES, STANDINGS
from fokus_network.membership.statutes import STATUTES

__all__ = [
    "COMMANDS",
    "EVIDENCE",
    "FACTS",
    "FIGURES",
    "LABELS",
    "NAMINGS",
    "PROJECTIONS",
    "SENTENCES",
    "STANDINGS",
    "STATUTES",
]
