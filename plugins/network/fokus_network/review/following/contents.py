"""What follows from reviews brings to the programme."""

from fokus_network.review.following.commands import COMMANDS
from fokus_network.review.following.facts import FACTS
from fokus_network.review.following.labels import LABELS
from fokus_network.review.following.messages import MESSAGES
from fokus_network.review.following.read_models import PROJECTIONS
from fokus_network.review.following.sentences import SENTENCES
from fokus_network.review.following.statutes import STATUTES

__all__ = ["COMMANDS", "FACTS", "LABELS", "MESSAGES", "PROJECTIONS", "SENTENCES", "STATUTES"]
