"""What membership brings to the programme."""

from fokus_network.membership import commands, exceptions, facts, sentences, statutes
from fokus_network.membership.evidence import EVIDENCE
from fokus_network.membership.facts import NAMINGS
from fokus_network.membership.labels import LABELS
from fokus_network.membership.read_models import PROJECTIONS
from fokus_network.membership.standings import FIGURES, STANDINGS

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

FACTS = (*facts.FACTS, *exceptions.EXCEPTIONS)
COMMANDS = (*commands.COMMANDS, exceptions.GrantException)
STATUTES = (*statutes.STATUTES, exceptions.exceptions_are_for_members)
SENTENCES = sentences.SENTENCES | exceptions.SENTENCES
