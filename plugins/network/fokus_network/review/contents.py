"""What reviews bring to the programme."""

from fokus_network.review import commands
from fokus_network.review.facts import FACTS
from fokus_network.review.labels import LABELS
from fokus_network.review.read_models import PROJECTIONS
from fokus_network.review.sentences import SENTENCES
from fokus_network.review.statutes import STATUTES

__all__ = ["COMMANDS", "FACTS", "LABELS", "PROJECTIONS", "SENTENCES", "STATUTES"]

COMMANDS = (commands.SetReviewInterval, commands.RecordReview)
