"""What papers bring to the programme."""

from fokus_ews.papers.commands import COMMANDS
from fokus_ews.papers.facts import FACTS
from fokus_ews.papers.labels import LABELS
from fokus_ews.papers.read_models import PROJECTIONS
from fokus_ews.papers.sentences import SENTENCES
from fokus_ews.papers.statutes import STATUTES

__all__ = ["COMMANDS", "FACTS", "LABELS", "PROJECTIONS", "SENTENCES", "STATUTES"]
