"""What the learning arrangement brings to the programme."""

from fokus_ews.learning.commands import COMMANDS
from fokus_ews.learning.facts import FACTS
from fokus_ews.learning.labels import LABELS
from fokus_ews.learning.read_models import PROJECTIONS
from fokus_ews.learning.sentences import SENTENCES
from fokus_ews.learning.statutes import STATUTES

__all__ = ["COMMANDS", "FACTS", "LABELS", "PROJECTIONS", "SENTENCES", "STATUTES"]
