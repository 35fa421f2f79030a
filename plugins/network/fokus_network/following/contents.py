"""What follows from reviews brings to the programme."""

from fokus_network.following.commands import COMMANDS
from fokus_network.following.facts import FACTS
from fokus_network.following.labels import LABELS
from fokus_network.following.messages import MESSAGES
from fokus_network.following.read_models import PROJECTIONS
from fokus_network.following.sentences import SENTENCES
from fokus_network.following.statutes import STATUTES

__all__ = ["COMMANDS", "FACTS", "LABELS", "MESSAGES", "PROJECTIONS", "SENTENCES", "STATUTES"]
