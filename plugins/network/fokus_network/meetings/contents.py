"""What meetings bring to the programme."""

from fokus_network.meetings.commands import COMMANDS
from fokus_network.meetings.facts import ABOUT_MEETINGS as FACTS
from fokus_network.meetings.facts import NAMINGS
from fokus_network.meetings.labels import LABELS
from fokus_network.meetings.read_models import PROJECTIONS
from fokus_network.meetings.sentences import SENTENCES
from fokus_network.meetings.statutes import STATUTES

__all__ = ["COMMANDS", "FACTS", "LABELS", "NAMINGS", "PROJECTIONS", "SENTENCES", "STATUTES"]
